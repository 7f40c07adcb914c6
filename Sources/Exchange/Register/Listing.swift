import EvidenceBundle
import Policy
import Store
package import Vocabulary

extension ExchangeNode {
    /// An answer has about so many bytes at most, whatever is asked for.
    static let pageBytes = 1 << 20

    /// A page of the register, oldest first: what policy lets the caller list.
    /// - Parameter after: the last bundle of the page before.
    package func list(
        under id: AgreementID, caseNumber: CaseNumber?, after: BundleID?, limit: Int, for caller: CallingMember
    ) async throws -> (bundles: [ListedBundle], next: BundleID?) {
        try await elsewhere { [self] in
            let active = try await agreement(id, for: caller)
            var decisions = ListingDecisions(deciding(under: active, for: caller))
            let overrides = try signedOverrides(under: active, for: caller)
            // A page ends with a bundle that the caller may list; what begins elsewhere must not tell what there is.
            var position = try after.map { try visibleRow($0, under: active, for: caller).entry }
            var listed: [ListedBundle] = []
            var room = Self.pageBytes
            // Bundles the caller may not list are passed over without a trace, so a page is filled from several reads.
            while true {
                let rows = try folder.register.bundles(
                    id, caseNumber: caseNumber, after: position, limit: limit)
                for row in rows {
                    position = row.entry
                    let classes = try folder.register.exhibitClasses(of: row.id, agreement: id)
                    let listable = try decisions.listable(classes, of: row, in: folder.register)
                    guard !listable.isEmpty else { continue }
                    let beside = try self.overrides(overrides, of: row, under: active, for: caller)
                    listed.append(ListedBundle(row, listable, beside))
                    room -= 512 + listable.count * 256 + beside.bytes
                    if listed.count == limit || room <= 0 { return (listed, row.id) }
                }
                if rows.count < limit { return (listed, nil) }
            }
        }
    }

    package func listedBundle(
        _ bundle: BundleID, under id: AgreementID, for caller: CallingMember
    ) async throws -> ListedBundle {
        try await elsewhere { [self] in
            let active = try await agreement(id, for: caller)
            let (row, classes) = try visibleClasses(bundle, under: active, for: caller)
            return ListedBundle(
                row, classes,
                try overrides(
                    try signedOverrides(under: active, for: caller), of: row, under: active, for: caller))
        }
    }

    /// The exhibits are read only where there is an override to be shown beside them.
    private func overrides(
        _ showing: OverrideShowing, of row: BundleRow, under active: ActiveAgreement, for caller: CallingMember
    ) throws -> OverridesBeside {
        guard showing.has(row.digest) else { return OverridesBeside() }
        let (bundle, visible) = try visibleBundle(row.id, under: active, for: caller)
        return try showing.beside(SeenBundle(bundle: bundle, visible: visible))
    }

    /// A page of a bundle's exhibits, by number: those that the caller may list.
    /// - Parameter after: the last exhibit of the page before.
    package func exhibits(
        of bundle: BundleID, under id: AgreementID, after: ExhibitNumber?, limit: Int, for caller: CallingMember
    ) async throws -> (exhibits: [ListedExhibit], next: ExhibitNumber?) {
        try await elsewhere { [self] in
            let active = try await agreement(id, for: caller)
            let row = try visibleRow(bundle, under: active, for: caller)
            var decisions = ListingDecisions(deciding(under: active, for: caller))
            var position = after
            var listed: [ListedExhibit] = []
            while true {
                let rows = try folder.register.exhibits(of: bundle, agreement: id, after: position, limit: limit)
                for held in rows {
                    position = held.number
                    let exhibit = try HeldBundle.Exhibit(held)
                    guard decisions.permits(exhibit.record, in: row.channel) else { continue }
                    listed.append(ListedExhibit(exhibit))
                    if listed.count == limit { return (listed, held.number) }
                }
                if rows.count < limit { return (listed, nil) }
            }
        }
    }

    func deciding(under active: ActiveAgreement, for caller: CallingMember) -> Deciding {
        deciding(under: active, for: caller, at: now)
    }

    func deciding(under active: ActiveAgreement, for caller: CallingMember, at instant: Instant) -> Deciding {
        deciding(under: active, as: caller.member, at: instant)
    }

    /// What would be decided if this member asked.
    func deciding(under active: ActiveAgreement, as member: MemberID, at instant: Instant) -> Deciding {
        Deciding(
            active: active, member: member, node: node.party, now: instant,
            cases: CaseBook(
                agreement: active.agreement, library: active.library, register: folder.register,
                assumed: active.policy.assumed))
    }

    /// A bundle of which the caller may list something, and that part.
    ///
    /// What does not exist, what is not for the caller, and what belongs to another agreement are one answer, after
    /// the same reads of the register: the exhibits are read only when it is clear that there is something to see.
    func visibleBundle(
        _ id: BundleID, under active: ActiveAgreement, for caller: CallingMember
    ) throws -> (bundle: HeldBundle, visible: [HeldBundle.Exhibit]) {
        let row = try visibleRow(id, under: active, for: caller)
        guard let bundle = try HeldBundle(id, under: active.agreement.id, in: folder.register) else {
            throw ExchangeError.notThere
        }
        var decisions = ListingDecisions(deciding(under: active, for: caller))
        return (bundle, bundle.exhibits.filter { decisions.permits($0.record, in: row.channel) })
    }

    /// The row of a bundle of which the caller may list something.
    func visibleRow(_ id: BundleID, under active: ActiveAgreement, for caller: CallingMember) throws -> BundleRow {
        try visibleClasses(id, under: active, for: caller).row
    }

    private func visibleClasses(
        _ id: BundleID, under active: ActiveAgreement, for caller: CallingMember
    ) throws -> (row: BundleRow, classes: [ListedClass]) {
        let row = try folder.register.bundle(id, agreement: active.agreement.id)
        // Read where there is no bundle too: both answers take the same steps.
        let classes = try folder.register.exhibitClasses(of: id, agreement: active.agreement.id)
        var decisions = ListingDecisions(deciding(under: active, for: caller))
        let listable = try decisions.listable(classes, of: row, in: folder.register)
        guard let row, !listable.isEmpty else { throw ExchangeError.notThere }
        return (row, listable)
    }
}
