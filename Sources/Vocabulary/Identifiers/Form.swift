/// The character classes that identifiers are made of, tested on bytes so that nothing but ASCII passes.
enum Form {
    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    static func isLower(_ byte: UInt8) -> Bool { byte >= 0x61 && byte <= 0x7A }
    static func isUpper(_ byte: UInt8) -> Bool { byte >= 0x41 && byte <= 0x5A }
    static func isLowerHex(_ byte: UInt8) -> Bool { isDigit(byte) || (byte >= 0x61 && byte <= 0x66) }

    /// One segment of a path of names: lower-case letters, digits and inner hyphens.
    static func isSegment(_ text: some StringProtocol, longest: Int = 32) -> Bool {
        let bytes = Array(text.utf8)
        return !bytes.isEmpty && bytes.count <= longest
            && bytes.allSatisfy { isLower($0) || isDigit($0) || $0 == 0x2D }
            && bytes.first != 0x2D && bytes.last != 0x2D
    }

    /// A code such as `KH-TH-JIT-2026-01`: capitals, digits and inner hyphens.
    static func isCode(_ text: some StringProtocol, lengths: ClosedRange<Int>) -> Bool {
        let bytes = Array(text.utf8)
        return lengths.contains(bytes.count)
            && bytes.allSatisfy { isUpper($0) || isDigit($0) || $0 == 0x2D }
            && bytes.first != 0x2D && bytes.last != 0x2D
    }

    static func isDigits(_ text: some StringProtocol, count: ClosedRange<Int>) -> Bool {
        count.contains(text.utf8.count) && text.utf8.allSatisfy(isDigit)
    }
}
