import Foundation
import GRDB
import Vocabulary

/// A row as it was read, its sum checked: values come out only in their own form.
struct StoredRow {
    private let row: Row
    private let form: TableForm

    /// - Throws: `storage.row-damaged` if a value is not what was written.
    init(_ row: Row, of form: TableForm) throws(StoreError) {
        self.row = row
        self.form = form
        guard Self.isWhole(row, of: form) else { throw damaged }
    }

    static func isWhole(_ row: Row, of form: TableForm) -> Bool {
        let values = form.columns.map { row[$0] as DatabaseValue }
        return (row["sum"] as DatabaseValue).storage.value as? Data == RowSum.of(form.table, values)
    }

    /// The columns that name the row, for messages: identifiers and numbers alone.
    static func name(_ row: Row, of form: TableForm) -> String {
        form.key.map { column in
            switch (row[column] as DatabaseValue).storage {
            case .int64(let number): "\(column) \(number)"
            case .string(let text): "\(column) \(text.shownInMessage)"
            case .blob(let data): "\(column) \(Hexadecimal.encode(Array(data.prefix(32))))"
            case .null, .double: column
            }
        }.joined(separator: ", ")
    }

    var damaged: StoreError {
        StoreError(
            .rowDamaged, "A row of the register was changed: \(form.table), \(Self.name(row, of: form)).",
            next: "Tell the operator of the node to run “saksid audit” and to bring the register back from a backup.")
    }

    func isNull(_ column: String) -> Bool { (row[column] as DatabaseValue).isNull }

    func integer(_ column: String) throws(StoreError) -> Int64 {
        guard case .int64(let number) = (row[column] as DatabaseValue).storage else { throw damaged }
        return number
    }

    func text(_ column: String) throws(StoreError) -> String {
        guard case .string(let text) = (row[column] as DatabaseValue).storage else { throw damaged }
        return text
    }

    func bytes(_ column: String) throws(StoreError) -> [UInt8] {
        guard case .blob(let data) = (row[column] as DatabaseValue).storage else { throw damaged }
        return Array(data)
    }

    func digest(_ column: String) throws(StoreError) -> Digest {
        let bytes = try bytes(column)
        return try form { () throws(VocabularyError) in try Digest(bytes: bytes) }
    }

    func instant(_ column: String) throws(StoreError) -> Instant {
        Instant(millisecondsSince1970: try integer(column))
    }

    func exhibit(_ column: String) throws(StoreError) -> ExhibitNumber {
        let number = Int(try integer(column))
        return try form { () throws(VocabularyError) in try ExhibitNumber(number) }
    }

    func parsed<Value: ParsedText>(_ column: String, as type: Value.Type = Value.self) throws(StoreError) -> Value {
        let text = try text(column)
        return try form { () throws(VocabularyError) in try Value(parsing: text) }
    }

    func word<Value: Word>(_ column: String, as type: Value.Type = Value.self) throws(StoreError) -> Value {
        let text = try text(column)
        return try form { () throws(VocabularyError) in try Value(parsing: text) }
    }

    /// A set of words, written with commas.
    func words<Value: Word>(_ column: String, as type: Value.Type = Value.self) throws(StoreError) -> [Value] {
        var words: [Value] = []
        for part in try text(column).split(separator: ",") {
            words.append(try form { () throws(VocabularyError) in try Value(parsing: String(part)) })
        }
        return words
    }

    private func form<Value>(_ parse: () throws(VocabularyError) -> Value) throws(StoreError) -> Value {
        do { return try parse() } catch { throw damaged }
    }
}

extension [UInt8] {
    var stored: DatabaseValue { Data(self).databaseValue }
}

extension Digest {
    var stored: DatabaseValue { bytes.stored }
}

extension Instant {
    var stored: DatabaseValue { millisecondsSince1970.databaseValue }
}

extension ParsedText {
    var stored: DatabaseValue { text.databaseValue }
}

extension Word {
    var stored: DatabaseValue { rawValue.databaseValue }
}

extension Sequence where Element: Word {
    /// Sorted, so that a set has one spelling.
    var stored: DatabaseValue { Set(self).sorted().map(\.rawValue).joined(separator: ",").databaseValue }
}

extension ExhibitNumber {
    var stored: DatabaseValue { value.databaseValue }
}

extension Optional {
    func stored(_ value: (Wrapped) -> DatabaseValue) -> DatabaseValue { map(value) ?? .null }
}
