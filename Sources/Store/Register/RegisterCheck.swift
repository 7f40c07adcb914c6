import GRDB

/// Something in the register that is not what was written.
package struct Damage: Hashable, Sendable, CustomStringConvertible {
    /// The table, or `register` if it is the file itself.
    package let table: String
    /// The row, by its identifiers.
    package let row: String
    package let reason: String

    package var description: String { row.isEmpty ? "\(table): \(reason)" : "\(table), \(row): \(reason)" }
}

extension Register {
    /// Reads every row that carries a sum, and lets SQLite check its file.
    ///
    /// It finds a changed value wherever it is, but for log entries and tiles: those are for the audit of the
    /// tree, as is the question whether the rows follow from the log.
    package func check(atMost limit: Int = 1000) throws(StoreError) -> [Damage] {
        try read { db in
            var damages: [Damage] = []
            for problem in try String.fetchAll(db, sql: "PRAGMA integrity_check(\(limit))") where problem != "ok" {
                damages.append(Damage(table: "register", row: "", reason: problem))
            }
            for form in TableForm.all {
                let rows = try Row.fetchCursor(db, sql: "SELECT * FROM \(form.table)")
                while damages.count < limit, let row = try rows.next() {
                    guard !StoredRow.isWhole(row, of: form) else { continue }
                    damages.append(
                        Damage(
                            table: form.table, row: StoredRow.name(row, of: form),
                            reason: "a value of this row was changed"))
                }
            }
            for problem in try Row.fetchAll(db, sql: "PRAGMA foreign_key_check") {
                damages.append(Damage(table: problem[0], row: "", reason: "a row names something that is not there"))
            }
            return damages
        }
    }
}
