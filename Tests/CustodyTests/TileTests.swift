import Testing
import Vocabulary

@testable import Custody

@Suite("Tiles")
struct TileTests {
    @Test(
        "Tile paths are written as C2SP tlog-tiles has them, and read back",
        arguments: [
            ("tile/0/x001/x234/067", 0, 1_234_067, 256), ("tile/0/000", 0, 0, 256), ("tile/1/000.p/17", 1, 0, 17),
            ("tile/0/273.p/112", 0, 273, 112), ("tile/5/000.p/1", 5, 0, 1),
            ("tile/0/x004/x294/x967/295", 0, (1 << 32) - 1, 256), ("tile/4/000", 4, 0, 256),
        ])
    func paths(text: String, level: Int, index: Int, width: Int) throws {
        let path = try TilePath(level: level, index: index, width: width)
        #expect(path.text == text)
        #expect(try TilePath(parsing: text) == path)
    }

    @Test("Paths of entry bundles are written as C2SP tlog-tiles has them")
    func entryPaths() throws {
        #expect(try TilePath(entries: 1_234_067, width: 3).text == "tile/entries/x001/x234/067.p/3")
        #expect(try TilePath(parsing: "tile/entries/000").level == nil)
    }

    @Test(
        "Every other spelling of a path is refused",
        arguments: [
            "tile/64/000", "tile/00/000", "tile/0/1", "tile/0/0001", "tile/0/x000/001", "tile/0/000.p/0",
            "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/x001/x234", "tile/0/001/000", "tile/0/-01", "tile/0/+01",
            "tile/-1/000", "tile/0/", "tile/0", "/tile/0/000", "tile/0/000/", "tile/entries/..", "tile/0/000.p",
            "tile/0/000.p/", "tile/0/x999/x999/x999/x999/x999/x999/999", "tile/0/٠٠٠",
        ])
    func otherSpellings(text: String) {
        #expect(throws: VocabularyError.self) { try TilePath(parsing: text) }
    }

    @Test(
        "A tile that no log of 2^40 entries has is refused, before anybody reckons with its numbers",
        arguments: [
            "tile/entries/x004/x294/x967/296", "tile/0/x004/x294/x967/296", "tile/0/x004/x294/x967/296.p/1",
            "tile/entries/x036/x028/x797/x018/x963/968", "tile/entries/x009/x223/x372/x036/x854/x775/807",
            "tile/1/x016/x777/216", "tile/5/000", "tile/5/000.p/2", "tile/5/001.p/1", "tile/6/000.p/1",
            "tile/63/000.p/1",
        ])
    func beyondEveryLog(text: String) {
        #expect(throws: VocabularyError.self) { try TilePath(parsing: text) }
    }

    @Test("Numbers of tiles that no log has are refused as well")
    func numbersBeyondEveryLog() {
        for (level, index) in [(0, 1 << 32), (0, 1 << 40), (0, Int.max), (0, Int.min), (6, 0), (63, 1), (-1, 0)] {
            #expect(throws: CustodyError.self) { try TilePath(level: level, index: index, width: 1) }
        }
        #expect(throws: CustodyError.self) { try TilePath(entries: 1 << 32) }
        #expect(throws: CustodyError.self) { try TilePath(entries: 0, width: 257) }
    }

    @Test("A tree of 70,000 entries has the tiles that C2SP tlog-tiles counts")
    func layout() {
        let tiles = TileLayout(size: 70_000).hashTiles
        let level0 = tiles.filter { $0.level == 0 }
        #expect(level0.count == 274)
        #expect(level0.last?.width == 112)
        #expect(tiles.filter { $0.level == 1 }.map(\.width) == [256, 17])
        #expect(tiles.filter { $0.level == 2 }.map(\.width) == [1])
        #expect(TileLayout(size: 256).hashTiles.map(\.text) == ["tile/0/000", "tile/1/000.p/1"])
        #expect(TileLayout(size: 0).hashTiles.isEmpty)
    }

    @Test("A bundle of entries is read back as it was written")
    func bundles() throws {
        let entries: [[UInt8]] = [[], [1], Array(repeating: 7, count: 65_535)]
        let bytes = try EntryBundle.encode(entries)
        let path = try TilePath(entries: 0, width: 3)
        #expect(try EntryBundle.decode(bytes, path: path) == entries)
        #expect(bytes.prefix(5) == [0, 0, 0, 1, 1])
        for damaged in [Array(bytes.dropLast()), bytes + [0], bytes + [0, 0], []] {
            #expect(throws: CustodyError.self) { try EntryBundle.decode(damaged, path: path) }
        }
        #expect(throws: CustodyError.self) { try EntryBundle.encode([Array(repeating: 0, count: 65_536)]) }
    }

    @Test("A tile with a byte too few or too many is refused")
    func tileLengths() throws {
        let path = try TilePath(level: 0, index: 0, width: 2)
        #expect(try HashTile(path: path, bytes: Array(0..<64)).bytes == Array(0..<64))
        #expect(throws: CustodyError.self) { try HashTile(path: path, bytes: Array(0..<63)) }
        #expect(throws: CustodyError.self) { try HashTile(path: path, bytes: Array(0..<65)) }
    }
}
