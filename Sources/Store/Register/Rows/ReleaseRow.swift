import GRDB
package import Vocabulary

/// A release: who may fetch what of a bundle, for what, until when.
package struct ReleaseRow: Hashable, Sendable {
    package let id: ReleaseID
    package let agreement: AgreementID
    package let bundle: BundleID
    package let member: Identity
    /// The exhibits released, in order; nil if the whole bundle is.
    package let items: [ExhibitNumber]?
    package let purpose: Purpose
    package let decision: DecisionID
    package let issued: Instant
    package let expires: Instant
    /// The file that is delivered: the bundle's, or an extract's.
    package let content: Digest
    /// Of that file, in bytes.
    package let size: Int64
    /// The index of the recipient's acknowledgement in the log.
    package let acknowledged: Int64?
    package let entry: Int64

    package init(
        id: ReleaseID, agreement: AgreementID, bundle: BundleID, member: Identity, items: [ExhibitNumber]?,
        purpose: Purpose, decision: DecisionID, issued: Instant, expires: Instant, content: Digest, size: Int64,
        acknowledged: Int64? = nil, entry: Int64
    ) {
        self.id = id
        self.agreement = agreement
        self.bundle = bundle
        self.member = member
        self.items = items
        self.purpose = purpose
        self.decision = decision
        self.issued = issued
        self.expires = expires
        self.content = content
        self.size = size
        self.acknowledged = acknowledged
        self.entry = entry
    }

    func acknowledged(at entry: Int64) -> ReleaseRow {
        ReleaseRow(
            id: id, agreement: agreement, bundle: bundle, member: member, items: items, purpose: purpose,
            decision: decision, issued: issued, expires: expires, content: content, size: size, acknowledged: entry,
            entry: self.entry)
    }
}

extension ReleaseRow: RowForm {
    static let form = TableForm(
        "releases", key: ["id"],
        columns: [
            "id", "agreement", "bundle", "member", "items", "purpose", "decision", "issued", "expires", "content",
            "size", "acknowledged", "entry",
        ])

    var values: [DatabaseValue] {
        [
            id.stored, agreement.stored, bundle.stored, member.stored,
            items.stored { $0.map { String($0.value) }.joined(separator: ",").databaseValue }, purpose.stored,
            decision.stored, issued.stored, expires.stored, content.stored, size.databaseValue,
            acknowledged.stored(\.databaseValue), entry.databaseValue,
        ]
    }

    init(_ row: StoredRow) throws(StoreError) {
        id = try row.parsed("id")
        agreement = try row.parsed("agreement")
        bundle = try row.parsed("bundle")
        member = try row.parsed("member")
        items = row.isNull("items") ? nil : try Self.items(try row.text("items"), of: row)
        purpose = try row.word("purpose")
        decision = try row.parsed("decision")
        issued = try row.instant("issued")
        expires = try row.instant("expires")
        content = try row.digest("content")
        size = try row.integer("size")
        acknowledged = row.isNull("acknowledged") ? nil : try row.integer("acknowledged")
        entry = try row.integer("entry")
    }

    private static func items(_ text: String, of row: StoredRow) throws(StoreError) -> [ExhibitNumber] {
        var items: [ExhibitNumber] = []
        for part in text.split(separator: ",") {
            guard let value = Int(part), let number = try? ExhibitNumber(value) else { throw row.damaged }
            items.append(number)
        }
        return items
    }
}
