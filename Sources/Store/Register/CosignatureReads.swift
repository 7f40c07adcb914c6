import GRDB

extension Register {
    /// Those over the checkpoint of one size.
    package func cosignatures(_ log: LogKey, size: Int64) throws(StoreError) -> [CosignatureRow] {
        try read { db in
            try db.fetch(
                CosignatureRow.self, "log = ? AND size = ?", [log.number.databaseValue, size.databaseValue],
                order: "key")
        }
    }

    /// Those over checkpoints that cover an entry, of the largest size first.
    package func cosignatures(
        _ log: LogKey, covering entry: Int64, limit: Int
    ) throws(StoreError) -> [CosignatureRow] {
        try read { db in
            try db.fetch(
                CosignatureRow.self, "log = ? AND size > ?", [log.number.databaseValue, entry.databaseValue],
                order: "size DESC, key", limit: limit)
        }
    }

    /// The largest checkpoint that a key signed; nil if it signed none.
    package func lastCosignature(_ log: LogKey, by key: String) throws(StoreError) -> CosignatureRow? {
        try read { db in
            try db.fetch(
                CosignatureRow.self, "log = ? AND key = ?", [log.number.databaseValue, key.databaseValue],
                order: "size DESC", limit: 1
            ).first
        }
    }

    /// All of a log, by size, page by page, for the audit.
    package func cosignatures(
        _ log: LogKey, after row: CosignatureRow?, limit: Int
    ) throws(StoreError) -> [CosignatureRow] {
        try read { db in
            try db.fetch(
                CosignatureRow.self, "log = ? AND (size, key) > (?, ?)",
                [log.number.databaseValue, (row?.size ?? -1).databaseValue, (row?.key ?? "").databaseValue],
                order: "size, key", limit: limit)
        }
    }
}
