import Foundation
import Policy
import TestKit
import Testing
import Vocabulary

/// `docs/writing-an-agreement.md`: its example, and each mistake with what is said about it.
@Suite("The page on writing an agreement")
struct WritingPageTests {
    private static let file = "mine/KH-TH-EXAMPLE-01.yaml"
    private static let page =
        (try? String(
            contentsOfFile: Tool.packageRoot + "/docs/writing-an-agreement.md", encoding: .utf8)) ?? ""

    /// The blocks of the page: the word behind the fence, and what stands between the fences.
    private static let blocks: [(word: String, text: String)] = {
        var blocks: [(String, String)] = []
        var open: (word: String, lines: [Substring])?
        for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                if let block = open {
                    blocks.append((block.word, block.lines.map { $0 + "\n" }.joined()))
                    open = nil
                } else {
                    open = (String(line.dropFirst(3)), [])
                }
            } else {
                open?.lines.append(line)
            }
        }
        return blocks
    }()

    static func example() throws -> String {
        try #require(blocks.first { $0.word == "yaml" }?.text)
    }

    private static func document(_ text: String) throws(PolicyError) -> PolicyDocument {
        try PolicyDocument(reading: Array(text.utf8), file: file)
    }

    private static func check(_ document: PolicyDocument) throws -> [AgreementFinding] {
        let library = try PolicyLibrary([document] + Shipped.documents())
        return try AgreementCheck(of: document, in: library, on: try CalendarDay(parsing: "2026-05-10")).findings
    }

    @Test("Its example is sound, and each of its examples comes out")
    func sound() throws {
        let document = try Self.document(try Self.example())
        #expect(document.examples.count == 7)
        #expect(try Self.check(document).isEmpty)
    }

    @Test("What it quotes of the read-back is said")
    func readBack() throws {
        let clause = try #require(
            ReadBack(try Self.document(try Self.example())).clauses.first { $0.clause.number.text == "2(3)" })
        #expect(Self.page.contains("\n\(clause.sentence)\n"), "\(clause.sentence)")
    }

    @Test("With its members in the roster that it shows the example is as sound, and what it quotes of that is said")
    func roster() throws {
        let line = try #require(Self.blocks.first { $0.word == "yaml" && $0.text.hasPrefix("roster: {") }?.text)
        let text = try #require(Self.blocks.first { $0.word == "yaml" && $0.text.hasPrefix("roster: KH") }?.text)
        let example = try Self.example()
        let start = try #require(example.range(of: "members:\n")).lowerBound
        let end = try #require(example.range(of: "clauses:\n")).lowerBound
        let agreement = try Self.document(example.replacingCharacters(in: start..<end, with: line))
        let roster = try Self.document(text)
        let library = try PolicyLibrary([roster, agreement] + Shipped.documents())
        let day = try CalendarDay(parsing: "2026-05-10")
        #expect(try AgreementCheck(of: roster, in: library, on: day).findings.isEmpty)
        let apart = try #require(library.agreement(agreement.id)).roster
        let inside = try PolicyLibrary(around: try Self.document(example), among: try Shipped.documents())
        #expect(inside.agreement(agreement.id)?.roster == apart)
        #expect(Self.page.contains("\n\(try #require(ReadBack(agreement).headings.last))\n"))
        // The digest that the page shows is that of the next version of this roster.
        let next =
            text.replacing(
                "version: 1\n",
                with: "version: 2\nsupersedes: { version: 1, digest: \"\(Digest(of: Array(text.utf8)))\" }\n"
            ).split(separator: "\n").filter { !$0.contains("th/dsi/0202") }.joined(separator: "\n") + "\n"
        #expect(Self.page.contains("\(Digest(of: Array(next.utf8)))"))
    }

    /// A change to the example, and what the page says that is said about it.
    struct Mistake: CustomTestStringConvertible {
        let old: String
        let new: String
        let said: String

        var testDescription: String { new }
    }

    static let mistakes: [Mistake] = zip(blocks, blocks.dropFirst()).filter { $0.0.word == "diff" }.map {
        change, said in
        func side(without mark: Character) -> String {
            change.text.split(separator: "\n").filter { $0.first != mark }.map { $0.dropFirst() + "\n" }.joined()
        }
        return Mistake(old: side(without: "+"), new: side(without: "-"), said: said.text)
    }

    @Test("There are mistakes on it")
    func many() { #expect(Self.mistakes.count >= 20) }

    @Test("What it says of each mistake is what is said", arguments: mistakes)
    func said(mistake: Mistake) throws {
        let example = try Self.example()
        let place = try #require(example.range(of: mistake.old), "\(mistake.old)")
        let text = example.replacingCharacters(in: place, with: mistake.new)
        do {
            let findings = try Self.check(try Self.document(text))
            #expect(!findings.isEmpty)
            for finding in findings where finding.code != .checkExample || mistake.said.contains(finding.code.name) {
                for words in [finding.sentence, finding.next, "[\(finding.code.name)]"] {
                    #expect(mistake.said.contains(words), "\(words)")
                }
            }
        } catch let error as PolicyError {
            for words in [error.reason, "Next: \(error.nextStep)", "[\(error.code.name)]"] {
                #expect(mistake.said.contains(words), "\(words)")
            }
        }
    }
}
