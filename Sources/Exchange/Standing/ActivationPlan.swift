import Custody
import Policy
import Seal
import Vocabulary

/// What files that somebody hands in change on a node, worked out before anything is committed.
struct ActivationPlan: Sendable {
    /// What will decide under one agreement.
    struct Change: Sendable {
        let agreement: Agreement
        let library: PolicyLibrary
        let policy: Digest
        let sources: [ActivationSource]
        /// SHA-256 of the signatures of the agreement's own file, and of its roster if that stands apart.
        let signatures: [Digest]
        /// What it takes the place of; nil where the agreement was not in force here.
        let before: Standing?
    }

    /// What an agreement's log says now.
    struct Standing: Sendable {
        let active: ActiveAgreement
        let activation: Activation
        /// By name, the last version of every file that ever decided here.
        let known: [AgreementID: ActivationSource]
    }

    /// By agreement.
    let changes: [Change]
    /// The agreements among the files that stand as the files say already.
    let unchanged: [Standing]
    /// The files whose signatures were judged; what is in force already was when it came into force.
    let judged: [PolicyFile]

    /// What is new among the files, and decides under another agreement without deciding under this one.
    func broughtElsewhere(beside own: Change) -> AgreementID? {
        let new = Set(judged.map { Digest(of: $0.contents) })
        return changes.flatMap(\.sources).first { new.contains($0.digest) && !own.sources.contains($0) }?.id
    }

    /// - Parameters:
    ///   - standings: of every agreement that is in force here.
    ///   - memory: holds the files of those.
    /// - Throws: what is wrong with one of the files, with its signatures, or with what they say together.
    init(
        of files: [PolicyFile], standings: [AgreementID: Standing], memory: PolicyMemory, trust: TrustStore,
        now: Instant
    ) throws {
        let given = try files.map { try GivenPolicy($0) }
        let inForce = Self.newest(standings.values.flatMap(\.activation.sources))
        let known = Self.newest(standings.values.flatMap(\.known.values))
        let names = Set(given.map(\.document.id))
        let kept = try inForce.values.filter { !names.contains($0.id) }.compactMap { try memory.document($0) }
        let documents = given.map(\.document) + kept.sorted { $0.id < $1.id }
        var judged: [GivenPolicy] = []
        for policy in given {
            let (document, before) = (policy.document, inForce[policy.document.id])
            // What is in force was judged when it came into force; whose certificate ran out since ends no treaty.
            guard document.digest != before?.digest else { continue }
            // Before anything is said of what stands here: nobody learns of it by a text of their own under its name.
            let signers = try policy.signers(trust, now: now)
            if !document.isRoster { try policy.check(document.requiredSigners(among: documents), in: signers) }
            let earlier = try (before ?? known[document.id]).map { source in
                let text = try memory.text(of: source)
                try PolicySuccession.check(document, after: source, text, isInForce: before != nil, at: now)
                return text
            }
            let required = try document.requiredSigners(among: documents, replacing: before == nil ? nil : earlier)
            try policy.check(required, in: signers)
            judged.append(policy)
        }
        for policy in given {
            switch policy.document {
            case .agreement: _ = try PolicyLibrary(around: policy.document, among: documents)
            case .roster(let roster):
                for case .agreement(let agreement) in documents where agreement.id == roster.agreement {
                    _ = try agreement.joined(with: roster)
                }
            case .law: break
            }
        }
        let brought = Set(given.map(\.document.governs))
        self.judged = judged.map(\.file)
        var changes: [Change] = []
        var unchanged: [Standing] = []
        for case .agreement(let text) in documents.sorted(by: { $0.id < $1.id }) where text.isActedUnder {
            let standing = standings[text.id]
            let library = try PolicyLibrary(of: text.id, from: documents)
            guard let agreement = library.agreement(text.id), let policy = library.policyDigest(for: text.id),
                let sources = library.sources(of: text.id)
            else { continue }
            if let standing, standing.activation.policy == policy {
                if brought.contains(agreement.id) { unchanged.append(standing) }
                continue
            }
            changes.append(
                Change(
                    agreement: agreement, library: library, policy: policy,
                    sources: sources.map { ActivationSource(id: $0.id, version: $0.version, digest: $0.digest) },
                    signatures: try Self.signatures(
                        of: agreement, given: judged, standing, memory),
                    before: standing))
        }
        self.changes = changes
        self.unchanged = unchanged
    }

    /// By name. If a stop came between two logs, one of them may name an older version.
    private static func newest(_ sources: [ActivationSource]) -> [AgreementID: ActivationSource] {
        var newest: [AgreementID: ActivationSource] = [:]
        for source in sources {
            if let known = newest[source.id], known.version >= source.version { continue }
            newest[source.id] = source
        }
        return newest
    }

    /// The signatures under which an agreement and its roster stand: those that were judged now, else those that were
    /// when the text came into force.
    private static func signatures(
        of agreement: Agreement, given: [GivenPolicy], _ standing: Standing?, _ memory: PolicyMemory
    ) throws -> [Digest] {
        let before = standing?.activation.signatures ?? []
        let texts = [agreement.digest] + [agreement.attached?.digest].compactMap(\.self)
        if texts.count == 1, standing?.activation.agreement == agreement.digest,
            standing?.active.agreement.attached == nil
        {
            return before
        }
        let all = try texts.flatMap { text in
            try given.first { $0.document.digest == text }?.signatures
                ?? memory.signatures(before, covering: text).map(\.digest)
        }
        return Set(all).sorted()
    }
}

extension PolicyDocument {
    /// The name of the agreement that it is or gives the members of; else its own.
    var governs: AgreementID {
        if case .roster(let roster) = self { roster.agreement } else { id }
    }
}

extension PolicyMemory {
    /// - Throws: `exchange.agreement.lost` if it is not in the data folder.
    fileprivate func text(of source: ActivationSource) throws -> PolicyDocument {
        guard let text = try document(source) else {
            throw ExchangeError(
                .agreementLost, "The text of \(source.id) version \(source.version) is not in the data folder.",
                next: "Bring the data folder back from a backup with its policy files.")
        }
        return text
    }
}

extension Agreement {
    /// Whether people act under it; a treaty or an enabling act only empowers.
    var isActedUnder: Bool { channel != nil && hasMembers }
}
