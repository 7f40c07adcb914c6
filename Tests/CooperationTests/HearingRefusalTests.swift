import Foundation
import Testing
import Vocabulary

@testable import Cooperation

@Suite struct HearingRefusalTests {
    struct Change: CustomTestStringConvertible, Sendable {
        let what: String
        let from: String
        let to: String
        let code: String
        /// What the message has to say.
        let says: String

        init(_ what: String, _ from: String, _ to: String, _ code: ErrorCode, _ says: String = "") {
            self.what = what
            self.from = from
            self.to = to
            self.code = code.name
            self.says = says
        }

        var testDescription: String { what }
    }

    static let changes: [Change] = [
        Change(
            "a word that is not on its list", "mode: direct", "mode: directly", .hearingForm, "Did you mean “direct”?"),
        Change("a key nobody knows", "mode: direct", "moode: direct", .hearingForm, "“mode”"),
        Change("a key twice", "mode: direct\n", "mode: direct\nmode: direct\n", .hearingForm, "stands here and again"),
        Change(
            "a legal basis of one side only", "  assisting: {kind: treaty", "  other: {kind: treaty", .hearingForm,
            "assisting"),
        Change(
            "a name", "    - {person: P-003,", "    - {name: Sok, person: P-003,", .hearingPersonal, "number and role"),
        Change("a name in Khmer", "    age: child".trimmed, "age: child\n  ឈ្មោះ: សុខ", .hearingPersonal, "number"),
        Change(
            "a telephone number", "    backup-line: telephone", "    backup-line: telephone\n    phone: 012345678",
            .hearingPersonal, "phone"),
        Change("a person named instead of numbered", "person: P-003", "person: Sok", .hearingForm, "P-001"),
        Change(
            "an address in the place of a site", "site: kh-court\n    side", "site: 12 Main Street\n    side",
            .hearingForm, "Never an address"),
        Change("a line still to be filled in", "mode: direct", "mode: FILL-IN", .hearingUnfilled, "filled in"),
        Change(
            "a time without its offset", "opened: \"2026-05-04T09:00:00+07:00\"", "opened: \"2026-05-04T09:00:00\"",
            .hearingForm, "+07:00"),
        Change(
            "a hearing that closes before it opens", "closed: \"2026-05-04T10:30", "closed: \"2026-05-04T08:30",
            .hearingTime, "not after"),
        Change(
            "a clock of another zone", "opened: \"2026-05-04T09:00:00+07:00\"", "opened: \"2026-05-04T03:00:00+01:00\"",
            .hearingTime, "Asia/Phnom_Penh"),
        Change(
            "an interruption that ends before it starts", "end: \"2026-05-04T10:05:40", "end: \"2026-05-04T10:01:40",
            .hearingTime, "not after"),
        Change(
            "an interruption outside the hearing", "end: \"2026-05-04T10:05:40", "end: \"2026-05-04T10:35:40",
            .hearingTime, "not inside the hearing"),
        Change(
            "an interruption that ended the hearing, which went on", "resumed: same-line", "resumed: not-resumed",
            .hearingOrder, "went on"),
        Change(
            "interruptions out of order", "  interruptions:\n",
            "  interruptions:\n    - {start: \"2026-05-04T10:03:00+07:00\", end: \"2026-05-04T10:04:00+07:00\", cause: power-lost, testimony: none, resumed: same-line}\n",
            .hearingOrder, "order in which they happened"),
        Change(
            "a break that is inside another", "  breaks:\n",
            "  breaks:\n    - {start: \"2026-05-04T09:30:00+07:00\", end: \"2026-05-04T09:45:00+07:00\"}\n",
            .hearingOrder, "before the one above"),
        Change("a segment left out", "{number: 2,", "{number: 3,", .hearingOrder, "without gaps"),
        Change(
            "an oath before the hearing", "article 156\", at: \"2026-05-04T09", "article 156\", at: \"2026-05-04T08",
            .hearingTime, "oath"),
        Change(
            "unsworn without a law", "law: \"Code of Criminal Procedure, article 156\", ", "", .hearingLaw, "article"),
        Change(
            "a test call after the hearing", "at: \"2026-05-03T15", "at: \"2026-05-05T15", .hearingOrder, "test call"),
        Change("a test call that failed", "result: passed", "result: failed", .hearingOrder, "failed"),
        Change(
            "a recording without permission",
            "permitted: true, law: \"Agreement, clause 14\", by: presiding, format: \"MP4, H.264 and AAC\"",
            "permitted: false", .hearingRecording, "segments"),
        Change("a recording without its law", "law: \"Agreement, clause 14\", ", "", .hearingRecording, "law"),
        Change(
            "a recording that is not permitted but described", "permitted: true, law", "permitted: false, law",
            .hearingRecording, "described"),
        Change(
            "a site that is not in the list", "sees: [th-child-room]", "sees: [th-childroom]", .hearingSite,
            "Did you mean “th-child-room”?"),
        Change("two sites of one code", "- site: th-child-room", "- site: kh-court", .hearingSite, "second time"),
        Change("a consulate without consent", "kind: child-room", "kind: consulate", .hearingSite, "host state"),
        Change(
            "no site of the other side", "side: assisting\n    kind", "side: presiding\n    kind", .hearingSite,
            "assisting side"),
        Change(
            "the view of the other side's room", "view:\n  site: kh-court", "view:\n  site: th-child-room",
            .hearingSite, "own account"),
        Change("one authority on both sides", "assisting: th/oag\n", "assisting: kh/court\n", .hearingSite, "same"),
        Change(
            "nobody in the room that writes", "function: judge, site: kh-court", "function: judge, site: th-child-room",
            .hearingPresence, "Nobody"),
        Change(
            "somebody who came after the end",
            "site: kh-court, in: \"2026-05-04T08:55:00+07:00\", out: \"2026-05-04T10:31",
            "site: kh-court, in: \"2026-05-04T10:30:30+07:00\", out: \"2026-05-04T10:31", .hearingTime,
            "outside the hearing"),
        Change(
            "an interpreter into the same language", "from: th, to: km", "from: km, to: km", .hearingPresence, "same"),
        Change(
            "the person heard as interpreter", "{person: P-002, from", "{person: P-001, from", .hearingPresence, "P-001"
        ),
        Change(
            "signed minutes without a digest",
            ", digest: \"sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae\"", "", .hearingForm,
            "sha256sum"),
        Change(
            "a right twice", "rights: [interpreter,", "rights: [interpreter, interpreter,", .hearingForm, "second time"),
        Change("two lines in a sentence", "detail: \"The last", "detail: \"The\\nlast", .hearingForm, "one line"),
        Change(
            "another form", "saksi-hearing-record-1", "saksi-hearing-record-9", .hearingForm, "saksi-hearing-record-1"),
        Change("no form at all", "form: saksi-hearing-record-1\n", "", .hearingForm, "template"),
    ]

    @Test("What does not fit is refused with its code, its place and what to do", arguments: changes)
    func refused(_ change: Change) throws {
        let refusal = try #require(refusal(try Example.record(change.from, change.to)), "accepted")
        #expect(refusal.code.name == change.code, "\(refusal)")
        #expect(refusal.description.contains(change.says), "\(refusal)")
        #expect(refusal.reason.hasPrefix("hearing.yaml:"), "\(refusal)")
        #expect(!refusal.nextStep.isEmpty)
    }

    @Test("The line and column are those of the mistake")
    func place() throws {
        let yaml = try Example.record("{number: 2,", "{number: 7,")
        let line = try #require(yaml.components(separatedBy: "\n").firstIndex { $0.contains("{number: 7,") }) + 1
        #expect(refusal(yaml)?.reason.hasPrefix("hearing.yaml:\(line):16:") == true)
    }

    @Test("Every key that has to be there is missed by its name")
    func missingKeys() throws {
        let lines = try #require(Example.record).components(separatedBy: "\n")
        let optional: Set<String> = ["request", "privileges", "exhibits-shown", "minutes", "small-room"]
        var missed = 0
        for (index, line) in lines.enumerated() where line.first?.isLowercase == true && !line.hasPrefix("form") {
            let key = String(line.prefix { $0 != ":" })
            let end = lines[(index + 1)...].firstIndex { $0.first?.isLowercase == true } ?? lines.count
            let refusal = refusal((lines[..<index] + lines[end...]).joined(separator: "\n"))
            if optional.contains(key) {
                #expect(refusal == nil, "\(key): \(String(describing: refusal))")
            } else {
                #expect(refusal?.reason.contains("“\(key)”") == true, "\(key)")
                missed += 1
            }
        }
        #expect(missed > 15)
    }

    @Test("A file that is too large is refused before it is read")
    func tooLarge() throws {
        let yaml = try #require(Example.record) + String(repeating: "# more\n", count: 200_000)
        #expect(refusal(yaml)?.code == .hearingForm)
    }
}

extension String {
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespaces) }
}
