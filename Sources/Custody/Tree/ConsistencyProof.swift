package import Vocabulary

/// Shows that a log only grew from one size to another (RFC 6962, section 2.1.2).
package struct ConsistencyProof: Hashable, Sendable {
    package let from: Int
    package let to: Int
    package let hashes: [Digest]

    /// - Parameter from: at least 1: every log begins with nothing, so from 0 there is nothing to show.
    package init(from: Int, to: Int, hashes: [Digest]) throws(CustodyError) {
        guard from > 0, from <= to, hashes.count <= 63 else {
            throw CustodyError(
                .custodyProofConsistency,
                "There is no proof of growth from \(from) to \(to.counted("entry", "entries")).",
                next: "Ask for a proof from an earlier size to a later one.")
        }
        self.from = from
        self.to = to
        self.hashes = hashes
    }

    /// Computes the proof from stored tiles of the larger tree.
    /// - Throws: `CustodyError`, or whatever the source throws.
    package init(from: Int, to: Int, tiles: @escaping TileSource) throws {
        try self.init(from: from, to: to, hashes: [])
        let reader = SubtreeReader(size: to, tiles: tiles)
        try self.init(from: from, to: to, hashes: try Self.subtrees(from: from, to: to).map(reader.hash))
    }

    /// Computes the proof from tiles that somebody shows with the checkpoint of the larger tree.
    /// - Throws: `custody.tile.content` if they are not its tiles; whatever the source throws.
    package init(from: Int, to checkpoint: Checkpoint, tiles: @escaping TileSource) throws {
        try self.init(from: from, to: checkpoint.size, hashes: [])
        let reader = try SubtreeReader(size: checkpoint.size, root: checkpoint.root, tiles: tiles)
        try self.init(
            from: from, to: checkpoint.size,
            hashes: try Self.subtrees(from: from, to: checkpoint.size).map(reader.hash))
    }

    /// - Throws: `CustodyError` unless the proof shows that the old tree is the beginning of the new one.
    package func verify(old: Digest, new: Digest) throws(CustodyError) {
        guard
            ProofCheck.consistency(
                from: UInt64(from), to: UInt64(to), proof: hashes.map(\.bytes), old: old.bytes, new: new.bytes)
        else {
            throw CustodyError(
                .custodyProofConsistency,
                "The log of \(to.counted("entry", "entries")) does not continue the log of \(from.counted("entry", "entries")).",
                next: "Keep both checkpoints: together they can show that the log was rewritten.")
        }
    }

    private static func subtrees(from: Int, to: Int) -> [Range<Int>] {
        var subtrees: [Range<Int>] = []
        var range = 0..<to
        // Whether the old tree's part of `range` is a whole subtree that the verifier knows already.
        var isKnown = true
        while range.upperBound != from {
            let middle = range.lowerBound + Merkle.splitPoint(range.count)
            if from <= middle {
                subtrees.append(middle..<range.upperBound)
                range = range.lowerBound..<middle
            } else {
                subtrees.append(range.lowerBound..<middle)
                range = middle..<range.upperBound
                isKnown = false
            }
        }
        if !isKnown { subtrees.append(range) }
        return subtrees.reversed()
    }
}
