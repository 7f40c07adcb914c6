import GRDB
package import Vocabulary

/// An upload as it was last acknowledged.
package struct UploadRow: Hashable, Sendable {
    package let id: UploadID
    package let owner: Identity
    package let agreement: AgreementID
    /// In bytes, if the sender has said so.
    package let length: Int64?
    package let created: Instant
    /// Every byte before it is on the disk.
    package let offset: Int64
    /// The running SHA-256 of those bytes.
    let digestState: [UInt8]
}

extension UploadRow: RowForm {
    static let form = TableForm(
        "uploads", key: ["id"], columns: ["id", "owner", "agreement", "length", "created", "offset", "digest_state"])

    var values: [DatabaseValue] {
        [
            id.stored, owner.stored, agreement.stored, length.stored(\.databaseValue), created.stored,
            offset.databaseValue, digestState.stored,
        ]
    }

    init(_ row: StoredRow) throws(StoreError) {
        id = try row.parsed("id")
        owner = try row.parsed("owner")
        agreement = try row.parsed("agreement")
        length = row.isNull("length") ? nil : try row.integer("length")
        created = try row.instant("created")
        offset = try row.integer("offset")
        digestState = try row.bytes("digest_state")
    }
}
