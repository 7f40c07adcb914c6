import SwiftASN1

/// DER values as bytes, for what is small enough to be put together from its parts.
enum DERWriting {
    /// - Parameter tag: the one identifier octet.
    static func value(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        var length: [UInt8] = []
        var rest = content.count
        repeat {
            length.insert(UInt8(truncatingIfNeeded: rest), at: 0)
            rest >>= 8
        } while rest > 0
        let isShort = content.count < 0x80
        return [tag] + (isShort ? length : [0x80 | UInt8(length.count)] + length) + content
    }

    static func sequence(_ parts: [UInt8]...) -> [UInt8] { value(0x30, parts.flatMap { $0 }) }

    /// An INTEGER that is not negative.
    static func integer(_ number: UInt64) -> [UInt8] {
        var content: [UInt8] = []
        var rest = number
        repeat {
            content.insert(UInt8(truncatingIfNeeded: rest), at: 0)
            rest >>= 8
        } while rest > 0
        return value(0x02, (content[0] < 0x80 ? [] : [0]) + content)
    }

    /// An INTEGER by its content octets.
    static func integer(content: [UInt8]) -> [UInt8] { value(0x02, content) }

    static func octets(_ bytes: [UInt8]) -> [UInt8] { value(0x04, bytes) }
    static func text(_ text: String) -> [UInt8] { value(0x0C, Array(text.utf8)) }

    static func oid(_ identifier: ASN1ObjectIdentifier) throws -> [UInt8] {
        var serializer = DER.Serializer()
        try serializer.serialize(identifier)
        return serializer.serializedBytes
    }
}
