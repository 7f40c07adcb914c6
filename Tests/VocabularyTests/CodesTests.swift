import Foundation
import TestKit
import Testing
import Vocabulary

/// `docs/spec/codes.md` and the sources must say the same.
@Suite("The page of codes")
struct CodesTests {
    @Test("Every code of the sources stands on the page, with its exit status")
    func complete() throws {
        let page = try Self.page()
        for code in try Self.declared() {
            guard let rows = page[code.name] else {
                Issue.record("\(code.name), of \(code.file), is missing in docs/spec/codes.md")
                continue
            }
            // The name that is declared twice stands on the page once, and in the words of its row a second time.
            #expect(rows == [code.exit], "\(code.name), of \(code.file)")
        }
    }

    @Test("Every code of the page is one of the sources")
    func nothingInvented() throws {
        let declared = Set(try Self.declared().map(\.name))
        for name in try Self.page().keys.sorted() {
            #expect(declared.contains(name), "\(name) stands in docs/spec/codes.md and nowhere in the sources")
        }
    }

    @Test("No code is declared twice, and none stands on the page twice")
    func once() throws {
        let places = Dictionary(grouping: try Self.declared(), by: \.name).filter { $0.value.count > 1 }
        for (name, codes) in places {
            Issue.record("\(name) is declared in \(codes.map(\.file).sorted().joined(separator: " and "))")
        }
        for (name, rows) in try Self.page() where rows.count > 1 { Issue.record("\(name) has \(rows.count) rows") }
    }

    @Test("A code is lower case, dotted from the general to the particular")
    func spelling() throws {
        for code in try Self.declared() {
            #expect(code.name.wholeMatch(of: /[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+/) != nil, "\(code.name)")
        }
    }

    private struct Declared: Sendable {
        let name: String
        let exit: Int32
        let file: String
    }

    private static func declared() throws -> [Declared] {
        let sources = URL(fileURLWithPath: Tool.packageRoot + "/Sources").resolvingSymlinksInPath().path
        let all = FileManager.default.enumerator(atPath: sources)?.compactMap { $0 as? String } ?? []
        let found = try all.filter { $0.hasSuffix(".swift") }.sorted().flatMap { file in
            let text = try String(contentsOfFile: "\(sources)/\(file)", encoding: .utf8)
            return try text.matches(of: /ErrorCode\(\s*"([^"]+)",\s*\.(\w+)\s*\)/).map { match in
                let exit = try #require(status(named: String(match.2)), "\(file): .\(match.2) is no exit status")
                return Declared(name: String(match.1), exit: exit.rawValue, file: file)
            }
        }
        try #require(found.count > 300, "the sources were not found below \(sources)")
        return found
    }

    private static func status(named name: String) -> Vocabulary.ExitStatus? {
        Vocabulary.ExitStatus.allCases.first { "\($0)" == name }
    }

    /// The exit statuses of the rows of each code.
    private static func page() throws -> [String: [Int32]] {
        let text = try String(contentsOfFile: Tool.packageRoot + "/docs/spec/codes.md", encoding: .utf8)
        var rows: [String: [Int32]] = [:]
        for line in text.split(separator: "\n") {
            guard let match = line.prefixMatch(of: /\| `([a-z][a-z0-9.-]+)` \| [^|]+ \| [^|]* \| (\d+) \|/),
                let exit = Int32(match.2)
            else { continue }
            rows[String(match.1), default: []].append(exit)
        }
        return rows
    }
}
