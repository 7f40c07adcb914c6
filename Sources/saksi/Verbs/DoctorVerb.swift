import ArgumentParser
import Foundation
import Seal
import Vocabulary

/// `saksi doctor`: is everything ready for the daily work, and if not, what to do.
struct DoctorVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look at profile, certificate, trust list, agreements, disk, clock and node, and say what to do.")

    @OptionGroup var global: GlobalOptions
    @Flag(help: "Do not try to reach the node.")
    var offline = false

    func perform(_ session: Session) async throws -> any Answer {
        var findings: [Finding] = []
        let profile: Profile
        do {
            profile = try session.profile()
            findings.append(Self.finding(of: profile))
        } catch {
            findings.append(.wrong("profile", error))
            profile = Profile(at: session.profileFile)
        }
        let credential = Self.load("identity", profile.identity, "identity", &findings) { try session.credential(nil) }
        let path = Self.load("trust list", profile.trust, "trust", &findings) { try session.trustPath(nil) }
        let trust =
            path == nil ? nil : Self.load("trust list", profile.trust, "trust", &findings) { try session.trust(nil) }
        if let path {
            let report = TrustReport(checking: path, identity: credential?.chain, at: session.now)
            findings += TrustFindings.of(report, trust, path: path, now: session.now)
        }
        findings += AgreementFindings.of(profile, trust: trust, member: credential?.identity, session)
        findings.append(DiskFinding.here())
        if offline {
            findings.append(.notChecked("node", "not asked for, because of --offline"))
        } else if let trust, let credential, profile.node != nil, profile.nodeIdentity != nil {
            findings += await NodeFindings.of(session, as: credential, trust: trust)
        } else {
            findings.append(
                .notChecked(
                    "node and clock", "a node needs node, node-identity, identity and trust in the profile",
                    next: "Complete the profile, then run saksi doctor again."))
        }
        return DoctorReport(profile: profile.file, time: session.now, findings: findings)
    }

    private static func finding(of profile: Profile) -> Finding {
        FileManager.default.fileExists(atPath: profile.file)
            ? .good("profile", profile.file)
            : .attention("profile", "there is none at \(profile.file)", next: "Write one: saksi profile init")
    }

    /// Loads what a setting names, or says why not.
    private static func load<Value>(
        _ subject: String, _ path: String?, _ setting: String, _ findings: inout [Finding],
        _ body: () throws -> Value
    ) -> Value? {
        guard path != nil else {
            findings.append(
                .notChecked(subject, "the profile has no line “\(setting): …”", next: "Add the line to the profile."))
            return nil
        }
        do { return try body() } catch {
            findings.append(.wrong(subject, error))
            return nil
        }
    }
}

struct DoctorReport: Answer {
    let profile: String
    let time: Instant
    let findings: [Finding]

    var exit: ExitStatus { Finding.exit(of: findings) }
    var failure: FailureReport? { Finding.failure(of: findings) }

    func write(to page: inout Page) {
        for finding in findings { finding.write(to: &page) }
        let wrong = findings.count { $0.state == .wrong }
        let open = findings.count { $0.state == .notChecked }
        let care = findings.count { $0.state == .attention }
        if wrong > 0 {
            page.verdict("\(wrong) of these must be put right before you can work.", .bad)
        } else if open + care > 0 {
            page.verdict("Nothing is wrong; \(care) to attend to, \(open) not checked.", .unsure)
        } else {
            page.verdict("Everything is ready.", .good)
        }
    }
}
