import Foundation
import Policy
import TestKit
import Testing
import Vocabulary

/// What docs/spec/agreement.md says a file may hold at most.
@Suite("Bounds of policy files")
struct BoundsTests {
    private static func approvals(_ from: String, _ days: Int) -> String {
        Fixture().text.replacing(
            "permit: [list]", with: "permit: [list]\n    approvals: { from: [\(from)], within-days: \(days) }")
    }

    private static func refusal(_ text: String) -> String? {
        do throws(PolicyError) {
            _ = try Fixture.read(text)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test("An approval is for 1 to 366 days, and has one seat to sixteen")
    func approvals() {
        for days in [1, 366] { #expect(Self.refusal(Self.approvals("KH team-leader", days)) == nil, "\(days)") }
        for days in [0, 367] { #expect(Self.refusal(Self.approvals("KH team-leader", days)) != nil, "\(days)") }
        func seats(_ count: Int) -> String {
            Array(repeating: "KH team-leader", count: count).joined(separator: ", ")
        }
        #expect(Self.refusal(Self.approvals(seats(16), 14)) == nil)
        #expect(Self.refusal(Self.approvals(seats(17), 14)) != nil)
    }

    @Test("A penalty is at most a hundred years, which stand for life")
    func penalties() {
        func text(_ years: String) -> String {
            Fixture().text.replacing(
                "offences: [trafficking-in-persons]",
                with: "offences: [trafficking-in-persons], threshold: { max-penalty-years: \(years), in: both-parties }"
            )
        }
        for years in ["0", "100"] { #expect(Self.refusal(text(years)) == nil, "\(years)") }
        for years in ["101", "-1", "4.5"] { #expect(Self.refusal(text(years)) != nil, "\(years)") }
        func law(_ years: Int) -> String {
            Fixture.law("  \"1\":\n    says: { en: x }\n    forbid: [destroy]").replacing(
                "clauses:", with: "penalties: { homicide: \(years) }\nclauses:")
        }
        #expect(Self.refusal(law(100)) == nil)
        #expect(Self.refusal(law(101)) != nil)
    }

    @Test("At most 1,000 clauses, 2,000 members and 32 parties")
    func counts() {
        func clauses(_ count: Int) -> String {
            var fixture = Fixture()
            fixture.clauses = (1...count).map { "  \"\($0)\":\n    says: { en: x }\n    permit: [list]" }
                .joined(separator: "\n")
            return fixture.text
        }
        #expect(Self.refusal(clauses(1000)) == nil)
        #expect(Self.refusal(clauses(1001)) != nil)
        func members(_ count: Int) -> String {
            var fixture = Fixture()
            // The fixture has five.
            fixture.header = (1...(count - 5)).map {
                "  - { id: kh/ahtjpp/\(1000 + $0), role: member }"
            }.joined(separator: "\n")
            return fixture.text
        }
        #expect(Self.refusal(members(2000)) == nil)
        #expect(Self.refusal(members(2001)) != nil)
        func parties(_ count: Int) -> String {
            let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
            let more = (0..<(count - 2)).map { "\(letters[$0 / 26])\(letters[$0 % 26]): { }" }.joined(separator: ", ")
            return Fixture().text.replacing(
                "TH: { central-authority: th/oag }", with: "TH: { central-authority: th/oag }, \(more)")
        }
        #expect(Self.refusal(parties(32)) == nil)
        #expect(Self.refusal(parties(33)) != nil)
    }

    @Test("A file has at most one mebibyte, of text in UTF-8, in one document")
    func size() throws {
        let text = Fixture().text
        let limit = 1 << 20
        func padded(_ size: Int) -> String { text + "#" + String(repeating: "x", count: size - text.utf8.count - 1) }
        #expect(Self.refusal(padded(limit)) == nil)
        #expect(Self.refusal(padded(limit + 1)) != nil)
        #expect(Self.refusal(text + "---\n" + text) != nil)
        #expect(throws: PolicyError.self) {
            try PolicyDocument(reading: Array(text.utf8) + [0x23, 0xFF, 0x0A], file: "test.yaml")
        }
    }

    @Test("Sixty-four files decide together at most")
    func files() throws {
        func library(_ laws: Int) throws -> PolicyLibrary {
            var fixture = Fixture()
            fixture.others = (1...laws).map {
                Fixture.law("  \"1\":\n    says: { en: x }\n    forbid: [destroy]", name: "LAW-\($0)")
            }
            return try fixture.library()
        }
        // With the agreement and its basis.
        _ = try library(62)
        let error = #expect(throws: PolicyError.self) { try library(63) }
        #expect(error?.code == .policyTooLarge)
    }

    @Test(
        "The gate tests the offence for what is new, and a suspension stops what is new: the lists of the specification"
    )
    func lists() throws {
        var fixture = Fixture()
        fixture.clauses = Action.allCases.enumerated().map {
            "  \"\($0.offset + 1)\":\n    says: { en: x }\n    permit: [\($0.element)]"
        }.joined(separator: "\n")
        var stopped: [Set<Action>] = [[], [], []]
        for action in Action.allCases {
            var facts = try Fixture.facts()
            facts.caseFacts = CaseFacts(offences: Fact([.corruption], from: .log))
            let gated = try fixture.decide("th/dsi/0201", action, facts)
            if gated.code == .policyOffenceNotListed { stopped[0].insert(action) }
            facts = try Fixture.facts()
            facts.suspension = Suspension(since: try Instant(parsing: "2026-05-01T00:00:00.000Z"))
            if try fixture.decide("th/dsi/0201", action, facts).code == .policySuspended { stopped[1].insert(action) }
            if try fixture.decide("th/dsi/0201", action, purpose: .dangerToLife, facts).code == .policySuspended {
                stopped[2].insert(action)
            }
        }
        let page = try String(contentsOfFile: Tool.packageRoot + "/docs/spec/agreement.md", encoding: .utf8)
        /// The actions that the page names between two words.
        func named(_ start: String, _ end: String) throws -> Set<Action> {
            let from = try #require(page.range(of: start)).upperBound
            let rest = page[from...]
            let words = rest[..<(try #require(rest.range(of: end)).lowerBound)].split(separator: "`")
            return Set(words.compactMap { try? Action(parsing: String($0)) })
        }
        let tested = try named("Offence and threshold are tested for", "custody, return and disclosure go on")
        let new = try named("A suspension stops", "and what it names besides")
        #expect(stopped[0] == tested && tested.count == 11)
        #expect(stopped[1] == new && new.count == 11)
        #expect(stopped[1].subtracting(stopped[2]) == [.contribute, .submit, .retrieve, .viewOnPremises, .request])
        #expect(stopped[2].isSubset(of: stopped[1]))
    }
}
