import TestKit
import Testing
import Vocabulary

@testable import Custody

/// What is fetched of a log is held against the signed root, bundle by bundle.
@Suite("Entries held against a signed root")
struct ShownBundleTests {
    /// A log of so many entries with all its tiles, as a node would serve it.
    private final class Served {
        let checkpoint: Checkpoint
        private let entries: [[UInt8]]
        private(set) var tiles: [TilePath: [UInt8]] = [:]
        private(set) var asked: Set<TilePath> = []

        init(_ size: Int) throws {
            entries = (0..<size).map { Array("entry \($0)".utf8) }
            var tree = GrowingTree()
            let layout = TileLayout(size: size)
            for tile in tree.append(entries) where tile.path.width == layout.width(of: tile.path) {
                tiles[tile.path] = tile.bytes
            }
            checkpoint = Checkpoint(
                origin: try LogOrigin(parsing: "saksi/kh/phnom-penh/KH-TH-JIT-2026-01"), size: size, root: tree.root)
        }

        func bundle(_ path: TilePath) -> [[UInt8]] {
            Array(entries[(path.index * TilePath.fullWidth)...].prefix(path.width))
        }

        func hash(of path: TilePath, changing wrong: TilePath? = nil, at place: Int = 0) throws -> Digest {
            asked = []
            return try checkpoint.hash(of: path) { tile in
                self.asked.insert(tile)
                var bytes = self.tiles[tile] ?? []
                if tile == wrong { bytes[place] ^= 1 }
                return bytes
            }
        }
    }

    private static let sizes = [1, 2, 255, 256, 257, 511, 512, 700, 65_535, 65_536, 65_537, 66_100]

    private func some(_ size: Int) -> [TilePath] {
        let bundles = TileLayout(size: size).entryBundles
        return [bundles.first, bundles.dropFirst().first, bundles.dropLast().last, bundles.last].compactMap(\.self)
    }

    @Test("Every bundle of a log is found right, and only what stands above it is asked for", arguments: sizes)
    func right(size: Int) throws {
        let log = try Served(size)
        for path in some(size) {
            try EntryBundle.check(log.bundle(path), of: path, hash: log.hash(of: path))
            #expect(log.asked.count { $0.width == TilePath.fullWidth } <= 2, "\(path): \(log.asked)")
        }
    }

    @Test("A changed, a missing, a further and a moved entry are refused", arguments: [3, 256, 700, 66_100])
    func wrongEntries(size: Int) throws {
        let log = try Served(size)
        for path in some(size) {
            let hash = try log.hash(of: path)
            let entries = log.bundle(path)
            var others = [Array(entries.dropLast()), entries + [Array("more".utf8)]]
            for place in [0, entries.count - 1] {
                var changed = entries
                changed[place][0] ^= 1
                others.append(changed)
            }
            if entries.count > 1 {
                var moved = entries
                moved.swapAt(0, entries.count - 1)
                others.append(moved)
            }
            for other in others {
                #expect(throws: CustodyError.self) { try EntryBundle.check(other, of: path, hash: hash) }
            }
        }
    }

    @Test("No tile is believed that was changed: not the last of a level, and not one above", arguments: sizes)
    func wrongTiles(size: Int) throws {
        let log = try Served(size)
        for path in some(size) {
            _ = try log.hash(of: path)
            for tile in log.asked {
                for place in [0, 17, tile.width * 32 - 1] {
                    let told = #expect(throws: CustodyError.self) {
                        try log.hash(of: path, changing: tile, at: place)
                    }
                    #expect(told?.code == .custodyTileContent, "\(path), \(tile)")
                }
            }
        }
    }

    @Test("A bundle that a log of this size does not have is not looked for")
    func noSuchBundle() throws {
        let log = try Served(700)
        for path in [
            try TilePath(entries: 3), try TilePath(entries: 2), try TilePath(entries: 1, width: 7),
            try TilePath(level: 0, index: 0),
        ] {
            let told = #expect(throws: CustodyError.self) { try log.hash(of: path) }
            #expect(told?.code == .custodyTileForm && log.asked.isEmpty, "\(path)")
        }
    }
}
