import Crypto
import FoundationEssentials
import SwiftASN1
import Vocabulary

/// The attribute signing-certificate-v2 (RFC 5035): which certificate a signature was made for.
struct SigningCertificate {
    private let identifiers: [ASN1Node]

    /// - Parameter node: SigningCertificateV2: certificates, and policies that we neither write nor accept.
    init(_ node: ASN1Node) throws {
        let parts = try node.parts()
        guard parts.count == 1 else { throw MalformedDER() }
        identifiers = try parts[0].parts()
        guard !identifiers.isEmpty else { throw MalformedDER() }
    }

    /// Whether the first is the signer's, and further ones are of the chain.
    func names(_ leaf: Certificate, among certificates: [Certificate]) -> Bool {
        guard let first = identifiers.first, (try? Self.identifies(first, leaf)) == true else { return false }
        return identifiers.dropFirst().allSatisfy { identifier in
            certificates.contains { (try? Self.identifies(identifier, $0)) == true }
        }
    }

    /// ESSCertIDv2 (RFC 5035, section 4): digest (SHA-256 unless named), the certificate's digest, issuer and serial.
    private static func identifies(_ node: ASN1Node, _ certificate: Certificate) throws -> Bool {
        var parts = try node.parts()[...]
        var kind = KnownOID.sha256
        if let first = parts.first, first.identifier == .sequence {
            guard try SignatureAlgorithm.isAcceptableDigest(first), let named = try first.parts().first?.oid() else {
                return false
            }
            kind = named
            parts.removeFirst()
        }
        guard let digest = try parts.popFirst()?.octets() else { return false }
        let expected: [UInt8] =
            switch kind {
            case KnownOID.sha384: Array(SHA384.hash(data: certificate.der))
            case KnownOID.sha512: Array(SHA512.hash(data: certificate.der))
            default: Array(SHA256.hash(data: certificate.der))
            }
        guard digest == expected else { return false }
        guard let issuerSerial = parts.popFirst() else { return parts.isEmpty }
        let fields = try issuerSerial.parts()
        guard parts.isEmpty, fields.count == 2, let name = try fields[0].parts().first, name.isTagged(4) else {
            return false
        }
        return try Array(name.unwrapped().encodedBytes) == certificate.facts.issuer
            && Array(fields[1].integer()) == certificate.facts.serial
    }
}
