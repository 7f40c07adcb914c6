package import Vocabulary

/// Where a tile is served, below the log's prefix (C2SP tlog-tiles): `tile/0/x001/x234/067.p/8` for hashes,
/// `tile/entries/000` for the entries themselves.
package struct TilePath: ParsedText {
    package static let fullWidth = 256

    /// No log has more entries than these, and no tile lies beyond them.
    package static let mostEntries = 1 << 40

    /// 0 holds the hashes of leaves; nil is a bundle of entries.
    package let level: Int?
    /// Which tile of its level, from 0.
    package let index: Int
    /// How many hashes or entries, 1 to 256; fewer than 256 is a partial tile.
    package let width: Int

    package init(level: Int, index: Int, width: Int = TilePath.fullWidth) throws(CustodyError) {
        try self.init(kind: level, index: index, width: width)
    }

    package init(entries index: Int, width: Int = TilePath.fullWidth) throws(CustodyError) {
        try self.init(kind: nil, index: index, width: width)
    }

    private init(kind: Int?, index: Int, width: Int) throws(CustodyError) {
        guard Self.canBe(level: kind ?? 0, index: index, width: width) else {
            throw CustodyError(
                .custodyTileForm,
                "There is no tile with these numbers: level \(kind ?? 0), index \(index), width \(width).",
                next: "Widths run from 1 to 256, and a log has at most \(Self.mostEntries) entries.")
        }
        self.init(unchecked: kind, index: index, width: width)
    }

    /// Whether a log can be so long that it has this tile.
    private static func canBe(level: Int, index: Int, width: Int) -> Bool {
        guard (0...63).contains(level), (1...fullWidth).contains(width) else { return false }
        let layout = TileLayout(size: mostEntries)
        return (0...mostEntries / fullWidth).contains(index) && width <= layout.width(level: level, index: index)
    }

    init(unchecked level: Int?, index: Int, width: Int) {
        self.level = level
        self.index = index
        self.width = width
    }

    package init(parsing text: String) throws(VocabularyError) {
        let malformed = VocabularyError(
            .identifierForm, "“\(text.shownInMessage)” is not the path of a tile.",
            next: "Tiles are named as tile/0/x001/234 or tile/entries/000.p/17.")
        var segments = text.split(separator: "/", omittingEmptySubsequences: false)
        guard text.utf8.count <= 64, segments.count >= 3, segments.removeFirst() == "tile" else { throw malformed }
        let kind = segments.removeFirst()
        guard kind == "entries" || Int(kind) != nil else { throw malformed }
        var width = Self.fullWidth
        if segments.count >= 2, segments[segments.count - 2].hasSuffix(".p") {
            guard let partial = Int(segments.removeLast()), (1..<Self.fullWidth).contains(partial) else {
                throw malformed
            }
            width = partial
            segments.append(segments.removeLast().dropLast(2))
        }
        var digits = ""
        for segment in segments { digits += segment.hasPrefix("x") ? segment.dropFirst() : segment }
        guard let index = Int(digits) else { throw malformed }
        self.init(unchecked: Int(kind), index: index, width: width)
        // Every other spelling (signs, leading zeros, a missing x) is refused by writing it again.
        guard Self.canBe(level: level ?? 0, index: index, width: width), self.text == text else { throw malformed }
    }

    package var text: String {
        var groups: [String] = []
        var rest = index
        repeat {
            let digits = String(rest % 1000)
            groups.insert(String(repeating: "0", count: 3 - digits.count) + digits, at: 0)
            rest /= 1000
        } while rest > 0
        let path = groups.dropLast().map { "x\($0)/" }.joined() + (groups.last ?? "")
        let partial = width < Self.fullWidth ? ".p/\(width)" : ""
        return "tile/\(level.map(String.init) ?? "entries")/\(path)\(partial)"
    }
}

/// Reads one tile or bundle of entries; asked for exactly the width that the size of the tree implies.
package typealias TileSource = (TilePath) throws -> [UInt8]

/// The tiles that a tree of a given size has.
package struct TileLayout: Sendable {
    package let size: Int

    package init(size: Int) {
        self.size = size
    }

    /// How many hashes a level has in all: one for each full tile of the level below.
    func count(level: Int) -> Int {
        level < 8 ? size >> (8 * level) : 0
    }

    /// How wide a tile is in this tree; 0 if it is not there at all.
    func width(level: Int, index: Int) -> Int {
        max(0, min(TilePath.fullWidth, count(level: level) - index * TilePath.fullWidth))
    }

    package func width(of path: TilePath) -> Int {
        width(level: path.level ?? 0, index: path.index)
    }

    /// Every hash tile, level by level.
    package var hashTiles: [TilePath] {
        (0..<8).flatMap { level in
            (0..<tiles(count(level: level))).map { index in
                TilePath(unchecked: level, index: index, width: width(level: level, index: index))
            }
        }
    }

    /// Every bundle of entries, in order.
    package var entryBundles: [TilePath] {
        (0..<tiles(size)).map { TilePath(unchecked: nil, index: $0, width: width(level: 0, index: $0)) }
    }

    private func tiles(_ hashes: Int) -> Int {
        (hashes + TilePath.fullWidth - 1) / TilePath.fullWidth
    }
}
