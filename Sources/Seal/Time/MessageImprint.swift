import SwiftASN1
import Vocabulary

/// What a time-stamp is over: a digest and its algorithm (RFC 3161, section 2.4.1).
struct MessageImprint {
    let algorithm: ASN1ObjectIdentifier
    let digest: [UInt8]
    /// As it was read: an authority gives it back unchanged.
    let encoded: [UInt8]

    init(_ digest: Digest) throws {
        algorithm = KnownOID.sha256
        self.digest = digest.bytes
        encoded = DERWriting.sequence(
            DERWriting.sequence(try DERWriting.oid(KnownOID.sha256), DERWriting.value(0x05, [])),
            DERWriting.octets(digest.bytes))
    }

    /// Reads the form; whether the algorithm is good enough is for `isAcceptable`.
    init(_ node: ASN1Node) throws {
        let parts = try node.parts()
        guard parts.count == 2 else { throw MalformedDER() }
        let named = try parts[0].parts()
        guard let first = named.first, named.count <= 2 else { throw MalformedDER() }
        if named.count == 2 { guard try named[1].value(.null).isEmpty else { throw MalformedDER() } }
        algorithm = try first.oid()
        digest = try parts[1].octets()
        encoded = Array(node.encodedBytes)
    }

    private static let lengths: [ASN1ObjectIdentifier: Int] = [
        KnownOID.sha256: 32, KnownOID.sha384: 48, KnownOID.sha512: 64,
    ]

    /// SHA-256 or better. Weaker ones are known, and refused.
    var isAcceptable: Bool { Self.lengths[algorithm] != nil }
    var hasItsLength: Bool { Self.lengths[algorithm].map { $0 == digest.count } ?? true }

    /// The digest, if it is SHA-256.
    var sha256: Digest? { algorithm == KnownOID.sha256 ? try? Digest(bytes: digest) : nil }
}
