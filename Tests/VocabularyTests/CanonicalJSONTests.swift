import TestKit
import Testing
import Vocabulary

@Suite("Canonical JSON")
struct CanonicalJSONTests {
    private struct Record: Codable, Hashable {
        let b: Int
        let a: String
        let c: [Int]?
    }

    private func decode(_ text: String) throws -> Record {
        try CanonicalJSON.decode(Record.self, from: Array(text.utf8), noun: "record")
    }

    @Test("A value has one spelling, with sorted keys and no white space")
    func oneSpelling() throws {
        let record = Record(b: 7, a: "ឯកសារ/\"\\\n", c: nil)
        let bytes = try CanonicalJSON.encode(record)
        #expect(String(decoding: bytes, as: UTF8.self) == #"{"a":"ឯកសារ/\"\\\n","b":7}"#)
        #expect(try CanonicalJSON.decode(Record.self, from: bytes, noun: "record") == record)
    }

    @Test(
        "Every other spelling is refused",
        arguments: [
            #"{"b":7,"a":"x"}"#, #"{"a":"x", "b":7}"#, #"{"a":"x","b":7,"a":"x"}"#, #"{"a":"x","b":7,"d":1}"#,
            #"{"a":"x","b":7.0}"#, #"{"a":"x","b":7e0}"#, #"{"a":"x","b":07}"#, #"{"a":"\u0078","b":7}"#,
            #"{"a":"x","b":7}"# + "\n", #"{"a":"x","b":7,"c":null}"#, #"{"a":"\/","b":7}"#, #"{"a":"x"}"#, "", "[]",
        ])
    func refusesOthers(_ text: String) {
        #expect(throws: VocabularyError.self) { try decode(text) }
    }

    @Test("Python's own JSON module writes the same bytes")
    func agreesWithPython() throws {
        let script =
            "import json,sys;v=json.load(sys.stdin);"
            + "sys.stdout.buffer.write(json.dumps(v,sort_keys=True,separators=(',',':'),ensure_ascii=False).encode())"
        let record = Record(b: -5, a: "\u{1}\u{1F}\u{7F}\t\u{8}\u{C}é😀", c: [1, 2])
        let bytes = try CanonicalJSON.encode(record)
        let outcome = try Tool.run("python3", ["-c", script], input: bytes)
        #expect(outcome.output == String(decoding: bytes, as: UTF8.self))
    }
}
