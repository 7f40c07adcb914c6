import Crypto
import SwiftASN1
import Vocabulary

/// The shape of a detached CAdES-BES signature, read without OpenSSL so that nothing passes unseen.
struct SignedDataForm {
    let chain: CertificateChain
    let signingTime: Instant
    let timestamp: TimestampToken?
    let signatureValue: [UInt8]

    /// - Parameter der: ContentInfo (RFC 5652, section 3).
    init(_ der: [UInt8]) throws(SealError) {
        let fields = try Self.fields(der)
        try Self.checkContent(fields)
        let certificates = try Self.certificates(fields)
        let signer = try SignerInfoForm(try Self.onlySigner(fields))
        guard let leaf = certificates.first(where: signer.names) else {
            throw SealError(
                .signatureChain, "The signature does not contain its signer's certificate.",
                next: "Ask the signer to sign again with the certificate included.")
        }
        chain = ChainOrder.chain(from: leaf, among: certificates)
        guard chain.all.count == certificates.count else {
            throw SealError(
                .signatureChain, "The signature carries a certificate that is not part of its signer's chain.",
                next: "Ask the signer to sign again with the chain alone, without the root and without others.")
        }
        let attributes = try SignedAttributes(signer.attributes)
        try attributes.checkSigningCertificate(leaf, among: certificates)
        signingTime = attributes.signingTime
        timestamp = try Self.timestamp(signer.unsignedAttributes)
        signatureValue = signer.signatureValue
    }

    private static func fields(_ der: [UInt8]) throws(SealError) -> SignedDataFields {
        do {
            let fields = try SignedDataFields(der)
            guard fields.certificatesAreOrdered else { throw MalformedDER() }
            return fields
        } catch {
            throw SealError(
                .signatureMalformed, "What should be a signature is not one, or not in strict DER.",
                next: "Ask for the original file again.")
        }
    }

    private static func checkContent(_ fields: SignedDataFields) throws(SealError) {
        let kind = try? fields.content.first?.oid()
        guard fields.content.count == 1 else {
            throw SealError(
                .signatureAttached, "The signature carries content of its own; ours are detached.",
                next: "Ask the signer for a detached signature.")
        }
        guard kind == KnownOID.data, fields.version == 1, !fields.hasLists else {
            throw SealError(
                .signatureMalformed, "The signature is of a kind that the exchange does not use.",
                next: "Ask the signer to sign with “saksi”, or with openssl cms -sign -cades -binary.")
        }
        guard fields.digestAlgorithms.count == 1,
            (try? SignatureAlgorithm.isAcceptableDigest(fields.digestAlgorithms[0])) == true
        else { throw SignerInfoForm.weakAlgorithm }
    }

    private static func onlySigner(_ fields: SignedDataFields) throws(SealError) -> ASN1Node {
        guard let signer = fields.signers.first, fields.signers.count == 1 else {
            throw SealError(
                .signatureSigners, "The signature has \(fields.signers.count) signers; it must have exactly one.",
                next: "Each signer makes a signature file of their own.")
        }
        return signer
    }

    private static func certificates(_ fields: SignedDataFields) throws(SealError) -> [Certificate] {
        guard fields.certificates.count <= 8 else {
            throw SealError(
                .signatureChain, "The signature carries \(fields.certificates.count) certificates.",
                next: "Ask the signer to sign again with the chain alone.")
        }
        var list: [Certificate] = []
        for node in fields.certificates { list.append(try Certificate(der: Array(node.encodedBytes))) }
        return list
    }

    /// The one unsigned attribute that there may be.
    private static func timestamp(_ unsigned: [ASN1Node]) throws(SealError) -> TimestampToken? {
        if unsigned.isEmpty { return nil }
        guard unsigned.count == 1, let parts = try? unsigned[0].parts(), parts.count == 2,
            (try? parts[0].oid()) == KnownOID.timeStampToken, let values = try? parts[1].elements(), values.count == 1
        else {
            throw SealError(
                .signatureAttributes, "The signature carries unsigned additions other than one time-stamp.",
                next: "Ask for the original file: somebody added to it.")
        }
        return try TimestampToken(der: Array(values[0].encodedBytes))
    }
}
