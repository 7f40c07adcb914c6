import Foundation
import GRDB
package import Vocabulary

extension Register {
    package func logs() throws(StoreError) -> [LogHead] {
        try read { db in try db.fetch(LogHead.self, "true", [], order: "number") }
    }

    package func log(_ origin: String) throws(StoreError) -> LogHead? {
        try read { db in try db.fetch(LogHead.self, "origin = ?", [origin.databaseValue]).first }
    }

    /// The exact bytes of the entries; fewer than asked for only where the log ends.
    package func entries(_ log: LogKey, _ range: Range<Int64>) throws(StoreError) -> [[UInt8]] {
        try read { db in
            let statement = try db.cachedStatement(
                sql: "SELECT number, bytes FROM entries WHERE log = ? AND number >= ? AND number < ? ORDER BY number")
            let rows = try Row.fetchCursor(
                statement, arguments: [log.number, range.lowerBound, range.upperBound])
            var entries: [[UInt8]] = []
            while let row = try rows.next() {
                guard row[0] as Int64 == range.lowerBound + Int64(entries.count) else {
                    throw StoreError(
                        .registerDamaged,
                        "The entry \(range.lowerBound + Int64(entries.count)) of a log is not in the register.",
                        next: "Keep the disk as it is, and bring the register back from a backup.")
                }
                entries.append(Array(row[1] as Data))
            }
            return entries
        }
    }

    package func entry(_ log: LogKey, _ index: Int64) throws(StoreError) -> [UInt8]? {
        try read { db in
            let statement = try db.cachedStatement(sql: "SELECT bytes FROM entries WHERE log = ? AND number = ?")
            return try Data.fetchOne(statement, arguments: [log.number, index]).map { Array($0) }
        }
    }

    /// The hashes of a tile, as many as there are: up to 256 of 32 bytes.
    package func tile(_ log: LogKey, level: Int, index: Int64) throws(StoreError) -> [UInt8]? {
        try read { db in
            let statement = try db.cachedStatement(
                sql: "SELECT hashes FROM tiles WHERE log = ? AND level = ? AND number = ?")
            return try Data.fetchOne(statement, arguments: [log.number, level, index]).map { Array($0) }
        }
    }

    /// The index of the entry by which a certificate came into the log.
    package func certificateEntry(_ log: LogKey, _ digest: Digest) throws(StoreError) -> Int64? {
        try read { db in
            try db.fetch(CertificateRow.self, "log = ? AND digest = ?", [log.number.databaseValue, digest.stored])
                .first?.entry
        }
    }

    package func certificates(_ log: LogKey) throws(StoreError) -> [CertificateRow] {
        try read { db in try db.fetch(CertificateRow.self, "log = ?", [log.number.databaseValue], order: "entry") }
    }

    package func event(_ id: EventID) throws(StoreError) -> EventRow? {
        try read { db in try db.fetch(EventRow.self, "id = ?", [id.stored]).first }
    }

    /// Those of these events that stand in some log, in one read.
    package func events(_ ids: Set<EventID>) throws(StoreError) -> [EventID: EventRow] {
        try read { db in
            var found: [EventID: EventRow] = [:]
            for id in ids { found[id] = try db.fetch(EventRow.self, "id = ?", [id.stored]).first }
            return found
        }
    }

    /// The events of one type in a log, in the order of their entries.
    package func events(ofType type: String, in log: LogKey) throws(StoreError) -> [EventRow] {
        try read { db in
            try db.fetch(
                EventRow.self, "log = ? AND type = ?", [log.number.databaseValue, type.databaseValue], order: "entry")
        }
    }

    /// What happened to a bundle, in the order of the log.
    package func events(of bundle: BundleID, in log: LogKey) throws(StoreError) -> [EventRow] {
        try read { db in
            try db.fetch(
                EventRow.self, "bundle = ? AND log = ?", [bundle.stored, log.number.databaseValue], order: "entry")
        }
    }

    /// The next events about a bundle behind an entry, in the order of the log.
    package func events(
        of bundle: BundleID, in log: LogKey, after entry: Int64, limit: Int
    ) throws(StoreError) -> [EventRow] {
        try read { db in
            try db.fetch(
                EventRow.self, "bundle = ? AND log = ? AND entry > ?",
                [bundle.stored, log.number.databaseValue, entry.databaseValue], order: "entry", limit: limit)
        }
    }

    /// The last entry about a bundle that stands before another one.
    package func lastEvent(of bundle: BundleID, in log: LogKey, before entry: Int64) throws(StoreError) -> Int64? {
        try read { db in
            try db.fetch(
                EventRow.self, "bundle = ? AND log = ? AND entry < ?",
                [bundle.stored, log.number.databaseValue, entry.databaseValue], order: "entry DESC", limit: 1
            ).first?.entry
        }
    }

    /// Events in no particular order, for the audit: those whose identifier comes after the given one.
    package func events(after id: EventID?, limit: Int) throws(StoreError) -> [EventRow] {
        try read { db in
            try db.fetch(EventRow.self, "id > ?", [(id?.text ?? "").databaseValue], order: "id", limit: limit)
        }
    }
}
