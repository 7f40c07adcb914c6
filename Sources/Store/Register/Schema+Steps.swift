import GRDB

extension Schema {
    /// A step that leaves every value of a row as it is.
    static func step(_ sql: String) -> Step {
        { db in try db.execute(sql: sql) }
    }

    /// Makes the tables of a register that is new, and takes every step that one of an earlier version still lacks.
    /// - Throws: `storage.register-version` for one that no step leads on from, which is left as it is.
    func bringUpToDate(_ db: Database) throws {
        var found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? -1
        guard found != version else { return }
        if found == 0 {
            try db.execute(sql: tables)
            found = baseline
        }
        guard found >= baseline else {
            throw StoreError(
                .registerVersion,
                "The register has version \(found); the oldest that this program brings up to date is \(baseline).",
                next: "Nothing was changed. Start the version of the program that wrote it.")
        }
        guard found <= version else {
            throw StoreError(
                .registerVersion, "The register has version \(found), and this program knows none after \(version).",
                next: "Nothing was changed. Start the newest version of the program that was used here.")
        }
        for step in steps.dropFirst(found - baseline) { try step(db) }
        try db.execute(sql: "PRAGMA user_version = \(version)")
    }
}
