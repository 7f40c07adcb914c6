import TestKit
import Testing
import Vocabulary

@testable import EvidenceBundle

@Suite("Reading records quickly")
struct FastRecordTests {
    private static func record(_ text: String?) throws -> ExhibitRecord {
        let at = StatedInstant(at: try Instant(parsing: "2026-05-04T02:13:05.250Z"), offset: .indochina)
        return ExhibitRecord(
            number: try ExhibitNumber(7), path: try EntryPath(parsing: "data/ភស្តុតាង/a b.txt"), originalName: text,
            originalNameBytes: text == nil ? "ff00" : nil, size: 12_345, sha256: Digest(ofText: "x"),
            mediaType: "text/plain", category: .document, handling: text == nil ? [] : [.h1, .h2],
            conditions: text, evaluation: try text.map { _ in try Evaluation(parsing: "B2") },
            victimIdentity: .indirect, origin: try Party(parsing: "KH"), language: text, description: text,
            collected: text.map { ExhibitRecord.Collection(by: $0, at: at, where: $0, method: nil, tool: $0) },
            derivedFrom: try text.map { _ in try ExhibitNumber(3) },
            renditionOf: try text.map {
                ExhibitRecord.Rendition(exhibit: try ExhibitNumber(2), kind: .redaction, by: $0)
            },
            copy: text.map { _ in .working }, source: text, seizure: text, acquisition: text, paperOriginal: text,
            elements: text.map { [$0, "second"] }, flags: [.privileged], externalReferences: text.map { [$0] },
            salt: Salt(from: SystemRandomness()))
    }

    @Test(
        "A record is read as the general reader reads it, whatever its texts hold",
        arguments: [
            nil, "", "plain", "ភស្តុតាង ไทย Việt", "a/b", "quote \" and \\", "line\nbreak\t", "\u{7F}\u{1}",
            "\u{2028}\u{FEFF}",
            "e\u{301}", "😀",
        ])
    func same(_ text: String?) throws {
        let record = try Self.record(text)
        let bytes = try CanonicalJSON.encode(record)
        var reader = ExhibitReader([0x5B] + bytes + [0x5D], at: 1)
        if let fast = reader.record() {
            #expect(fast == record)
            #expect(reader.position == bytes.count + 1)
        } else {
            #expect(bytes.contains { $0 == 0x5C || $0 == 0x7F }, "\(String(decoding: bytes, as: UTF8.self))")
        }
    }

    @Test("What is read quickly is canonical: no changed byte is read that the general reader refuses")
    func strict() throws {
        let bytes = try CanonicalJSON.encode(try Self.record("text"))
        for position in bytes.indices {
            for byte in [bytes[position] ^ 1, bytes[position] ^ 0x20, 0x20, 0x30, 0x2D, 0x22, 0x2C] {
                var changed = bytes
                changed[position] = byte
                compare(changed)
            }
            var less = bytes
            less.remove(at: position)
            compare(less)
            var more = bytes
            more.insert(0x30, at: position)
            compare(more)
        }
    }

    private func compare(_ bytes: [UInt8]) {
        var reader = ExhibitReader(bytes, at: 0)
        guard let fast = reader.record(), reader.position == bytes.count else { return }
        let general = try? CanonicalJSON.decode(ExhibitRecord.self, from: bytes, noun: "record")
        #expect(general == fast, "\(String(decoding: bytes, as: UTF8.self))")
    }
}
