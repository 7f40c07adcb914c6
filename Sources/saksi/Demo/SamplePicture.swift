/// A small picture in PNG, drawn point by point: the front of a building with a gate, at dusk.
///
/// The deflate blocks are stored, not compressed: it needs no library, and every viewer reads it.
enum SamplePicture {
    private static let width = 240
    private static let height = 160

    static var png: [UInt8] {
        var rows: [UInt8] = []
        for y in 0..<height {
            rows.append(0)
            for x in 0..<width { rows.append(point(x, y)) }
        }
        let header = big(UInt32(width)) + big(UInt32(height)) + [8, 3, 0, 0, 0]
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header)
            + chunk("PLTE", palette.flatMap(\.self))
            + chunk("IDAT", stored(rows)) + chunk("IEND", [])
    }

    private static let palette: [[UInt8]] = [
        [38, 48, 82], [206, 120, 72], [88, 88, 96], [236, 214, 132], [52, 44, 40], [120, 104, 84], [24, 24, 28],
    ]

    /// Sky, wall, lit windows, gate and road.
    private static func point(_ x: Int, _ y: Int) -> UInt8 {
        if y >= 140 { return 5 }
        if (40..<200).contains(x), y >= 50 {
            if (104..<136).contains(x), y >= 96 { return (x - 104) % 8 < 2 ? 6 : 4 }
            let isWindow = (x - 40) % 32 >= 8 && (x - 40) % 32 < 24 && (y - 50) % 30 >= 8 && (y - 50) % 30 < 22
            if isWindow { return (x / 32 + y / 30) % 3 == 0 ? 3 : 6 }
            return 2
        }
        return y > 110 ? 1 : 0
    }

    /// A zlib stream of stored blocks (RFC 1950, RFC 1951).
    private static func stored(_ bytes: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        var rest = bytes[...]
        repeat {
            let block = rest.prefix(65_535)
            rest = rest.dropFirst(block.count)
            let length = UInt16(block.count)
            stream.append(rest.isEmpty ? 1 : 0)
            for word in [length, ~length] { stream += [UInt8(word & 0xFF), UInt8(word >> 8)] }
            stream += block
        } while !rest.isEmpty
        var low: UInt32 = 1
        var high: UInt32 = 0
        for byte in bytes {
            low = (low + UInt32(byte)) % 65_521
            high = (high + low) % 65_521
        }
        return stream + big(high << 16 | low)
    }

    private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
        let body = Array(name.utf8) + content
        return big(UInt32(content.count)) + body + big(checksum(body))
    }

    /// CRC-32 of ISO 3309, bit by bit: the picture is small.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var sum: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 {
                let carry: UInt32 = sum & 1 == 1 ? 0xEDB8_8320 : 0
                sum = (sum >> 1) ^ carry
            }
        }
        return ~sum
    }

    private static func big(_ value: UInt32) -> [UInt8] {
        stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> UInt32($0)) }
    }
}
