import Foundation
import TestKit
import Testing
import Vocabulary

@testable import Custody

/// JSON as a value that can be changed anywhere and written again with sorted keys.
indirect enum EventChange {
    case text(String)
    case number(String)
    case list([EventChange])
    case object([String: EventChange])

    static func value(of payload: [UInt8]) throws -> EventChange {
        try EventChange(try JSONSerialization.jsonObject(with: Data(payload)))
    }

    private init(_ value: Any) throws {
        switch value {
        case let text as String: self = .text(text)
        case let list as [Any]: self = .list(try list.map { try EventChange($0) })
        case let object as [String: Any]: self = .object(try object.mapValues { try EventChange($0) })
        default: self = .number(String(try #require(value as? Int)))
        }
    }

    private var written: String {
        switch self {
        case .text(let text): "\"\(text)\""
        case .number(let number): number
        case .list(let list): "[" + list.map(\.written).joined(separator: ",") + "]"
        case .object(let object):
            "{"
                + object.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
                .map { "\"\($0.key)\":\($0.value.written)" }.joined(separator: ",") + "}"
        }
    }

    /// As many changed payloads, each changed in one place: in a value, or by a field more or less.
    static func all(
        of value: EventChange, others: [EventChange], count: Int, using chance: inout SeededGenerator
    ) throws -> [[UInt8]] {
        let fields = others.flatMap { other -> [(String, EventChange)] in
            guard case .object(let object) = other else { return [] }
            return object.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
        }
        return (0..<count).map { _ in Array(value.changed(fields, using: &chance).written.utf8) }
    }

    /// As many payloads with one byte changed, left out or doubled.
    static func bytes(of payload: [UInt8], count: Int, using chance: inout SeededGenerator) -> [[UInt8]] {
        (0..<count).map { _ in
            let place = Int.random(in: payload.indices, using: &chance)
            let values = [[], [payload[place], payload[place]], [UInt8.random(in: 0x20...0x7E, using: &chance)]]
            return payload[..<place] + (values.randomElement(using: &chance) ?? []) + payload[(place + 1)...]
        }
    }

    private func changed(_ fields: [(String, EventChange)], using chance: inout SeededGenerator) -> EventChange {
        let goesDeeper = Int.random(in: 0..<5, using: &chance) > 0
        switch self {
        case .text(let text): return .text(Self.changed(text, using: &chance))
        case .number:
            let numbers = [
                "0", "1", "2", "6", "7", "9999999", "10000000", "9223372036854775807", "9223372036854775808", "-1",
            ]
            return .number(numbers.randomElement(using: &chance) ?? "0")
        case .list(var list):
            guard let place = list.indices.randomElement(using: &chance) else { return self }
            if goesDeeper {
                list[place] = list[place].changed(fields, using: &chance)
                return .list(list)
            }
            let lists: [[EventChange]] = [
                [], list + list, list.reversed(), list + [.text("x")], Array(repeating: list[0], count: 401),
            ]
            return .list(lists.randomElement(using: &chance) ?? [])
        case .object(var object):
            guard let key = object.keys.sorted().randomElement(using: &chance) else { return self }
            if goesDeeper {
                object[key] = object[key]?.changed(fields, using: &chance)
            } else if Bool.random(using: &chance) {
                object[key] = nil
            } else if let (name, value) = fields.randomElement(using: &chance) {
                object[name] = value
            }
            return .object(object)
        }
    }

    /// Another text: one that stands at the edge of a form, or the same with one character changed.
    private static func changed(_ text: String, using chance: inout SeededGenerator) -> String {
        if Int.random(in: 0..<3, using: &chance) == 0 { return edges.randomElement(using: &chance) ?? "" }
        var characters = Array(text)
        guard let place = characters.indices.randomElement(using: &chance) else { return "x" }
        let other = Array("aAzZfF09-/:+.()_ é\\").randomElement(using: &chance) ?? "x"
        switch Int.random(in: 0..<3, using: &chance) {
        case 0: characters[place] = other
        case 1: characters.insert(other, at: place)
        default: characters.remove(at: place)
        }
        return String(characters)
    }

    private static let long = String(repeating: "a", count: 32)
    private static let capitals = String(repeating: "A", count: 32)
    private static let edges = [
        "", "x", "-", "kh", "KH", "K1", "Kh", "kh/node/phnom-penh", "kh/cosigner/moj", "kh/tsa/main", "kh/ahtjpp/0101",
        "KH/ahtjpp/0101", "kh/ahtjpp", "kh/node", "th/oag", "kh/ahtjpp/-0101", "kh/\(long)/\(long)", "kh/\(long)a/0101",
        "kh//0101", "kh/a/b/c", "k1/a/b",
        "1899-12-31T23:59:59.999Z", "1900-01-01T00:00:00.000Z", "2026-02-29T00:00:00.000Z", "2028-02-29T00:00:00.000Z",
        "2026-05-04T24:00:00.000Z", "2026-05-04T23:59:60.000Z", "2026-05-04T23:59:61.000Z", "2026-05-04T02:13:05Z",
        "2026-05-04T02:13:05.1Z", "2026-05-04t02:13:05.123z", "9999-12-31T23:59:59.999Z", "0000-01-01T00:00:00.000Z",
        "2026-05-04", "2026-5-4", "1899-12-31", "2026-02-30", "٢٠٢٦-٠٥-٠٤",
        "+00:00", "-00:00", "+14:00", "+14:01", "-12:00", "-12:01", "+07:60", "+7:00", "07:00", "+07:00",
        "sha256:\(String(repeating: "0", count: 64))", "sha256:\(String(repeating: "A", count: 64))", "sha256:",
        "SHA256:00",
        String(repeating: "0", count: 32), String(repeating: "0", count: 31), String(repeating: "F", count: 32),
        "KH-TH-JIT-2026-01", "KH-", "ABC", "AB", "A", "\(capitals)\(capitals)", "\(capitals)\(capitals)A", capitals,
        "\(capitals)A",
        "KH-AHTJPP-2026-000123", "KH-A-2026-000123", "KH-AB-2026-123456789", "KH-AB-2026-1234567890",
        "kh-AB-2026-000123",
        "KH-A-B-2026-000123", "4(3)", "(3)", "4.", "12bis", "4[3]", String(repeating: "4", count: 24),
        String(repeating: "4", count: 25),
        "\(long)\(long)", "\(long)\(long)a", "trafficking-in-persons", "trial", "Trial", "retrieve", "list", "network",
        "ntp", "paper",
        "session", "accepted", "stored", "submitted", "saksi/kh/phnom-penh/node",
        "saksi/kh/phnom-penh/KH-TH-JIT-2026-01",
    ]
}
