package import Vocabulary

/// What a certificate to be made shall say. The defaults are those of a right certificate; tests change one thing.
package struct MintOrder: Sendable {
    /// Extended key usages, by their names in RFC 5280 and RFC 9336.
    package enum Usage: Sendable, CaseIterable {
        case serverAuth, clientAuth, emailProtection, documentSigning, timeStamping, codeSigning, any
    }

    package var commonName: String
    package var organisation: String
    /// URIs of the subject alternative name.
    package var uris: [String]
    package var hosts: [String] = []
    /// 4 or 16 bytes each.
    package var addresses: [[UInt8]] = []
    package var usages: [Usage]
    package var usagesAreCritical = false
    /// nil leaves the extension out.
    package var keyUsage: KeyUsage? = .signing
    package var isAuthority = false
    /// How many authorities may follow below this one; nil leaves it open.
    package var pathLength: Int?
    /// The party that an authority may give names to, as a name constraint.
    package var namespace: Party?
    package var notBefore: Instant
    package var notAfter: Instant
    /// 3, or 1 for a certificate without extensions.
    package var version = 3
    package var identifiesIssuerKey = true

    package enum KeyUsage: Sendable { case signing, issuing, encipherment }

    package init(
        commonName: String, organisation: String, uris: [String], usages: [Usage], notBefore: Instant, notAfter: Instant
    ) {
        self.commonName = commonName
        self.organisation = organisation
        self.uris = uris
        self.usages = usages
        self.notBefore = notBefore
        self.notAfter = notAfter
    }

    /// A certificate for an identity and its uses, valid from an hour ago for `days`.
    package init(for identity: Identity, uses: Set<CertificateUse>, now: Instant, days: Int = 365) {
        self.init(
            commonName: identity.text, organisation: "\(identity.party) \(identity.authority)", uris: [identity.uri],
            usages: Self.usages(uses), notBefore: now.adding(seconds: -3600), notAfter: now.adding(days: days))
        if uses == [.timestamping] { usagesAreCritical = true }
    }

    private static func usages(_ uses: Set<CertificateUse>) -> [Usage] {
        let named: [(Usage, Set<CertificateUse>)] = [
            (.serverAuth, [.nodeTLS, .cosignerTLS]), (.clientAuth, [.nodeTLS, .cosignerTLS, .memberTLS]),
            (.emailProtection, [.evidence, .events, .agreement, .cosigning]),
            (.documentSigning, [.evidence, .events, .agreement, .cosigning]), (.timeStamping, [.timestamping]),
        ]
        return named.filter { !$0.1.isDisjoint(with: uses) }.map(\.0)
    }
}
