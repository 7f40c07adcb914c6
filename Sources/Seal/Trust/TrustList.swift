package import Vocabulary

/// The signed, versioned list of whom the exchange trusts for what: `trust.yaml`, as `docs/spec/trust.md` describes it.
package struct TrustList: Sendable {
    /// Rises with every change; an older one is refused.
    package let version: Int
    package let issued: Instant
    /// SHA-256 of the exact bytes of the file: the name under which decisions cite it.
    package let digest: Digest
    package let parties: [Party: TrustedParty]

    init(version: Int, issued: Instant, digest: Digest, parties: [Party: TrustedParty]) {
        self.version = version
        self.issued = issued
        self.digest = digest
        self.parties = parties
    }

    /// Every node by its identity.
    package var nodes: [Identity: TrustedNode] {
        Dictionary(parties.values.flatMap(\.nodes).map { ($0.identity, $0) }) { first, _ in first }
    }

    package var cosigners: [Identity: TrustedCosigner] {
        Dictionary(parties.values.flatMap(\.cosigners).map { ($0.identity, $0) }) { first, _ in first }
    }

    /// Who may sign agreements and laws, of all parties.
    package var signatories: Set<MemberID> { Set(parties.values.flatMap(\.signatories)) }

    /// The one function that decides trust: of TLS peers, evidence signers, cosigners and time-stamping alike.
    ///
    /// The party is the one that the identity URI names, and only that party's roots can vouch.
    /// - Parameters:
    ///   - chain: as presented, without the root.
    ///   - instant: the trusted time: a receipt's or time-stamp's, else now.
    ///   - isOwnWord: whether the instant is the signer's own claim. Then an entry on a list refuses whatever its dates
    ///     are, unless its reason says that nobody else had the key.
    /// - Throws: `trust.*`, each objection its own code.
    package func validate(
        _ chain: CertificateChain, for use: CertificateUse, at instant: Instant, revocation: RevocationCheck,
        isOwnWord: Bool = false
    ) throws(SealError) -> TrustedIdentity {
        let identity = try IdentityRule.identity(of: chain.leaf)
        guard use.kinds.contains(identity.kind) else {
            throw SealError(
                .identityKind, "\(identity) is a \(identity.kind), and cannot stand for \(use.noun).",
                next: "Use the certificate that was made for this.")
        }
        guard let party = parties[identity.party] else {
            throw SealError(
                .identityParty, "The trust list does not know the party \(identity.party) of \(identity).",
                next: "Check that the trust list is the current one.")
        }
        if use == .agreement {
            guard let member = try? MemberID(identity), party.signatories.contains(member) else {
                throw SealError(
                    .notSignatory, "\(identity) is not among those who may sign for \(identity.party).",
                    next: "Have it signed by a signatory whom the trust list names.")
            }
        }
        let purpose = PathPurpose(
            usages: use.usages, isExclusive: use == .timestamping,
            isOwnWord: isOwnWord || use == .timestamping, naming: IdentityRule.objection(to: identity))
        let roots = use == .timestamping ? party.timestampingRoots : party.roots
        let validator = PathValidator(roots: roots, purpose: purpose)
        let outcome: PathValidator.Outcome
        do {
            outcome = try validator.validate(chain, at: instant, revocation: revocation)
        } catch {
            throw error.code == .rootUnknown ? foreignRoot(chain, identity) ?? error : error
        }
        guard let root = outcome.path.last else { throw SealError.openssl("validating a path") }
        return TrustedIdentity(
            identity: identity,
            chain: CertificateChain(leaf: chain.leaf, intermediates: Array(outcome.path.dropFirst().dropLast())),
            root: root, use: use, at: instant, warnings: outcome.warnings)
    }

    /// A chain that another party's root issued for this party's name is worth its own words.
    private func foreignRoot(_ chain: CertificateChain, _ identity: Identity) -> SealError? {
        let foreign = parties.values.first { party in
            party.party != identity.party
                && party.roots.contains { root in chain.all.contains { root.mayHaveIssued($0) } }
        }
        return foreign.map { party in
            SealError(
                .identityNamespace,
                "A root of \(party.party) vouches for \(identity); only a root of \(identity.party) can.",
                next: "Do not rely on it. Tell the central authority of \(identity.party).")
        }
    }
}

/// The naming rule of the exchange: one `saksi://` URI, and no fallback to the common name.
enum IdentityRule {
    static func identity(of certificate: Certificate) throws(SealError) -> Identity {
        let refuse = Refusal(certificate)
        guard let names = try? certificate.facts.alternativeNames() else {
            throw refuse(.certificateExtension, "holds an extension that is not of its form")
        }
        let ours = names.uris.filter { $0.lowercased().hasPrefix(Identity.scheme) }
        guard let uri = ours.first, ours.count == 1 else {
            throw refuse(
                .identityMissing, ours.isEmpty ? "names no identity of the exchange" : "names more than one identity")
        }
        guard let identity = try? Identity(uri: uri) else {
            throw refuse(.identityMissing, "holds the malformed identity “\(uri.shownInMessage)”")
        }
        return identity
    }

    static func objection(to identity: Identity) -> PathPurpose.Naming {
        { certificate throws(SealError) in
            guard try IdentityRule.identity(of: certificate) == identity else {
                throw Refusal(certificate)(.identityMissing, "names another identity")
            }
        }
    }
}
