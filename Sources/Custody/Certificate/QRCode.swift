/// A QR code of one size (ISO/IEC 18004: version 6, level Q, alphanumeric): 41 × 41 modules, at most 108 characters of
/// `0-9 A-Z $%*+-./:` and space, readable while up to a quarter of it is covered. It is all that a certificate needs.
package struct QRCode: Hashable, Sendable {
    /// Modules on a side, without the quiet zone of 4 that has to be left around it.
    package static let side = 41
    /// Characters.
    static let longest = 108

    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:".utf8)
    private static let blocks = 4
    private static let dataInBlock = 19
    private static let checksInBlock = 24

    /// Rows from the top, modules from the left; true is dark.
    package let modules: [[Bool]]

    /// - Returns: nil if the text is too long, or holds another character.
    package init?(_ text: String) {
        let values = text.utf8.compactMap { Self.alphabet.firstIndex(of: $0) }
        guard values.count == text.utf8.count, values.count <= Self.longest else { return nil }
        let grid = QRGrid(codewords: Self.interleaved(Self.data(values)))
        modules = (0..<8).map { grid.masked($0) }.min { $0.penalty < $1.penalty }?.modules ?? []
    }

    /// The runs of dark modules, row by row: what a drawing is made of.
    package var runs: [(row: Int, column: Int, length: Int)] {
        var runs: [(row: Int, column: Int, length: Int)] = []
        for (row, line) in modules.enumerated() {
            var column = 0
            while column < line.count {
                let length = line[column...].prefix { $0 }.count
                if length > 0 { runs.append((row, column, length)) }
                column += max(length, 1)
            }
        }
        return runs
    }

    /// Mode, count, characters in pairs, end, padding: 76 bytes.
    private static func data(_ values: [Int]) -> [UInt8] {
        var bits: [Bool] = []
        func put(_ value: Int, _ count: Int) {
            bits += (0..<count).reversed().map { value >> $0 & 1 == 1 }
        }
        put(0b0010, 4)
        put(values.count, 9)
        for start in stride(from: 0, to: values.count, by: 2) {
            if start + 1 < values.count {
                put(values[start] * 45 + values[start + 1], 11)
            } else {
                put(values[start], 6)
            }
        }
        let capacity = blocks * dataInBlock * 8
        put(0, min(4, capacity - bits.count))
        put(0, (8 - bits.count % 8) % 8)
        var bytes = stride(from: 0, to: bits.count, by: 8).map { start in
            bits[start..<start + 8].reduce(UInt8(0)) { $0 << 1 | ($1 ? 1 : 0) }
        }
        var padding: UInt8 = 0xEC
        while bytes.count < blocks * dataInBlock {
            bytes.append(padding)
            padding ^= 0xEC ^ 0x11
        }
        return bytes
    }

    private static func interleaved(_ data: [UInt8]) -> [UInt8] {
        let code = ReedSolomon(count: checksInBlock)
        let parts = (0..<blocks).map { Array(data[$0 * dataInBlock..<($0 + 1) * dataInBlock]) }
        let checks = parts.map { code.remainder($0) }
        return (0..<dataInBlock).flatMap { place in parts.map { $0[place] } }
            + (0..<checksInBlock).flatMap { place in checks.map { $0[place] } }
    }
}
