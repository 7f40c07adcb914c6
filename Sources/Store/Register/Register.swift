import GRDB
import Synchronization
import Vocabulary

/// The node's register: logs, and what the service looks up, in one SQLite file.
///
/// Write-ahead logging with `synchronous=FULL`: when a commit returns, the disk has confirmed it.
/// Reads see the last commit, never wait for a write, and refuse a row whose sum does not fit.
package final class Register: Sendable {
    private let pool: DatabasePool
    private let path: String
    private let disk: Disk
    /// Bytes written to the write-ahead log since it was last emptied, roughly.
    private let pending = Atomic<Int>(0)

    /// How often it was read since it was opened: what is not there shall cost as many reads as what is not for the
    /// one who asks.
    private let counted = Atomic<Int>(0)
    package var reads: Int { counted.load(ordering: .relaxed) }

    /// The write-ahead log is carried over into the register when it has grown to about this.
    private let checkpointWeight: Int

    init(
        _ path: String, on disk: Disk, checkpointWeight: Int = 8 << 20, schema: Schema = .current
    ) async throws(StoreError) {
        self.path = path
        self.checkpointWeight = checkpointWeight
        self.disk = disk
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { db in
            // Checkpoints are ours (`carryOver`): an automatic one that fails to sync would be passed over in silence.
            try db.execute(sql: "PRAGMA wal_autocheckpoint = 0")
            try db.execute(sql: "PRAGMA secure_delete = ON")
            try db.execute(sql: "PRAGMA trusted_schema = OFF")
            try db.execute(sql: "PRAGMA cell_size_check = ON")
        }
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
        } catch {
            throw disk.stopping(StoreError(register: error))
        }
        try await settle(schema)
    }

    /// Sets what GRDB sets otherwise while it opens, checks it, empties the write-ahead log, brings the tables up to date.
    private func settle(_ schema: Schema) async throws(StoreError) {
        do {
            try await pool.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA synchronous = FULL")
                _ = try db.checkpoint(.truncate)
            }
        } catch {
            throw disk.stopping(StoreError(register: error))
        }
        guard try await settings() == Settings.durable else {
            throw StoreError(
                .registerSettings, "SQLite did not take the settings that make a commit durable.",
                next: "Do not use this build of SQLite for a node.")
        }
        do {
            // All steps or none: whatever ends the process in the middle, the register is that of before or of after.
            try await pool.write { db in try schema.bringUpToDate(db) }
        } catch {
            throw disk.stopping(StoreError(register: error))
        }
    }

    /// The settings on which durability rests, as SQLite reports them for the connection that writes.
    struct Settings: Hashable, Sendable {
        let journal: String
        let synchronous: Int
        let foreignKeys: Int
        let automaticCheckpoint: Int

        static let durable = Settings(journal: "wal", synchronous: 2, foreignKeys: 1, automaticCheckpoint: 0)
    }

    func settings() async throws(StoreError) -> Settings {
        do {
            return try await pool.writeWithoutTransaction { db in
                Settings(
                    journal: try String.fetchOne(db, sql: "PRAGMA journal_mode") ?? "",
                    synchronous: try Int.fetchOne(db, sql: "PRAGMA synchronous") ?? -1,
                    foreignKeys: try Int.fetchOne(db, sql: "PRAGMA foreign_keys") ?? -1,
                    automaticCheckpoint: try Int.fetchOne(db, sql: "PRAGMA wal_autocheckpoint") ?? -1)
            }
        } catch {
            throw StoreError(register: error)
        }
    }

    /// One transaction, durable when it returns.
    func write<Value: Sendable>(
        weight: Int, _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        try disk.sync(path, .commit)
        let value: Value
        do {
            value = try await pool.write { db in try body(db) }
        } catch {
            throw disk.stopping(StoreError(register: error))
        }
        try disk.before(.answer, path)
        if pending.add(weight, ordering: .relaxed).newValue > checkpointWeight { try await carryOver() }
        return value
    }

    /// Carries the write-ahead log over into the register, and has the disk confirm it.
    ///
    /// What was committed is durable without it. So a disk without room for it, or a reader in its way, is no error:
    /// the next commit tries again. Only a failed sync is one, as everywhere.
    private func carryOver() async throws(StoreError) {
        do throws(StoreError) {
            try disk.before(.carryOver, path)
            try await checkpoint()
            pending.store(0, ordering: .relaxed)
        } catch {
            if disk.stopping(error).isFatal { throw error }
        }
    }

    private func checkpoint() async throws(StoreError) {
        do {
            try await pool.writeWithoutTransaction { db in _ = try db.checkpoint(.passive) }
        } catch {
            throw StoreError(register: error)
        }
    }

    func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        try disk.check()
        counted.add(1, ordering: .relaxed)
        do { return try pool.read(body) } catch { throw disk.stopping(StoreError(register: error)) }
    }

    /// The bytes that a copy of it needs.
    func fileBytes() throws(StoreError) -> Int64 {
        try read { db in
            try Int64.fetchOne(db, sql: "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size") ?? 0
        }
    }

    /// Copies every page as of one moment into a new file (SQLite's online backup). Commits go on meanwhile.
    func copy(to path: String) throws(StoreError) {
        try disk.check()
        do {
            let copy = try DatabaseQueue(path: path)
            try pool.backup(to: copy)
            try copy.close()
        } catch {
            throw StoreError(register: error)
        }
    }

    /// Carries the write-ahead log over and closes the file, which then holds everything by itself.
    func close() throws(StoreError) {
        try disk.check()
        do {
            try pool.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
        } catch {
            let failure = disk.stopping(StoreError(register: error))
            // Without room for it the log stays as it is: durable, and carried over at the next start.
            guard failure.code == .noSpace else { throw failure }
        }
        do { try pool.close() } catch { throw StoreError(register: error) }
    }
}

extension StoreError {
    /// What an error of SQLite means here.
    init(register error: any Error) {
        if let known = error as? StoreError {
            self = known
            return
        }
        let check = "Check the disk and the rights of the data folder, then start the service again."
        guard let failure = error as? DatabaseError else {
            self.init(.registerFailed, "The register could not be used.", next: check)
            return
        }
        switch (failure.extendedResultCode, failure.resultCode) {
        case (.SQLITE_IOERR_FSYNC, _), (.SQLITE_IOERR_DIR_FSYNC, _):
            self = .syncFailed(5, "register")
        case (_, .SQLITE_FULL):
            self.init(
                .noSpace, "The disk is full: the register could not grow.",
                next: "Free space on the disk of the data folder, then try again.", missing: 0)
        case (_, .SQLITE_CORRUPT), (_, .SQLITE_NOTADB):
            self.init(
                .registerDamaged, "The register is damaged: SQLite can no longer read it.",
                next: "Keep the disk as it is, and bring the register back from a backup.")
        default:
            self.init(
                .registerFailed,
                "The register could not be used (SQLite error \(failure.extendedResultCode.rawValue)).",
                next: check)
        }
    }
}
