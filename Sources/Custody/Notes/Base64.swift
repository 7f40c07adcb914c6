/// Standard base64 with padding (RFC 4648, section 4), one spelling for each value.
///
/// Stricter than most decoders: unused bits in the last character must be zero, so that no byte of a
/// signed file can change without being noticed.
package enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 0xFF, count: 256)
        for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
        return table
    }()
    private static let padding: UInt8 = 0x3D

    package static func encode(_ bytes: [UInt8]) -> String {
        String(decoding: encodedBytes(bytes), as: UTF8.self)
    }

    static func encodedBytes(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var index = 0
        while index < bytes.count {
            let left = bytes.count - index
            let group =
                UInt32(bytes[index]) << 16
                | (left > 1 ? UInt32(bytes[index + 1]) << 8 : 0)
                | (left > 2 ? UInt32(bytes[index + 2]) : 0)
            text.append(alphabet[Int(group >> 18)])
            text.append(alphabet[Int(group >> 12 & 63)])
            text.append(left > 1 ? alphabet[Int(group >> 6 & 63)] : padding)
            text.append(left > 2 ? alphabet[Int(group & 63)] : padding)
            index += 3
        }
        return text
    }

    /// - Returns: nil unless the text is the one canonical spelling of some bytes.
    static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard text.count.isMultiple(of: 4) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var group: UInt32 = 0
        var characters = 0
        var padded = 0
        for character in text {
            if character == padding {
                padded += 1
                guard padded <= 2, characters & 3 >= 2 else { return nil }
                group <<= 6
            } else {
                let value = values[Int(character)]
                guard padded == 0, value != 0xFF else { return nil }
                group = group << 6 | UInt32(value)
            }
            characters += 1
            guard characters & 3 == 0 else { continue }
            if padded == 2, group & 0xFFFF != 0 { return nil }
            if padded == 1, group & 0xFF != 0 { return nil }
            bytes.append(UInt8(group >> 16 & 0xFF))
            if padded < 2 { bytes.append(UInt8(group >> 8 & 0xFF)) }
            if padded < 1 { bytes.append(UInt8(group & 0xFF)) }
            group = 0
        }
        return bytes
    }

    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        decode(Array(text.utf8))
    }
}
