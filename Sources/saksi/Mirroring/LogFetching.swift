import Courier
import Custody
import Vocabulary
import Wire

/// Where a log is read from. What it gives is nobody's word but the node's, until it is checked.
struct LogFetching: Sendable {
    /// The newest checkpoint.
    let checkpoint: @Sendable () async throws -> SignedCheckpoint
    /// A tile or a bundle of entries, of exactly the width that is asked for.
    let tile: @Sendable (TilePath) async throws -> [UInt8]

    /// Does what reads hash tiles, each of which is fetched when it is asked for first.
    func withTiles<Value>(_ work: (@escaping TileSource) throws -> Value) async throws -> Value {
        var tiles = FetchedTiles(from: self)
        return try await tiles.read(work)
    }
}

/// Hash tiles as somebody shows them, each fetched once. Who reads them holds them against a signed root.
struct FetchedTiles {
    private let source: LogFetching
    private var tiles: [TilePath: [UInt8]] = [:]

    private struct Needed: Error {
        let tile: TilePath
    }

    init(from source: LogFetching) {
        self.source = source
    }

    mutating func read<Value>(_ work: (@escaping TileSource) throws -> Value) async throws -> Value {
        while true {
            let held = tiles
            do {
                return try work { path in
                    guard let tile = held[path] else { throw Needed(tile: path) }
                    return tile
                }
            } catch let needed as Needed {
                tiles[needed.tile] = try await source.tile(needed.tile)
            }
        }
    }
}

extension LogFetching {
    /// The log of an agreement on a node. Where it shows no entries, `mirror.right` is thrown.
    init(of agreement: AgreementID, on node: NodeSession) {
        let prefix = Routes.log.path(agreement) + "/"
        self.init(
            checkpoint: {
                try SignedCheckpoint(parsing: try await node.client.send(.get, prefix + "checkpoint").body)
            },
            tile: { path in
                do throws(NodeFailure) {
                    let longest = path.level == nil ? path.width * (EntryBundle.longestEntry + 2) : path.width * 32
                    return try await node.client.send(.get, prefix + path.text, limit: longest).body
                } catch {
                    guard path.level == nil, error.problem?.status == 404 else { throw error }
                    throw CommandError(
                        .mirrorRight, "\(node.node) shows \(node.member) no entries of the log of \(agreement).",
                        next: "An agreement grants it by the action read-log: see `saksi agreement who-can read-log`.")
                }
            })
    }
}
