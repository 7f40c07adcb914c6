import ArgumentParser
import EvidenceBundle
import Foundation
import Policy
import Seal
import Vocabulary

/// `saksi verify`: is this what was signed, and by whom.
struct VerifyVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check a bundle, or any BagIt bag, without a network.",
        discussion: """
            Answers 0 only if everything that was asked holds: 1 if the evidence is damaged or hostile, 6 if the \
            signer is not established. A bag alone needs no trust list; a bundle does.
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("A bundle, or the folder of a bag.", valueName: "bundle-or-bag"), completion: .file())
    var path: String
    @Option(help: ArgumentHelp("The trust list; else that of the profile.", valueName: "file"), completion: .file())
    var trust: String?
    @Option(help: ArgumentHelp("The receipt that the node gave.", valueName: "file"), completion: .file())
    var receipt: String?
    @Option(help: ArgumentHelp("Somebody who must have signed too. Can be repeated.", valueName: "identity"))
    var signedBy: [String] = []
    @Option(help: ArgumentHelp("The member for whom the bundle must be meant.", valueName: "identity"))
    var recipient: String?

    func perform(_ session: Session) async throws -> any Answer {
        guard !path.isFolder else { return try await bag(session) }
        let asked = try Asked(signers: signedBy, recipient: recipient)
        let store = try session.trustIfGiven(trust)
        let opening = opened()
        guard case .success(let bundle) = opening else { return try unreadable(opening) }
        let proof = try receipt.map { try ReceiptProof(reading: $0, trust: store, session) }
        let verification = try await session.following("Verifying \(path.lastName)") { meter in
            await bundle.verify(
                VerificationRequest(
                    trust: store, time: proof?.trustedTime ?? .now(session.now), requiredSigners: asked.signers,
                    recipient: asked.recipient),
                progress: meter.follow)
        }
        try Task.checkCancellation()
        var report = verification.report
        if let proof {
            let file = try await session.following("Reading \(path.lastName) for its receipt") { meter in
                try await FileDigest.of(path, meter)
            }
            for check in proof.checks(bundle: report.digest, file: file) { report.add(check) }
        }
        return VerifyAnswer(report: report)
    }

    private func opened() -> Result<UnverifiedBundle, BundleError> {
        do throws(BundleError) { return .success(try UnverifiedBundle(path: path)) } catch { return .failure(error) }
    }

    /// So little of a container that there is nothing else to check: that is a finding too.
    private func unreadable(_ opening: Result<UnverifiedBundle, BundleError>) throws -> any Answer {
        guard case .failure(let error) = opening, error.code.exit == .evidence else {
            _ = try opening.get()
            throw CommandError.bug
        }
        var report = VerificationReport(subject: path)
        report.add(VerificationReport.Check(failed: "container", error))
        return VerifyAnswer(report: report)
    }

    private func bag(_ session: Session) async throws -> any Answer {
        guard receipt == nil, signedBy.isEmpty, recipient == nil else {
            throw CommandError(
                .commandUsage, "“\(path.shownInMessage)” is a folder; a bag has no receipt, signers or recipients.",
                next: "Leave those options out, or name the bundle file itself.")
        }
        let report = try await session.following("Verifying the bag “\(path.lastName)”") { meter in
            try await Bag.verify(path, progress: meter.follow)
        }
        return VerifyAnswer(report: report)
    }

    private struct Asked {
        let signers: [Identity]
        let recipient: MemberID?

        init(signers: [String], recipient: String?) throws {
            self.signers = try signers.map { try Identity(parsing: $0) }
            self.recipient = try recipient.map { try MemberID(parsing: $0) }
        }
    }
}

/// The report of a verification.
struct VerifyAnswer: Answer {
    let report: VerificationReport

    var exit: ExitStatus { report.exit }

    /// The first check with the code that decided.
    var failure: FailureReport? {
        report.checks.first { $0.code?.exit == exit && exit != .done }.map { check in
            FailureReport(
                code: check.code?.name ?? "", reason: "\(check.name): \(check.message)", next: check.next ?? "",
                exit: exit.rawValue)
        }
    }

    func encode(to encoder: any Encoder) throws {
        try report.encode(to: encoder)
    }

    func write(to page: inout Page) {
        page.line(report.subject)
        for check in report.checks {
            let text = "\(check.name): \(check.message)" + (check.code.map { " [\($0)]" } ?? "")
            switch check.outcome {
            case .passed: page.state("ok", .good, text)
            case .failed: page.state("WRONG", .bad, text)
            case .notChecked: page.state("not checked", .unsure, text)
            }
        }
        if let time = report.trustedTime { page.line("  Certificates were judged \(time).") }
        if let digest = report.digest { page.line("  Digest of the bundle: \(digest)") }
        switch exit {
        case .done: page.verdict("Everything that was asked holds.", .good)
        case .evidence: page.verdict("This does not verify. Do not rely on it.", .bad)
        case .trust:
            page.verdict("Whether this can be relied on is not established: see what is wrong or not checked.", .bad)
        default: page.verdict("The check could not be completed.", .bad)
        }
        var steps: [String] = []
        for check in report.checks where check.outcome != .passed {
            if let next = check.next, !steps.contains(next) { steps.append(next) }
        }
        for step in steps { page.line("Next: \(step)") }
    }
}
