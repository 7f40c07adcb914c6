import Vocabulary

/// What the submitter keeps: the node's `accepted` event, its place in the log, and a signed checkpoint.
///
/// The format is C2SP tlog-proof; the `extra` line is the exact envelope, which is the log entry itself.
package struct Receipt: Hashable, Sendable {
    package let envelope: Envelope
    package let proof: InclusionProof
    package let checkpoint: SignedCheckpoint

    /// The envelope in base64, 63 hashes, and the checkpoint.
    static let longest = 262_144

    package init(event: VerifiedEvent, proof: InclusionProof, checkpoint: SignedCheckpoint) throws(CustodyError) {
        guard proof.size == checkpoint.checkpoint.size else {
            throw Self.malformed(
                "has a proof for \(proof.size.counted("entry", "entries")) and a checkpoint for \(checkpoint.checkpoint.size)"
            )
        }
        self.init(envelope: event.envelope, proof: proof, checkpoint: checkpoint)
    }

    private init(envelope: Envelope, proof: InclusionProof, checkpoint: SignedCheckpoint) {
        self.envelope = envelope
        self.proof = proof
        self.checkpoint = checkpoint
    }

    package init(parsing bytes: [UInt8]) throws(CustodyError) {
        guard bytes.count <= Self.longest else { throw Self.malformed("has more than \(Self.longest) bytes") }
        guard let blank = bytes.indices.dropFirst().first(where: { bytes[$0] == 0x0A && bytes[$0 - 1] == 0x0A }),
            let head = String(validating: bytes[..<blank], as: UTF8.self)
        else { throw Self.malformed("has no checkpoint") }
        var lines = head.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        guard lines.popFirst().map(String.init) == Self.title else {
            throw Self.malformed("does not begin with “\(Self.title)”")
        }
        guard let extra = lines.popFirst(), extra.hasPrefix("extra "), let envelope = Base64.decode(extra.dropFirst(6))
        else {
            throw Self.malformed("has no event in a line “extra”")
        }
        guard let line = lines.popFirst(), line.hasPrefix("index "), let index = DecimalNumber.parse(line.dropFirst(6))
        else {
            throw Self.malformed("has no place in a line “index”")
        }
        var hashes: [Digest] = []
        for line in lines {
            guard let bytes = Base64.decode(line), let hash = try? Digest(bytes: bytes) else {
                throw Self.malformed("has a line in its proof that is no hash")
            }
            hashes.append(hash)
        }
        self.envelope = try Envelope(parsing: envelope)
        checkpoint = try SignedCheckpoint(parsing: Array(bytes[(blank + 1)...]))
        proof = try InclusionProof(index: index, size: checkpoint.checkpoint.size, hashes: hashes)
        guard self.bytes == bytes else { throw Self.malformed("is not written in its one form") }
    }

    package var index: Int { proof.index }

    package var bytes: [UInt8] {
        let head = [Self.title, "extra \(Base64.encode(envelope.bytes))", "index \(index)"]
        let lines = head + proof.hashes.map { Base64.encode($0.bytes) }
        return Array((lines.joined(separator: "\n") + "\n\n").utf8) + checkpoint.bytes
    }

    /// The same receipt with cosignatures that arrived later. They are checked when the receipt is.
    package func adding(_ signatures: [NoteSignature]) -> Receipt {
        Receipt(envelope: envelope, proof: proof, checkpoint: checkpoint.adding(signatures))
    }

    static let title = "c2sp.org/tlog-proof@v1"

    static func malformed(_ what: String) -> CustodyError {
        CustodyError(
            .custodyReceiptForm, "The receipt \(what).",
            next: "Ask the node for it again; submitting again gives the same one.")
    }
}
