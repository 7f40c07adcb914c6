import Foundation
import GRDB
import Vocabulary

extension Register {
    /// The log of this origin, made with no entries if there is none.
    package func openLog(_ origin: String) async throws(StoreError) -> LogHead {
        if let head = try log(origin) { return head }
        return try await write(weight: 1024) { db in
            let number = try (Int64.fetchOne(db, sql: "SELECT max(number) FROM logs") ?? 0) + 1
            let head = LogHead(
                key: LogKey(number: number), origin: origin, size: 0, checkpoint: [],
                time: Instant(millisecondsSince1970: 0))
            try db.insert(head)
            return head
        }
    }

    /// Writes all of it in one transaction. When it returns, the disk has confirmed it.
    ///
    /// - Throws: `storage.log-behind` or `storage.log-ahead` if the log does not have the expected size,
    ///   `storage.duplicate-event` or `storage.duplicate-bundle` if an identifier is taken; then nothing is written.
    package func commit(_ commit: Commit) async throws(StoreError) {
        try await write(weight: commit.weight) { db in
            if let step = commit.step { try db.apply(step) }
            for row in commit.cosignatures { try db.keep(row) }
            for row in commit.certificates { try db.insert(row) }
            for bundle in commit.bundles {
                try db.name(BlobRow(digest: bundle.row.blob, size: bundle.row.size))
                try db.insert(bundle.row)
                try db.insert(RecordRow(bundle))
            }
            for row in commit.exhibits { try db.insert(row) }
            for row in ExhibitClass.classes(of: commit.exhibits) { try db.insert(row) }
            for row in commit.receipts { try db.insert(row) }
            for row in commit.releases {
                try db.name(BlobRow(digest: row.content, size: row.size))
                try db.insert(row)
            }
            for (id, entry) in commit.acknowledgedReleases {
                guard let release = try db.fetch(ReleaseRow.self, "id = ?", [id.stored]).first else { continue }
                try db.replace(release.acknowledged(at: entry))
            }
            for row in commit.decisions { try db.insert(row) }
            for row in commit.cases { try db.replace(row) }
            for row in commit.hearings { try db.insert(row) }
            for row in commit.approvals { try db.insert(row) }
            for (event, entry) in commit.spentApprovals { try db.spend(event, at: entry) }
            for row in commit.consents { try db.insert(row) }
            for (event, entry) in commit.withdrawnConsents {
                try db.end(ConsentRow.self, event, \.withdrawn, at: entry)
            }
            for row in commit.overrides { try db.insert(row) }
            for (event, second) in commit.secondedOverrides { try db.second(event, second) }
            for (event, entry) in commit.withdrawnOverrides {
                try db.end(OverrideRow.self, event, \.withdrawn, at: entry)
            }
            for row in commit.courtOrders { try db.insert(row) }
            for (event, entry) in commit.endedCourtOrders { try db.end(CourtOrderRow.self, event, \.ended, at: entry) }
            for row in commit.texts { try db.insert(row) }
            for (event, entry) in commit.destroyedTexts {
                guard let row = try db.fetch(TextRow.self, "event = ?", [event.stored]).first else { continue }
                try db.replace(
                    TextRow(event: event, agreement: row.agreement, words: nil, destroyed: entry, entry: row.entry))
            }
            for row in commit.events { try db.insert(row) }
            for id in commit.forgetUploads {
                try db.cachedStatement(sql: "DELETE FROM uploads WHERE id = ?").execute(arguments: [id.stored])
            }
        }
    }

    /// Keeps that an upload has begun.
    func begin(_ upload: UploadRow) async throws(StoreError) {
        try await write(weight: 1024) { db in try db.insert(upload) }
    }

    /// Keeps where an upload stands; an older standing never takes the place of a newer one.
    /// - Returns: false if the register does not know the upload, or knows it no more.
    func save(_ upload: UploadRow) async throws(StoreError) -> Bool {
        try await write(weight: 1024) { db in
            guard let known = try db.fetch(UploadRow.self, "id = ?", [upload.id.stored]).first else { return false }
            // Of two standings at one place, the one that knows the length is the newer one.
            let isNewer =
                known.offset < upload.offset
                || known.offset == upload.offset && (known.length == nil || upload.length != nil)
            if isNewer { try db.replace(upload) }
            return true
        }
    }
}

extension Database {
    /// Appends to a log that has exactly the expected size.
    fileprivate func apply(_ step: LogStep) throws {
        guard let head = try fetch(LogHead.self, "number = ?", [step.log.number.databaseValue]).first else {
            throw StoreError(
                .logUnknown, "The register has no such log.", next: "Bring the register back from a newer backup.")
        }
        guard head.size == step.expectedSize else {
            let isBehind = head.size < step.expectedSize
            throw StoreError(
                isBehind ? .logBehind : .logAhead,
                "The log \(head.origin) has \(head.size.counted("entry", "entries")) in the register, and \(step.expectedSize) were expected.",
                next: isBehind
                    ? "Stop the node. The register is older than what was promised: bring a newer one back, never go on with this one."
                    : "Stop the node. Somebody else writes to this log, or the service is older than its register: start it again."
            )
        }
        let append = try cachedStatement(sql: "INSERT INTO entries (log, number, bytes) VALUES (?, ?, ?)")
        for (offset, entry) in step.entries.enumerated() {
            append.setUncheckedArguments([step.log.number, head.size + Int64(offset), Data(entry)])
            try append.execute()
        }
        let grow = try cachedStatement(
            sql: """
                INSERT INTO tiles (log, level, number, hashes) VALUES (?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET hashes = excluded.hashes
                """)
        for tile in step.tiles {
            grow.setUncheckedArguments([step.log.number, tile.level, tile.index, Data(tile.hashes)])
            try grow.execute()
        }
        try replace(
            LogHead(
                key: head.key, origin: head.origin, size: head.size + Int64(step.entries.count),
                checkpoint: step.checkpoint, time: step.time))
    }

    /// - Throws: `storage.approval-spent` for one that is not there or has served; then nothing is written.
    fileprivate func spend(_ event: Digest, at entry: Int64) throws {
        guard var approval = try fetch(ApprovalRow.self, "event = ?", [event.stored]).first, approval.spent == nil
        else {
            throw StoreError(
                .approvalSpent, "An approval that this rests on has served already.",
                next: "Run the same command again; it is decided anew.")
        }
        approval.spent = entry
        try replace(approval)
    }

    /// - Throws: `storage.override-seconded` for one that is not there or has two signatures; then nothing is written.
    fileprivate func second(_ event: Digest, _ second: SecondedOverride) throws {
        guard var proposed = try fetch(OverrideRow.self, "event = ?", [event.stored]).first, proposed.seconded == nil
        else {
            throw StoreError(
                .overrideSeconded, "The override is not there, or two leaders have signed it already.",
                next: "List the overrides; there may be nothing left to do.")
        }
        (proposed.given, proposed.seconded) = (second.given, second.entry)
        try replace(proposed)
    }

    /// Keeps what ended something that was given.
    /// - Throws: `storage.grant-ended` for one that is not there or has ended; then nothing is written.
    fileprivate func end<Row: RowForm>(
        _: Row.Type, _ event: Digest, _ end: WritableKeyPath<Row, Int64?>, at entry: Int64
    ) throws {
        guard var given = try fetch(Row.self, "event = ?", [event.stored]).first, given[keyPath: end] == nil else {
            throw StoreError.grantEnded
        }
        given[keyPath: end] = entry
        try replace(given)
    }

    fileprivate func insert(_ row: some RowForm) throws {
        let form = type(of: row).form
        do {
            try run(form.insert, row, form)
        } catch let failure as DatabaseError
            where failure.extendedResultCode == .SQLITE_CONSTRAINT_PRIMARYKEY
            || failure.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE
        {
            throw Self.duplicate(in: form.table)
        }
    }

    /// Writes the row unless there is one with the same key.
    func keepFirst(_ row: TimestampRow) throws {
        let known = try fetch(
            TimestampRow.self, "log = ? AND size = ? AND authority = ?",
            [row.log.number.databaseValue, row.size.databaseValue, row.authority.stored])
        if known.isEmpty { try insert(row) }
    }

    /// Writes the row in the place of the one with the same key, or as a new one.
    fileprivate func replace(_ row: some RowForm) throws {
        let form = type(of: row).form
        try run(form.upsert, row, form)
    }

    /// Keeps what a cosigner signed, the first time that it did.
    fileprivate func keep(_ row: CosignatureRow) throws {
        let known = try fetch(
            CosignatureRow.self, "log = ? AND size = ? AND key = ?",
            [row.log.number.databaseValue, row.size.databaseValue, row.key.databaseValue])
        if known.isEmpty { try insert(row) }
    }

    /// Keeps that a blob is named by a row; several rows may name the same.
    fileprivate func name(_ blob: BlobRow) throws {
        guard try fetch(BlobRow.self, "digest = ?", [blob.digest.stored]).isEmpty else { return }
        try insert(blob)
    }

    private func run(_ sql: String, _ row: some RowForm, _ form: TableForm) throws {
        var values = row.values
        values.append(RowSum.of(form.table, values).databaseValue)
        let statement = try cachedStatement(sql: sql)
        statement.setUncheckedArguments(StatementArguments(values))
        try statement.execute()
    }

    private static func duplicate(in table: String) -> StoreError {
        switch table {
        case "events":
            StoreError(
                .duplicateEvent, "An event with this identifier is in the register already.",
                next:
                    "If it is the same event, there is nothing to do; otherwise give it a new identifier and sign it again."
            )
        case "bundles":
            StoreError(
                .duplicateBundle, "A bundle with this identifier is in the register already.",
                next: "Pack the exhibits again: the new bundle gets an identifier of its own.")
        default:
            StoreError(
                .duplicateRow, "The register has such a row already (\(table)).",
                next: "Please report this: the service should have noticed before.")
        }
    }
}
