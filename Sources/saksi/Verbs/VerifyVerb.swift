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
            signer is not established, 7 if something could not be read. A bag alone needs no trust list; a bundle \
            does, and so does a bag that was exported from one, whose signatures lie beside it.
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("A bundle, or the folder of a bag.", valueName: "bundle-or-bag"), completion: .file())
    var path: String
    @Option(help: ArgumentHelp("The trust list; else that of the profile.", valueName: "file"), completion: .file())
    var trust: String?
    @Option(help: ArgumentHelp("The receipt that the node gave.", valueName: "file"), completion: .file())
    var receipt: String?
    @Option(
        help: ArgumentHelp(
            "The folder of the agreements, which say how many cosigners a receipt needs.", valueName: "folder"),
        completion: .directory)
    var agreements: String?
    @Option(help: ArgumentHelp("Somebody who must have signed too. Can be repeated.", valueName: "identity"))
    var signedBy: [String] = []
    @Option(help: ArgumentHelp("The member for whom the bundle must be meant.", valueName: "identity"))
    var recipient: String?

    func perform(_ session: Session) async throws -> any Answer {
        guard !path.isFolder else { return try await bag(session) }
        guard receipt != nil || agreements == nil else {
            throw CommandError(
                .commandUsage, "--agreements says how many cosigners a receipt needs, and no receipt was given.",
                next: "Add --receipt FILE, or leave --agreements out.")
        }
        let asked = try Asked(signers: signedBy, recipient: recipient)
        let judging = try await Judging(
            path, trust: trust, receipt: receipt, agreements: agreements, session)
        let verification = try await judging.verify(
            path, requiredSigners: asked.signers, recipient: asked.recipient, session)
        return VerifyAnswer(report: verification.report)
    }

    private func bag(_ session: Session) async throws -> any Answer {
        guard receipt == nil, agreements == nil else {
            throw CommandError(
                .commandUsage, "“\(path.shownInMessage)” is a folder; receipts are for bundle files.",
                next: "Leave --receipt and --agreements out, or name the bundle file itself.")
        }
        let asked = try Asked(signers: signedBy, recipient: recipient)
        let judging = try await Judging(path, trust: trust, session)
        var request = judging.request(requiredSigners: asked.signers, recipient: asked.recipient)
        request.mustBeSigned = trust != nil || !signedBy.isEmpty
        var report = try await session.following("Verifying the bag “\(path.lastName)”") { meter in
            try await Bag.verify(path, request, progress: meter.follow)
        }
        for remark in judging.remarks { report.add(remark) }
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
        case .done where report.isOfNobody:
            page.verdict("The files are as the bag lists them. Nobody vouches for them: it is not signed.", .unsure)
        case .done: page.verdict("Everything that was asked holds.", .good)
        case .evidence where report.lacksOnlyWhatWasAsked:
            page.verdict("The bundle is in order, but not all that was asked holds.", .bad)
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
