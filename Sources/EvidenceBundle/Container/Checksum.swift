import CArchive

/// CRC-32 as ZIP uses it (ISO 3309), with zlib's implementation.
struct Checksum: Sendable {
    private var state: UInt = 0

    var value: UInt32 { UInt32(truncatingIfNeeded: state) }

    /// Takes the first `count` bytes, or all.
    mutating func update(_ bytes: [UInt8], count: Int? = nil) {
        update(bytes, 0..<(count ?? bytes.count))
    }

    mutating func update(_ bytes: [UInt8], _ range: Range<Int>) {
        let before = state
        state = unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe buffer.baseAddress.map { unsafe crc32_z(before, $0 + range.lowerBound, range.count) } ?? before
        }
    }

    static func of(_ bytes: [UInt8]) -> UInt32 {
        var checksum = Checksum()
        checksum.update(bytes)
        return checksum.value
    }
}
