import Foundation
import TestKit
import Vocabulary

extension NodeFixture {
    /// Makes the sum of every row of a table anew, as whoever can write the register can: see docs/decisions/050.
    func renewSums(of table: String) throws {
        let columns = try lines("SELECT name FROM pragma_table_info('\(table)') WHERE name <> 'sum'")
        let keys = try lines("SELECT name FROM pragma_table_info('\(table)') WHERE pk > 0 ORDER BY pk")
        let shown = columns.map { "typeof(\"\($0)\") || ':' || hex(\"\($0)\")" }.joined(separator: " || ',' || ")
        let key = keys.map { "quote(\"\($0)\")" }.joined(separator: " || ' AND ' || ")
        let names = keys.map { "\"\($0)\" = " }
        let statements = try lines("SELECT \(shown) || ' ' || \(key) FROM \"\(table)\"").map { line in
            let halves = line.split(separator: " ", maxSplits: 1).map(String.init)
            let condition = zip(names, halves[1].components(separatedBy: " AND ")).map { $0 + $1 }
            let sum = try Self.sum(table, halves[0].split(separator: ",").map(String.init))
            return "UPDATE \"\(table)\" SET sum = x'\(sum)' WHERE \(condition.joined(separator: " AND "));"
        }
        let outcome = try sqlite("PRAGMA foreign_keys = off; " + statements.joined(separator: " "))
        guard outcome.status == 0 else { throw Answered.Missing(what: "new sums: \(outcome.everything)") }
    }

    func lines(_ statement: String) throws -> [String] {
        let outcome = try sqlite(statement)
        guard outcome.status == 0 else { throw Answered.Missing(what: "rows: \(outcome.everything)") }
        return outcome.output.split(separator: "\n").map(String.init)
    }

    /// - Parameter values: each as `text:4B48`, the type and the bytes in hexadecimal.
    private static func sum(_ table: String, _ values: [String]) throws -> String {
        var bytes = Array(table.utf8)
        for value in values {
            let parts = value.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            let raw = try Answered.unwrap(Hexadecimal.decode(parts[1].lowercased()))
            switch parts[0] {
            case "null": bytes.append(0)
            case "integer":
                let number = try Answered.unwrap(Int64(String(decoding: raw, as: UTF8.self)))
                bytes += [1] + bigEndian(8) + bigEndian(number)
            case "text": bytes += [3] + bigEndian(Int64(raw.count)) + raw
            default: bytes += [4] + bigEndian(Int64(raw.count)) + raw
            }
        }
        return String(Digest(of: bytes).hexadecimal.prefix(32))
    }

    private static func bigEndian(_ number: Int64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * Int64($0))) }
    }
}
