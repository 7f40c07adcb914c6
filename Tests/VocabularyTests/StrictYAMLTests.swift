import Testing
import Vocabulary

@Suite("Strict YAML")
struct StrictYAMLTests {
    private func read(_ text: String) throws -> YAMLNode {
        try StrictYAML.read(Array(text.utf8), file: "file.yaml")
    }

    @Test(
        "Anchors, aliases, tags, duplicate keys and second documents are refused",
        arguments: [
            "a: &x 1\nb: *x\n", "a: &x 1\n", "a: !local {b: 1}\n", "a: 1\na: 2\n", "a: 1\n---\nb: 2\n",
            "a: [1\n", "", "\u{FEFF}", "a: !!str 1\n", "a: !!str \"1\"\n", "!!str a: 1\n", "a: !!seq [1]\n",
            "a: !!map {b: 1}\n",
            "!!map\na: 1\n", "a:\n  - !!str b\n", "a: ! 1\n",
        ])
    func refuses(_ text: String) {
        #expect(throws: VocabularyError.self) { try read(text) }
    }

    @Test("Scalars stay what was written, whatever YAML would make of them")
    func scalarsStayText() throws {
        for text in ["NO", "7.10", "12:30", "on", "0x10", "~", "1e3", "2026-03-01"] {
            let node = try read("a: \(text)\n")
            var fields = try node.fields("file")
            #expect(try fields.required("a").text() == text)
            try fields.finish()
        }
    }

    @Test("An unknown key is an error at its place, with the nearest known one")
    func suggests() throws {
        var fields = try read("title: x\ncluases: y\n").fields("file")
        _ = fields.optional("title")
        _ = fields.optional("clauses")
        do {
            try fields.finish()
            Issue.record("the unknown key was accepted")
        } catch {
            #expect(error.reason.contains("file.yaml:2:1"))
            #expect(error.nextStep.contains("clauses"))
        }
    }

    @Test("A file that is nested too deeply is refused, not followed")
    func depth() {
        let text = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
        #expect(throws: VocabularyError.self) { try read(text) }
    }

    @Test("An exclamation mark in a text is no tag")
    func exclamation() throws {
        var fields = try read("a: \"!b\"\n\"!c\": help!\n").fields("file")
        #expect(try fields.required("a").text() == "!b")
        #expect(try fields.required("!c").text() == "help!")
        try fields.finish()
    }

    @Test(
        "A key that stands twice is reported with both places",
        arguments: [
            ("a: 1\nb: 2\na: 3\n", "file.yaml:1:1", "line 3, column 1"),
            ("x: { a: 1, b: a, a: 3 }\n", "file.yaml:1:6", "line 1, column 18"),
            ("x:\n  \"4(1)\": a\n  b: 2\n  \"4(1)\": b\n", "file.yaml:2:3", "line 4, column 3"),
            ("x:\r\n  a: 1\r\n  b:\r\n    a: 2\r\n  a: 3\r\n", "file.yaml:2:3", "line 5, column 3"),
        ])
    func duplicates(_ text: String, first: String, second: String) throws {
        let error = try #require(#expect(throws: VocabularyError.self) { try read(text) })
        #expect(error.reason.contains("\(first): "), "\(error.reason)")
        #expect(error.reason.contains(second), "\(error.reason)")
    }

    @Test("A control character is reported at its place")
    func controlCharacter() throws {
        let error = try #require(#expect(throws: VocabularyError.self) { try read("a: 1\nសួស្តី: \u{1B}[2J\n") })
        #expect(error.reason.contains("file.yaml:2:9: "), "\(error.reason)")
    }

    @Test("A required key that is misspelt is reported where it stands, with what was meant")
    func misspeltRequired() throws {
        var fields = try read("titel: x\nkind: y\n").fields("file")
        do {
            _ = try fields.required("title")
            Issue.record("the unknown key was accepted")
        } catch {
            #expect(error.reason.contains("file.yaml:1:1"))
            #expect(error.reason.contains("unknown key “titel”"))
            #expect(error.nextStep.contains("“title”"))
        }
    }
}
