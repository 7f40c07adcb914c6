import GRDB

/// What a cosigner signed: a checkpoint of the log with the log's own signature and this one below it, which can be
/// checked by itself. It was checked before it came in.
package struct CosignatureRow: Hashable, Sendable {
    package let log: LogKey
    /// How many entries the checkpoint covers.
    package let size: Int64
    /// The cosigner's verifier key: name, key id and key.
    package let key: String
    /// The signed note.
    package let note: [UInt8]

    package init(log: LogKey, size: Int64, key: String, note: [UInt8]) {
        self.log = log
        self.size = size
        self.key = key
        self.note = note
    }
}

extension CosignatureRow: RowForm {
    static let form = TableForm(
        "cosignatures", key: ["log", "size", "key"], columns: ["log", "size", "key", "note"])

    var values: [DatabaseValue] {
        [log.number.databaseValue, size.databaseValue, key.databaseValue, note.stored]
    }

    init(_ row: StoredRow) throws(StoreError) {
        log = LogKey(number: try row.integer("log"))
        size = try row.integer("size")
        key = try row.text("key")
        note = try row.bytes("note")
    }
}
