import SwiftASN1
package import Vocabulary

/// A time-stamp (RFC 3161): somebody says that bytes with this digest were there at this time.
///
/// Reading it checks the shape; `verify` what it is over and the signature; whether the authority is to be believed is
/// for `TrustList.validate` to say.
package struct TimestampToken: Hashable, Sendable {
    /// ContentInfo.
    package let der: [UInt8]
    package let chain: CertificateChain
    /// genTime: what the authority says.
    package let time: Instant
    /// How far that may be off, if the authority says so.
    package let accuracyMilliseconds: Int64?
    package let imprint: Digest
    /// The policy's object identifier, with dots.
    package let policy: String
    /// In hexadecimal.
    package let serial: String
    let nonce: [UInt8]?
    /// The root, if the token carries it; it has to be the one that vouches.
    let root: Certificate?

    package static let limit = 1 << 16

    /// - Throws: `seal.timestamp.*`, each kind of deviation its own code.
    package init(der: [UInt8]) throws(SealError) {
        guard der.count <= Self.limit, let fields = try? SignedDataFields(der), let bytes = Self.info(fields),
            let info = try? TimestampInfo(bytes)
        else { throw Self.malformed }
        guard let imprint = info.imprint.sha256 else {
            throw info.imprint.algorithm == KnownOID.sha256 ? Self.malformed : Self.weakDigest
        }
        let signer = try Self.signer(fields)
        let (chain, root) = try Self.chain(fields, signer)
        try Self.checkAttributes(signer, chain, root)
        if let named = info.authority { try Self.check(named, chain.leaf) }
        self.der = der
        self.chain = chain
        self.root = root
        self.imprint = imprint
        time = info.time
        accuracyMilliseconds = info.accuracyMilliseconds
        policy = ObjectIdentifierText.text(info.policy)
        serial = Hexadecimal.encode(info.serial)
        nonce = info.nonce
    }

    /// The authority, as the certificate names it. Not to be believed before `TrustList.validate`.
    package var claimedAuthority: Identity? { chain.leaf.identity }

    /// - Throws: `seal.timestamp.imprint` if it is over other bytes; `seal.timestamp.wrong` if the signature is not right.
    package func verify(over digest: Digest) throws(SealError) {
        guard imprint == digest else { throw Self.otherBytes }
        guard try SignedMessage.isRight(der) else {
            throw SealError(
                .timestampWrong, "The time-stamp was changed, or another key made it.",
                next: "Do not rely on the time that it says; ask for the original.")
        }
    }

    static let otherBytes = SealError(
        .timestampImprint, "The time-stamp is over other bytes than these.",
        next: "Ask for the original file: a time-stamp was moved here from somewhere else.")

    private static let malformed = SealError(
        .timestampMalformed, "What should be a time-stamp is not one, or not in strict DER.",
        next: "Ask for the original file, or for another time-stamp.")

    private static let weakDigest = SealError(
        .timestampAlgorithm,
        "The time-stamp relies on another digest than it should: over what it is, SHA-256; in its "
            + "signature, SHA-256 or better.",
        next: "Ask for another time-stamp, with SHA-256.")

    private static let unbound = SealError(
        .timestampCertificate,
        "The time-stamp does not hold exactly its authority's chain, bound by signing-certificate-v2 (ESSCertIDv2).",
        next: "Ask for another time-stamp, with the certificates; tell the authority if it gives none.")

    // MARK: the form

    /// The TSTInfo inside, if all around it is as it should be.
    private static func info(_ fields: SignedDataFields) -> [UInt8]? {
        guard fields.version == 3, !fields.hasLists, fields.digestAlgorithms.count == 1, fields.content.count == 2,
            (try? fields.content[0].oid()) == KnownOID.timeStampInfo, fields.content[1].isTagged(0)
        else { return nil }
        return try? fields.content[1].unwrapped().octets()
    }

    private static func signer(_ fields: SignedDataFields) throws(SealError) -> SignerInfoForm {
        guard fields.signers.count == 1 else {
            throw SealError(
                .timestampSigners, "The time-stamp has \(fields.signers.count) signers; it must have exactly one.",
                next: "Ask for another time-stamp.")
        }
        guard (try? SignatureAlgorithm.isAcceptableDigest(fields.digestAlgorithms[0])) == true else { throw weakDigest }
        let signer: SignerInfoForm
        do throws(SealError) {
            signer = try SignerInfoForm(fields.signers[0])
        } catch {
            throw error.code == .signatureAlgorithm ? weakDigest : malformed
        }
        guard signer.unsignedAttributes.isEmpty else { throw malformed }
        return signer
    }

    private static func chain(
        _ fields: SignedDataFields, _ signer: SignerInfoForm
    ) throws(SealError) -> (CertificateChain, root: Certificate?) {
        guard (1...8).contains(fields.certificates.count) else { throw unbound }
        var certificates: [Certificate] = []
        for node in fields.certificates { certificates.append(try Certificate(der: Array(node.encodedBytes))) }
        guard let leaf = certificates.first(where: signer.names) else { throw unbound }
        let chain = ChainOrder.chain(from: leaf, among: certificates)
        let others = certificates.filter { !chain.all.contains($0) }
        guard others.count <= 1, others.count + chain.all.count == certificates.count else { throw unbound }
        return (chain, others.first)
    }

    private static func checkAttributes(
        _ signer: SignerInfoForm, _ chain: CertificateChain, _ root: Certificate?
    ) throws(SealError) {
        guard let values = try? SignedAttributes.values(signer.attributes),
            let type = values[KnownOID.contentType], (try? type.oid()) == KnownOID.timeStampInfo,
            let digest = values[KnownOID.messageDigest], (try? digest.octets()) != nil
        else { throw malformed }
        guard let value = values[KnownOID.signingCertificateV2], let named = try? SigningCertificate(value),
            named.names(chain.leaf, among: chain.all + [root].compactMap { $0 })
        else { throw unbound }
    }

    /// The name of the authority in the token must be the certificate's (RFC 3161, section 2.4.2).
    private static func check(_ name: ASN1Node, _ leaf: Certificate) throws(SealError) {
        var names = AlternativeNames()
        guard (try? names.add(name)) != nil else { throw malformed }
        let own = try? leaf.facts.alternativeNames()
        let fits =
            names.directories.allSatisfy { $0 == leaf.facts.subject }
            && names.uris.allSatisfy { own?.uris.contains($0) == true }
            && names.count == names.directories.count + names.uris.count
        guard fits else { throw unbound }
    }
}
