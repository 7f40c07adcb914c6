package import Vocabulary

/// A detached CAdES-BES signature (CMS, RFC 5652; ETSI EN 319 122-1) of exactly the shape that we make.
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
    /// The RFC 3161 token over the signature value, encoded, if there is one. Nothing here has checked it.
    package let timestampToken: [UInt8]?

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
        timestampToken = form.timestampToken
    }

    /// The signer, as the certificate names it. Not to be believed before `TrustList.validate`.
    package var claimedIdentity: Identity? { chain.leaf.identity }

    /// SHA-256 of the signature's bytes.
    package var digest: Digest { Digest(of: der) }

    /// - Throws: `seal.signature.wrong` if the content is not what was signed.
    package func verify(over content: [UInt8]) throws(SealError) {
        guard try SignedMessage.isRight(der, over: content) else {
            throw SealError(
                .signatureWrong, "The signature does not fit the content: one of them was changed.",
                next: "Ask for the original again: what you have was changed or mixed up.")
        }
    }
}
