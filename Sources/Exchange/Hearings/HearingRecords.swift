import Cooperation
import EvidenceBundle
import Policy
import Store
package import Vocabulary

/// One site's account of a hearing, as far as the register speaks of it.
package struct ListedAccount: Sendable {
    /// `presiding` or `assisting`.
    package let side: String
    /// The bundle that holds it; its content is released like any other evidence.
    package let bundle: BundleID
    package let author: Identity
    package let acceptedAt: Instant
}

/// A hearing of which the caller may list at least one account.
package struct ListedHearing: Sendable {
    package let session: SessionID
    package let caseNumber: CaseNumber
    package let accounts: [ListedAccount]
}

extension ExchangeNode {
    /// The hearings under an agreement, each with the accounts that the caller may list.
    package func hearings(under id: AgreementID, for caller: CallingMember) async throws -> [ListedHearing] {
        try await elsewhere { [self] in
            let active = try await agreement(id, for: caller)
            var decisions = ListingDecisions(deciding(under: active, for: caller))
            var hearings: [SessionID: ListedHearing] = [:]
            for row in try folder.register.hearings(id) {
                guard let bundle = try folder.register.bundle(row.bundle, agreement: id),
                    let account = try exhibit(of: row),
                    decisions.permits(account.record, in: bundle.channel)
                else { continue }
                let listed = ListedAccount(
                    side: row.side, bundle: row.bundle, author: bundle.submitter, acceptedAt: bundle.time)
                hearings[row.session] = ListedHearing(
                    session: row.session, caseNumber: bundle.caseNumber,
                    accounts: (hearings[row.session]?.accounts ?? []) + [listed])
            }
            return hearings.values.sorted { $0.session < $1.session }
        }
    }

    /// The exhibit that is the account: policy decides on it, and not on what else lies in its bundle.
    private func exhibit(of row: HearingRow) throws -> HeldBundle.Exhibit? {
        let digest = Digest(of: row.record)
        var last: ExhibitNumber?
        while true {
            let page = try folder.register.exhibits(of: row.bundle, agreement: row.agreement, after: last, limit: 500)
            if let found = page.first(where: { $0.digest == digest }) { return try HeldBundle.Exhibit(found) }
            guard let final = page.last else { return nil }
            last = final.number
        }
    }

    /// The account of a hearing that a bundle brings, read strictly; nil if it brings none.
    ///
    /// - Throws: `CooperationError` for an account that is not of its form, `ExchangeError` for one that does not fit
    ///   its bundle or whose side is not that of the packer.
    func hearingDocument(in bundle: VerifiedBundle) throws -> HearingDocument? {
        let exhibits = bundle.exhibits.filter { $0.mediaType == HearingDocument.mediaType }
        guard let exhibit = exhibits.first else { return nil }
        guard exhibits.count == 1, exhibit.size <= HearingDocument.limit, exhibit.category == .courtRecord else {
            throw ExchangeError(
                .hearingSite,
                "A bundle brings one account of a hearing, as an exhibit of the category court-record of at most "
                    + "\(HearingDocument.limit) bytes.",
                next: "Send each account with `saksi testimony submit` or `saksi testimony account`.")
        }
        let document = try HearingDocument(
            canonical: try bundle.read(exhibit.number, offset: 0, count: Int(exhibit.size)))
        guard document.agreement == bundle.record.agreement.id, document.caseNumber == bundle.record.case.number else {
            throw ExchangeError(
                .hearingSite, "The hearing's record names another agreement or case than the bundle it lies in.",
                next: "Correct the record and submit it again.")
        }
        // A site speaks for itself: what it saw is written down by its own party.
        guard document.authority.party == bundle.record.packer.party else {
            throw ExchangeError(
                .hearingSide,
                "The document speaks for \(document.authority), and was packed by \(bundle.record.packer) of another party.",
                next: "Let a member of \(document.authority.party) send what its site saw.")
        }
        return document
    }

    /// A session has one case, and one document of each side. What was accepted is not replaced: the two accounts, and
    /// the events that answer them, are what a court compares.
    func checkPlace(of document: HearingDocument, under active: ActiveAgreement) throws {
        let id = active.agreement.id
        for row in try folder.register.hearings(id, session: document.session) {
            let bundle = try folder.register.bundle(row.bundle, agreement: id)
            guard bundle?.caseNumber == document.caseNumber, row.side != document.side.rawValue else {
                throw Verdict(
                    failure: ExchangeError(
                        .hearingKnown,
                        "The session \(document.session) belongs to another case, or has the document of the "
                            + "\(document.side) side already.",
                        next: "Check the session; an account that was accepted stays, and is corrected by an event."))
            }
        }
    }
}
