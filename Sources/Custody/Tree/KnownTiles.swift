import Vocabulary

/// The tiles above the leaves that proofs of a log have read, with the nodes inside them.
///
/// A proof takes some 250 hashes of nodes in each tile on its way. The tiles above the leaves are few, one in 256, and lie
/// on the way of all: whoever makes proof after proof of one log keeps them.
package struct KnownTiles: Sendable {
    private var pyramids: [TilePath: Pyramid] = [:]

    /// 4 MiB of nodes: all tiles above the leaves of a log of 16 million entries.
    private static let most = 256

    package init() {}

    func knows(_ path: TilePath) -> Bool { pyramids[path] != nil }

    /// Once they are too many, all others go: those that are needed come back with the next proofs.
    mutating func add(_ pyramid: Pyramid, at path: TilePath) {
        if pyramids.count >= Self.most { pyramids = [:] }
        pyramids[path] = pyramid
    }

    /// As `Pyramid.hash`; nil also for a tile that is not known.
    mutating func hash(_ path: TilePath, at offset: Int, height: Int) -> Digest? {
        pyramids[path]?.hash(at: offset, height: height)
    }
}

/// A tile's hashes with the nodes above them, each computed once, when first asked for: proofs of neighbouring
/// entries share most of them.
struct Pyramid {
    private var levels: [[Digest]]

    init(_ hashes: [Digest]) {
        levels = [hashes]
    }

    var leaves: [Digest] { levels[0] }

    /// The root over the 2^height hashes that start at `offset`, a multiple of 2^height; nil if they are not all there.
    mutating func hash(at offset: Int, height: Int) -> Digest? {
        while levels.count <= height {
            let below = levels[levels.count - 1]
            levels.append(
                stride(from: 0, to: below.count - below.count % 2, by: 2).map {
                    Merkle.node(below[$0], below[$0 + 1])
                })
        }
        let place = offset >> height
        return place < levels[height].count ? levels[height][place] : nil
    }
}
