import SwiftASN1
import Vocabulary

/// Something that is not the DER it should be. Callers turn it into an error that names what they were reading.
struct MalformedDER: Error {}

/// The few shapes that certificates, revocation lists and signatures are made of, read strictly.
extension ASN1Node {
    /// The parts of a SEQUENCE, or of another constructed value when `identifier` says so.
    func parts(_ identifier: ASN1Identifier = .sequence) throws -> [ASN1Node] {
        guard self.identifier == identifier, case .constructed(let nodes) = content else { throw MalformedDER() }
        return Array(nodes)
    }

    /// The elements of a SET OF, which DER wants in ascending order of their encodings and without repetition.
    func elements(_ identifier: ASN1Identifier = .set) throws -> [ASN1Node] {
        let nodes = try parts(identifier)
        for (left, right) in zip(nodes, nodes.dropFirst())
        where !left.encodedBytes.lexicographicallyPrecedes(right.encodedBytes) {
            throw MalformedDER()
        }
        return nodes
    }

    /// The content of a primitive value.
    func value(_ identifier: ASN1Identifier) throws -> ArraySlice<UInt8> {
        guard self.identifier == identifier, case .primitive(let bytes) = content else { throw MalformedDER() }
        return bytes
    }

    /// The content bytes of an INTEGER in its shortest form, sign included.
    func integer(_ identifier: ASN1Identifier = .integer) throws -> ArraySlice<UInt8> {
        let bytes = try value(identifier)
        guard let first = bytes.first else { throw MalformedDER() }
        if let second = bytes.dropFirst().first, first == 0 && second < 0x80 || first == 0xFF && second >= 0x80 {
            throw MalformedDER()
        }
        return bytes
    }

    /// A small INTEGER that is not negative.
    func count(_ identifier: ASN1Identifier = .integer) throws -> Int {
        let bytes = try integer(identifier)
        guard bytes.count <= 4, let first = bytes.first, first < 0x80 else { throw MalformedDER() }
        return bytes.reduce(0) { $0 << 8 | Int($1) }
    }

    func oid() throws -> ASN1ObjectIdentifier { try ASN1ObjectIdentifier(derEncoded: self) }

    func octets() throws -> [UInt8] { Array(try value(.octetString)) }

    /// A BIT STRING of whole bytes.
    func bits() throws -> [UInt8] {
        let string = try ASN1BitString(derEncoded: self)
        guard string.paddingBits == 0 else { throw MalformedDER() }
        return Array(string.bytes)
    }

    /// Whether this is the context-specific tag `number`.
    func isTagged(_ number: UInt) -> Bool { identifier == .context(number) }

    /// The one value inside an explicit tag.
    func unwrapped() throws -> ASN1Node {
        guard case .constructed(let nodes) = content, let first = Array(nodes).first, Array(nodes).count == 1 else {
            throw MalformedDER()
        }
        return first
    }
}

extension ASN1Identifier {
    static func context(_ number: UInt) -> ASN1Identifier {
        ASN1Identifier(tagWithNumber: number, tagClass: .contextSpecific)
    }
}

/// `Time` as RFC 5280 section 4.1.2.5 wants it: UTCTime until 2049, GeneralizedTime from 2050, seconds, `Z`.
enum CertificateTime {
    static func read(_ node: ASN1Node) throws -> Instant {
        switch node.identifier {
        case .utcTime:
            let digits = try text(node, .utcTime, length: 13)
            guard let short = Int(digits.prefix(2)) else { throw MalformedDER() }
            return try instant("\(short < 50 ? "20" : "19")" + digits)
        case .generalizedTime:
            let digits = try text(node, .generalizedTime, length: 15)
            guard let year = Int(digits.prefix(4)), year >= 2050 else { throw MalformedDER() }
            return try instant(digits)
        default: throw MalformedDER()
        }
    }

    /// GeneralizedTime where the standard asks for it whatever the year, as in an invalidity date.
    static func readGeneralized(_ node: ASN1Node) throws -> Instant {
        try instant(try text(node, .generalizedTime, length: 15))
    }

    private static func text(_ node: ASN1Node, _ identifier: ASN1Identifier, length: Int) throws -> String {
        let bytes = try node.value(identifier)
        guard bytes.count == length, bytes.last == 0x5A, bytes.dropLast().allSatisfy({ $0 >= 0x30 && $0 <= 0x39 })
        else { throw MalformedDER() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// - Parameter digits: `YYYYMMDDHHMMSSZ`
    static func instant(_ digits: String) throws -> Instant {
        let part = Array(digits).map(String.init)
        func join(_ range: Range<Int>) -> String { part[range].joined() }
        return try Instant(
            parsing:
                "\(join(0..<4))-\(join(4..<6))-\(join(6..<8))T\(join(8..<10)):\(join(10..<12)):\(join(12..<14)).000Z")
    }
}
