import TestKit
import Testing
import Vocabulary

@testable import Policy

/// Reading refuses a file with a clause that does; the check does not rely on that.
@Suite("Nothing keeps from the accused what helps them")
struct AccusedTests {
    /// - Parameter links: by which the law that forbids bears; its party is KH.
    private func findings(
        _ condition: Condition? = nil, exception: Condition? = nil, who: WhoTerms = .everybody,
        item: ItemTerms = .anything, links: Set<Law.Link> = [.actorParty]
    ) throws -> [AgreementFinding] {
        let library = try Shipped.library()
        let scope = try #require(library.scope(of: try AgreementID(parsing: "KH-TH-JIT-2026-01")))
        let law = try #require(scope.laws.first { $0.party.text == "KH" })
        let clause = Clause(
            number: try ClauseNumber(parsing: "Z"), says: law.title, effect: .forbid, actions: [.disclose],
            who: who, item: item, conditions: condition.map { [$0] } ?? [],
            exceptions: exception.map { [$0] } ?? [], approvals: nil, obligations: .none)
        let barring = Law(
            id: law.id, title: law.title, source: law.source, version: law.version, digest: law.digest,
            supersedes: law.supersedes, party: law.party, applies: links, term: law.term,
            penalties: law.penalties, clauses: [clause], examples: [])
        var check = SpaceCheck(
            PolicyScope(agreement: scope.agreement, instruments: scope.instruments, laws: [barring]))
        try check.look(at: .disclose)
        return check.accused.findings(Set(scope.agreement.partyList), .english)
    }

    @Test("A limit of use that bars their disclosure is a fault, whichever file it stands in")
    func bars() throws {
        for findings in [
            try findings(.purpose([.purpose(.exculpatory), .purpose(.immigration)])),
            try findings(nil, exception: .purpose([.purpose(.trial)])),
            try findings(nil, exception: .consentOf([.itemOrigin])), try findings(.offence([.traffickingInPersons])),
            try findings(nil, exception: .place([Party(parsing: "TH")])),
            try findings(nil, exception: .forum([Party(parsing: "TH")])),
        ] {
            #expect(findings.map(\.code) == [.checkBarsTheAccused])
            #expect(findings.first?.clauses.map(\.text) == ["Z"])
            #expect(findings.first?.isFault == true)
        }
    }

    @Test("So is one by who gave the material, which bars it to those who received it or to those who gave it")
    func giver() throws {
        let (one, other) = (try Party(parsing: "KH"), try Party(parsing: "TH"))
        let parties: [Set<PartyReference>] = [[.otherParties], [.itemOrigin], [.party(one)]]
        for (parties, origins) in zip(parties, [nil, nil, Set([other])]) {
            let (who, item) = (WhoTerms(parties: parties), ItemTerms(origins: origins))
            #expect(try findings(who: who, item: item).map(\.code) == [.checkBarsTheAccused], "\(parties)")
            let excepted = try findings(exception: .purpose([.purpose(.exculpatory)]), who: who, item: item)
            #expect(excepted.isEmpty, "\(parties)")
        }
        // Who discloses for the team is for the team to say, whoever gave it.
        #expect(try findings(who: WhoTerms(roles: [.member])).isEmpty)
        #expect(try findings(who: WhoTerms(parties: [.party(one)])).isEmpty)
        #expect(try findings(item: ItemTerms(origins: [one]), links: [.itemOrigin]).isEmpty)
    }

    @Test("A law's links limit it as its own terms do, and its people are known by their authority or name too")
    func links() throws {
        let (one, other) = (try Party(parsing: "KH"), try Party(parsing: "TH"))
        let members = WhoTerms(members: [try MemberID(parsing: "th/dsi/0201")])
        let authorities = WhoTerms(authorities: [
            try AuthorityID(parsing: "th/dsi"), try AuthorityID(parsing: "th/oag"),
        ])
        for (who, item, link) in [
            (.everybody, ItemTerms(origins: [other]), .actorParty),
            (WhoTerms(parties: [.party(other)]), .anything, .itemOrigin),
            (members, .anything, .itemOrigin), (authorities, .anything, .itemOrigin),
            (authorities, ItemTerms(origins: [one]), .itemOrigin),
            (.everybody, .anything, .place), (.everybody, .anything, .forum),
        ] as [(WhoTerms, ItemTerms, Law.Link)] {
            let found = try findings(who: who, item: item, links: [link])
            #expect(found.map(\.code) == [.checkBarsTheAccused], "\(who) \(item) \(link)")
            let excepted = try findings(
                exception: .purpose([.purpose(.exculpatory)]), who: who, item: item, links: [link])
            #expect(excepted.isEmpty, "\(who) \(item) \(link)")
        }
    }

    @Test("One that bars other uses is none, and neither is one that bars every use alike")
    func others() throws {
        #expect(try findings(.purpose([.purpose(.immigration)])).isEmpty)
        #expect(try findings(nil).isEmpty)
        #expect(try findings(nil, exception: .courtOrder).isEmpty)
    }

    @Test("No law that bars it by its links is read, and no agreement that does by authorities or persons")
    func reading() throws {
        func law(_ applies: String, _ terms: String...) throws(PolicyError) {
            let lines = ["\"1\":", "  says: { en: x }", "  forbid: [disclose]"] + terms.map { "  \($0)" }
            _ = try Fixture.read(
                Fixture.law(lines.map { "  \($0)" }.joined(separator: "\n"), applies: applies))
        }
        func agreement(_ terms: String...) throws(PolicyError) {
            _ = try Fixture.read(
                Fixture.forbidding(terms.joined(separator: "\n    ")).text.replacing(
                    "forbid: [retrieve]", with: "forbid: [disclose]"))
        }
        let except = "unless: { purpose: exculpatory }"
        for (applies, terms) in [
            ("actor-party", "item: { origin: TH }"), ("item-origin", "who: { party: TH }"),
            ("item-origin", "who: { authority: [th/dsi, th/oag] }"), ("item-origin", "who: { member: th/dsi/0201 }"),
            ("place", "item: { flag: [privileged] }"), ("forum", "item: { flag: [privileged] }"),
            ("item-origin, actor-party, place", "item: { flag: [privileged] }"),
        ] {
            let error = #expect(throws: PolicyError.self, "\(applies) \(terms)") { try law(applies, terms) }
            #expect(error?.code == .policyBarsTheAccused, "\(applies) \(terms)")
            try law(applies, terms, except)
        }
        try law("item-origin, actor-party", "item: { flag: [privileged] }")
        try law("actor-party", "who: { role: [member] }")

        let origin = "item: { origin: KH }"
        for who in ["who: { authority: [th/dsi] }", "who: { member: [th/dsi/0201, th/dsi/0202] }"] {
            let error = #expect(throws: PolicyError.self, "\(who)") { try agreement(who, origin) }
            #expect(error?.code == .policyBarsTheAccused, "\(who)")
            try agreement(who, origin, except)
            try agreement(who)
        }
        try agreement(origin)
    }

    /// What the check says about disclosure where everybody retrieves everything.
    private func findings(disclosing who: String, item: String = "", law: String? = nil) throws -> [AgreementFinding] {
        var fixture = Fixture()
        fixture.clauses = """
              "1":
                says: { en: Everybody retrieves. }
                permit: [list, retrieve]
              "2":
                says: { en: x }
                permit: [disclose]
            """
        for terms in [who, item] where !terms.isEmpty { fixture.clauses += "\n    \(terms)" }
        if let law {
            fixture.others = [Fixture.law("  \"1\":\n    says: { en: x }\n    forbid: [disclose]\n\(law)")]
        }
        let check = try AgreementCheck(
            of: Fixture.read(fixture.text), in: fixture.library(), on: CalendarDay(parsing: "2026-05-10"))
        return check.findings.filter { [.checkBarsTheAccused, .checkNoDisclosure].contains($0.code) }
    }

    @Test("Who may disclose what one party gave, and not what another gave, is a fault without any forbid")
    func permits() throws {
        let said = "Material can be had under it of which what helps the accused is not disclosed: "
        let cambodian = said + "nobody of TH may disclose what comes from KH."
        let own = try findings(disclosing: "who: { party: item-origin }")
        #expect(own.map(\.code) == [.checkBarsTheAccused])
        #expect(
            own.map(\.sentence) == [
                said + "nobody of KH may disclose what comes from TH and nobody of TH may disclose what comes from KH."
            ])
        let some = try findings(disclosing: "", item: "item: { origin: [TH] }")
        #expect(some.map(\.code) == [.checkBarsTheAccused])
        #expect(some.map(\.sentence) == [cambodian])
        // A law that turns on the material alone is read, and keeps it from those who received it all the same.
        let barred = try findings(disclosing: "", law: "")
        #expect(barred.map(\.code) == [.checkBarsTheAccused])
        #expect(barred.map(\.sentence) == [cambodian])
        #expect(try findings(disclosing: "", law: "    item: { flag: [privileged] }").isEmpty)
        // Who discloses is for the parties to say; that a party has what it may not disclose is to be known.
        let one = try findings(disclosing: "who: { party: KH }")
        #expect(one.map(\.code) == [.checkNoDisclosure])
        #expect(one.map(\.sentence) == [cambodian])
        // What is its own a party discloses by its own law.
        #expect(try findings(disclosing: "who: { party: other-parties }").isEmpty)
        #expect(try findings(disclosing: "").isEmpty)
    }
}
