import Vocabulary

/// Hashes of whole ranges of leaves, computed from as few tiles as possible.
final class SubtreeReader {
    private let layout: TileLayout
    private let tiles: TileSource
    private var leafTiles: [TilePath: Pyramid] = [:]
    /// What was read above the leaves.
    private(set) var known: KnownTiles
    /// Whether every full tile is held against its hash in the tile above it.
    private let believesNothing: Bool

    /// For tiles that are one's own.
    init(size: Int, known: KnownTiles = KnownTiles(), tiles: @escaping TileSource) {
        layout = TileLayout(size: size)
        self.tiles = tiles
        believesNothing = false
        self.known = known
    }

    /// For tiles that somebody shows. The root covers those that are not full, at the right edge, whole; each full one has
    /// its hash in the tile above it: so nothing that is read can be another than what the root was signed for.
    /// - Throws: `custody.tile.content` if the tiles do not give the root, here or when a further one is read.
    init(size: Int, root: Digest, tiles: @escaping TileSource) throws {
        layout = TileLayout(size: size)
        self.tiles = tiles
        believesNothing = true
        known = KnownTiles()
        guard try hash(0..<size) == root else { throw strangeTiles }
    }

    private var strangeTiles: CustodyError {
        CustodyError(
            .custodyTileContent,
            "The tiles that are shown do not give the root of the checkpoint of \(layout.size.counted("entry", "entries")).",
            next: "Ask again; if it stays so, the node's tiles are damaged or not those of its log.")
    }

    /// The leaves of one tile of level 0.
    func leaves(tile index: Int) throws -> [Digest] {
        let path = path(level: 0, index: index)
        try read(path)
        return leafTiles[path]?.leaves ?? []
    }

    private func read(_ path: TilePath) throws {
        guard leafTiles[path] == nil, !known.knows(path) else { return }
        var new = Pyramid(try HashTile(path: path, bytes: tiles(path)).hashes)
        if believesNothing, path.width == TilePath.fullWidth, let level = path.level {
            let height = 8 * (level + 1)
            guard try new.hash(at: 0, height: 8) == perfectSubtree(start: path.index << height, height: height) else {
                throw strangeTiles
            }
        }
        if path.level == 0 { leafTiles[path] = new } else { known.add(new, at: path) }
    }

    private func node(_ path: TilePath, at offset: Int, height: Int) throws -> Digest? {
        try read(path)
        return path.level == 0
            ? leafTiles[path]?.hash(at: offset, height: height) : known.hash(path, at: offset, height: height)
    }

    /// The RFC 6962 hash of the leaves in a range: MTH(D[range]).
    func hash(_ range: Range<Int>) throws -> Digest {
        let perfect = try perfectSubtrees(of: range)
        guard var hash = perfect.last else { return Merkle.emptyRoot }
        for left in perfect.dropLast().reversed() { hash = Merkle.node(left, hash) }
        return hash
    }

    /// The roots of the perfect subtrees that a range falls into, left to right. The range starts where
    /// a subtree at least as large as itself starts, as all ranges of RFC 6962 proofs do.
    func perfectSubtrees(of range: Range<Int>) throws -> [Digest] {
        var hashes: [Digest] = []
        var start = range.lowerBound
        while start < range.upperBound {
            let left = range.upperBound - start
            let height = Int.bitWidth - 1 - left.leadingZeroBitCount
            hashes.append(try perfectSubtree(start: start, height: height))
            start += 1 << height
        }
        return hashes
    }

    /// A perfect subtree of height h lies in the tile of level h/8, as a run of 2^(h mod 8) hashes.
    private func perfectSubtree(start: Int, height: Int) throws -> Digest {
        let level = height / 8
        let count = 1 << (height % 8)
        let first = start >> (8 * level)
        let path = path(level: level, index: first / TilePath.fullWidth)
        let offset = first % TilePath.fullWidth
        guard offset + count <= path.width, let hash = try node(path, at: offset, height: height % 8) else {
            throw CustodyError(
                .custodyTileForm,
                "The tile \(path) is too narrow for a tree of \(layout.size.counted("entry", "entries")).",
                next: "Restore it from a mirror or a backup, or have the log rebuilt from its entries.")
        }
        return hash
    }

    private func path(level: Int, index: Int) -> TilePath {
        TilePath(unchecked: level, index: index, width: layout.width(level: level, index: index))
    }
}
