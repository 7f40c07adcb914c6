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

    /// How many cases an analysis in each run may look at: what keeps it below a second. See docs/spec/agreement.md.
    static let mostPoints = 500_000_000

    @Test("The shipped agreements are sound", arguments: MutationTests.files)
    func shipped(file: String) throws {
        let documents = try Shipped.documents()
        let name = file.replacing(".yaml", with: "")
        let check = try Self.check(documents, name)
        #expect(check.findings.filter(\.isFault).isEmpty, "\(check.findings)")
        #expect(check.points < Self.mostPoints)
        let document = try #require(documents.first { $0.id.text == name })
        guard case .agreement(let agreement) = document, agreement.hasMembers else { return }
        #expect(check.points > 0)
    }

    /// A change in the text of a shipped file, and what the check then finds beside what it found before.
    struct Seed: CustomTestStringConvertible {
        let fault: ErrorCode
        let file: String
        let clauses: [String]
        let old: String
        let new: String
        var day = AnalysisTests.day

        var testDescription: String { "\(fault.name) in \(file) \(clauses)" }
    }

    static let jit = "KH-TH-JIT-2026-01"
    static let mla = "KH-TH-MLA-2026-01"
    static let police = "KH-VN-POLICE-2026-01"

    /// A clause is put before the others.
    private static func seed(
        _ fault: ErrorCode, _ file: String, _ number: String, _ rule: String, clauses: [String]? = nil
    ) -> Seed {
        let text = rule.split(separator: "\n").map { "    \($0)\n" }.joined()
        return Seed(
            fault: fault, file: file, clauses: clauses ?? [number], old: "\nclauses:\n",
            new: "\nclauses:\n  \"\(number)\":\n    says: { en: Seeded. }\n\(text)")
    }

    static let seeds = [
        // A dead clause
        Seed(
            fault: .checkDeadClause, file: jit, clauses: ["4(5)"],
            old: "permit: [read-log]\n    who: { role: [team-leader, central-authority] }",
            new: "permit: [read-log]\n    who: { role: [team-leader], member: [th/dsi/0203] }"),
        seed(
            .checkDeadClause, mla, "Z1", "permit: [read-log]\nwho: { role: [central-authority], member: [th/dsi/0201] }"
        ),
        // A shadowed permit
        seed(.checkShadowedPermit, jit, "Z1", "permit: [list]\nwho: { role: [team-leader] }"),
        seed(.checkShadowedPermit, police, "Z1", "permit: [read-log]\nwho: { role: [member] }"),
        // A permit that is always barred
        seed(
            .checkBarredPermit, jit, "Z1",
            "permit: [retrieve]\nwho: { role: [team-leader] }\nitem: { flag: [child-abuse-material] }\nif: { purpose: agreed-offence }"
        ),
        seed(
            .checkBarredPermit, mla, "Z1",
            "permit: [retrieve]\nwho: { role: [member] }\nitem: { flag: [child-abuse-material] }\nif: { purpose: agreed-offence }"
        ),
        // A member without any access
        Seed(
            fault: .checkIdleMember, file: jit, clauses: [],
            old: "who: { role: [team-leader, member, seconded, visiting, central-authority] }",
            new: "who: { role: [team-leader, member, seconded, central-authority] }"),
        Seed(
            fault: .checkIdleMember, file: police, clauses: [],
            old: "  - { id: vn/spp/0001, role: central-authority }\n",
            new: "  - { id: vn/spp/0001, role: central-authority }\n  - { id: vn/c02/0102, role: visiting }\n"),
        // Approvals that cannot be given
        seed(
            .checkApprovals, jit, "Z2",
            "require: [exclude-from-measure]\napprovals: { from: [KH team-leader, KH team-leader], within-days: 14 }"),
        seed(
            .checkApprovals, mla, "Z2",
            "require: [return]\napprovals: { from: [KH central-authority, TH central-authority], within-days: 14 }"),
        seed(
            .checkApprovalsForSome, mla, "Z2",
            "require: [schedule-testimony]\napprovals: { from: [KH central-authority], within-days: 14 }"),
        // Wider than the basis
        seed(
            .checkWiderThanBasis, jit, "Z3",
            "permit: [view-on-premises]\nwho: { role: [visiting] }\nitem: { category: [document] }\nif: { purpose: agreed-offence }"
        ),
        seed(.checkWiderThanBasis, mla, "Z3", "permit: [request]\nwho: { role: [member] }"),
        // Quorums that share no cosigner, or that cannot be reached
        Seed(fault: .checkQuorums, file: jit, clauses: [], old: "at-least: 1", new: "at-least: 2"),
        Seed(fault: .checkQuorums, file: jit, clauses: [], old: "at-least: 1", new: "at-least: 0"),
        Seed(fault: .checkQuorums, file: police, clauses: [], old: "at-least: 1", new: "at-least: 2"),
        Seed(
            fault: .checkQuorums, file: "KH-TH-VN-JIT-2026-01", clauses: [], old: "at-least: 2", new: "at-least: 1"),
        Seed(
            fault: .checkQuorums, file: "KH-TH-VN-JIT-2026-01", clauses: [], old: "at-least: 2", new: "at-least: 3"),
        // A category that nobody mentions
        Seed(
            fault: .checkCategory, file: jit, clauses: [], old: "[victim-identification-form, medical-report]",
            new: "[victim-identification-form]"),
        Seed(
            fault: .checkCategory, file: police, clauses: [], old: "        - video-recording\n", new: ""),
        // What helps the accused
        Seed(fault: .checkNoDisclosure, file: jit, clauses: [], old: "permit: [disclose]", new: "permit: [destroy]"),
        Seed(
            fault: .checkNoDisclosure, file: mla, clauses: [], old: "permit: [disclose, produce-in-court]",
            new: "permit: [produce-in-court]"),
        // Another way that is not here
        Seed(
            fault: .checkAlongside, file: jit, clauses: [], old: "alongside: [ASEAN-MLAT-2004]",
            new: "alongside: [ASEAN-MLAT-2004, ASEAN-MLAT-2040]"),
        // An end that is near
        Seed(fault: .checkEnds, file: jit, clauses: [], old: "", new: "", day: "2027-01-29"),
        Seed(fault: .checkEnds, file: jit, clauses: [], old: "", new: "", day: "2027-02-28"),
        Seed(fault: .checkEnds, file: police, clauses: [], old: "", new: "", day: "2030-12-31"),
    ]

    private static func seeded(_ file: String, _ changes: [(String, String)]) throws -> PolicyDocument {
        let path = "\(Shipped.folder)/\(file).yaml"
        var text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
        for (old, new) in changes where !old.isEmpty {
            let range = try #require(text.range(of: old), "\(old)")
            text.replaceSubrange(range, with: new)
        }
        // The examples are about the file as it was.
        if let range = text.range(of: "\nexamples:") { text = String(text[..<range.lowerBound]) + "\n" }
        return try PolicyDocument(reading: Array(text.utf8), file: "seeded.yaml")
    }

    @Test("Each seeded fault is found, and nothing else", arguments: seeds)
    func seeded(seed: Seed) throws {
        let documents = try Shipped.documents()
        let before = try Self.check(documents, seed.file).findings
        let document = try Self.seeded(seed.file, [(seed.old, seed.new)])
        let after = try Self.check(
            documents.map { $0.id == document.id ? document : $0 }, seed.file, on: seed.day
        ).findings
        let found = after.filter { !before.contains($0) }
        #expect(found.map(\.code) == [seed.fault], "\(found)")
        #expect(found.flatMap(\.clauses).map(\.text) == seed.clauses, "\(found)")
        #expect(found.allSatisfy { !$0.sentence.contains("{") && !$0.next.isEmpty })
        #expect(Set(before.map(\.code)).isSubset(of: after.map(\.code)))
    }

    @Test("No other way is advised that would be refused: neither the file itself nor what it rests on")
    func spelling() throws {
        func next(_ name: String) throws -> [String] {
            var fixture = Fixture()
            fixture.header = "alongside: [\(name)]"
            fixture.others = [SampleFiles.treaty("OTHER-WAY")]
            return try AgreementCheck(
                of: Fixture.read(fixture.text), in: fixture.library(), on: CalendarDay(parsing: Self.day)
            ).findings.filter { $0.code == .checkAlongside }.map(\.next)
        }
        #expect(try next("OTHER-WAI") == ["Did you mean OTHER-WAY? Else put the file of OTHER-WAI beside it."])
        for name in ["TEST-BASES", "TEST-AGREEMENTS"] {
            #expect(try next(name) == ["Put the file of \(name) beside it, or correct the name."])
        }
    }

    @Test("An end is near on the thirtieth day before it, and not before")
    func ends() throws {
        let documents = try Shipped.documents()
        func ends(_ day: String) throws -> [String] {
            try Self.check(documents, Self.jit, on: day).findings.filter { $0.code == .checkEnds }.map(\.sentence)
        }
        #expect(try ends("2027-01-28").isEmpty)
        #expect(try ends("2027-01-29") == ["KH-TH-JIT-2026-01 ends on 2027-02-28, in 30 days."])
        #expect(try ends("2027-02-27") == ["KH-TH-JIT-2026-01 ends on 2027-02-28, in 1 day."])
        #expect(try ends("2027-02-28") == ["KH-TH-JIT-2026-01 ends today, on 2027-02-28."])
        #expect(try ends("2027-03-01") == ["KH-TH-JIT-2026-01 ended on 2027-02-28."])
    }

    @Test("A speciality clause that bars disclosure to the accused is a fault of the file", arguments: [jit, mla])
    func accused(file: String) throws {
        let error = #expect(throws: PolicyError.self) {
            try Self.seeded(
                file,
                [
                    (
                        "\nclauses:\n",
                        """

                        clauses:
                          "Z4":
                            says: { en: Nothing is disclosed for another purpose. }
                            forbid: [disclose]
                            if: { purpose: [exculpatory, other-offence] }

                        """
                    )
                ])
        }
        #expect(error?.code == .policyBarsTheAccused)
    }

    @Test("A permit by what an item is, and not by its category, is about every category; one by flag is not")
    func categories() throws {
        func silent(_ terms: String) throws -> Bool {
            var fixture = Fixture()
            fixture.clauses = """
                  "1":
                    says: { en: Some. }
                    permit: [retrieve]
                    item: { \(terms) }
                    if: { purpose: agreed-offence }
                """
            let library = try fixture.library()
            return try AgreementCheck(
                of: Fixture.read(fixture.text), in: library, on: CalendarDay(parsing: Self.day)
            ).findings.contains { $0.code == .checkCategory }
        }
        #expect(try !silent("victim-identity: [none]"))
        #expect(try !silent("handling: [H0]"))
        #expect(try silent("flag: [confidential]"))
        #expect(try silent("category: [document]"))
    }

    // MARK: Spaces that are large

    /// An agreement of six parties.
    private static func six(_ clauses: String) throws -> (PolicyDocument, PolicyLibrary) {
        let parties = ["KH", "LA", "MM", "PH", "TH", "VN"]
        func list(_ terms: String) -> String { parties.map { "\($0): { \(terms) }" }.joined(separator: ", ") }
        let agreement = """
            agreement: SIX
            format: saksi-agreement/1
            title: { en: Six parties }
            kind: memorandum
            basis: [SIX-TREATY]
            version: 1
            in-force: { from: 2026-01-01, until: 2030-12-31, zone: UTC }
            channel: police
            parties: { \(list("")) }
            purpose: { offences: [trafficking-in-persons] }
            members:
            \(parties.map { "  - { id: \($0.lowercased())/police/0001, role: member }" }.joined(separator: "\n"))
            clauses:
            \(clauses)

            """
        let treaty = """
            agreement: SIX-TREATY
            format: saksi-agreement/1
            title: { en: A treaty of six }
            kind: treaty
            version: 1
            in-force: { from: 2020-01-01, zone: UTC }
            parties: { \(list("")) }
            clauses:
              "1":
                says: { en: Something else. }
                permit: [exclude-from-measure]

            """
        let document = try Fixture.read(agreement)
        return (document, try PolicyLibrary([document, Fixture.read(treaty)]))
    }

    @Test("The consent of a sixth party is looked at like that of the first")
    func consents() throws {
        let (document, library) = try Self.six(
            """
              "1":
                says: { en: With the consent of Viet Nam everybody lists. }
                permit: [list]
                if: { consent-of: VN }
              "2":
                says: { en: With the consent of all. }
                permit: [verify]
                if: { consent-of: [KH, LA, MM, PH, TH, VN] }
            """)
        let findings = try AgreementCheck(of: document, in: library, on: CalendarDay(parsing: Self.day)).findings
        #expect(findings.map(\.code) == [], "\(findings)")
    }

    @Test("Two offences of one case are looked at together, however many offences the clauses tell apart")
    func offences() throws {
        func clauses(_ torture: String) -> String {
            """
              "1":
                says: { en: A. }
                permit: [list]
                if: { offence: [homicide] }
              "2":
                says: { en: B. }
                forbid: [list]
                if: { offence: [\(torture)] }
              "3":
                says: { en: C. }
                forbid: [list]
                if: { offence: [kidnapping] }
              "4":
                says: { en: D. }
                forbid: [list]
                if: { offence: [document-fraud] }
              "5":
                says: { en: E. }
                forbid: [list]
                if: { offence: [money-laundering] }
            """
        }
        let scopes = try ["torture", "smuggling-of-migrants"].map { offence in
            let (document, library) = try Self.six(clauses(offence))
            return try #require(library.scope(of: document.id))
        }
        let difference = try AgreementDifference(from: scopes[0], to: scopes[1])
        #expect(difference.changes.contains { $0.sentence.contains("may now") }, "\(difference.changes)")
        #expect(difference.changes.contains { $0.sentence.contains("may no longer") }, "\(difference.changes)")
    }

    @Test("A thousand clauses, as many as are read, are checked and compared")
    func thousand() throws {
        let categories = EvidenceCategory.allCases.map(\.rawValue).sorted()
        func clauses(_ last: String) -> String {
            let many = (1..<1_000).map { number in
                """
                  "\(number)":
                    says: { en: Clause \(number). }
                    permit: [list]
                    who: { member: [\(["kh", "la", "mm", "ph", "th", "vn"][number % 6])/police/0001] }
                    item: { category: [\(categories[number % categories.count])], origin: \(["KH", "TH", "VN"][number % 3]) }
                """
            }
            return (many + ["  \"Z\":\n    says: { en: Last. }\n    \(last)"]).joined(separator: "\n")
        }
        let (document, library) = try Self.six(clauses("forbid: [list]\n    item: { flag: [privileged] }"))
        let check = try AgreementCheck(of: document, in: library, on: CalendarDay(parsing: Self.day))
        #expect(check.findings.allSatisfy { $0.code == .checkShadowedPermit })
        let (changed, other) = try Self.six(clauses("forbid: [list]\n    item: { flag: [confidential] }"))
        let difference = try AgreementDifference(
            from: #require(library.scope(of: document.id)), to: #require(other.scope(of: changed.id)))
        #expect(!difference.isEmpty)
        #expect(difference.changes.allSatisfy { $0.clauses.map(\.clause.text) == ["Z"] })
    }

    @Test("What tells too many cases apart is refused, and says what to do")
    func tooLarge() throws {
        let parties = ["KH", "LA", "MM", "PH", "TH", "VN"]
        let clauses = parties.map {
            "  \"\($0)\":\n    says: { en: x }\n    permit: [list]\n    if: { consent-of: \($0) }"
        }
        let (document, library) = try Self.six(
            (clauses + ["  \"O\":\n    says: { en: x }\n    permit: [list]\n    if: { consent-of: item-origin }"])
                .joined(separator: "\n"))
        let error = #expect(throws: PolicyError.self) {
            try AgreementCheck(of: document, in: library, on: CalendarDay(parsing: Self.day))
        }
        #expect(error?.code == .policyTooLarge)
        #expect(error?.reason.contains("consents") == true)
        #expect(error?.nextStep.isEmpty == false)
    }
}
