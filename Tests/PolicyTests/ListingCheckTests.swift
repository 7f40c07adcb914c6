import TestKit
import Testing
import Vocabulary

@testable import Policy

@Suite("What somebody may act on and cannot find")
struct ListingCheckTests {
    private func found(_ clauses: String, header: String = "", law: String? = nil) throws -> [AgreementFinding] {
        var fixture = Fixture()
        fixture.clauses = clauses
        fixture.header = header
        if let law { fixture.others = [law] }
        let document = try Fixture.read(fixture.text)
        return try AgreementCheck(
            of: document, in: fixture.library(), on: try CalendarDay(parsing: AnalysisTests.day)
        ).findings.filter { $0.code == .checkUnlisted }
    }

    private static func clause(_ number: String, _ effect: String, _ rest: [String] = []) -> String {
        (["  \"\(number)\":", "    says: { en: x }", "    \(effect)"] + rest.map { "    " + $0 }).joined(
            separator: "\n") + "\n"
    }

    private static let leaders = "who: { role: [team-leader] }"
    private static let retrieving = clause("2", "permit: [retrieve]", [leaders])

    @Test(
        "All that listing turns on is compared: each fact of the item, whose it is, what is forbidden, what a law bars",
        arguments: [
            ("permit: [list]", "item: { flag: [confidential] }", "nothing not flagged as confidential"),
            ("permit: [list]", "item: { handling: [H1] }", "nothing without the handling code H1"),
            (
                "permit: [list]", "item: { victim-identity: [none, indirect] }",
                "nothing that identifies a victim directly"
            ),
            ("permit: [list]", "item: { copy: [working] }", "nothing kept as an evidentiary copy"),
            ("permit: [list]", "item: { evaluation: [A1] }", "nothing with any evaluation but A1"),
            ("permit: [list]", "item: { origin: [KH] }", "nothing from TH"),
            ("permit: [list]", "if: { purpose: [trial] }", "nothing of what this is about"),
            ("permit: [list]", "if: { consent-of: KH }", "nothing of what this is about"),
            ("permit: [list]", "if: { court-order: true }", "nothing of what this is about"),
            (
                "permit: [list]", "approvals: { from: [KH team-leader], within-days: 3 }",
                "nothing of what this is about"
            ),
            ("permit: [list]", "item: { category: [document], flag: [confidential] }", "not show them all of it"),
        ])
    func each(effect: String, rest: String, says: String) throws {
        let found = try found(Self.clause("1", effect, [rest]) + Self.retrieving).map(\.sentence)
        #expect(!found.isEmpty && found.allSatisfy { $0.contains(says) }, "\(found)")
        // What is as narrow is found.
        if rest.hasPrefix("item") {
            let narrow = Self.clause("2", "permit: [retrieve]", [Self.leaders, rest])
            #expect(try self.found(Self.clause("1", effect, [rest]) + narrow).isEmpty)
        }
    }

    @Test(
        "A forbid on listing, of the agreement or of a law, is compared as well; what is forbidden too is nothing to find"
    )
    func forbidden() throws {
        let open = Self.clause("1", "permit: [list]")
        let bar = Self.clause("3", "forbid: [list]", ["item: { flag: [privileged] }"])
        #expect(try found(open + Self.retrieving).isEmpty)
        let found = try found(open + Self.retrieving + bar)
        #expect(found.count == 1 && found[0].sentence.contains("nothing flagged as privileged"), "\(found)")
        let both = bar.replacing("[list]", with: "[list, retrieve]")
        #expect(try self.found(open + Self.retrieving + both).isEmpty)
        let law = Fixture.law(Self.clause("L", "forbid: [list]", ["item: { category: [intercept] }"]))
        let barred = try self.found(open + Self.retrieving, law: law)
        #expect(barred.count == 1 && barred[0].sentence.contains("category intercept"), "\(barred)")
    }

    @Test("What is hidden for some days only is said with the days; “never” is what is hidden whenever it is given")
    func days() throws {
        let later = """
              - { id: kh/ahtjpp/0199, role: seconded, seconded-to: TH, from: 2026-03-01, until: 2026-05-31 }
              - { id: kh/ahtjpp/0199, role: member, from: 2026-06-01, until: 2026-12-31 }
            """
        let open = Self.clause("1", "permit: [list]", ["who: { role: [team-leader, member, visiting] }"])
        let some =
            Self.clause(
                "1", "permit: [list]", ["who: { role: [team-leader, member, visiting] }"])
            + Self.clause("3", "permit: [list]", ["who: { role: [seconded] }", "item: { category: [document] }"])
        let retrieving = Self.clause("2", "permit: [retrieve]", ["who: { member: kh/ahtjpp/0199 }"])
        let lead = "By clause 2 kh/ahtjpp/0199 may retrieve any material, but"
        let then = "on the days from 2026-03-01 to 2026-05-31"
        #expect(
            try found(open + retrieving, header: later).map(\.sentence) == [
                "\(lead) \(then) the register shows them nothing of what this is about: they could not find it then."
            ])
        let partly = try found(some + retrieving, header: later).map(\.sentence)
        #expect(
            partly.count == 1 && partly[0].hasPrefix("\(lead) \(then) the register shows them nothing of")
                && partly[0].hasSuffix(": they could not find it then."), "\(partly)")
        // Who may retrieve in those days alone could never find it, though they list it after.
        let early = retrieving.replacing("member: kh/ahtjpp/0199", with: "role: [seconded]")
        #expect(
            try found(open + early, header: later).map(\.sentence) == [
                "\(lead) the register shows them nothing of what this is about: they could never find it."
            ])
    }

    @Test("What is hidden on other days, or other material then, is told too; days that touch are one span")
    func allDays() throws {
        let later = """
              - { id: kh/ahtjpp/0199, role: seconded, seconded-to: TH, from: 2026-03-01, until: 2026-05-31 }
              - { id: kh/ahtjpp/0199, role: member, from: 2026-06-01, until: 2026-12-31 }
              - { id: kh/ahtjpp/0198, role: visiting, from: 2026-05-01, until: 2026-12-31 }
            """
        func list(_ role: String) -> String {
            Self.clause("1", "permit: [list]", ["who: { role: [\(role)] }", "item: { category: [document] }"])
        }
        let retrieving = Self.clause("2", "permit: [retrieve]", ["who: { member: kh/ahtjpp/0199 }"])
        let lead = "By clause 2 kh/ahtjpp/0199 may retrieve any material, but on the days from"
        let (first, second) = ("2026-03-01 to 2026-05-31", "2026-06-01 to 2026-12-31")
        let tail = "the register shows them nothing"
        for (role, none, some) in [("member", first, second), ("seconded", second, first)] {
            let found = try found(list(role) + retrieving, header: later).map(\.sentence)
            let nothing = "\(lead) \(none) \(tail) of what this is about: they could not find it then."
            #expect(found.count == 2 && found.contains(nothing), "\(found)")
            #expect(
                found.contains { $0.hasPrefix("\(lead) \(some) \(tail) of any category but document: ") }, "\(found)")
            #expect(found.first?.hasPrefix("\(lead) \(first)") == true, "\(found)")
        }
        // The same on all the days is one sentence without days.
        let both = try found(list("seconded, member") + retrieving, header: later).map(\.sentence)
        #expect(
            both.count == 1 && both[0].contains("any material, but \(tail) of any category but document: "), "\(both)")
    }

    @Test("More cases than anybody would wait for are refused, and not gone through")
    func tooLarge() throws {
        var fixture = Fixture()
        fixture.clauses =
            Self.clause("1", "permit: [list]", ["item: { category: [document], handling: [H1], copy: [working] }"])
            + Self.retrieving
        let scope = try #require(try fixture.library().scope(of: AgreementID(parsing: Fixture.name)))
        var look = try ListingLook(.retrieve, scope)
        try look.lookAtAll()
        #expect(!look.hidden.isEmpty)
        var limited = try ListingLook(.retrieve, scope, most: 5)
        let error = #expect(throws: PolicyError.self) { try limited.lookAtAll() }
        #expect(error?.code == .policyTooLarge)
        #expect(error?.reason.contains("“list”") == true, "\(String(describing: error?.reason))")
    }

    @Test("A leader who leads in some places lists what leaders list")
    func leadership() throws {
        let leader = "  - { id: th/dsi/0204, role: team-leader, leads-in: [TH] }"
        #expect(try found(Self.clause("1", "permit: [list]", [Self.leaders]) + Self.retrieving, header: leader).isEmpty)
    }

    @Test("Who may retrieve, approve or consent to what they may not list is told: they could never find it")
    func unlisted() throws {
        let lists = """
              "1":
                says: { en: Leaders list documents. }
                permit: [list]
                who: { role: [team-leader] }
                item: { category: [document] }
            """
        let retrieve = """

              "2":
                says: { en: Documents and photographs. }
                permit: [retrieve]
                who: { role: [team-leader, member] }
                item: { category: [document, photograph] }
            """
        let consent = """

              "3":
                says: { en: Central authorities consent. }
                permit: [consent]
                who: { role: [central-authority] }
            """
        #expect(
            try found(lists + retrieve + consent).map(\.sentence) == [
                "By clause 2 kh/ahtjpp/0101 may retrieve material of the categories document or photograph, but the "
                    + "register shows them nothing of what this is about: they could never find it.",
                "By clause 2 kh/prosecutor/0001 and th/dsi/0201 may retrieve material of the categories document or "
                    + "photograph, but the register shows them nothing of the category photograph: they could never find it.",
                "By clause 3 kh/moj/0001 may give consents, but the register shows them nothing of what this is about: "
                    + "they could never find it.",
            ])
        let leaders = retrieve.replacing("team-leader, member", with: "team-leader")
        #expect(
            try found(lists + leaders).map(\.sentence) == [
                "By clause 2 kh/prosecutor/0001 and th/dsi/0201 may retrieve material of the categories document or "
                    + "photograph, but the register shows them nothing of the category photograph: they could never find it."
            ])
        // Everybody lists, each what their own party gave: that is not enough to retrieve the other's.
        let own = lists.replacing("who: { role: [team-leader] }", with: "who: { party: item-origin }").replacing(
            "[document]", with: "[document, photograph]")
        let others = try found(own + leaders).map(\.sentence)
        #expect(
            others.count == 2 && others[0].contains("nothing from TH") && others[1].contains("nothing from KH"),
            "\(others)")
        #expect(try found(own.replacing("    who: { party: item-origin }\n", with: "") + retrieve).isEmpty)
    }
}
