package import Vocabulary

/// Shows that an entry stands at its place in the tree under a root (RFC 6962, section 2.1.1).
package struct InclusionProof: Hashable, Sendable {
    package let index: Int
    package let size: Int
    /// From the leaf's sibling up to the root's child.
    package let hashes: [Digest]

    package init(index: Int, size: Int, hashes: [Digest]) throws(CustodyError) {
        guard index >= 0, index < size, hashes.count <= 63 else {
            throw CustodyError(
                .custodyProofInclusion, "A tree of \(size.counted("entry", "entries")) has no entry \(index).",
                next: "Ask for a proof against a checkpoint that covers the entry.")
        }
        self.index = index
        self.size = size
        self.hashes = hashes
    }

    /// Computes the proof from stored tiles.
    /// - Parameter known: the tiles above the leaves that earlier proofs of the log have read. A tile is never another
    ///   one, so they are good for every size.
    /// - Throws: `CustodyError`, or whatever the source throws.
    package init(index: Int, size: Int, known: inout KnownTiles, tiles: @escaping TileSource) throws {
        let reader = SubtreeReader(size: size, known: known, tiles: tiles)
        // Two owners would have them copied.
        known = KnownTiles()
        defer { known = reader.known }
        try self.init(index: index, size: size, reader: reader)
    }

    /// The same for once.
    package init(index: Int, size: Int, tiles: @escaping TileSource) throws {
        try self.init(index: index, size: size, reader: SubtreeReader(size: size, tiles: tiles))
    }

    /// Computes the proof from tiles that somebody shows with the checkpoint.
    /// - Throws: `custody.tile.content` if they are not its tiles; whatever the source throws.
    package init(index: Int, in checkpoint: Checkpoint, tiles: @escaping TileSource) throws {
        try self.init(
            index: index, size: checkpoint.size,
            reader: SubtreeReader(size: checkpoint.size, root: checkpoint.root, tiles: tiles))
    }

    /// Computes the proofs of several entries, reading and hashing what they share once.
    package static func proofs(
        of indices: [Int], size: Int, known: inout KnownTiles, tiles: @escaping TileSource
    ) throws -> [InclusionProof] {
        let reader = SubtreeReader(size: size, known: known, tiles: tiles)
        known = KnownTiles()
        defer { known = reader.known }
        return try indices.map { try InclusionProof(index: $0, size: size, reader: reader) }
    }

    private init(index: Int, size: Int, reader: SubtreeReader) throws {
        try self.init(index: index, size: size, hashes: [])
        try self.init(
            index: index, size: size, hashes: try Self.siblings(of: index, in: size).map(reader.hash))
    }

    /// - Throws: `CustodyError` unless the proof leads from the leaf to the root.
    package func verify(leaf: Digest, root: Digest) throws(CustodyError) {
        guard
            ProofCheck.inclusion(
                index: UInt64(index), size: UInt64(size), leaf: leaf.bytes, proof: hashes.map(\.bytes), root: root.bytes
            )
        else {
            throw CustodyError(
                .custodyProofInclusion,
                "Entry \(index) is not in the log of \(size.counted("entry", "entries")) that the checkpoint names.",
                next: "The entry, the proof or the checkpoint was changed: ask the node for the receipt again.")
        }
    }

    /// The ranges of entries whose hashes lead from an entry to the root, from the smallest to the largest.
    static func siblings(of index: Int, in size: Int) -> [Range<Int>] {
        var siblings: [Range<Int>] = []
        var range = 0..<size
        while range.count > 1 {
            let middle = range.lowerBound + Merkle.splitPoint(range.count)
            if index < middle {
                siblings.append(middle..<range.upperBound)
                range = range.lowerBound..<middle
            } else {
                siblings.append(range.lowerBound..<middle)
                range = middle..<range.upperBound
            }
        }
        return siblings.reversed()
    }
}
