/// The one form of ZIP (PKWARE APPNOTE 6.3) that a bundle may have: every header field has one permitted value.
///
/// See docs/spec/bundle.md, “Container”.
enum ZIPForm {
    static let localHeader: UInt32 = 0x0403_4B50
    static let directoryHeader: UInt32 = 0x0201_4B50
    static let directoryEnd: UInt32 = 0x0605_4B50
    static let directoryEnd64: UInt32 = 0x0606_4B50
    static let directoryLocator64: UInt32 = 0x0706_4B50

    static let localHeaderSize = 30
    static let directoryHeaderSize = 46
    static let directoryEndSize = 22
    static let directoryEnd64Size = 56
    static let directoryLocator64Size = 20

    /// Names are UTF-8 (general purpose bit 11); no other flag.
    static let flags: UInt16 = 0x0800
    /// 1980-01-01 00:00, the earliest that the field can say: when things happened is in the record.
    static let time: UInt16 = 0
    static let date: UInt16 = 0x0021
    static let stored: UInt16 = 0
    /// Made on Unix by version 4.5 of the specification; a regular file, `rw-r--r--`.
    static let madeBy: UInt16 = 0x032D
    static let attributes: UInt32 = 0o100644 << 16
    static let version: UInt16 = 20
    static let version64: UInt16 = 45
    /// A 32-bit field that says: see the ZIP64 extra field.
    static let deferred: UInt32 = .max
    static let deferred16: UInt16 = .max

    static let longestName = 1024
    static let mostEntries = 1_000_000
    static let mimetypeName = "mimetype"
    static let mimetype = "application/vnd.etsi.asic-e+zip"
}

/// Little-endian numbers.
extension [UInt8] {
    mutating func append(little value: some FixedWidthInteger) {
        var rest = value
        for _ in 0..<value.bitWidth / 8 {
            append(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
    }

    func little<Number: FixedWidthInteger & UnsignedInteger>(_ type: Number.Type, at offset: Int) -> Number {
        var value: Number = 0
        for index in (0..<Number.bitWidth / 8).reversed() {
            value = value << 8 | Number(self[offset + index])
        }
        return value
    }
}
