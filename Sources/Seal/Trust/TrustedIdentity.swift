package import Vocabulary

/// Who stands at the end of a chain that the trust list vouches for. Only `TrustList.validate` makes one.
package struct TrustedIdentity: Sendable, Hashable {
    package let identity: Identity
    package let chain: CertificateChain
    /// The root that vouched.
    package let root: Certificate
    package let use: CertificateUse
    /// The instant for which it holds.
    package let at: Instant
    package let warnings: [TrustWarning]

    init(
        identity: Identity, chain: CertificateChain, root: Certificate, use: CertificateUse, at: Instant,
        warnings: [TrustWarning]
    ) {
        self.identity = identity
        self.chain = chain
        self.root = root
        self.use = use
        self.at = at
        self.warnings = warnings
    }

    package var certificate: Certificate { chain.leaf }
}

/// Something that still holds and needs care.
package struct TrustWarning: Sendable, Hashable {
    package enum Kind: String, Sendable, CaseIterable {
        case certificateEndsSoon = "trust.warning.certificate-ends-soon"
        case listEndsSoon = "trust.warning.list-ends-soon"
        case graceUsed = "trust.warning.grace-used"
        case revokedLater = "trust.warning.revoked-later"
    }

    package let kind: Kind
    package let reason: String
    package let nextStep: String

    init(_ kind: Kind, _ reason: String, next nextStep: String) {
        self.kind = kind
        self.reason = reason
        self.nextStep = nextStep
    }
}
