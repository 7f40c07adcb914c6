package import Vocabulary

/// A time-stamp of an authority that the trust list vouches for. Only `TrustList.validate` makes one.
package struct TrustedTimestamp: Sendable, Hashable {
    package let authority: TrustedIdentity
    package let time: Instant
    /// How far the time may be off, if the authority says so.
    package let accuracyMilliseconds: Int64?

    /// Not later than this what was stamped was there (RFC 3161, section 2.4.2): by this time its signer is judged. An
    /// authority that does not say how accurate it is gets what is granted at most.
    package var latest: Instant { time.adding(milliseconds: accuracyMilliseconds ?? TimestampToken.mostInaccurate) }

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
    /// - Parameters:
    ///   - digest: of what the token must be over.
    ///   - now: the clock of whoever asks; a token that lies ahead of it by more than two clocks differ is refused.
    /// - Throws: `seal.timestamp.*`, `trust.*`.
    package func validate(
        _ token: TimestampToken, over digest: Digest, now: Instant, revocation: RevocationCheck
    ) throws(SealError) -> TrustedTimestamp {
        try token.verify(over: digest)
        try token.checkTime(now: now)
        let authority = try validate(token.chain, for: .timestamping, at: token.time, revocation: revocation)
        // A root inside that is not the one that vouched could be anything.
        guard token.root.map({ $0 == authority.root }) ?? true else { throw TimestampToken.otherRoot }
        return TrustedTimestamp(token, by: authority)
    }

    /// Who signed, judged at the time of the time-stamp in the signature if it counts, else at `instant`, which is now.
    ///
    /// A time-stamp that does not hold is a fault even where it would not count.
    package func validate(
        _ signature: DetachedSignature, for use: CertificateUse, at instant: Instant, revocation: RevocationCheck
    ) throws(SealError) -> TrustedSignature {
        var timestamp: TrustedTimestamp?
        if let token = signature.timestamp {
            timestamp = try validate(token, over: signature.valueDigest, now: instant, revocation: revocation)
        }
        var time = instant
        if let timestamp, let party = signature.claimedIdentity?.party, timestamp.counts(against: party) {
            time = timestamp.latest
        }
        return TrustedSignature(
            signer: try validate(signature.chain, for: use, at: time, revocation: revocation), timestamp: timestamp)
    }
}

extension TrustStore {
    /// With the revocation lists at hand.
    package func validate(
        _ token: TimestampToken, over digest: Digest, now: Instant
    ) throws(SealError) -> TrustedTimestamp {
        try list.validate(token, over: digest, now: now, revocation: .required(revocationLists))
    }

    /// With the revocation lists at hand.
    package func validate(
        _ signature: DetachedSignature, for use: CertificateUse, at instant: Instant
    ) throws(SealError) -> TrustedSignature {
        try list.validate(signature, for: use, at: instant, revocation: .required(revocationLists))
    }
}

extension TimestampToken {
    /// How far an authority may be off, by its own words: a minute, in milliseconds.
    static let mostInaccurate: Int64 = 60_000

    /// - Throws: `seal.timestamp.clock`, `seal.timestamp.accuracy`.
    fileprivate func checkTime(now: Instant) throws(SealError) {
        guard time.millisecondsSince1970 - now.millisecondsSince1970 <= TimestampRequest.patience else {
            throw SealError(
                .timestampClock, "The time-stamp says \(time), which is still to come: the clock here says \(now).",
                next: "Set the clock of this computer right; if it is, do not rely on this authority.")
        }
        guard accuracyMilliseconds ?? 0 <= Self.mostInaccurate else {
            throw SealError(
                .timestampAccuracy,
                "The authority says that its time may be off by \((accuracyMilliseconds ?? 0) / 1000) seconds.",
                next: "Ask an authority that is accurate to a minute at least.")
        }
    }

    fileprivate static let otherRoot = SealError(
        .timestampCertificate, "The time-stamp carries a root that is not the one of the trust list.",
        next: "Ask for another time-stamp, without the root.")
}
