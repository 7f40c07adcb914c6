import Crypto
import FoundationEssentials
import SwiftASN1
import Vocabulary

/// The key of a certificate, as far as the profile knows its kind.
enum PublicKey: Sendable {
    case p256(P256.Signing.PublicKey)
    case p384(P384.Signing.PublicKey)
    case p521(P521.Signing.PublicKey)
    case rsa(modulusBits: Int, exponent: Int)
    /// Another curve, explicit curve parameters, DSA, …: parsed so that it can be named, never relied on.
    case other(String)

    /// - Parameter node: SubjectPublicKeyInfo (RFC 5280, section 4.1.2.7).
    init(_ node: ASN1Node) throws {
        let parts = try node.parts()
        guard parts.count == 2 else { throw MalformedDER() }
        let algorithm = try parts[0].parts()
        guard let kind = try algorithm.first?.oid(), algorithm.count <= 2 else { throw MalformedDER() }
        let bits = try parts[1].bits()
        switch kind {
        case KnownOID.ecPublicKey: self = try Self.curve(algorithm, bits)
        case KnownOID.rsaEncryption: self = try Self.rsa(algorithm, bits)
        default: self = .other("a key of the kind \(kind)")
        }
    }

    private static func curve(_ algorithm: [ASN1Node], _ point: [UInt8]) throws -> PublicKey {
        guard algorithm.count == 2 else { throw MalformedDER() }
        guard algorithm[1].identifier == .objectIdentifier else {
            return .other("a key on a curve that it defines itself")
        }
        switch try algorithm[1].oid() {
        case KnownOID.p256: return .p256(try P256.Signing.PublicKey(x963Representation: point))
        case KnownOID.p384: return .p384(try P384.Signing.PublicKey(x963Representation: point))
        case KnownOID.p521: return .p521(try P521.Signing.PublicKey(x963Representation: point))
        case let other: return .other("a key on the curve \(other)")
        }
    }

    private static func rsa(_ algorithm: [ASN1Node], _ bits: [UInt8]) throws -> PublicKey {
        guard algorithm.count == 2, try algorithm[1].value(.null).isEmpty else { throw MalformedDER() }
        let parts = try DER.parse(bits).parts()
        guard parts.count == 2 else { throw MalformedDER() }
        let modulus = try parts[0].integer()
        guard let first = modulus.first, first < 0x80 else { throw MalformedDER() }
        let significant = modulus.drop { $0 == 0 }
        let bitCount = significant.count * 8 - (significant.first?.leadingZeroBitCount ?? 0)
        return .rsa(modulusBits: bitCount, exponent: try parts[1].count())
    }

    /// What keeps the key below the profile, in words; nil if nothing does.
    var weakness: String? {
        switch self {
        case .p256, .p384, .p521: nil
        case .rsa(let bits, _) where bits < 3072: "an RSA key of \(bits) bits"
        case .rsa(let bits, _) where !bits.isMultiple(of: 8) || bits > 16_384: "an RSA key of \(bits) bits"
        case .rsa(_, let exponent) where exponent < 65_537 || exponent.isMultiple(of: 2):
            "an RSA key with the exponent \(exponent)"
        case .rsa: nil
        case .other(let what): what
        }
    }
}
