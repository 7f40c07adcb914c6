/// Paths as URI references (RFC 3986): everything but unreserved characters and `/` is percent-encoded.
///
/// `+` too, because validators in use decode it as a space.
enum PercentEncoding {
    static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
        default: false
        }
    }

    static func encode(_ text: String) -> String {
        if text.utf8.allSatisfy({ isUnreserved($0) || $0 == 0x2F }) { return text }
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isUnreserved(byte) || byte == 0x2F {
                bytes.append(byte)
            } else {
                bytes += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// - Returns: nil unless the text is the one encoding of some path.
    static func decode(_ text: String) -> String? {
        if text.utf8.allSatisfy({ isUnreserved($0) || $0 == 0x2F }) { return text }
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == 0x25 {
                guard let high = rest.popFirst().flatMap(value), let low = rest.popFirst().flatMap(value) else {
                    return nil
                }
                bytes.append(high << 4 | low)
            } else {
                bytes.append(byte)
            }
        }
        guard let decoded = String(validating: bytes, as: UTF8.self), encode(decoded).utf8.elementsEqual(text.utf8)
        else {
            return nil
        }
        return decoded
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x37
        default: nil
        }
    }
}
