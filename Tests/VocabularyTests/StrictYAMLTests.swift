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
            "a: [1\n", "", "\u{FEFF}",
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
}
