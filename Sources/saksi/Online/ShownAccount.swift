import Cooperation
import Vocabulary

/// One side's verified account of a hearing, as it is printed.
struct ShownAccount: Encodable, Sendable {
    let kind: String
    let side: HearingSide
    let authority: AuthorityID
    let author: MemberID
    let signer: Identity
    let bundle: BundleID
    let record: HearingRecord?
    let account: HearingAccount?
    private let view: SiteView

    private enum CodingKeys: String, CodingKey { case kind, side, authority, author, signer, bundle, record, account }

    init(_ document: HearingDocument, bundle: BundleID, author: MemberID, signer: Identity) {
        kind = document.kind
        side = document.side
        authority = document.authority
        self.author = author
        self.signer = signer
        self.bundle = bundle
        view = document.view
        if case .record(let record) = document { self.record = record } else { record = nil }
        if case .account(let account) = document { self.account = account } else { account = nil }
    }

    func write(to page: inout Page) {
        page.heading(
            "\(kind == "record" ? "Record" : "Account") of the \(side) side, \(authority); signed by \(signer)")
        if let record { write(record, to: &page) }
        page.field("seen from", view.site.text)
        page.field("opened", view.opened.text)
        page.field("closed", view.closed.text)
        page.field("oath", "\(view.oath.form), by the \(view.oath.by) side" + (view.oath.law.map { ", \($0)" } ?? ""))
        for present in view.attendance {
            page.field(
                "present",
                "\(present.person) \(present.function) at \(present.site), \(present.in.text) to \(present.out.text)")
        }
        for pause in view.breaks { page.field("break", "\(pause.start.text) to \(pause.end.text)") }
        for stop in view.interruptions {
            let detail = stop.detail.map { ": \($0.text.shownInMessage)" } ?? ""
            page.field(
                "interrupted",
                "\(stop.start.text) to \(stop.end.text), \(stop.cause), testimony \(stop.testimony), \(stop.resumed)\(detail)"
            )
        }
        if view.interruptions.isEmpty { page.field("interrupted", "never") }
        for segment in view.segments {
            page.field("segment \(segment.number)", "\(segment.size.counted("byte")), \(segment.digest)")
        }
        if let remarks = view.remarks { page.field("remarks", remarks.text.shownInMessage) }
    }

    private func write(_ record: HearingRecord, to page: inout Page) {
        page.field(
            "heard",
            "\(record.personHeard.person), \(record.personHeard.role), \(record.personHeard.age), at \(record.personHeard.site)"
        )
        page.field("mode", "\(record.mode), \(record.presiding) presiding, \(record.assisting) assisting")
        page.field(
            "basis",
            "presiding: \(record.basis.presiding.kind), \(record.basis.presiding.reference.text.shownInMessage)")
        page.field(
            "", "assisting: \(record.basis.assisting.kind), \(record.basis.assisting.reference.text.shownInMessage)")
        page.field(
            "consent",
            "\(record.consent.state), explained in \(record.consent.language) by \(record.consent.explainedBy)")
        page.field("rights told", record.rights.map(\.rawValue).joined(separator: ", "))
        page.field("protected by", record.protectiveMeasures.map(\.rawValue).joined(separator: ", "))
        page.field("recording", record.recording.permitted ? "permitted" : "not permitted, none made")
    }
}
