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

    /// The sizes of stamped checkpoints that cover an entry and have enough cosignatures, the smallest first.
    ///
    /// - Parameters:
    ///   - party: whose authorities do not count.
    ///   - authority: if only its time-stamps are looked for.
    package func stampedSizes(
        _ log: LogKey, covering entry: Int64, cosignedBy signers: CosignersNeeded, except party: Party,
        by authority: Identity? = nil, limit: Int
    ) throws(StoreError) -> [Int64] {
        let condition = signers.condition(on: "timestamps")
        return try read { db in
            try Int64.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT size FROM timestamps
                    WHERE log = ? AND size > ? AND authority NOT GLOB ? AND authority GLOB ? AND \(condition.sql)
                    ORDER BY size LIMIT ?
                    """,
                arguments: [log.number, entry, "\(party.lowercased)/*", authority?.text ?? "*"] + condition.arguments
                    + [limit])
        }
    }

    /// Who stamped a checkpoint that covers an entry.
    package func authorities(_ log: LogKey, covering entry: Int64) throws(StoreError) -> [Identity] {
        try read { db in
            try String.fetchAll(
                db, sql: "SELECT DISTINCT authority FROM timestamps WHERE log = ? AND size > ? ORDER BY authority",
                arguments: [log.number, entry]
            ).compactMap { try? Identity(parsing: $0) }
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
