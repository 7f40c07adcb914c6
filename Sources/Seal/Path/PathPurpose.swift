import SwiftASN1
package import Vocabulary

/// What a path is validated for: who may stand at its end, and what the certificate must be made for.
struct PathPurpose: Sendable {
    /// Every one of these must be among the leaf's extended key usages.
    let usages: [ASN1ObjectIdentifier]
    /// Whether the leaf must say digitalSignature. Public vectors may leave it open.
    let needsKeyUsage: Bool
    /// Whether the usage must stand alone in a critical extension (RFC 3161, section 2.3).
    let isExclusive: Bool
    /// Whether only the leaf's own key says when it was used.
    let isOwnWord: Bool
    let naming: Naming
    /// How many authorities may stand between leaf and root.
    let longestChain: Int

    /// Objects to a leaf whose names do not fit. The exchange asks for the identity URI; tests with public vectors
    /// exchange the rule for the name that the vector expects.
    typealias Naming = @Sendable (Certificate) throws(SealError) -> Void

    init(
        usages: [ASN1ObjectIdentifier], needsKeyUsage: Bool = true, isExclusive: Bool = false,
        isOwnWord: Bool = false, naming: @escaping Naming,
        longestChain: Int = 4
    ) {
        self.usages = usages
        self.needsKeyUsage = needsKeyUsage
        self.isExclusive = isExclusive
        self.isOwnWord = isOwnWord
        self.naming = naming
        self.longestChain = longestChain
    }
}

/// What a certificate is used for.
package enum CertificateUse: String, Sendable, CaseIterable {
    /// A member as TLS client.
    case memberTLS
    /// A node as TLS server or client.
    case nodeTLS
    /// A cosigner as TLS server or client.
    case cosignerTLS
    /// A member or node that signs bundles.
    case evidence
    /// A member or node that signs custody events.
    case events
    case cosigning
    case timestamping
    /// A signatory who signs agreements, laws and trust lists.
    case agreement

    /// The use of a certificate with which somebody of this kind stands at an end of a connection. That of whoever
    /// stands at none is a member's, and is refused for its kind.
    package static func connection(of kind: Identity.Kind?) -> CertificateUse {
        switch kind {
        case .node: .nodeTLS
        case .cosigner: .cosignerTLS
        case .member, .tsa, nil: .memberTLS
        }
    }

    var usages: [ASN1ObjectIdentifier] {
        switch self {
        case .memberTLS: [KnownOID.clientAuth]
        case .nodeTLS, .cosignerTLS: [KnownOID.serverAuth, KnownOID.clientAuth]
        // emailProtection too: without it plain “openssl cms -verify” refuses the signature in court.
        case .evidence, .events, .agreement, .cosigning: [KnownOID.documentSigning, KnownOID.emailProtection]
        case .timestamping: [KnownOID.timeStamping]
        }
    }

    var kinds: Set<Identity.Kind> {
        switch self {
        case .memberTLS, .agreement: [.member]
        case .nodeTLS: [.node]
        case .evidence, .events: [.member, .node]
        case .cosigning, .cosignerTLS: [.cosigner]
        case .timestamping: [.tsa]
        }
    }

    /// As a message says it.
    var noun: String {
        switch self {
        case .memberTLS: "a member's connection"
        case .nodeTLS: "a node's connection"
        case .cosignerTLS: "a cosigner's connection"
        case .evidence: "signing evidence"
        case .events: "signing custody events"
        case .cosigning: "cosigning checkpoints"
        case .timestamping: "time-stamping"
        case .agreement: "signing agreements and laws"
        }
    }
}
