import GRDB
package import Vocabulary

/// A decision, with the exact bytes of its record.
package struct DecisionRow: Hashable, Sendable {
    package let id: DecisionID
    package let agreement: AgreementID
    package let bundle: BundleID?
    package let member: Identity
    /// Of the record.
    package let digest: Digest
    package let record: [UInt8]
    /// The entry that names the decision, if one does: a refused list is no event.
    package let entry: Int64?

    package init(
        id: DecisionID, agreement: AgreementID, bundle: BundleID?, member: Identity, record: [UInt8], entry: Int64?
    ) {
        self.id = id
        self.agreement = agreement
        self.bundle = bundle
        self.member = member
        digest = Digest(of: record)
        self.record = record
        self.entry = entry
    }
}

extension DecisionRow: RowForm {
    static let form = TableForm(
        "decisions", key: ["id"], columns: ["id", "agreement", "bundle", "member", "digest", "record", "entry"])

    var values: [DatabaseValue] {
        [
            id.stored, agreement.stored, bundle.stored(\.stored), member.stored, digest.stored, record.stored,
            entry.stored(\.databaseValue),
        ]
    }

    init(_ row: StoredRow) throws(StoreError) {
        id = try row.parsed("id")
        agreement = try row.parsed("agreement")
        bundle = row.isNull("bundle") ? nil : try row.parsed("bundle")
        member = try row.parsed("member")
        digest = try row.digest("digest")
        record = try row.bytes("record")
        entry = row.isNull("entry") ? nil : try row.integer("entry")
        guard digest == Digest(of: record) else { throw row.damaged }
    }
}

/// What is known of a case under an agreement.
package struct CaseRow: Hashable, Sendable {
    package let agreement: AgreementID
    package let number: CaseNumber
    package let offence: String?
    package let entry: Int64?

    package init(agreement: AgreementID, number: CaseNumber, offence: String?, entry: Int64?) {
        self.agreement = agreement
        self.number = number
        self.offence = offence
        self.entry = entry
    }
}

extension CaseRow: RowForm {
    static let form = TableForm(
        "cases", key: ["agreement", "number"], columns: ["agreement", "number", "offence", "entry"])

    var values: [DatabaseValue] {
        [agreement.stored, number.stored, offence.stored(\.databaseValue), entry.stored(\.databaseValue)]
    }

    init(_ row: StoredRow) throws(StoreError) {
        agreement = try row.parsed("agreement")
        number = try row.parsed("number")
        offence = row.isNull("offence") ? nil : try row.text("offence")
        entry = row.isNull("entry") ? nil : try row.integer("entry")
    }
}

/// What one side wrote of a video-link hearing.
package struct HearingRow: Hashable, Sendable {
    package let agreement: AgreementID
    package let session: SessionID
    /// `presiding` or `assisting`.
    package let side: String
    /// The bundle in which it came.
    package let bundle: BundleID
    package let record: [UInt8]
    package let entry: Int64

    package init(
        agreement: AgreementID, session: SessionID, side: String, bundle: BundleID, record: [UInt8], entry: Int64
    ) {
        self.agreement = agreement
        self.session = session
        self.side = side
        self.bundle = bundle
        self.record = record
        self.entry = entry
    }
}

extension HearingRow: RowForm {
    static let form = TableForm(
        "hearings", key: ["agreement", "session", "side", "bundle"],
        columns: ["agreement", "session", "side", "bundle", "record", "entry"])

    var values: [DatabaseValue] {
        [
            agreement.stored, session.stored, side.databaseValue, bundle.stored, record.stored, entry.databaseValue,
        ]
    }

    init(_ row: StoredRow) throws(StoreError) {
        agreement = try row.parsed("agreement")
        session = try row.parsed("session")
        side = try row.text("side")
        bundle = try row.parsed("bundle")
        record = try row.bytes("record")
        entry = try row.integer("entry")
    }
}
