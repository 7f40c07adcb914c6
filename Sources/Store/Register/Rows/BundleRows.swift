import GRDB
package import Vocabulary

/// A bundle that was accepted under an agreement.
package struct BundleRow: Hashable, Sendable {
    package let id: BundleID
    package let agreement: AgreementID
    /// The digest that events name: of the signed manifest.
    package let digest: Digest
    /// The digest of the file.
    package let blob: Digest
    /// Of the file, in bytes.
    package let size: Int64
    package let submitter: Identity
    package let caseNumber: CaseNumber
    package let channel: Channel
    /// When it was accepted, by the node's time.
    package let time: Instant
    package let entry: Int64

    package init(
        id: BundleID, agreement: AgreementID, digest: Digest, blob: Digest, size: Int64, submitter: Identity,
        caseNumber: CaseNumber, channel: Channel, time: Instant, entry: Int64
    ) {
        self.id = id
        self.agreement = agreement
        self.digest = digest
        self.blob = blob
        self.size = size
        self.submitter = submitter
        self.caseNumber = caseNumber
        self.channel = channel
        self.time = time
        self.entry = entry
    }
}

extension BundleRow: RowForm {
    static let form = TableForm(
        "bundles", key: ["agreement", "id"],
        columns: [
            "agreement", "id", "digest", "blob", "size", "submitter", "case_number", "channel", "time", "entry",
        ])

    var values: [DatabaseValue] {
        [
            agreement.stored, id.stored, digest.stored, blob.stored, size.databaseValue, submitter.stored,
            caseNumber.stored, channel.stored, time.stored, entry.databaseValue,
        ]
    }

    init(_ row: StoredRow) throws(StoreError) {
        id = try row.parsed("id")
        agreement = try row.parsed("agreement")
        digest = try row.digest("digest")
        blob = try row.digest("blob")
        size = try row.integer("size")
        submitter = try row.parsed("submitter")
        caseNumber = try row.parsed("case_number")
        channel = try row.word("channel")
        time = try row.instant("time")
        entry = try row.integer("entry")
    }
}

/// A bundle to be kept, with the exact bytes of its record.
package struct NewBundle: Hashable, Sendable {
    package let row: BundleRow
    /// `metadata/bundle.json`.
    package let record: [UInt8]

    package init(row: BundleRow, record: [UInt8]) {
        self.row = row
        self.record = record
    }
}

/// The record of a bundle, byte by byte.
struct RecordRow: RowForm {
    let agreement: AgreementID
    let bundle: BundleID
    let bytes: [UInt8]

    init(_ new: NewBundle) {
        agreement = new.row.agreement
        bundle = new.row.id
        bytes = new.record
    }

    static let form = TableForm("records", key: ["agreement", "bundle"], columns: ["agreement", "bundle", "bytes"])

    var values: [DatabaseValue] { [agreement.stored, bundle.stored, bytes.stored] }

    init(_ row: StoredRow) throws(StoreError) {
        agreement = try row.parsed("agreement")
        bundle = try row.parsed("bundle")
        bytes = try row.bytes("bytes")
    }
}

/// A blob that a row names.
package struct BlobRow: Hashable, Sendable {
    package let digest: Digest
    /// In bytes.
    package let size: Int64
}

extension BlobRow: RowForm {
    static let form = TableForm("blobs", key: ["digest"], columns: ["digest", "size"])

    var values: [DatabaseValue] { [digest.stored, size.databaseValue] }

    init(_ row: StoredRow) throws(StoreError) {
        digest = try row.digest("digest")
        size = try row.integer("size")
    }
}

/// That this submitter sent this file under this agreement before, and what became of it.
package struct ReceiptRow: Hashable, Sendable {
    package let submitter: Identity
    package let agreement: AgreementID
    package let blob: Digest
    package let bundle: BundleID
    /// The index of the event that accepted it.
    package let entry: Int64

    package init(submitter: Identity, agreement: AgreementID, blob: Digest, bundle: BundleID, entry: Int64) {
        self.submitter = submitter
        self.agreement = agreement
        self.blob = blob
        self.bundle = bundle
        self.entry = entry
    }
}

extension ReceiptRow: RowForm {
    static let form = TableForm(
        "receipts", key: ["submitter", "agreement", "blob"],
        columns: ["submitter", "agreement", "blob", "bundle", "entry"])

    var values: [DatabaseValue] {
        [submitter.stored, agreement.stored, blob.stored, bundle.stored, entry.databaseValue]
    }

    init(_ row: StoredRow) throws(StoreError) {
        submitter = try row.parsed("submitter")
        agreement = try row.parsed("agreement")
        blob = try row.digest("blob")
        bundle = try row.parsed("bundle")
        entry = try row.integer("entry")
    }
}
