import ArgumentParser
import Seal
import Vocabulary

/// `saksi certs check`: is the trust list signed, are its lists fresh, is my certificate good, and for how long.
struct CertsCheck: Verb {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check the trust list, its revocation lists and your certificate.",
        discussion: """
            With --fingerprints it prints what two people compare by telephone or on paper before they trust \
            each other's certificates for the first time.
            """)

    @OptionGroup var global: GlobalOptions
    @Option(help: ArgumentHelp("The trust list; else that of the profile.", valueName: "file"), completion: .file())
    var trust: String?
    @OptionGroup var signer: IdentityOptions
    @Flag(help: "Print the fingerprints to compare on paper.")
    var fingerprints = false

    func perform(_ session: Session) async throws -> any Answer {
        let path = try session.trustPath(trust)
        let credential = try signer.identity ?? session.profile().identity == nil ? nil : session.credential(signer)
        let report = TrustReport(checking: path, identity: credential?.chain, at: session.now)
        return CertsReport(
            trustList: path, version: report.version, identity: credential?.identity,
            findings: TrustFindings.of(
                report, report.isSound ? try? session.trust(path) : nil, path: path, now: session.now),
            fingerprints: fingerprints ? report.fingerprints : nil)
    }
}

struct CertsReport: Answer {
    let trustList: String
    let version: Int?
    let identity: Identity?
    let findings: [Finding]
    let fingerprints: [TrustReport.Fingerprint]?

    var exit: ExitStatus { Finding.exit(of: findings) }
    var failure: FailureReport? { Finding.failure(of: findings) }

    func write(to page: inout Page) {
        page.line("Trust list \(trustList)")
        for finding in findings { finding.write(to: &page) }
        if identity == nil {
            page.line("  Your own certificate was not checked: no --identity and none in the profile.")
        }
        guard let fingerprints else { return }
        page.heading("Fingerprints (SHA-256)")
        page.line("  Compare every group by telephone or on paper with somebody you know at each central authority.")
        for print in fingerprints {
            page.line("  \(print.name)")
            for line in print.lines { page.line("      \(line)") }
        }
    }
}
