import GRDB
package import Vocabulary

/// A time-stamp (RFC 3161) over a checkpoint of a log, by an authority.
package struct TimestampRow: Hashable, Sendable {
    package let log: LogKey
    /// Of the log at the checkpoint.
    package let size: Int64
    package let authority: Identity
    /// What the authority says.
    package let time: Instant
    /// The signed note whose text the token is over.
    package let checkpoint: [UInt8]
    package let token: [UInt8]

    package init(
        log: LogKey, size: Int64, authority: Identity, time: Instant, checkpoint: [UInt8], token: [UInt8]
    ) {
        self.log = log
        self.size = size
        self.authority = authority
        self.time = time
        self.checkpoint = checkpoint
        self.token = token
    }
}

extension TimestampRow: RowForm {
    static let form = TableForm(
        "timestamps", key: ["log", "size", "authority"],
        columns: ["log", "size", "authority", "time", "checkpoint", "token"])

    var values: [DatabaseValue] {
        [
            log.number.databaseValue, size.databaseValue, authority.stored, time.stored, checkpoint.stored,
            token.stored,
        ]
    }

    init(_ row: StoredRow) throws(StoreError) {
        log = LogKey(number: try row.integer("log"))
        size = try row.integer("size")
        authority = try row.parsed("authority")
        time = try row.instant("time")
        checkpoint = try row.bytes("checkpoint")
        token = try row.bytes("token")
    }
}
