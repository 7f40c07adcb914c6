import ArgumentParser
import Seal
import Vocabulary

/// `saksi audit check`: who signed the report of an audit, and what it says.
struct AuditCheckVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check the signature over the report of an audit, and show what it says.",
        discussion: """
            The signature lies beside the report, as NAME.<party>-<authority>-<name>.p7s. That it holds says who found this; \
            whether it is so, only another audit says. Exit code 1: the signature does not fit the report.
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("The report.", valueName: "file"), completion: .file(extensions: ["json"]))
    var path: String
    @Option(help: ArgumentHelp("The trust list; else that of the profile.", valueName: "file"), completion: .file())
    var trust: String?

    private static let formats = ["saksi-audit/1", "saksi-outside-audit/1"]

    /// What reports of both kinds say.
    private struct Said: Decodable {
        let format: String
        let by: Identity
        let node: Identity
        let begun: Instant
        let finished: Instant
        let unchecked: [String]
        let findings: [OutsideAuditDocument.Finding]
        /// Beyond those that are listed; only a node's report has such, and what follows.
        let unlisted: Int?
        let restored: [AuditCheckAnswer.Restored]?
    }

    func perform(_ session: Session) async throws -> any Answer {
        let bytes = try InputFile.read(path, limit: 64 << 20)
        let said = try CanonicalJSON.decodeLoosely(Said.self, from: bytes, noun: "report", limit: 64 << 20)
        guard Self.formats.contains(said.format), said.format != Self.formats[0] || said.by == said.node else {
            throw CommandError(
                .commandAuditReport, "“\(path.shownInMessage)” is not the report of an audit.",
                next: "Name a report that “saksid audit --report” or “saksi audit --report” wrote.")
        }
        let signature = try DetachedSignature(
            der: try InputFile.read(SignedFile.signaturePath(of: path, by: said.by), limit: 1 << 18))
        try signature.verify(over: bytes)
        let store = try session.trust(trust)
        let (signer, remark) = try Self.signer(signature, of: said, by: store, now: session.now)
        guard signer.identity == said.by else {
            throw CommandError(
                .commandAuditSigner, "The report says that it is of \(said.by), and \(signer.identity) signed it.",
                next: "Ask \(said.by) for its own report.")
        }
        return AuditCheckAnswer(
            format: said.format, by: said.by, node: said.node, begun: said.begun, finished: said.finished,
            unchecked: said.unchecked, findings: said.findings, unlisted: said.unlisted ?? 0,
            restored: said.restored ?? [], remark: remark)
    }

    /// Trusted now; where the certificate's time is over, when the report was finished, as it says itself.
    private static func signer(
        _ signature: DetachedSignature, of said: Said, by trust: TrustStore, now: Instant
    ) throws -> (TrustedIdentity, remark: String?) {
        do {
            return (try trust.validate(signature.chain, for: .events, at: now), nil)
        } catch {
            let then = try trust.validate(signature.chain, for: .events, at: said.finished)
            return (
                then,
                "the certificate is no longer good today; it was at \(said.finished), which the report itself says"
            )
        }
    }
}

/// Whose report it is.
struct AuditCheckAnswer: Answer {
    let format: String
    let by: Identity
    let node: Identity
    let begun: Instant
    let finished: Instant
    let unchecked: [String]
    let findings: [OutsideAuditDocument.Finding]
    let unlisted: Int
    /// Logs of which a part was restored from a mirror.
    let restored: [Restored]
    let remark: String?

    struct Restored: Codable {
        let log: String
        /// Every entry before it was restored.
        let end: Int
    }

    func write(to page: inout Page) {
        page.line(
            by == node
                ? "\(by) audited itself, from \(begun) to \(finished)."
                : "\(by) audited \(node) from outside, from \(begun) to \(finished).")
        page.state("ok", .good, "the signature of \(by) fits this very report")
        if let remark { page.state("note", .unsure, remark) }
        for part in restored {
            page.state(
                "restored", .unsure,
                "\(part.log) was rebuilt: what the report says of it before entry \(part.end) is of what was restored")
        }
        for sentence in unchecked { page.state("not checked", .unsure, sentence) }
        for finding in findings {
            page.state("finding", .bad, "\(finding.place): \(finding.reason) [\(finding.code)]")
        }
        page.line()
        page.verdict(
            findings.isEmpty
                ? "It says that nothing was found."
                : "It says that \((findings.count + unlisted).counted("thing")) did not hold.",
            findings.isEmpty ? .good : .bad)
    }
}

extension ErrorCode {
    static let commandAuditReport = ErrorCode("command.audit.report", .usage)
    static let commandAuditSigner = ErrorCode("command.audit.signer", .evidence)
}
