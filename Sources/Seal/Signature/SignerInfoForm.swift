import SwiftASN1
import Vocabulary

/// The one SignerInfo (RFC 5652, section 5.3).
struct SignerInfoForm {
    private let issuer: [UInt8]
    private let serial: [UInt8]
    let attributes: [ASN1Node]
    /// None in a time-stamp; at most a time-stamp in a signature of ours.
    let unsignedAttributes: [ASN1Node]
    let signatureValue: [UInt8]

    static let weakAlgorithm = SealError(
        .signatureAlgorithm, "The signature relies on an algorithm below SHA-256.",
        next: "Ask the signer to sign again with SHA-256 or better.")

    init(_ node: ASN1Node) throws(SealError) {
        let parts: [ASN1Node]
        var unsigned: [ASN1Node] = []
        let digestIsAcceptable: Bool
        do {
            parts = try node.parts()
            // Version 1 names the signer by issuer and serial number; version 3, by key identifier, is not ours.
            guard (6...7).contains(parts.count), try parts[0].count() == 1, parts[3].isTagged(0) else {
                throw MalformedDER()
            }
            let name = try parts[1].parts()
            guard name.count == 2 else { throw MalformedDER() }
            issuer = Array(name[0].encodedBytes)
            serial = Array(try name[1].integer())
            attributes = try parts[3].elements(.context(0))
            digestIsAcceptable = try SignatureAlgorithm.isAcceptableDigest(parts[2])
            signatureValue = try parts[5].octets()
            if parts.count == 7 { unsigned = try parts[6].elements(.context(1)) }
        } catch {
            throw SealError(
                .signatureMalformed, "The signer's part of a signature is not of its form.",
                next: "Ask for the original file again.")
        }
        guard digestIsAcceptable, Self.isAcceptable(parts[4]) else { throw Self.weakAlgorithm }
        let named = SignatureAlgorithm.digest(of: Array(parts[4].encodedBytes))
        guard named == nil || named == (try? parts[2].parts().first?.oid()) else {
            throw SealError(
                .signatureAlgorithm, "The signature names two different digests.",
                next: "Ask for the original file: what you have was changed.")
        }
        unsignedAttributes = unsigned
    }

    /// A signature algorithm, or plain rsaEncryption, which OpenSSL writes and which takes its digest from the signer.
    private static func isAcceptable(_ node: ASN1Node) -> Bool {
        if let kind = try? node.parts().first?.oid(), kind == KnownOID.rsaEncryption { return true }
        return SignatureAlgorithm.isAcceptable(Array(node.encodedBytes))
    }

    func names(_ certificate: Certificate) -> Bool {
        certificate.facts.issuer == issuer && certificate.facts.serial == serial
    }
}
