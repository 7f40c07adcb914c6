package import Vocabulary

extension Credential {
    /// Objects to a certificate that nobody would accept for this use, as far as that shows without a trust list:
    /// its kind, its usages and its time.
    ///
    /// - Throws: `trust.identity.kind`, `trust.certificate.*`.
    package func check(for use: CertificateUse, at now: Instant) throws(SealError) {
        guard use.kinds.contains(identity.kind) else {
            throw SealError(
                .identityKind, "\(identity) is a \(identity.kind), and cannot stand for \(use.noun).",
                next: "Use the certificate that was made for this.")
        }
        try CertificateProfile.checkTime(chain.leaf, at: now)
        try LeafProfile.check(
            chain.leaf,
            purpose: PathPurpose(
                usages: use.usages, isExclusive: use == .timestamping, naming: IdentityRule.objection(to: identity)))
    }
}
