package import Vocabulary

/// An entry that a log signed for and that cannot stand in it, with the proof that it did sign.
package struct RefusedEntry: Hashable, Sendable {
    package let entry: [UInt8]
    package let proof: InclusionProof
    package let checkpoint: SignedCheckpoint
    /// What is wrong with it.
    package let reason: String

    package init(_ entry: [UInt8], proof: InclusionProof, checkpoint: SignedCheckpoint, reason: String) {
        self.entry = entry
        self.proof = proof
        self.checkpoint = checkpoint
        self.reason = reason
    }

    private struct Form: Codable {
        let format: String
        let log: String
        let index: Int
        let entry: String
        let proof: [String]
        let note: String
        let reason: String
    }

    private static let format = "saksi-refused-entry/1"
    private static let longest = 1 << 20

    /// Canonical JSON, as docs/spec/custody-log.md has it.
    package func document() throws(VocabularyError) -> [UInt8] {
        try CanonicalJSON.encode(
            Form(
                format: Self.format, log: checkpoint.checkpoint.origin, index: proof.index,
                entry: Base64.encode(entry), proof: proof.hashes.map { Base64.encode($0.bytes) },
                note: String(decoding: checkpoint.bytes, as: UTF8.self), reason: reason))
    }

    /// - Throws: `VocabularyError` or `CustodyError` if it is not of that form, or the proof does not lead to the root.
    package init(document: [UInt8]) throws {
        let form = try CanonicalJSON.decode(Form.self, from: document, noun: "refused entry", limit: Self.longest)
        let checkpoint = try SignedCheckpoint(parsing: Array(form.note.utf8))
        let hashes = try form.proof.map { try Digest(bytes: Base64.decode($0) ?? []) }
        self.init(
            Base64.decode(form.entry) ?? [],
            proof: try InclusionProof(index: form.index, size: checkpoint.checkpoint.size, hashes: hashes),
            checkpoint: checkpoint, reason: form.reason)
        guard form.format == Self.format, form.log.sameBytes(as: checkpoint.checkpoint.origin) else {
            throw CustodyError(
                .custodyNoteForm, "The kept entry is not of its form.", next: "Look at it by hand; do not remove it.")
        }
        try proof.verify(leaf: Merkle.leaf(entry), root: checkpoint.checkpoint.root)
    }
}
