import Policy
import TestKit
import Testing
import Vocabulary

/// A leader of the team is of the state where it operates: who leads in some places is a member in all others.
@Suite("Leadership that moves with the place")
struct LeadershipTests {
    /// A second Thai leader, who leads in Thailand; and clauses for leaders, for members, and for both.
    private static func fixture(_ more: String = "", leadsIn: String = "[TH]") -> Fixture {
        var fixture = Fixture()
        fixture.header = "  - { id: th/dsi/0204, role: team-leader, leads-in: \(leadsIn) }"
        fixture.clauses = """
              "1":
                says: { en: Leaders and members list. }
                permit: [list]
                who: { role: [team-leader, member] }
              "2":
                says: { en: Leaders retrieve. }
                permit: [retrieve]
                who: { role: [team-leader] }
              "3":
                says: { en: Members verify. }
                permit: [verify]
                who: { role: [member] }
              "4":
                says: { en: Members view nothing. }
                forbid: [view-on-premises]
                who: { role: [member] }
              "5":
                says: { en: Everybody views. }
                permit: [view-on-premises]
            \(more)
            """
        return fixture
    }

    private static func facts(_ place: String?) throws -> Facts {
        var facts = try Fixture.facts()
        facts.place = try place.map { Fact(try Party(parsing: $0), from: .request) } ?? .unknown
        return facts
    }

    @Test("They are a leader there and a member elsewhere; where the place is not known, what both may do")
    func roles() throws {
        let fixture = Self.fixture()
        func outcome(_ action: Action, _ place: String?) throws -> Decision.Outcome {
            try fixture.decide("th/dsi/0204", action, Self.facts(place)).outcome
        }
        #expect(try outcome(.retrieve, "TH") == .permit)
        #expect(try outcome(.verify, "TH") == .deny)
        #expect(try outcome(.viewOnPremises, "TH") == .permit)
        for elsewhere in ["KH", "VN"] {
            #expect(try outcome(.retrieve, elsewhere) == .deny)
            #expect(try outcome(.verify, elsewhere) == .permit)
            #expect(try outcome(.viewOnPremises, elsewhere) == .deny)
        }
        #expect(try outcome(.retrieve, nil) == .deny)
        #expect(try outcome(.verify, nil) == .deny)
        // A forbid on members may be about them.
        #expect(try outcome(.viewOnPremises, nil) == .deny)
        for place in ["TH", "KH", nil] { #expect(try outcome(.list, place) == .permit) }
        // Who leads everywhere needs no place.
        #expect(try fixture.decide("th/dsi/0201", .retrieve, Self.facts(nil)).outcome == .permit)
    }

    @Test("What is missing is said: the place, where it is not known; elsewhere that they are a member there")
    func words() throws {
        let unknown = try Self.fixture().decide("th/dsi/0204", .retrieve, Self.facts(nil)).explanation()
        #expect(unknown.sentences.contains { $0.contains("place") }, "\(unknown.sentences)")
        let elsewhere = try Self.fixture().decide("th/dsi/0204", .retrieve, Self.facts("KH")).explanation()
        #expect(elsewhere.sentences.contains { $0.contains("member") }, "\(elsewhere.sentences)")
    }

    @Test("A leader's seat is filled by who leads where the act takes place")
    func seats() throws {
        let fixture = Self.fixture(
            """
              "6":
                says: { en: A Thai leader approves. }
                require: [retrieve]
                approvals: { from: [TH team-leader], within-days: 14 }
              "7":
                says: { en: Members retrieve too. }
                permit: [retrieve]
                who: { role: [member] }
            """)
        func candidates(_ place: String?) throws -> [String] {
            let decision = try fixture.decide("kh/ahtjpp/0101", .retrieve, Self.facts(place))
            #expect(decision.outcome == .pending)
            return decision.approvalsNeeded.flatMap(\.candidates).map(\.text)
        }
        #expect(try candidates("TH") == ["th/dsi/0201", "th/dsi/0204"])
        #expect(try candidates("KH") == ["th/dsi/0201"])
        #expect(try candidates(nil) == ["th/dsi/0201"])
        func outcome(_ place: String?, of approvalPlace: String?) throws -> Decision.Outcome {
            let now = try Instant(parsing: Fixture.noon)
            var facts = try Self.facts(place)
            facts.approvals = [
                Approval(
                    approver: try MemberID(parsing: "th/dsi/0204"), log: "log", action: .retrieve,
                    bundle: Fixture.bundle,
                    requester: try MemberID(parsing: "kh/ahtjpp/0101"), purpose: .investigation,
                    place: try approvalPlace.map { try Party(parsing: $0) },
                    policy: try #require(try fixture.library().policyDigest(for: AgreementID(parsing: Fixture.name))),
                    given: now.adding(days: -1), expires: now.adding(days: 1), event: Digest(ofText: "approval"),
                    isSpent: false)
            ]
            return try fixture.decide("kh/ahtjpp/0101", .retrieve, facts).outcome
        }
        #expect(try outcome("TH", of: "TH") == .permit)
        // Given for an act in Thailand, it serves none elsewhere; and in Cambodia they lead nobody.
        #expect(try outcome("KH", of: "TH") == .pending)
        #expect(try outcome("KH", of: "KH") == .pending)
        #expect(try outcome(nil, of: nil) == .pending)
    }

    @Test("Two leaders lift a clause where both of them lead")
    func overrides() throws {
        var fixture = Self.fixture(
            """
              "6":
                says: { en: Documents stay. }
                forbid: [retrieve]
                item: { category: [document] }
                unless: { override: true }
            """)
        fixture.basis = "TEST-BASIS, TEST-LIFTING"
        fixture.others = [
            SampleFiles.treaty("TEST-LIFTING").replacing("clauses:", with: "provides-override: true\nclauses:")
        ]
        let now = try Instant(parsing: Fixture.noon)
        func outcome(_ place: String?) throws -> Decision.Outcome {
            var facts = try Self.facts(place)
            facts.overrides = [
                Override(
                    log: "log", action: .retrieve, bundle: Fixture.bundle, purposes: [.investigation],
                    clauses: [
                        ClauseReference(
                            document: try AgreementID(parsing: Fixture.name), clause: try ClauseNumber(parsing: "6"))
                    ],
                    policy: try #require(try fixture.library().policyDigest(for: AgreementID(parsing: Fixture.name))),
                    reasons: Digest(ofText: "Reasons."), given: now.adding(days: -1), expires: now.adding(days: 1),
                    statements: try ["kh/prosecutor/0001", "th/dsi/0204"].map {
                        Override.Statement(leader: try MemberID(parsing: $0), event: Digest(ofText: $0))
                    })
            ]
            return try fixture.decide("th/dsi/0201", .retrieve, facts).outcome
        }
        #expect(try outcome("TH") == .permit)
        #expect(try outcome("KH") == .deny)
        #expect(try outcome(nil) == .deny)
    }

    @Test(
        "Two can sign an override where there is a place in which both lead: so it counts somewhere, or is not signed")
    func signers() throws {
        let now = try Instant(parsing: Fixture.noon)
        let id = try AgreementID(parsing: Fixture.name)
        func areLeaders(_ members: [String], _ leadsIn: String) throws -> Bool {
            var fixture = Self.fixture(leadsIn: leadsIn)
            fixture.header += "\n  - { id: kh/prosecutor/0002, role: team-leader, leads-in: [KH] }"
            return try fixture.library().areLeaders(
                try members.map { try MemberID(parsing: $0) }, under: id, at: now)
        }
        #expect(try areLeaders(["kh/prosecutor/0001", "th/dsi/0201"], "[TH]"))
        #expect(try areLeaders(["kh/prosecutor/0001", "th/dsi/0204"], "[TH]"))
        #expect(try areLeaders(["kh/prosecutor/0002", "th/dsi/0204"], "[TH, KH]"))
        // The one leads in Cambodia alone, and the other in Thailand.
        #expect(try !areLeaders(["kh/prosecutor/0002", "th/dsi/0204"], "[TH]"))
        #expect(try !areLeaders(["th/dsi/0204", "th/dsi/0201"], "[TH]"))
        #expect(try !areLeaders(["kh/prosecutor/0001", "kh/prosecutor/0001"], "[TH]"))
        #expect(try !areLeaders(["kh/prosecutor/0001", "th/dsi/0299"], "[TH]"))
        #expect(try !areLeaders([], "[TH]"))
    }

    @Test("Who can do something is told for a place that each would declare")
    func whoCan() throws {
        func able(_ place: String?) throws -> [String] {
            let question = WhoCan.Question(
                .retrieve, under: try AgreementID(parsing: Fixture.name), item: ItemFacts(), purpose: .investigation,
                place: try place.map { try Party(parsing: $0) }, on: try CalendarDay(parsing: "2026-05-10"))
            return try #require(WhoCan(question, in: try Self.fixture().library())).answers
                .filter { $0.outcome == .permit }.map(\.member.text)
        }
        #expect(try able("TH") == ["kh/prosecutor/0001", "th/dsi/0201", "th/dsi/0204"])
        #expect(try able("KH") == ["kh/prosecutor/0001", "th/dsi/0201"])
        #expect(try able(nil) == ["kh/prosecutor/0001", "th/dsi/0201"])
    }

    @Test("The read-back and the difference say where somebody leads")
    func sentences() throws {
        let library = try Self.fixture().library()
        let document = try Fixture.read(Self.fixture().text)
        let line = "th/dsi/0204 is a team leader where the team operates in TH, and a member elsewhere, "
        #expect(ReadBack(document).lines.contains { $0.hasPrefix(line) })
        let id = try AgreementID(parsing: Fixture.name)
        let other = try Self.fixture(leadsIn: "[KH]").library()
        let difference = try AgreementDifference(
            from: try #require(library.scope(of: id)), to: try #require(other.scope(of: id)))
        let sentences = difference.changes.map(\.sentence)
        #expect(sentences.contains { $0.contains("operates in KH") && $0.contains("operates in TH") }, "\(sentences)")
        let gained = "th/dsi/0204 (team leader) may now retrieve any material"
        #expect(
            sentences.contains { $0.hasPrefix(gained) && $0.contains("where it takes place in KH") }, "\(sentences)")
    }

    @Test("In a roster of its own it says the same; a change of it is a change of that party's person")
    func annexed() throws {
        let line = "{ id: th/dsi/0204, role: team-leader, leads-in: [TH] }"
        let first = Annexed.roster(Annexed.members(and: line))
        #expect(
            ReadBack(try Fixture.read(first)).lines.contains(
                "th/dsi/0204 is a team leader where the team operates in TH, and a member elsewhere, as long as the agreement "
                    + "is in force."))
        let joined = try #require(
            try Annexed.library(Annexed.agreement(), first).agreement(AgreementID(parsing: Fixture.name)))
        let entry = try #require(joined.roster.entries.first { $0.member.text == "th/dsi/0204" })
        #expect(entry.leadsIn == [try Party(parsing: "TH")])
        let second = Annexed.roster(
            Annexed.members(and: line.replacing("[TH]", with: "[KH, TH]")), version: 2, after: first)
        let signers = try Annexed.read(second).signers(under: joined, replacing: Annexed.read(first))
        #expect(signers.map(\.text) == ["TH"])
        #expect(throws: PolicyError.self) {
            try Annexed.library(
                Annexed.agreement(), Annexed.roster(Annexed.members(and: line.replacing("TH]", with: "FR]"))))
        }
    }

    @Test(
        "Only a leader leads in some places, each a party and named once",
        arguments: [
            ("role: member, leads-in: [TH]", "Only a team leader"),
            ("role: team-leader, leads-in: [FR]", "not a party"),
            ("role: team-leader, leads-in: []", "empty"), ("role: team-leader, leads-in: [TH, TH]", "second time"),
            ("role: team-leader, leads_in: [TH]", "leads-in"),
        ])
    func reading(line: String, says: String) throws {
        var fixture = Fixture()
        fixture.header = "  - { id: th/dsi/0204, \(line) }"
        let error = #expect(throws: PolicyError.self) { try fixture.library() }
        let text = (error?.reason ?? "") + (error?.nextStep ?? "")
        #expect(text.contains(says), "\(text)")
    }
}
