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
        /// SHA-256 of the signatures of the agreement's own file.
        let signatures: [Digest]
        /// What it takes the place of; nil where the agreement was not in force here.
        let before: Standing?
    }

    /// What an agreement's log says now.
    struct Standing: Sendable {
        let active: ActiveAgreement
        let activation: Activation
    }

    /// By agreement.
    let changes: [Change]
    /// The agreements among the files that stand as the files say already.
    let unchanged: [Standing]
    private let given: Set<AgreementID>

    /// Whether the text itself is among the files.
    func brings(_ id: AgreementID) -> Bool { given.contains(id) }

    /// - Parameters:
    ///   - standings: of every agreement that is in force here.
    ///   - memory: holds the files of those.
    /// - Throws: what is wrong with one of the files, with its signatures, or with what they say together.
    init(
        of files: [PolicyFile], standings: [AgreementID: Standing], memory: PolicyMemory, trust: TrustStore,
        now: Instant
    ) throws {
        let given = try files.map { try GivenPolicy($0) }
        let inForce = Self.inForce(standings)
        for policy in given {
            if let before = inForce[policy.document.id] {
                // What is in force was judged when it came into force; whose certificate ran out since ends no treaty.
                guard policy.document.digest != before.digest else { continue }
                try PolicySuccession.check(policy.document, after: before, at: now)
            }
            try policy.checkSignatures(trust, now: now)
        }
        let names = Set(given.map(\.document.id))
        self.given = names
        let kept = try inForce.values.filter { !names.contains($0.id) }.compactMap { try memory.document($0) }
        let documents = given.map(\.document) + kept.sorted { $0.id < $1.id }
        for policy in given {
            if case .agreement = policy.document { _ = try PolicyLibrary(around: policy.document, among: documents) }
        }
        var changes: [Change] = []
        var unchanged: [Standing] = []
        for case .agreement(let agreement) in documents.sorted(by: { $0.id < $1.id }) where agreement.isActedUnder {
            let standing = standings[agreement.id]
            let library = try PolicyLibrary(of: agreement.id, from: documents)
            guard let policy = library.policyDigest(for: agreement.id), let sources = library.sources(of: agreement.id)
            else { continue }
            if let standing, standing.activation.policy == policy {
                if names.contains(agreement.id) { unchanged.append(standing) }
                continue
            }
            changes.append(
                Change(
                    agreement: agreement, library: library, policy: policy,
                    sources: sources.map { ActivationSource(id: $0.id, version: $0.version, digest: $0.digest) },
                    signatures: given.first { $0.document.id == agreement.id }?.signatures
                        ?? standing?.activation.signatures ?? [],
                    before: standing))
        }
        self.changes = changes
        self.unchanged = unchanged
    }

    /// Every file that decides here now. If a stop came between two logs, one of them may name an older version.
    private static func inForce(_ standings: [AgreementID: Standing]) -> [AgreementID: ActivationSource] {
        var inForce: [AgreementID: ActivationSource] = [:]
        for source in standings.values.flatMap(\.activation.sources) {
            if let known = inForce[source.id], known.version >= source.version { continue }
            inForce[source.id] = source
        }
        return inForce
    }
}

extension Agreement {
    /// Whether people act under it; a treaty or an enabling act only empowers.
    var isActedUnder: Bool { channel != nil && !roster.entries.isEmpty }
}
