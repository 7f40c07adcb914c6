package import Custody
import EvidenceBundle
package import Policy
import Store
package import Vocabulary

/// An override as somebody who may list what it is about sees it.
package struct ListedOverride: Sendable {
    package let event: EventID
    /// Of the envelope, by which the second leader's statement names it.
    package let digest: Digest
    package let bundle: BundleMention
    package let caseNumber: CaseNumber?
    /// Those that the caller may list; nil where it is about the whole bundle and they may list all of it.
    package let exhibits: [ExhibitMention]?
    package let terms: GivenOverride
    /// Who signed it, the one who proposed it first.
    package let leaders: [Identity]
    /// When it was proposed, as the leader says.
    package let proposed: Instant
    package let state: OverrideState
    /// Absent where the caller may not list all that it is about, and where it was destroyed.
    package let reasons: SaltedText?
    /// Where it was proposed in the log.
    let entry: Int64
}

/// The overrides of an agreement, shown with what each may be about for one member.
struct OverrideShowing {
    private let deciding: Deciding
    /// By the digest of the bundle.
    private let rows: [Digest: [OverrideRow]]

    /// - Parameter rows: of the agreement of `deciding`.
    init(_ rows: [OverrideRow], _ deciding: Deciding) {
        self.deciding = deciding
        self.rows = Dictionary(grouping: rows, by: \.bundle)
    }

    var bundles: Set<Digest> { Set(rows.keys) }

    /// Those that are about something of what the member may list.
    /// - Parameter visible: the exhibits of the bundle that they may list.
    func overrides(of bundle: HeldBundle, _ visible: [HeldBundle.Exhibit]) throws -> [ListedOverride] {
        try (rows[bundle.row.digest] ?? []).compactMap { row in
            let first = try deciding.active.log.event(at: Int(row.entry))
            let override = try Policy.Override(row, in: deciding.active.log)
            guard let terms = first.event.override else { throw Given.damaged }
            let named = first.event.exhibits?.map(\.number)
            let seen = visible.filter { named?.contains($0.record.number) ?? true }
            guard !seen.isEmpty else { return nil }
            let isWhole = seen.count == (named?.count ?? bundle.exhibits.count)
            return ListedOverride(
                event: first.event.event, digest: row.event, bundle: bundle.mention,
                caseNumber: first.event.case, exhibits: isWhole && named == nil ? nil : seen.map(\.mention),
                terms: terms, leaders: override.statements.map(\.leader.identity), proposed: first.event.at,
                state: deciding.active.library.state(
                    of: override, under: deciding.active.agreement.id, at: deciding.now),
                reasons: isWhole ? try deciding.cases.register.text(row.event)?.words : nil, entry: row.entry)
        }
    }
}

extension ExchangeNode {
    /// The overrides under an agreement that are about something that the caller may list, the newest first: those that
    /// one leader proposed, and those that two have signed, whatever became of them.
    /// With the policy that a new one has to name.
    package func overrides(
        under id: AgreementID, for caller: CallingMember
    ) async throws -> (overrides: [ListedOverride], policy: Digest) {
        try await elsewhere { [self] in
            let active = try await agreement(id, for: caller)
            guard let policy = active.library.policyDigest(for: id) else { throw ExchangeError.notThere }
            let rows = try folder.register.overrides(id)
            let showing = OverrideShowing(rows, deciding(under: active, for: caller))
            var found: [ListedOverride] = []
            for digest in showing.bundles {
                guard let row = rows.first(where: { $0.bundle == digest }),
                    let bundle = try active.log.event(at: Int(row.entry)).event.bundle?.id,
                    let seen = try? visibleBundle(bundle, under: active, for: caller)
                else { continue }
                found += try showing.overrides(of: seen.bundle, seen.visible)
            }
            return (found.sorted { $0.entry > $1.entry }, policy)
        }
    }

    /// What two leaders have signed, ready to be shown beside the bundles that it is about.
    func signedOverrides(under active: ActiveAgreement, for caller: CallingMember) throws -> OverrideShowing {
        OverrideShowing(
            try folder.register.overrides(active.agreement.id).filter { $0.seconded != nil },
            deciding(under: active, for: caller))
    }
}
