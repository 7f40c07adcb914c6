import Custody
import EvidenceBundle
import Policy
import Store
package import Vocabulary

/// A bundle as one member may see it.
package struct ListedBundle: Sendable {
    package let id: BundleID
    package let digest: Digest
    package let caseNumber: CaseNumber
    package let channel: Channel
    package let submitter: Identity
    package let acceptedAt: Instant
    package let exhibits: [ListedExhibit]
}

/// What the register says of an exhibit: never its name, description or digest.
package struct ListedExhibit: Sendable {
    package let number: ExhibitNumber
    package let category: EvidenceCategory
    package let handling: [HandlingCode]
    package let victimIdentity: VictimIdentity
    package let origin: Party
    package let flags: [ItemFlag]
    package let mediaType: String
    /// Bytes.
    package let size: Int64
    /// By which signed events name it.
    package let commitment: Digest
}

extension ExchangeNode {
    /// A page of the register, oldest first: what policy lets the caller list.
    /// - Parameter after: the last bundle of the page before.
    package func list(
        under id: AgreementID, caseNumber: CaseNumber?, after: BundleID?, limit: Int, for caller: CallingMember
    ) throws -> (bundles: [ListedBundle], next: BundleID?) {
        let active = try agreement(id, for: caller)
        let deciding = deciding(under: active, for: caller)
        var position: Int64?
        if let after {
            // A page ends with a bundle that the caller may list; what begins elsewhere must not tell what there is.
            position = try visibleBundle(after, under: active, for: caller).bundle.row.entry
        }
        var listed: [ListedBundle] = []
        // Bundles the caller may not list are passed over without a trace, so a page is filled from several reads.
        while listed.count < limit {
            let rows = try folder.register.bundles(
                id, where: BundleFilter(caseNumber: caseNumber), after: position, limit: limit)
            for row in rows where listed.count < limit {
                position = row.entry
                guard let bundle = try HeldBundle(row.id, under: id, in: folder.register) else { continue }
                if let visible = Self.listed(bundle, to: deciding) { listed.append(visible) }
            }
            guard rows.count == limit else { return (listed, nil) }
        }
        return (listed, listed.last?.id)
    }

    package func listedBundle(_ bundle: BundleID, under id: AgreementID, for caller: CallingMember) throws
        -> ListedBundle
    {
        let active = try agreement(id, for: caller)
        let held = try visibleBundle(bundle, under: active, for: caller).bundle
        guard let listed = Self.listed(held, to: deciding(under: active, for: caller)) else {
            throw ExchangeError.notThere
        }
        return listed
    }

    func deciding(under active: ActiveAgreement, for caller: CallingMember) -> Deciding {
        deciding(under: active, for: caller, at: now)
    }

    func deciding(under active: ActiveAgreement, for caller: CallingMember, at instant: Instant) -> Deciding {
        Deciding(
            library: library, active: active, member: caller.member, node: node.party, now: instant,
            cases: CaseBook(agreement: active.agreement, library: library, register: folder.register))
    }

    /// A bundle of which the caller may list something, and that part.
    ///
    /// What does not exist, what is not for the caller, and what belongs to another agreement are one answer.
    func visibleBundle(
        _ id: BundleID, under active: ActiveAgreement, for caller: CallingMember
    ) throws -> (bundle: HeldBundle, visible: [HeldBundle.Exhibit]) {
        guard let bundle = try HeldBundle(id, under: active.agreement.id, in: folder.register) else {
            throw ExchangeError.notThere
        }
        let visible = deciding(under: active, for: caller).listable(bundle)
        guard !visible.isEmpty else { throw ExchangeError.notThere }
        return (bundle, visible)
    }

    private static func listed(_ bundle: HeldBundle, to deciding: Deciding) -> ListedBundle? {
        let visible = deciding.listable(bundle)
        guard !visible.isEmpty else { return nil }
        return ListedBundle(
            id: bundle.row.id, digest: bundle.row.digest, caseNumber: bundle.row.caseNumber,
            channel: bundle.row.channel, submitter: bundle.row.submitter, acceptedAt: bundle.row.time,
            exhibits: visible.map { exhibit in
                let record = exhibit.record
                return ListedExhibit(
                    number: record.number, category: record.category, handling: record.handling,
                    victimIdentity: record.victimIdentity, origin: record.origin, flags: record.flags,
                    mediaType: record.mediaType, size: record.size, commitment: exhibit.mention.commitment)
            })
    }
}
