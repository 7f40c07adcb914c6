package import Vocabulary

/// What is enough of a tree to grow it: the roots of the perfect subtrees that it falls into,
/// largest first. Adding a leaf costs two hashes on average, the root at most one for each level.
package struct Frontier: Hashable, Sendable {
    package private(set) var size: Int
    package private(set) var nodes: [Digest]

    /// The frontier of the empty tree.
    package init() {
        size = 0
        nodes = []
    }

    init(size: Int, nodes: [Digest]) {
        self.size = size
        self.nodes = nodes
    }

    package mutating func append(_ leaf: Digest) {
        var hash = leaf
        var merged = size
        while merged & 1 == 1, let left = nodes.popLast() {
            hash = Merkle.node(left, hash)
            merged >>= 1
        }
        nodes.append(hash)
        size += 1
    }

    package var root: Digest {
        guard var hash = nodes.last else { return Merkle.emptyRoot }
        for left in nodes.dropLast().reversed() { hash = Merkle.node(left, hash) }
        return hash
    }
}
