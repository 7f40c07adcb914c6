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

    /// The sizes of checkpoints that cover an entry and have the signatures of so many parties.
    /// - Parameters:
    ///   - isNewestFirst: the largest first, else the smallest.
    ///   - last: the last one of the page before.
    package func cosignedSizes(
        _ log: LogKey, covering entry: Int64, by signers: CosignersNeeded, isNewestFirst: Bool,
        after last: Int64? = nil,
        limit: Int
    ) throws(StoreError) -> [Int64] {
        let (lowest, highest) = isNewestFirst ? (entry, last ?? .max) : (max(entry, last ?? entry), .max)
        return try read { db in
            try Int64.fetchAll(
                db,
                sql: """
                    SELECT size FROM cosignatures WHERE log = ? AND size > ? AND size < ? AND \(signers.ofKeys)
                    GROUP BY size HAVING \(signers.enough) ORDER BY size \(isNewestFirst ? "DESC" : "ASC") LIMIT ?
                    """,
                arguments: [log.number, lowest, highest] + signers.arguments + [limit])
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

/// Of how many parties a checkpoint should have signatures, at least.
package struct CosignersNeeded: Hashable, Sendable {
    private let count: Int
    /// The keys that count, by party.
    private let keys: [[String]]

    package init(_ count: Int, of keys: [[String]]) {
        self.count = count
        // Where nobody counts nothing is found, by a key that there is not.
        self.keys = keys.isEmpty ? [[""]] : keys
    }

    private var all: [String] { keys.flatMap(\.self) }

    fileprivate var ofKeys: String { "key IN (\(all.map { _ in "?" }.joined(separator: ", ")))" }
    /// Numbers of ours alone stand in it.
    fileprivate var enough: String { "count(DISTINCT CASE key\(whens) ELSE NULL END) >= \(count)" }
    private var whens: String {
        keys.indices.flatMap { party in keys[party].map { _ in " WHEN ? THEN \(party)" } }.joined()
    }
    fileprivate var arguments: StatementArguments { StatementArguments(all + all) }

    /// Whether nobody has to have signed.
    fileprivate var isNobody: Bool { count == 0 }

    /// A condition on the row of a table with `log` and `size`.
    func condition(on table: String) -> (sql: String, arguments: StatementArguments) {
        if isNobody { return ("TRUE", []) }
        return (
            """
            EXISTS (SELECT 1 FROM cosignatures WHERE cosignatures.log = \(table).log
                    AND cosignatures.size = \(table).size AND \(ofKeys) GROUP BY size HAVING \(enough))
            """, arguments
        )
    }
}
