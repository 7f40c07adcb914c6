import GRDB
package import Vocabulary

extension Register {
    /// Keeps a time-stamp over a checkpoint; one of the same authority over the same checkpoint stays as it is.
    package func keep(_ timestamp: TimestampRow) async throws(StoreError) {
        try await write(weight: 8192) { db in try db.keepFirst(timestamp) }
    }

    /// Those over the checkpoint of one size, by authority.
    package func timestamps(_ log: LogKey, size: Int64) throws(StoreError) -> [TimestampRow] {
        try read { db in
            try db.fetch(
                TimestampRow.self, "log = ? AND size = ?", [log.number.databaseValue, size.databaseValue],
                order: "authority")
        }
    }

    /// The sizes of stamped checkpoints that cover an entry and have at least so many cosignatures, the smallest first.
    ///
    /// - Parameter party: whose authorities do not count.
    package func stampedSizes(
        _ log: LogKey, covering entry: Int64, cosignedBy count: Int, except party: Party, limit: Int
    ) throws(StoreError) -> [Int64] {
        try read { db in
            try Int64.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT size FROM timestamps WHERE log = ? AND size > ? AND authority NOT GLOB ?
                    AND (SELECT count(*) FROM cosignatures
                         WHERE cosignatures.log = timestamps.log AND cosignatures.size = timestamps.size) >= ?
                    ORDER BY size LIMIT ?
                    """,
                arguments: [log.number, entry, "\(party.lowercased)/*", count, limit])
        }
    }

    /// All of a log, by size, page by page, for the audit.
    package func timestamps(
        _ log: LogKey, after row: TimestampRow?, limit: Int
    ) throws(StoreError) -> [TimestampRow] {
        try read { db in
            try db.fetch(
                TimestampRow.self, "log = ? AND (size, authority) > (?, ?)",
                [log.number.databaseValue, (row?.size ?? -1).databaseValue, (row?.authority.text ?? "").databaseValue],
                order: "size, authority", limit: limit)
        }
    }
}
