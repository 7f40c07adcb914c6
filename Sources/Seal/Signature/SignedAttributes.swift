import Crypto
import FoundationEssentials
import SwiftASN1
import Vocabulary

/// The signed attributes: exactly content type, signing time, message digest and signing-certificate-v2.
struct SignedAttributes {
    let signingTime: Instant
    private let certificateIdentifiers: [ASN1Node]

    init(_ attributes: [ASN1Node]) throws(SealError) {
        var values: [ASN1ObjectIdentifier: ASN1Node] = [:]
        for attribute in attributes {
            guard let parts = try? attribute.parts(), parts.count == 2, let kind = try? parts[0].oid(),
                let list = try? parts[1].elements(), list.count == 1, values.updateValue(list[0], forKey: kind) == nil
            else { throw Self.malformed }
        }
        guard let certificate = values.removeValue(forKey: KnownOID.signingCertificateV2) else {
            throw SealError(
                .signatureCertificateMissing, "The signature does not bind its signer's certificate.",
                next: "Ask the signer to sign as CAdES: with “saksi”, or openssl cms -sign -cades.")
        }
        guard let type = values.removeValue(forKey: KnownOID.contentType), (try? type.oid()) == KnownOID.data,
            let time = values.removeValue(forKey: KnownOID.signingTime),
            let instant = try? CertificateTime.read(time),
            let digest = values.removeValue(forKey: KnownOID.messageDigest),
            let bytes = try? digest.octets(), [32, 48, 64].contains(bytes.count), values.isEmpty
        else { throw Self.malformed }
        signingTime = instant
        // SigningCertificateV2 (RFC 5035): certificates, and policies that we neither write nor accept.
        guard let parts = try? certificate.parts(), parts.count == 1, let list = try? parts[0].parts(), !list.isEmpty
        else { throw Self.malformed }
        certificateIdentifiers = list
    }

    private static let malformed = SealError(
        .signatureAttributes,
        "The signed attributes are not exactly content type, signing time, message digest and signing certificate.",
        next: "Ask the signer to sign again with “saksi”, or with openssl cms -sign -cades -binary -nosmimecap.")

    /// The first identifier must be the signer's; further ones must be of the chain.
    func checkSigningCertificate(_ leaf: Certificate, among certificates: [Certificate]) throws(SealError) {
        let differs = SealError(
            .signatureCertificateDiffers, "The signature was made for another certificate than the one beside it.",
            next: "Ask for the original file: a certificate was exchanged.")
        guard let first = certificateIdentifiers.first, (try? Self.identifies(first, leaf)) == true else {
            throw differs
        }
        for identifier in certificateIdentifiers.dropFirst() {
            guard certificates.contains(where: { (try? Self.identifies(identifier, $0)) == true }) else {
                throw differs
            }
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
