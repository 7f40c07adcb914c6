import ArgumentParser
import Seal
import Vocabulary

/// `saksi audit`: what a member can find out about a node from outside, and the check of a report that somebody signed.
struct AuditVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Check the log of an agreement on a node from outside, or a signed report.",
        subcommands: [AuditLogVerb.self, AuditCheckVerb.self], defaultSubcommand: AuditLogVerb.self)
}

/// `saksi audit log`: every hash of a log, and every event that is shown, against the signed checkpoint.
struct AuditLogVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Check the log of an agreement against its checkpoint and the one of the last time.",
        discussion: """
            Nothing is taken from the node on trust. Who may read the log gets every entry, with each signature and \
            certificate checked; anybody else gets the hashes, and the custody of what they may list. What was not checked \
            is said. An audit that was stopped goes on where it was. Exit code 1: something does not hold.
            """)

    @OptionGroup var global: GlobalOptions
    @Option(help: ArgumentHelp("The agreement.", valueName: "id"))
    var agreement: String
    @Option(
        help: ArgumentHelp("Write the report as JSON, signed by you beside it (.p7s).", valueName: "file"),
        completion: .file())
    var report: String?
    @Flag(help: "Begin again, also where an audit was stopped before its end.")
    var anew = false

    func perform(_ session: Session) async throws -> any Answer {
        let id = try AgreementID(parsing: agreement)
        return try await session.online { node in
            let log = try PinnedLog(try node.log(of: id), trust: node.trust)
            let signature = report.map { SignedFile.signaturePath(of: $0, by: node.credential.identity) }
            // Before all that work, and not after it.
            try OutputFile.refuse(overwriting: [report, signature].compactMap(\.self))
            let memory = try AuditMemory(of: log.origin, as: node.member, in: session.stateFolder)
            let document = try await session.following("Auditing", unit: .things("entries")) { meter in
                try await OutsideAudit(node: node, agreement: id, log: log, memory: memory, meter: meter).run(
                    anew: anew)
            }
            let bytes = try CanonicalJSON.encode(document)
            var kept: String?
            if !document.findings.isEmpty { kept = try memory.keep(bytes, of: document.finished) }
            if let report, let signature {
                try OutputFile.write(try node.credential.cms(over: bytes, claimedAt: session.now), to: signature)
                try OutputFile.write(bytes, to: report)
            }
            return AuditAnswer(document: document, kept: kept)
        }
    }
}

/// What an audit from outside came to.
struct AuditAnswer: Answer {
    let document: OutsideAuditDocument
    /// Where a report with findings was kept.
    let kept: String?

    func encode(to encoder: any Encoder) throws { try document.encode(to: encoder) }

    var exit: ExitStatus { document.findings.isEmpty ? .done : .evidence }
    var failure: FailureReport? {
        document.findings.first.map {
            FailureReport(
                code: $0.code, reason: "\($0.place): \($0.reason)", next: $0.next, exit: ExitStatus.evidence.rawValue)
        }
    }

    func write(to page: inout Page) {
        page.line("\(document.log), \(document.size.counted("entry", "entries")):")
        if let last = document.resumed.last {
            page.line(
                "Begun at \(document.begun), stopped and taken up again \(document.resumed.count.counted("time")), last at \(last)."
            )
        }
        for sentence in document.checked { page.state("ok", .good, sentence) }
        for sentence in document.unchecked { page.state("not checked", .unsure, sentence) }
        for finding in document.findings {
            page.state("WRONG", .bad, "\(finding.place): \(finding.reason) [\(finding.code)]")
            page.line("               Next: \(finding.next)")
        }
        page.line()
        if document.findings.isEmpty {
            page.verdict("What was checked holds.", .good)
        } else {
            page.verdict("\(document.findings.count.counted("thing")) did not hold.", .bad)
            if let kept {
                page.line("  All of it, checkpoints included, is kept in \(kept): copy that file to a safe place.")
            }
        }
    }
}
