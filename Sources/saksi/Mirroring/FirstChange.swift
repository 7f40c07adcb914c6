import Custody
import Vocabulary

/// Where the log that a node shows now departs from the one that was mirrored.
struct FirstChange {
    let files: MirroredFiles
    /// What is mirrored whole.
    let mirrored: Checkpoint
    /// What is shown now.
    let shown: Checkpoint

    /// Names the first entry that is not where it was; nil if all that is mirrored still is.
    func sentence(from source: LogFetching) async throws -> String? {
        guard let index = try await index(from: source) else { return nil }
        let entry = try entries(of: index / TilePath.fullWidth)[index % TilePath.fullWidth]
        let what =
            switch try RawEntry(parsing: entry) {
            case .event(let unverified): "the event \(unverified.event.event) (\(unverified.event.type))"
            case .object: "a certificate"
            }
        return index < shown.size
            ? "Entry \(index) of the mirror, \(what), is another one now: it is the first that was changed."
            : "Entry \(index) of the mirror, \(what), is the first that is not in it any more."
    }

    private func entries(of bundle: Int) throws -> [[UInt8]] {
        let width = TileLayout(size: mirrored.size).width(of: try TilePath(entries: bundle))
        let path = try TilePath(entries: bundle, width: width)
        return try EntryBundle.decode(try files.read(path), path: path)
    }

    private func index(from source: LogFetching) async throws -> Int? {
        var tiles = FetchedTiles(from: source)
        let now = TileLayout(size: shown.size)
        for bundle in TileLayout(size: mirrored.size).entryBundles {
            let first = bundle.index * TilePath.fullWidth
            let width = now.width(of: bundle)
            guard width > 0 else { return first }
            let own = try entries(of: bundle.index).map(Merkle.leaf)
            let path = try TilePath(entries: bundle.index, width: width)
            // Most are as they were, and of a whole bundle one hash says so.
            if width == own.count, try await tiles.read({ try shown.hash(of: path, shown: $0) }) == Merkle.root(own) {
                continue
            }
            let leaves = try await tiles.read { try shown.leaves(of: path, shown: $0) }
            if let place = own.indices.first(where: { $0 >= leaves.count || leaves[$0] != own[$0] }) {
                return first + place
            }
        }
        return nil
    }
}
