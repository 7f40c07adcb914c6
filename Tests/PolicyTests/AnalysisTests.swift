import Foundation
import Policy
import TestKit
import Testing
import Vocabulary

@Suite("Checking an agreement over the whole space of facts")
struct AnalysisTests {
    static let day = "2026-05-10"

    static func check(_ documents: [PolicyDocument], _ name: String, on day: String = day) throws -> AgreementCheck {
        let library = try PolicyLibrary(documents)
        let document = try #require(documents.first { $0.id.text == name })
        return try AgreementCheck(of: document, in: library, on: try CalendarDay(parsing: day))
    }

    @Test("The shipped agreements are sound")
    func shipped() throws {
        let documents = try Shipped.documents()
        for document in documents {
            let clock = ContinuousClock()
            let begun = clock.now
            let check = try Self.check(documents, document.id.text)
            print("\(document.id): \(check.points) points in \(clock.now - begun)")
            for finding in check.findings { print("  \(finding.code.name) \(finding.sentence)") }
            #expect(check.findings.filter(\.isFault).isEmpty, "\(document.id): \(check.findings)")
        }
    }

    /// A change in the text of a shipped file, and what the check then finds beside what it found before.
    struct Seed: CustomTestStringConvertible {
        let fault: ErrorCode
        let clauses: [String]
        let old: String
        let new: String
        var day = AnalysisTests.day

        var testDescription: String { "\(fault.name) \(clauses)" }
    }

    static let file = "KH-TH-JIT-2026-01"
    static let seeds = [
        Seed(
            fault: .checkDeadClause, clauses: ["4(5)"],
            old: "permit: [read-log]\n    who: { role: [team-leader, central-authority] }",
            new: "permit: [read-log]\n    who: { role: [team-leader], member: [th/dsi/0203] }"),
        Seed(
            fault: .checkShadowedPermit, clauses: ["Z1"], old: "examples:",
            new: """
                  "Z1":
                    says: { en: Leaders list. }
                    permit: [list]
                    who: { role: [team-leader] }
                examples:
                """),
        Seed(
            fault: .checkIdleMember, clauses: [],
            old: "who: { role: [team-leader, member, seconded, visiting, central-authority] }",
            new: "who: { role: [team-leader, member, seconded, central-authority] }"),
        Seed(
            fault: .checkApprovals, clauses: ["Z2"], old: "examples:",
            new: """
                  "Z2":
                    says: { en: Both leaders approve what a leader asks for. }
                    require: [exclude-from-measure]
                    approvals: { from: [KH team-leader, TH team-leader], within-days: 14 }
                examples:
                """),
        Seed(
            fault: .checkWiderThanBasis, clauses: ["Z3"], old: "examples:",
            new: """
                  "Z3":
                    says: { en: Visiting members view on the premises. }
                    permit: [view-on-premises]
                    who: { role: [visiting] }
                    item: { category: [document] }
                    if: { purpose: agreed-offence }
                examples:
                """),
        Seed(fault: .checkQuorums, clauses: [], old: "at-least: 1", new: "at-least: 2"),
        Seed(fault: .checkQuorums, clauses: [], old: "at-least: 1", new: "at-least: 0"),
        Seed(
            fault: .checkCategory, clauses: [], old: "[victim-identification-form, medical-report]",
            new: "[victim-identification-form]"),
        Seed(fault: .checkEnds, clauses: [], old: "", new: "", day: "2027-02-01"),
    ]

    @Test("Each seeded fault is found, and nothing else", arguments: seeds)
    func seeded(seed: Seed) throws {
        let documents = try Shipped.documents()
        let before = try Self.check(documents, Self.file).findings
        let path = "\(Shipped.folder)/\(Self.file).yaml"
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
        #expect(seed.old.isEmpty || text.contains(seed.old))
        var changed = text
        if let range = text.range(of: seed.old) { changed.replaceSubrange(range, with: seed.new) }
        // The examples are about the file as it was.
        if let range = changed.range(of: "\nexamples:") { changed = String(changed[..<range.lowerBound]) + "\n" }
        let document = try PolicyDocument(reading: Array(changed.utf8), file: "seeded.yaml")
        let after = try Self.check(
            documents.map { $0.id == document.id ? document : $0 }, Self.file, on: seed.day
        ).findings
        let found = after.filter { !before.contains($0) }
        #expect(found.map(\.code) == [seed.fault], "\(found)")
        #expect(found.flatMap(\.clauses).map(\.text) == seed.clauses, "\(found)")
        #expect(found.allSatisfy { !$0.sentence.contains("{") && !$0.next.isEmpty })
        #expect(Set(before.map(\.code)).isSubset(of: after.map(\.code)))
    }

    @Test("A speciality clause that bars disclosure to the accused is a fault of the file")
    func accused() throws {
        let path = "\(Shipped.folder)/\(Self.file).yaml"
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
        let changed = text.replacingOccurrences(
            of: "\nexamples:",
            with: """

                  "Z4":
                    says: { en: Nothing is disclosed for another purpose. }
                    forbid: [disclose]
                    if: { purpose: [exculpatory, other-offence] }
                examples:
                """)
        let error = #expect(throws: PolicyError.self) {
            try PolicyDocument(reading: Array(changed.utf8), file: "seeded.yaml")
        }
        #expect(error?.code == .policyBarsTheAccused)
    }
}
