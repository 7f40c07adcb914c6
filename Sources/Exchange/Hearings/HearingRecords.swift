import Cooperation
import EvidenceBundle
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
    package func hearings(under id: AgreementID, for caller: CallingMember) throws -> [ListedHearing] {
        let active = try agreement(id, for: caller)
        let rows = try folder.register.hearings(id)
        var hearings: [SessionID: ListedHearing] = [:]
        for row in rows {
            guard let (bundle, _) = try? visibleBundle(row.bundle, under: active, for: caller) else { continue }
            let account = ListedAccount(
                side: row.side, bundle: row.bundle, author: bundle.row.submitter, acceptedAt: bundle.row.time)
            hearings[row.session] = ListedHearing(
                session: row.session, caseNumber: bundle.row.caseNumber,
                accounts: (hearings[row.session]?.accounts ?? []) + [account])
        }
        return hearings.values.sorted { $0.session < $1.session }
    }

    /// The accounts of hearings among the exhibits of a bundle, each read strictly.
    ///
    /// - Throws: `CooperationError` for an account that is not of its form, `ExchangeError` for one of another case.
    func hearingDocuments(in bundle: VerifiedBundle) throws -> [HearingDocument] {
        try bundle.exhibits.filter { $0.mediaType == HearingDocument.mediaType }.map { exhibit in
            guard exhibit.size <= HearingDocument.limit else {
                throw ExchangeError(
                    .hearingSite, "The hearing's record in exhibit \(exhibit.number) is too large.",
                    next: "Keep to the fields of the template.")
            }
            let bytes = try bundle.read(exhibit.number, offset: 0, count: Int(exhibit.size))
            let document = try HearingDocument(canonical: bytes)
            guard document.agreement == bundle.record.agreement.id, document.caseNumber == bundle.record.case.number
            else {
                throw ExchangeError(
                    .hearingSite, "The hearing's record names another agreement or case than the bundle it lies in.",
                    next: "Correct the record and submit it again.")
            }
            return document
        }
    }
}
