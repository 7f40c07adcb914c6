package import Vocabulary

/// Two checkpoints that one log signed and that do not go together, both whole.
package struct Contradiction: Hashable, Sendable {
    package enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
        /// One size, two roots: the two notes alone prove that the log shows two views of itself.
        case splitView = "split-view"
        /// A larger log, and the proof that came with it does not lead there: the log was rewritten, or whoever asked
        /// gave a wrong proof. Only a right proof settles it.
        case unproven
        /// A smaller log than was cosigned: entries were lost, an old checkpoint was shown again, or two requests
        /// overtook each other.
        case smaller

        package var isProof: Bool { self == .splitView }
    }

    package let kind: Kind
    /// What was cosigned, with the cosignature.
    package let cosigned: SignedCheckpoint
    /// What came later, with all its signatures.
    package let received: SignedCheckpoint
    /// What came with it.
    package let proof: [Digest]

    /// What the two checkpoints say by themselves.
    /// - Returns: nil if one may continue the other.
    init?(_ cosigned: SignedCheckpoint, _ received: SignedCheckpoint, proof: [Digest]) {
        let (old, new) = (cosigned.checkpoint, received.checkpoint)
        guard new.size < old.size || (new.size == old.size && new.root != old.root) else { return nil }
        self.init(
            new.size < old.size ? .smaller : .splitView, cosigned: cosigned, received: received, proof: proof)
    }

    /// - Returns: nil if both are of one size, or nothing had to be proved since the log was empty.
    init?(unproven received: SignedCheckpoint, after cosigned: SignedCheckpoint, proof: [Digest]) {
        guard cosigned.checkpoint.size > 0, received.checkpoint.size > cosigned.checkpoint.size else { return nil }
        self.init(.unproven, cosigned: cosigned, received: received, proof: proof)
    }

    /// For whoever reads the log itself and finds that it is not what was cosigned; both must have been verified.
    package init(
        _ kind: Kind, cosigned: SignedCheckpoint, received: SignedCheckpoint, proof: [Digest] = []
    ) {
        self.kind = kind
        self.cosigned = cosigned
        self.received = received
        self.proof = proof
    }

    package var origin: String { cosigned.checkpoint.origin }

    /// The same for the same two texts, however often they come and whoever else signed them. Where the pair proves nothing,
    /// what came counts alone: else one old checkpoint would be another pair with each that is cosigned after it.
    package var id: Digest {
        let texts = kind.isProof ? [cosigned.note.text, received.note.text] : [received.note.text]
        return Digest(ofText: ([kind.rawValue] + texts).joined(separator: "\n"))
    }

    /// One line for the operator.
    package var sentence: String {
        let (old, new) = (cosigned.checkpoint.size, received.checkpoint.size)
        return switch kind {
        case .splitView:
            "the log \(origin.shownInMessage) signed two different trees of \(old.counted("entry", "entries")): it shows two views of itself"
        case .unproven:
            "the log \(origin.shownInMessage) signed a tree of \(new.counted("entry", "entries")) without showing that it continues the one of \(old) that was cosigned"
        case .smaller:
            "the log \(origin.shownInMessage) came with \(new.counted("entry", "entries")), and \(old) were cosigned: entries were lost, an old checkpoint was shown again, or two requests overtook each other"
        }
    }
}

extension Contradiction {
    static let format = "saksi-contradiction/1"
    /// Two notes, of which JSON writes some characters as two, and what stands around them.
    private static let longest = 4 * SignedNote.longest + 65_536

    private struct Form: Codable {
        let format: String
        let kind: Kind
        let log: String
        /// When the second one came, by the clock of whoever keeps this.
        let received: Instant
        let cosignedNote: String
        let receivedNote: String
        let proof: [String]
    }

    /// Canonical JSON, as docs/spec/custody-log.md has it.
    package func document(receivedAt: Instant) throws(VocabularyError) -> [UInt8] {
        try CanonicalJSON.encode(
            Form(
                format: Self.format, kind: kind, log: origin, received: receivedAt,
                cosignedNote: String(decoding: cosigned.bytes, as: UTF8.self),
                receivedNote: String(decoding: received.bytes, as: UTF8.self),
                proof: proof.map { Base64.encode($0.bytes) }))
    }

    /// - Throws: `VocabularyError` or `CustodyError` if it is not of that form.
    package init(document: [UInt8]) throws {
        let form = try CanonicalJSON.decode(Form.self, from: document, noun: "pair of checkpoints", limit: Self.longest)
        let hashes = try form.proof.map { try Digest(bytes: Base64.decode($0) ?? []) }
        self.init(
            form.kind, cosigned: try SignedCheckpoint(parsing: Array(form.cosignedNote.utf8)),
            received: try SignedCheckpoint(asReceived: Array(form.receivedNote.utf8)), proof: hashes)
        guard form.format == Self.format, form.log.sameBytes(as: origin),
            received.checkpoint.origin.sameBytes(as: origin)
        else {
            throw CustodyError(
                .custodyNoteForm, "The kept pair of checkpoints is not of its form.",
                next: "Look at it by hand; do not remove it.")
        }
    }
}
