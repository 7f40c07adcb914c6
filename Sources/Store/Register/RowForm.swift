import Foundation
import GRDB
import Vocabulary

/// How a row type is written to and read from its table.
protocol RowForm {
    static var form: TableForm { get }
    /// One value for each column of the form, in its order.
    var values: [DatabaseValue] { get }
    init(_ row: StoredRow) throws(StoreError)
}

/// A table's name, its columns but for `sum`, and which of them name a row.
struct TableForm: Sendable {
    let table: String
    let columns: [String]
    let key: [String]
    let insert: String
    /// Writes the row in the place of the one with the same key.
    let upsert: String

    init(_ table: String, key: [String], columns: [String]) {
        self.table = table
        self.columns = columns
        self.key = key
        let names = columns.map { "\"\($0)\"" }.joined(separator: ", ")
        let marks = String(repeating: "?, ", count: columns.count)
        insert = "INSERT INTO \(table) (\(names), sum) VALUES (\(marks)?)"
        let changed = (columns.filter { !key.contains($0) } + ["sum"]).map { "\"\($0)\" = excluded.\"\($0)\"" }
        upsert = "\(insert) ON CONFLICT DO UPDATE SET \(changed.joined(separator: ", "))"
    }

    /// Every table whose rows carry a sum.
    static let all: [TableForm] = [
        LogHead.form, CosignatureRow.form, TimestampRow.form, EventRow.form, CertificateRow.form, BlobRow.form,
        BundleRow.form,
        RecordRow.form,
        ExhibitRow.form, ExhibitClass.form, ReceiptRow.form, ReleaseRow.form, DecisionRow.form, CaseRow.form,
        HearingRow.form, ApprovalRow.form, ConsentRow.form, OverrideRow.form, CourtOrderRow.form, TextRow.form,
        UploadRow.form,
    ]
}

/// The sum of a row: the first 16 bytes of SHA-256 over the table's name and every value with its type and
/// length. It finds a changed value; that a row follows from the log is for the audit to show.
enum RowSum {
    static func of(_ table: String, _ values: some Sequence<DatabaseValue>) -> Data {
        var text = Array(table.utf8)
        for value in values {
            switch value.storage {
            case .null: text.append(0)
            case .int64(let number):
                append(1, unsafe withUnsafeBytes(of: number.bigEndian) { unsafe Array($0) }, to: &text)
            case .double(let number): append(2, Array(String(number).utf8), to: &text)
            case .string(let string): append(3, Array(string.utf8), to: &text)
            case .blob(let data): append(4, Array(data), to: &text)
            }
        }
        return Data(Digest(of: text).bytes.prefix(16))
    }

    private static func append(_ type: UInt8, _ bytes: [UInt8], to text: inout [UInt8]) {
        text.append(type)
        unsafe withUnsafeBytes(of: UInt64(bytes.count).bigEndian) { unsafe text.append(contentsOf: $0) }
        text.append(contentsOf: bytes)
    }
}
