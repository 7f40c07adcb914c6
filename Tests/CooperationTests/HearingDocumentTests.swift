import Foundation
import Testing
import Vocabulary

@testable import Cooperation

@Suite struct HearingDocumentTests {
    @Test("The example record of the specification is read whole")
    func exampleRecord() throws {
        guard case .record(let record) = try read(try #require(Example.record)) else {
            Issue.record("not a record")
            return
        }
        #expect(record.side == .presiding)
        #expect(record.authority.text == "kh/court")
        #expect(record.sites.map(\.site.text) == ["kh-court", "th-child-room"])
        #expect(record.personHeard.age == .child)
        #expect(record.view.interruptions.first?.start.text == "2026-05-04T10:02:10+07:00")
        #expect(record.view.interruptions.first?.start.at.text == "2026-05-04T03:02:10.000Z")
        #expect(record.view.segments.count == 2)
        #expect(record.smallRoom == [.rehearsal, .reserveRoom, .paperMinutes])
        #expect(record.state == .signed)
    }

    @Test("The example account belongs to the same session, and is the other side's")
    func exampleAccount() throws {
        let record = try read(try #require(Example.record))
        let account = try read(try #require(Example.account))
        #expect(account.session == record.session)
        #expect(account.caseNumber == record.caseNumber)
        #expect(account.side == .assisting && record.side == .presiding)
        #expect(account.authority.text == "th/oag")
        #expect(account.view.site.text == "th-child-room")
    }

    @Test("What is written canonically reads back as the same, and has one spelling")
    func roundTrip() throws {
        for example in [try #require(Example.record), try #require(Example.account)] {
            let document = try read(example)
            let bytes = try document.canonical
            let again = try HearingDocument(canonical: bytes)
            #expect(again == document)
            #expect(try again.canonical == bytes)
        }
    }

    @Test("Canonical bytes that are spelled otherwise are refused")
    func otherSpelling() throws {
        let bytes = try read(try #require(Example.record)).canonical
        let text = String(decoding: bytes, as: UTF8.self)
        for other in [
            text + "\n", text.replacingOccurrences(of: "{\"agreement\"", with: "{ \"agreement\""),
            text.replacingOccurrences(of: "\"agreement\":", with: "\"added\":1,\"agreement\":"),
            text.replacingOccurrences(of: "saksi-hearing-record-1", with: "saksi-hearing-record-2"),
        ] {
            #expect(throws: CooperationError.self) { try HearingDocument(canonical: Array(other.utf8)) }
        }
    }

    @Test("Canonical bytes are held to the same rules as a file, and the place is named")
    func canonicalChecks() throws {
        let bytes = try read(try #require(Example.record)).canonical
        let changed = String(decoding: bytes, as: UTF8.self)
            .replacingOccurrences(of: "\"number\":2,", with: "\"number\":3,")
        do {
            _ = try HearingDocument(canonical: Array(changed.utf8))
            Issue.record("accepted")
        } catch {
            #expect(error.code == .hearingOrder)
            #expect(error.reason.hasPrefix("view.segments.1.number:"))
        }
    }

    @Test("Without minutes a hearing is closed, without signatures it is minuted")
    func states() throws {
        let minutes = "minutes: {by: presiding, signed-by: [kh/court/0001], digest"
        guard
            case .record(let unsigned) = try read(
                try Example.record(minutes, "minutes: {by: presiding, signed-by: [], digest")),
            case .record(let none) = try read(withoutLine(beginning: "minutes:"))
        else {
            Issue.record("not a record")
            return
        }
        #expect(unsigned.state == .minuted)
        #expect(none.state == .closed)
    }

    @Test("A template is refused at its first unfilled line, and says so")
    func templates() throws {
        let session = SessionID(from: SystemRandomness())
        let agreement = try AgreementID(parsing: "KH-TH-JIT-2026-01")
        let number = try CaseNumber(parsing: "KH-AHTJPP-2026-000123")
        for side in HearingSide.allCases {
            for template in [
                HearingTemplate.record(session: session, agreement: agreement, caseNumber: number, side: side),
                HearingTemplate.account(session: session, agreement: agreement, caseNumber: number, side: side),
            ] {
                let refusal = refusal(template)
                #expect(refusal?.code == .hearingUnfilled)
                #expect(refusal?.reason.hasPrefix("hearing.yaml:") == true)
                #expect(template.split(separator: "\n").allSatisfy { $0.utf8.count < 400 })
            }
        }
    }

    @Test("A template that is filled in, explanations and all, is accepted")
    func filledTemplates() throws {
        let session = SessionID(from: SystemRandomness())
        let agreement = try AgreementID(parsing: "KH-TH-JIT-2026-01")
        let number = try CaseNumber(parsing: "KH-AHTJPP-2026-000123")
        let record = HearingTemplate.record(
            session: session, agreement: agreement, caseNumber: number, side: .presiding)
        let document = try read(fill(record, with: Self.recordAnswers))
        #expect(document.session == session)
        let account = HearingTemplate.account(
            session: session, agreement: agreement, caseNumber: number, side: .assisting)
        #expect(
            try read(fill(account, with: ["th/oag", "Asia/Bangkok"] + Self.viewAnswers("th-child-room"))).session
                == session)
    }

    private static let recordAnswers =
        [
            "TH-OAG-2026-0045", "kh/court", "th/oag", "direct", "court-order", "Order 45", "treaty", "Article 9",
            "kh-court", "court", "Asia/Phnom_Penh", "kh/court/0003", "telephone", "th-child-room", "child-room",
            "Asia/Bangkok", "th/oag/0007", "none", "2026-05-03T15:00:00+07:00", "passed", "no echo", "Jitsi Meet",
            "transport", "victim", "child", "th-child-room", "court-file", "th/oag", "given", "km", "support-person",
            "th", "km", "consecutive", "kh-court", "oath", "true", "true", "true", "true", "false", "kh-court",
            "th-child-room", "false",
        ] + viewAnswers("kh-court")

    private static func viewAnswers(_ site: String) -> [String] {
        [
            site, "2026-05-04T09:00:00+07:00", "2026-05-04T10:00:00+07:00", "judge", site,
            "2026-05-04T09:00:00+07:00", "2026-05-04T10:00:00+07:00", "oath", "presiding", "Article 1",
            "2026-05-04T09:05:00+07:00", "2026-05-04T09:10:00+07:00", "2026-05-04T09:12:00+07:00", "power-lost", "none",
            "same-line", "the lamp too", "none",
        ]
    }

    /// Puts the answers in the place of what is unfilled, one after the other, explanations left alone.
    private func fill(_ template: String, with answers: [String]) -> String {
        var answers = answers[...]
        let lines = template.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
            guard !line.drop(while: { $0 == " " }).hasPrefix("#") else { return String(line) }
            var parts = line.components(separatedBy: HearingTemplate.unfilled)[...]
            var filled = parts.popFirst() ?? ""
            for part in parts { filled += (answers.popFirst() ?? "MISSING") + part }
            return filled
        }
        #expect(answers.isEmpty, "answers are left over: \(answers)")
        return lines.joined(separator: "\n")
    }

    private func withoutLine(beginning start: String) -> String {
        (Example.record ?? "").split(separator: "\n").filter { !$0.hasPrefix(start) }.joined(separator: "\n")
    }
}
