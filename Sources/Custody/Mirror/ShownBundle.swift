package import Vocabulary

extension Checkpoint {
    /// What the tree under this root has at the place of a bundle of entries, by tiles that somebody shows.
    /// - Throws: `custody.tile.content` if the tiles do not give the root; whatever the source throws.
    package func hash(of bundle: TilePath, shown tiles: @escaping TileSource) throws -> Digest {
        let first = bundle.index * TilePath.fullWidth
        return try reader(of: bundle, tiles).hash(first..<first + bundle.width)
    }

    /// The same, entry by entry.
    package func leaves(of bundle: TilePath, shown tiles: @escaping TileSource) throws -> [Digest] {
        try reader(of: bundle, tiles).leaves(tile: bundle.index)
    }

    private func reader(of bundle: TilePath, _ tiles: @escaping TileSource) throws -> SubtreeReader {
        guard bundle.level == nil, TileLayout(size: size).width(of: bundle) == bundle.width else {
            throw CustodyError(
                .custodyTileForm, "There is no \(bundle) in a log of \(size.counted("entry", "entries")).",
                next: "Ask for the bundles that a log of this size has.")
        }
        return try SubtreeReader(size: size, root: root, tiles: tiles)
    }
}

extension EntryBundle {
    /// Holds entries against what the signed tree has at their place.
    /// - Throws: `custody.tile.content`
    package static func check(_ entries: [[UInt8]], of bundle: TilePath, hash: Digest) throws(CustodyError) {
        guard entries.count == bundle.width, Merkle.root(entries.map(Merkle.leaf)) == hash else {
            throw CustodyError(
                .custodyTileContent, "What came as \(bundle) is not what the signed tree has at this place.",
                next: "Ask again; if it stays so, tell the operator of the node that its log is damaged.")
        }
    }
}
