package import Custody
import EvidenceBundle
package import Policy
import Store
package import Vocabulary

/// An override as somebody who may list what it is about sees it.
package struct ListedOverride: SizedInAnswer {
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

    /// Its size in an answer, roughly and not too small.
    package var bytes: Int {
        1024 + (exhibits?.count ?? 0) * 112 + terms.clauses.count * 160 + 2 * (reasons?.text.utf8.count ?? 0)
    }
}

/// Shows overrides with what each may be about for one member.
struct OverrideShowing {
    private let deciding: Deciding
    /// What two leaders have signed, the newest first, by the digest of the bundle.
    private let signed: [Digest: [OverrideRow]]

    /// - Parameter rows: of the agreement of `deciding`, in the order of the log.
    init(_ rows: [OverrideRow], _ deciding: Deciding) {
        self.deciding = deciding
        signed = Dictionary(grouping: rows.filter { $0.seconded != nil }.reversed(), by: \.bundle)
    }

    /// Whether two leaders have signed anything about a bundle.
    func has(_ bundle: Digest) -> Bool { signed[bundle] != nil }

    /// What two leaders have signed about something of this, whatever became of it.
    /// - Parameter seen: of the bundle, what it shall be shown beside.
    func beside(_ seen: SeenBundle) throws -> OverridesBeside {
        var beside = OverridesBeside()
        for row in signed[seen.bundle.row.digest] ?? [] {
            if let override = try listed(row, in: seen) { beside.add(override) }
            if beside.hasMore { break }
        }
        return beside
    }

    /// - Returns: nil where it is about nothing of what the member may list.
    func listed(_ row: OverrideRow, in seen: SeenBundle) throws -> ListedOverride? {
        let first = try deciding.active.log.event(at: Int(row.entry))
        let named = first.event.exhibits
        let visible = seen.visible(of: named)
        guard !visible.isEmpty else { return nil }
        let override = try Policy.Override(row, in: deciding.active.log)
        guard let terms = first.event.override else { throw Given.damaged }
        let isWhole = seen.covers(named)
        return ListedOverride(
            event: first.event.event, digest: row.event, bundle: seen.bundle.mention,
            caseNumber: first.event.case, exhibits: isWhole && named == nil ? nil : visible.map(\.mention),
            terms: terms, leaders: override.statements.map(\.leader.identity), proposed: first.event.at,
            state: row.withdrawn != nil
                ? .withdrawn
                : deciding.active.library.state(
                    of: override, under: deciding.active.agreement.id, at: deciding.now),
            reasons: isWhole ? try deciding.cases.register.text(row.event)?.words : nil)
    }
}

extension ExchangeNode {
    /// A page of the overrides under an agreement that are about something that the caller may list, the newest first:
    /// those that one leader proposed, and those that two have signed, whatever became of them.
    /// With the policy that a new one has to name.
    /// - Parameter after: the entry of the last override of the page before.
    package func overrides(
        under id: AgreementID, after: Int64?, limit: Int, for caller: CallingMember
    ) async throws -> (overrides: [ListedOverride], next: Int64?, policy: Digest) {
        try await elsewhere { [self] in
            let active = try await agreement(id, for: caller)
            guard let policy = active.library.policyDigest(for: id) else { throw ExchangeError.notThere }
            let showing = OverrideShowing([], deciding(under: active, for: caller))
            var seen = seenBundles(under: active, for: caller)
            func listed(_ row: OverrideRow) throws -> ListedOverride? {
                guard let bundle = try active.log.event(at: Int(row.entry)).event.bundle,
                    let held = try seen.bundle(bundle.id)
                else { return nil }
                return try showing.listed(row, in: held)
            }
            let register = folder.register
            let page = try NewestFirst(
                limit: limit, rows: { try register.overrides(id, before: $0, limit: limit) }, entry: \.entry
            ).page(before: after) { row in try listed(row).map { ($0, $0.bytes) } }
            return (page.shown, page.next, policy)
        }
    }

    /// What two leaders have signed, ready to be shown beside the bundles that it is about.
    func signedOverrides(under active: ActiveAgreement, for caller: CallingMember) throws -> OverrideShowing {
        OverrideShowing(try folder.register.overrides(active.agreement.id), deciding(under: active, for: caller))
    }
}
