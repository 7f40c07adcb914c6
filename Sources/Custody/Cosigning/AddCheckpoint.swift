package import Vocabulary

/// What a log asks of a cosigner: the body of `add-checkpoint` (C2SP tlog-witness).
///
/// `old <size>`, at most 63 hashes of a consistency proof (RFC 6962, section 2.1.2), an empty line, and the checkpoint
/// as a signed note; each line ends with a newline.
package struct AddCheckpoint: Hashable, Sendable {
    /// The size that the cosigner signed last, as the asker believes; 0 if it never did.
    package let oldSize: Int
    package let proof: [Digest]
    package let checkpoint: SignedCheckpoint

    package static let mostHashes = 63
    /// The most bytes that a body can have: its first line, the proof, an empty line, and a note.
    package static let longest = 24 + mostHashes * 45 + 1 + SignedNote.longest

    /// - Throws: `custody.cosign.request` for a proof of more than 63 hashes.
    package init(oldSize: Int, proof: [Digest], checkpoint: SignedCheckpoint) throws(CustodyError) {
        guard oldSize >= 0, proof.count <= Self.mostHashes else {
            throw Self.malformed("has a proof of \(proof.count.counted("hash", "hashes"))")
        }
        self.oldSize = oldSize
        self.proof = proof
        self.checkpoint = checkpoint
    }

    /// Computes the proof from stored tiles of the log; from nothing no proof is due.
    /// - Throws: `CustodyError` if the old size is not below that of the checkpoint; whatever the source throws.
    package init(from oldSize: Int, to checkpoint: SignedCheckpoint, tiles: @escaping TileSource) throws {
        let proof =
            oldSize == 0 ? [] : try ConsistencyProof(from: oldSize, to: checkpoint.checkpoint, tiles: tiles).hashes
        try self.init(oldSize: oldSize, proof: proof, checkpoint: checkpoint)
    }

    /// - Throws: `custody.cosign.request` if it is not of its form; what the note and the checkpoint are refused for.
    package init(parsing bytes: [UInt8]) throws(CustodyError) {
        guard bytes.count <= Self.longest else { throw Self.tooLong }
        // The first empty line: the note behind it has one of its own.
        guard let blank = bytes.indices.dropFirst().first(where: { bytes[$0] == 0x0A && bytes[$0 - 1] == 0x0A }),
            let head = String(validating: bytes[..<blank], as: UTF8.self)
        else { throw Self.malformed("has no empty line before its checkpoint") }
        var lines = head.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        guard let first = lines.popFirst(), first.hasPrefix("old "), let size = DecimalNumber.parse(first.dropFirst(4))
        else { throw Self.malformed("does not begin with the old size, as “old 7”") }
        guard lines.count <= Self.mostHashes else {
            throw Self.malformed("has a proof of \(lines.count.counted("hash", "hashes"))")
        }
        var hashes: [Digest] = []
        for line in lines {
            guard let bytes = Base64.decode(line), let hash = try? Digest(bytes: bytes) else {
                throw Self.malformed("has a line in its proof that is no hash")
            }
            hashes.append(hash)
        }
        oldSize = size
        proof = hashes
        checkpoint = try SignedCheckpoint(asReceived: Array(bytes[(blank + 1)...]))
        guard self.bytes == bytes else { throw Self.malformed("is not written in its one form") }
    }

    package var bytes: [UInt8] {
        let lines = ["old \(oldSize)"] + proof.map { Base64.encode($0.bytes) }
        return Array((lines.joined(separator: "\n") + "\n\n").utf8) + checkpoint.bytes
    }

    package static var tooLong: CustodyError { malformed("has more than \(longest) bytes") }

    static func malformed(_ what: String) -> CustodyError {
        CustodyError(
            .custodyCosignRequest, "The request for a cosignature \(what).",
            next: "Write it as docs/spec/custody-log.md and C2SP tlog-witness say.")
    }
}
