package import Vocabulary

/// A detached CAdES signature, B or T (CMS, RFC 5652; ETSI EN 319 122-1) of exactly the shape that we make.
///
/// One signer, SHA-256 or better, signing-certificate-v2, no content inside, the chain and nothing beside it, strict
/// DER with nothing behind the end. Reading it checks the shape; `verify` the cryptography; whether the signer is to
/// be trusted is for `TrustList.validate` to say.
package struct DetachedSignature: Hashable, Sendable {
    package let der: [UInt8]
    /// The signer's chain, as it stands in the signature.
    package let chain: CertificateChain
    /// When the signer claims to have signed. A stolen key back-dates freely: only ever shown.
    package let claimedSigningTime: Instant
    /// The time-stamp over the signature value (CAdES-T), if there is one; `verify` checks that it is over that.
    package let timestamp: TimestampToken?
    /// SHA-256 of the signature value: what a time-stamp is over.
    package let valueDigest: Digest

    static let limit = 1 << 18

    /// - Throws: `seal.signature.*`, each kind of deviation its own code.
    package init(der: [UInt8]) throws(SealError) {
        guard der.count <= Self.limit else {
            throw SealError(
                .signatureMalformed, "A signature has more than \(Self.limit) bytes.",
                next: "Ask for the original file.")
        }
        let form = try SignedDataForm(der)
        guard try SignedMessage.reencoded(der) == der else {
            throw SealError(
                .signatureNotCanonical, "A signature is not in its one canonical encoding.",
                next: "Ask for the original file: what you have was rewritten on the way.")
        }
        self.der = der
        chain = form.chain
        claimedSigningTime = form.signingTime
        timestamp = form.timestamp
        valueDigest = Digest(of: form.signatureValue)
    }

    /// The signer, as the certificate names it. Not to be believed before `TrustList.validate`.
    package var claimedIdentity: Identity? { chain.leaf.identity }

    /// SHA-256 of the signature's bytes.
    package var digest: Digest { Digest(of: der) }

    /// - Throws: `seal.signature.wrong` if the content is not what was signed; `seal.timestamp.*` if the time-stamp is
    ///   not over this signature.
    package func verify(over content: [UInt8]) throws(SealError) {
        guard try SignedMessage.isRight(der, over: content) else {
            throw SealError(
                .signatureWrong, "The signature does not fit the content: one of them was changed.",
                next: "Ask for the original again: what you have was changed or mixed up.")
        }
        try timestamp?.verify(over: valueDigest)
    }

    /// The same with a time-stamp (CAdES-T). What was signed does not change.
    ///
    /// - Throws: `seal.timestamp.*` if the token is not over this signature, or there is one already.
    package func adding(_ token: TimestampToken) throws(SealError) -> DetachedSignature {
        try token.verify(over: valueDigest)
        guard timestamp == nil else {
            throw SealError(
                .timestampMalformed, "The signature carries a time-stamp already.",
                next: "Leave it as it is; the earlier time is the better one.")
        }
        return try DetachedSignature(der: try SignedMessage.adding(token.der, to: der))
    }
}
