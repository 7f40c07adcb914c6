import Vocabulary

/// The growing right edge of a tiled tree: its frontier, and the partial tile of each level.
struct TreeEdge: Hashable, Sendable {
    private(set) var frontier = Frontier()
    /// For each level the hashes of its last, incomplete tile; empty where the last tile is full.
    private var partial: [[Digest]] = []

    init() {}

    /// Takes up a stored tree from its last tiles.
    init(size: Int, tiles: @escaping TileSource) throws {
        let layout = TileLayout(size: size)
        let reader = SubtreeReader(size: size, tiles: tiles)
        frontier = Frontier(size: size, nodes: try reader.perfectSubtrees(of: 0..<size))
        for level in 0..<8 where layout.count(level: level) > 0 {
            let count = layout.count(level: level)
            let width = count % TilePath.fullWidth
            guard width > 0 else {
                partial.append([])
                continue
            }
            let path = TilePath(unchecked: level, index: count / TilePath.fullWidth, width: width)
            partial.append(try HashTile(path: path, bytes: tiles(path)).hashes)
        }
    }

    var size: Int { frontier.size }
    var root: Digest { frontier.root }

    /// - Returns: every tile that is new or wider than before, level by level.
    mutating func append(_ leaves: [Digest]) -> [HashTile] {
        var changed: [HashTile] = []
        var rising = leaves
        var before = size
        for leaf in leaves { frontier.append(leaf) }
        var level = 0
        while !rising.isEmpty {
            if partial.count == level { partial.append([]) }
            var index = before / TilePath.fullWidth
            var hashes = partial[level]
            var next: [Digest] = []
            for hash in rising {
                hashes.append(hash)
                guard hashes.count == TilePath.fullWidth else { continue }
                changed.append(HashTile(level: level, index: index, hashes: hashes))
                next.append(Merkle.root(hashes))
                hashes.removeAll(keepingCapacity: true)
                index += 1
            }
            if !hashes.isEmpty { changed.append(HashTile(level: level, index: index, hashes: hashes)) }
            partial[level] = hashes
            rising = next
            before /= TilePath.fullWidth
            level += 1
        }
        return changed
    }
}
