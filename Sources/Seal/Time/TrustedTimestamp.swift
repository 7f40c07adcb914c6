package import Vocabulary

/// A time-stamp of an authority that the trust list vouches for. Only `TrustList.validate` makes one.
package struct TrustedTimestamp: Sendable, Hashable {
    package let authority: TrustedIdentity
    package let time: Instant
    /// How far the time may be off, if the authority says so.
    package let accuracyMilliseconds: Int64?

    fileprivate init(_ token: TimestampToken, by authority: TrustedIdentity) {
        self.authority = authority
        time = token.time
        accuracyMilliseconds = token.accuracyMilliseconds
    }

    /// Whether it counts as trusted time of something that this party made: its own authorities say nothing about it.
    package func counts(against party: Party) -> Bool { authority.identity.party != party }
}

/// A signature's signer whom the trust list vouches for, and the time-stamp in the signature.
package struct TrustedSignature: Sendable {
    package let signer: TrustedIdentity
    package let timestamp: TrustedTimestamp?

    /// The time-stamp, if the signer was judged at its time.
    package var trustedTime: TrustedTimestamp? {
        timestamp.flatMap { $0.counts(against: signer.identity.party) ? $0 : nil }
    }
}

extension TrustList {
    /// Who stamped, judged at the time that the token says.
    ///
    /// - Parameter digest: of what the token must be over.
    /// - Throws: `seal.timestamp.*`, `trust.*`.
    package func validate(
        _ token: TimestampToken, over digest: Digest, revocation: RevocationCheck
    ) throws(SealError) -> TrustedTimestamp {
        try token.verify(over: digest)
        let authority = try validate(token.chain, for: .timestamping, at: token.time, revocation: revocation)
        // A root inside that is not the one that vouched could be anything.
        guard token.root.map({ $0 == authority.root }) ?? true else { throw TimestampToken.otherRoot }
        return TrustedTimestamp(token, by: authority)
    }

    /// Who signed, judged at the time of the time-stamp in the signature if it counts, else at `instant`.
    ///
    /// A time-stamp that does not hold is a fault even where it would not count.
    package func validate(
        _ signature: DetachedSignature, for use: CertificateUse, at instant: Instant, revocation: RevocationCheck
    ) throws(SealError) -> TrustedSignature {
        var timestamp: TrustedTimestamp?
        if let token = signature.timestamp {
            timestamp = try validate(token, over: signature.valueDigest, revocation: revocation)
        }
        var time = instant
        if let timestamp, let party = signature.claimedIdentity?.party, timestamp.counts(against: party) {
            time = timestamp.time
        }
        return TrustedSignature(
            signer: try validate(signature.chain, for: use, at: time, revocation: revocation), timestamp: timestamp)
    }
}

extension TrustStore {
    /// With the revocation lists at hand.
    package func validate(_ token: TimestampToken, over digest: Digest) throws(SealError) -> TrustedTimestamp {
        try list.validate(token, over: digest, revocation: .required(revocationLists))
    }

    /// With the revocation lists at hand.
    package func validate(
        _ signature: DetachedSignature, for use: CertificateUse, at instant: Instant
    ) throws(SealError) -> TrustedSignature {
        try list.validate(signature, for: use, at: instant, revocation: .required(revocationLists))
    }
}

extension TimestampToken {
    fileprivate static let otherRoot = SealError(
        .timestampCertificate, "The time-stamp carries a root that is not the one of the trust list.",
        next: "Ask for another time-stamp, without the root.")
}
