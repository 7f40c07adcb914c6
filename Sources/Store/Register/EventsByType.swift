import GRDB

extension Register {
    /// The events of one type in a log, in the order of their entries.
    package func events(ofType type: String, in log: LogKey) throws(StoreError) -> [EventRow] {
        try read { db in
            try db.fetch(
                EventRow.self, "log = ? AND type = ?", [log.number.databaseValue, type.databaseValue], order: "entry")
        }
    }
}
