import Custody
import Seal
import Vocabulary

extension TrustList {
    /// How a certificate stands at an instant with which something was signed at a time of which only its own key speaks.
    ///
    /// - Parameter stated: that time.
    /// - Returns: nil if it is good.
    /// - Throws: what it is refused for at both times.
    func standing(
        of chain: CertificateChain, for use: CertificateUse, at instant: Instant, stated: Instant,
        lists: [RevocationList]
    ) throws(SealError) -> CertificateStanding? {
        let standing: CertificateStanding
        do throws(SealError) {
            _ = try validate(chain, for: use, at: instant, revocation: .required(lists))
            return nil
        } catch {
            switch error.code {
            case .certificateExpired: standing = .ended
            case .revoked: standing = .replaced
            case .revocationStale, .revocationUnknown: standing = .unjudged
            default: throw error
            }
        }
        do throws(SealError) {
            _ = try validate(chain, for: use, at: stated, revocation: .required(lists), isOwnWord: true)
            return standing
        } catch {
            guard error.code == .revoked else { throw error }
        }
        // One that was revoked by then, as its own signer states the time, is refused.
        _ = try validate(chain, for: use, at: stated, revocation: .required(lists))
        return .revoked
    }
}

extension TrustStore {
    /// How the certificate under a signed file stands, at the time of the time-stamp in the signature if it counts.
    func standing(of signature: DetachedSignature, at instant: Instant) throws(SealError) -> CertificateStanding? {
        if (try? validate(signature, for: .agreement, at: instant)) != nil { return nil }
        if let token = signature.timestamp { _ = try validate(token, over: signature.valueDigest, now: instant) }
        return try list.standing(
            of: signature.chain, for: .agreement, at: instant, stated: signature.claimedSigningTime,
            lists: revocationLists)
    }
}

/// Judges those who signed events at one instant. A certificate that is good is judged once.
struct SignerJudge {
    let trust: TrustList
    let instant: Instant
    let certificates: [Certificate]
    let lists: [RevocationList]
    private var good: Set<Digest> = []

    init(_ trust: TrustList, at instant: Instant, certificates: [Certificate], lists: [RevocationList]) {
        self.trust = trust
        self.instant = instant
        self.certificates = certificates
        self.lists = lists
    }

    /// - Returns: how the least certain of the signers' certificates stands; nil if all are good.
    mutating func standing(of event: VerifiedEvent) throws(SealError) -> CertificateStanding? {
        var worst: CertificateStanding?
        for signer in event.signers where !good.contains(signer.digest) {
            let chain = CertificateChain(
                leaf: signer, intermediates: certificates.filter { $0.digest != signer.digest })
            let standing = try trust.standing(
                of: chain, for: .events, at: instant, stated: event.event.at, lists: lists)
            if let standing { worst = max(worst ?? standing, standing) } else { good.insert(signer.digest) }
        }
        return worst
    }
}
