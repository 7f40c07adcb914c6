import Seal
package import Vocabulary

/// The report of an audit as it is signed, kept and handed to a court: `docs/spec/audit.md`.
package struct AuditDocument: Codable, Hashable, Sendable {
    package static let format = "saksi-audit/1"

    package let format: String
    /// Who audited and signs: the node itself.
    package let by: Identity
    /// By the node's clock, as all times here.
    package let begun: Instant
    package let finished: Instant
    /// When it was taken up again after a stop.
    package let resumed: [Instant]
    /// Whether the node was running, and a copy of its register was read.
    package let ofCopy: Bool
    /// Every log as it stood.
    package let checkpoints: [AuditedLog]
    /// What no audit of a node can or does check, in words.
    package let unchecked: [String]
    package let report: NodeAuditReport

    private enum CodingKeys: String, CodingKey {
        case format, by, begun, finished, resumed, ofCopy, checkpoints, unchecked
    }

    init(_ state: AuditState, finished: Instant) {
        format = Self.format
        by = state.report.node
        begun = state.begun
        self.finished = finished
        resumed = state.resumed
        ofCopy = state.ofCopy
        checkpoints = state.logs
        unchecked = Self.open
        report = state.report
    }

    private static let open = [
        "That nobody was shown another log: compare the checkpoints with those that cosigners and members hold.",
        "That certificates were to be trusted when they signed: that is for the trust list of whoever relies on them.",
        "What encrypted bundles contain.",
        "Until when a release may be fetched: nothing but the register says it.",
        "Uploads that were not submitted: only the sums of their rows.",
        "That what was read at first was still so at the end: each thing was read once.",
    ]

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        format = try container.decode(String.self, forKey: .format)
        by = try container.decode(Identity.self, forKey: .by)
        begun = try container.decode(Instant.self, forKey: .begun)
        finished = try container.decode(Instant.self, forKey: .finished)
        resumed = try container.decode([Instant].self, forKey: .resumed)
        ofCopy = try container.decode(Bool.self, forKey: .ofCopy)
        checkpoints = try container.decode([AuditedLog].self, forKey: .checkpoints)
        unchecked = try container.decode([String].self, forKey: .unchecked)
        report = try NodeAuditReport(from: decoder)
    }

    /// One object with the members of the report beside the others.
    package func encode(to encoder: any Encoder) throws {
        try report.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(format, forKey: .format)
        try container.encode(by, forKey: .by)
        try container.encode(begun, forKey: .begun)
        try container.encode(finished, forKey: .finished)
        try container.encode(resumed, forKey: .resumed)
        try container.encode(ofCopy, forKey: .ofCopy)
        try container.encode(checkpoints, forKey: .checkpoints)
        try container.encode(unchecked, forKey: .unchecked)
    }

    /// In plain words.
    package var text: String {
        guard let last = resumed.last else { return report.text }
        return report.text + "\n"
            + "This audit was begun at \(begun) and taken up again \(resumed.count.counted("time")), last at \(last); "
            + "what was read before a stop is as it was then. “--anew” reads all of it again."
    }
}

/// A report with the node's signature over its exact bytes.
package struct SignedAuditDocument: Sendable {
    package let document: AuditDocument
    package let bytes: [UInt8]
    /// Detached CMS, as beside every signed file.
    package let signature: [UInt8]

    init(_ document: AuditDocument, signedBy keys: NodeKeys) throws {
        self.document = document
        bytes = try CanonicalJSON.encode(document)
        signature = try keys.events.cms(over: bytes, claimedAt: document.finished)
    }

    package var isClean: Bool { document.report.findings.isEmpty }

    /// Where the signature over the report at `path` lies.
    package func signaturePath(of path: String) -> String {
        SignedFile.signaturePath(of: path, by: document.by)
    }
}
