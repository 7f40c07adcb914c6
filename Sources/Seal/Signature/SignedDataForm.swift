import Crypto
import SwiftASN1
import Vocabulary

/// The shape of a detached CAdES-BES signature, read without OpenSSL so that nothing passes unseen.
struct SignedDataForm {
    let chain: CertificateChain
    let signingTime: Instant
    let timestampToken: [UInt8]?

    /// - Parameter der: ContentInfo (RFC 5652, section 3).
    init(_ der: [UInt8]) throws(SealError) {
        let fields = try Self.shape(der)
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
        timestampToken = signer.timestampToken
    }

    private struct Fields {
        var digestAlgorithms: [ASN1Node] = []
        var content: [ASN1Node] = []
        var certificates: [ASN1Node] = []
        var hasLists = false
        var signers: [ASN1Node] = []
        var version = 0
    }

    private static func shape(_ der: [UInt8]) throws(SealError) -> Fields {
        do {
            let outer = try DER.parse(der).parts()
            guard outer.count == 2, try outer[0].oid() == KnownOID.signedData, outer[1].isTagged(0) else {
                throw MalformedDER()
            }
            var parts = try outer[1].unwrapped().parts()[...]
            var fields = Fields()
            guard let version = parts.popFirst(), let digests = parts.popFirst(), let content = parts.popFirst(),
                let signers = parts.popLast()
            else { throw MalformedDER() }
            fields.version = try version.count()
            fields.digestAlgorithms = try digests.elements()
            fields.content = try content.parts()
            fields.signers = try signers.elements()
            if let next = parts.first, next.isTagged(0) {
                fields.certificates = try next.elements(.context(0))
                parts.removeFirst()
            }
            if let next = parts.first, next.isTagged(1) {
                fields.hasLists = true
                parts.removeFirst()
            }
            guard parts.isEmpty else { throw MalformedDER() }
            return fields
        } catch {
            throw SealError(
                .signatureMalformed, "What should be a signature is not one, or not in strict DER.",
                next: "Ask for the original file again.")
        }
    }

    private static func checkContent(_ fields: Fields) throws(SealError) {
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

    private static func onlySigner(_ fields: Fields) throws(SealError) -> ASN1Node {
        guard let signer = fields.signers.first, fields.signers.count == 1 else {
            throw SealError(
                .signatureSigners, "The signature has \(fields.signers.count) signers; it must have exactly one.",
                next: "Each signer makes a signature file of their own.")
        }
        return signer
    }

    private static func certificates(_ fields: Fields) throws(SealError) -> [Certificate] {
        guard fields.certificates.count <= 8 else {
            throw SealError(
                .signatureChain, "The signature carries \(fields.certificates.count) certificates.",
                next: "Ask the signer to sign again with the chain alone.")
        }
        var list: [Certificate] = []
        for node in fields.certificates { list.append(try Certificate(der: Array(node.encodedBytes))) }
        return list
    }
}

/// The one SignerInfo (RFC 5652, section 5.3).
struct SignerInfoForm {
    private let issuer: [UInt8]
    private let serial: [UInt8]
    let attributes: [ASN1Node]
    let timestampToken: [UInt8]?

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
            _ = try parts[5].value(.octetString)
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
        timestampToken = try Self.token(unsigned)
    }

    /// A signature algorithm, or plain rsaEncryption, which OpenSSL writes and which takes its digest from the signer.
    private static func isAcceptable(_ node: ASN1Node) -> Bool {
        if let kind = try? node.parts().first?.oid(), kind == KnownOID.rsaEncryption { return true }
        return SignatureAlgorithm.isAcceptable(Array(node.encodedBytes))
    }

    private static func token(_ unsigned: [ASN1Node]) throws(SealError) -> [UInt8]? {
        if unsigned.isEmpty { return nil }
        guard unsigned.count == 1, let parts = try? unsigned[0].parts(), parts.count == 2,
            (try? parts[0].oid()) == KnownOID.timeStampToken, let values = try? parts[1].elements(), values.count == 1
        else {
            throw SealError(
                .signatureAttributes, "The signature carries unsigned additions other than one time-stamp.",
                next: "Ask for the original file: somebody added to it.")
        }
        guard (try? isToken(values[0])) == true else {
            throw SealError(
                .signatureTimestamp, "The time-stamp that the signature carries is not of its form.",
                next: "Ask for the original file: somebody added to it.")
        }
        return Array(values[0].encodedBytes)
    }

    /// The outer shape of a token (RFC 3161, section 2.4.2): signed data over a TSTInfo. What it says is not read yet.
    private static func isToken(_ node: ASN1Node) throws -> Bool {
        let outer = try node.parts()
        guard outer.count == 2, try outer[0].oid() == KnownOID.signedData, outer[1].isTagged(0) else { return false }
        let parts = try outer[1].unwrapped().parts()
        guard parts.count >= 4, try parts[0].count() == 3, let signers = parts.last else { return false }
        let content = try parts[2].parts()
        guard content.count == 2, try content[0].oid() == KnownOID.timeStampInfo, content[1].isTagged(0) else {
            return false
        }
        return try !content[1].unwrapped().octets().isEmpty && signers.elements().count == 1
    }

    func names(_ certificate: Certificate) -> Bool {
        certificate.facts.issuer == issuer && certificate.facts.serial == serial
    }
}
