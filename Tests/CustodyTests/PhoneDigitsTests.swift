import Foundation
import TestKit
import Testing
import Vocabulary

@testable import Custody

@Suite("Digits for the telephone")
struct PhoneDigitsTests {
    private static func digest(_ generator: inout SeededGenerator) throws -> Digest {
        try Digest(bytes: (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) })
    }

    @Test("They hold 128 bits of the digest, and the example of the specification")
    func example() throws {
        let digest = try Digest(
            parsing: "sha256:89333bc71f02c647533ab52e592ad22c609728f12eabff6fda0920109db40401")
        let digits = PhoneDigits(digest)
        #expect(digits.groups.count == 9)
        let bytes = digits.groups.dropLast().flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
        #expect(bytes == Array(digest.bytes.prefix(16)))
        let page = try String(contentsOfFile: Tool.packageRoot + "/docs/spec/custody-log.md", encoding: .utf8)
        for line in digits.lines { #expect(page.contains("\n\(line)\n"), "\(digits.lines)") }
        #expect(try PhoneDigits(parsing: digits.lines.joined(separator: "\n")) == digits)
    }

    @Test("Every single wrong group is found, whatever is heard in its place")
    func wrongGroups() throws {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        let right = PhoneDigits(try Self.digest(&generator)).groups
        for place in right.indices {
            var groups = right
            var passed: [Int] = []
            for heard in 0...99_999 {
                groups[place] = heard
                if PhoneDigits.fit(groups) { passed.append(heard) }
            }
            #expect(passed == [right[place]], "group \(place + 1), seed \(seed)")
        }
    }

    @Test("Every exchange of two different groups is found")
    func exchanged() throws {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let right = PhoneDigits(try Self.digest(&generator)).groups
            #expect(PhoneDigits.fit(right), "seed \(seed)")
            for one in right.indices {
                for other in right.indices where other > one && right[one] != right[other] {
                    var groups = right
                    groups.swapAt(one, other)
                    #expect(!PhoneDigits.fit(groups), "groups \(one + 1) and \(other + 1), seed \(seed)")
                }
            }
        }
    }

    @Test("A check group of each size is written, the largest included")
    func largest() throws {
        // 9 · 65536 and 1 · 9 are together 9 · 65537.
        let digest = try Digest(bytes: [0, 9] + Array(repeating: 0, count: 30))
        #expect(PhoneDigits(digest).groups.last == 65_536)
        #expect(PhoneDigits(try Digest(bytes: Array(repeating: 0, count: 32))).text.hasSuffix(" 00000"))
    }

    @Test(
        "What is not nine groups of five digits is refused",
        arguments: ["", "1", "12345 12345", "1234 12345 12345 12345 12345 12345 12345 12345 12345", "٣٣٣٣٣"])
    func form(text: String) {
        #expect(throws: VocabularyError.self) { try PhoneDigits(parsing: text) }
    }
}
