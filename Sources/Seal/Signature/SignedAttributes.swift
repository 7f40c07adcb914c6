import SwiftASN1
import Vocabulary

/// The signed attributes: exactly content type, signing time, message digest and signing-certificate-v2.
struct SignedAttributes {
    let signingTime: Instant
    private let signingCertificate: SigningCertificate

    init(_ attributes: [ASN1Node]) throws(SealError) {
        guard var values = try? Self.values(attributes) else { throw Self.malformed }
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
        guard let named = try? SigningCertificate(certificate) else { throw Self.malformed }
        signingCertificate = named
    }

    /// Attributes by their kinds: each once, each with one value.
    static func values(_ attributes: [ASN1Node]) throws -> [ASN1ObjectIdentifier: ASN1Node] {
        var values: [ASN1ObjectIdentifier: ASN1Node] = [:]
        for attribute in attributes {
            let parts = try attribute.parts()
            guard parts.count == 2 else { throw MalformedDER() }
            let list = try parts[1].elements()
            let kind = try parts[0].oid()
            guard list.count == 1, values.updateValue(list[0], forKey: kind) == nil else { throw MalformedDER() }
        }
        return values
    }

    private static let malformed = SealError(
        .signatureAttributes,
        "The signed attributes are not exactly content type, signing time, message digest and signing certificate.",
        next: "Ask the signer to sign again with “saksi”, or with openssl cms -sign -cades -binary -nosmimecap.")

    /// The first identifier must be the signer's; further ones must be of the chain.
    func checkSigningCertificate(_ leaf: Certificate, among certificates: [Certificate]) throws(SealError) {
        guard signingCertificate.names(leaf, among: certificates) else {
            throw SealError(
                .signatureCertificateDiffers,
                "The signature was made for another certificate than the one beside it.",
                next: "Ask for the original file: a certificate was exchanged.")
        }
    }
}
