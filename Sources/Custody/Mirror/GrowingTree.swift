package import Vocabulary

/// The tree over the entries that were read so far, with the tiles that each further entry completes or widens.
package struct GrowingTree: Sendable {
    private var edge = TreeEdge()

    package init() {}

    package var size: Int { edge.size }
    package var root: Digest { edge.root }

    /// - Returns: every tile that is new or wider than before, level by level.
    package mutating func append(_ entries: [[UInt8]]) -> [HashTile] { edge.append(entries.map(Merkle.leaf)) }

    /// Whether this is the tree of a checkpoint.
    package func isOf(_ checkpoint: Checkpoint) -> Bool { size == checkpoint.size && root == checkpoint.root }
}
