import Crypto
import FoundationEssentials
package import Vocabulary

/// A certificate revocation list (RFC 5280, section 5). Its signature counts only once the issuer is known.
package struct RevocationList: Hashable, Sendable {
    package let der: [UInt8]
    package let digest: Vocabulary.Digest
    /// The issuer as a person reads it.
    package let issuer: String
    package let thisUpdate: Instant
    package let nextUpdate: Instant
    let facts: Facts

    struct Entry: Sendable {
        let revokedAt: Instant
        /// Since when the key may have been in other hands (RFC 5280, section 5.3.2).
        let invalidSince: Instant?
        /// Why, if the list says so.
        let reason: RevocationReason?
    }

    final class Facts: Sendable {
        let issuer: [UInt8]
        let authorityKey: [UInt8]?
        let entries: [[UInt8]: Entry]
        /// What keeps the list from being relied on, in words.
        let defect: String?
        private let ecdsa: (body: SHA256.Digest, signature: [UInt8])?

        init(_ read: RevocationListReading) {
            issuer = read.issuer
            authorityKey = read.authorityKey
            entries = read.entries
            defect = read.defect
            ecdsa = read.ecdsa
        }

        /// Checks the usual signature without hashing the list anew; nil if it is of another kind.
        func isSigned(by key: PublicKey) -> Bool? {
            guard let ecdsa, case .p256(let key) = key else { return nil }
            let signature = try? P256.Signing.ECDSASignature(derRepresentation: ecdsa.signature)
            return signature.map { key.isValidSignature($0, for: ecdsa.body) } ?? false
        }
    }

    private static let limit = 8 << 20

    /// - Parameter der: one CertificateList in strict DER, at most 8 MiB.
    /// - Throws: `trust.revocation.list-malformed`.
    package init(der: [UInt8]) throws(SealError) {
        guard der.count <= Self.limit, let read = try? RevocationListReading(der) else {
            throw SealError(
                .revocationListMalformed, "What should be a revocation list is not one, or not in strict DER.",
                next: "Fetch the list again from the authority that issues it.")
        }
        self.der = der
        digest = Digest(of: der)
        issuer = read.issuerText
        thisUpdate = read.thisUpdate
        nextUpdate = read.nextUpdate
        facts = Facts(read)
    }

    /// - Parameter pem: exactly one block `X509 CRL`.
    package init(pem: [UInt8]) throws(SealError) {
        let blocks = try PEMFile.blocks(pem).filter { $0.label == "X509 CRL" }
        guard let block = blocks.first, blocks.count == 1 else {
            throw SealError(
                .revocationListMalformed, "The file holds \(blocks.count) revocation lists; it must hold one.",
                next: "Put each list into a file of its own.")
        }
        try self.init(der: block.der)
    }

    /// Reads PEM or DER, whichever it is.
    package init(contents: [UInt8]) throws(SealError) {
        if contents.starts(with: Array("-----BEGIN".utf8)) {
            try self.init(pem: contents)
        } else {
            try self.init(der: contents)
        }
    }

    package var pem: String { PEMFile.text("X509 CRL", der) }

    package static func == (left: Self, right: Self) -> Bool { left.digest == right.digest }
    package func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}

/// CRLReason (RFC 5280, section 5.3.1).
package enum RevocationReason: Int, Sendable {
    case unspecified = 0
    case keyCompromise = 1
    case authorityCompromise = 2
    case affiliationChanged = 3
    case superseded = 4
    case cessationOfOperation = 5
    case certificateHold = 6
    case removeFromList = 8
    case privilegeWithdrawn = 9
    case attributeAuthorityCompromise = 10

    /// Whether the authority may let the certificate be good again (RFC 5280, section 5.3.1).
    var mayBeTakenBack: Bool { self == .certificateHold || self == .removeFromList }

    /// Whether what the key signed before stays good: nobody else had it (RFC 3161, section 4, item 1).
    var leavesEarlierTimes: Bool {
        switch self {
        case .unspecified, .affiliationChanged, .superseded, .cessationOfOperation: true
        case .keyCompromise, .authorityCompromise, .certificateHold, .removeFromList, .privilegeWithdrawn,
            .attributeAuthorityCompromise:
            false
        }
    }
}

/// Whether and with which lists revocation is checked.
package enum RevocationCheck: Sendable {
    /// Every certificate below the root must be covered by a list that was current at the checked time.
    ///
    /// A list issued later serves too: what it says is weighed by its dates.
    case required([RevocationList])
    /// The same, where an agreement allows lists that ran out at most so long ago; using it leaves a warning.
    case graced([RevocationList], seconds: Int64)
    /// What is revoked on a list at hand refuses; that a list is missing or ran out does not. Only for the signers of the
    /// trust list itself.
    case known([RevocationList])
    /// For public test vectors that have no lists. Nothing of the exchange asks for this.
    case notAsked
}
