import GRDB
package import Vocabulary

/// The small number by which the register knows a log.
package struct LogKey: Hashable, Sendable {
    let number: Int64
}

/// Where a log stands.
package struct LogHead: Hashable, Sendable {
    package let key: LogKey
    package let origin: String
    /// How many entries it has.
    package let size: Int64
    /// The signed note; empty until the first commit.
    package let checkpoint: [UInt8]
    /// The node's time of the last commit.
    package let time: Instant
}

extension LogHead: RowForm {
    static let form = TableForm(
        "logs", key: ["origin"], columns: ["number", "origin", "size", "checkpoint", "time"])

    var values: [DatabaseValue] {
        [
            key.number.databaseValue, origin.databaseValue, size.databaseValue, checkpoint.stored, time.stored,
        ]
    }

    init(_ row: StoredRow) throws(StoreError) {
        key = LogKey(number: try row.integer("number"))
        origin = try row.text("origin")
        size = try row.integer("size")
        checkpoint = try row.bytes("checkpoint")
        time = try row.instant("time")
    }
}

/// The hashes of one tile, all that there are so far: up to 256 of 32 bytes each.
package struct TileRow: Hashable, Sendable {
    package let level: Int
    package let index: Int64
    package let hashes: [UInt8]

    package init(level: Int, index: Int64, hashes: [UInt8]) {
        self.level = level
        self.index = index
        self.hashes = hashes
    }
}

/// One event of a log, as far as it is looked up by.
package struct EventRow: Hashable, Sendable {
    package let id: EventID
    package let log: LogKey
    package let entry: Int64
    package let type: String
    package let bundle: BundleID?
    package let exhibit: ExhibitNumber?

    package init(id: EventID, log: LogKey, entry: Int64, type: String, bundle: BundleID?, exhibit: ExhibitNumber?) {
        self.id = id
        self.log = log
        self.entry = entry
        self.type = type
        self.bundle = bundle
        self.exhibit = exhibit
    }
}

extension EventRow: RowForm {
    static let form = TableForm("events", key: ["id"], columns: ["id", "log", "entry", "type", "bundle", "exhibit"])

    var values: [DatabaseValue] {
        [
            id.stored, log.number.databaseValue, entry.databaseValue, type.databaseValue, bundle.stored(\.stored),
            exhibit.stored(\.stored),
        ]
    }

    init(_ row: StoredRow) throws(StoreError) {
        id = try row.parsed("id")
        log = LogKey(number: try row.integer("log"))
        entry = try row.integer("entry")
        type = try row.text("type")
        bundle = row.isNull("bundle") ? nil : try row.parsed("bundle")
        exhibit = row.isNull("exhibit") ? nil : try row.exhibit("exhibit")
    }
}

/// A certificate that a log holds, and the entry by which it came in.
package struct CertificateRow: Hashable, Sendable {
    package let log: LogKey
    /// SHA-256 of the DER.
    package let digest: Digest
    package let entry: Int64

    package init(log: LogKey, digest: Digest, entry: Int64) {
        self.log = log
        self.digest = digest
        self.entry = entry
    }
}

extension CertificateRow: RowForm {
    static let form = TableForm("certificates", key: ["log", "digest"], columns: ["log", "digest", "entry"])

    var values: [DatabaseValue] { [log.number.databaseValue, digest.stored, entry.databaseValue] }

    init(_ row: StoredRow) throws(StoreError) {
        log = LogKey(number: try row.integer("log"))
        digest = try row.digest("digest")
        entry = try row.integer("entry")
    }
}
