import Policy
import TestKit
import Testing
import Vocabulary

/// The register is no operation: it is listed in no place and before no court.
@Suite("Listing has no place")
struct ListingPlaceTests {
    private static let leader = "th/dsi/0204"

    private static func fixture(_ listing: String, leadsIn: String = "[TH]") -> Fixture {
        var fixture = Fixture()
        fixture.header = "  - { id: \(leader), role: team-leader, leads-in: \(leadsIn) }"
        fixture.clauses = listing
        return fixture
    }

    private static func clause(_ number: String, _ effect: String, _ rest: String) -> String {
        "  \"\(number)\":\n    says: { en: x }\n    \(effect): [list, retrieve]\n    \(rest)"
    }

    private static func facts(_ place: String?, _ forum: String? = nil, from source: FactSource = .request) throws
        -> Facts
    {
        var facts = try Fixture.facts()
        facts.place = try place.map { Fact(try Party(parsing: $0), from: source) } ?? .unknown
        facts.forum = try forum.map { Fact(try Party(parsing: $0), from: source) } ?? .unknown
        return facts
    }

    /// Whether it is listed, asked with each declaration: the answer is always one.
    private func isListed(_ fixture: Fixture, for member: String = leader) throws -> Bool {
        var answers: Set<Bool> = []
        let library = try fixture.library()
        for place in [nil, "KH", "TH", "VN"] {
            for forum in [nil, "KH", "TH"] {
                for source in [FactSource.request, .caseRegister] {
                    let facts = try Self.facts(place, forum, from: source)
                    let request = try Fixture.request(member, .list, purpose: nil)
                    let decision = library.decide(request, at: try Instant(parsing: Fixture.noon), facts: facts)
                    answers.insert(decision.outcome == .permit)
                    let naive = NaiveEngine(
                        try #require(library.scope(of: try AgreementID(parsing: Fixture.name))))
                    let other = naive.decide(request, at: try Instant(parsing: Fixture.noon), facts: facts)
                    #expect(other.outcome == decision.outcome)
                }
            }
        }
        #expect(answers.count == 1, "\(answers)")
        return answers.contains(true)
    }

    @Test("Who leads somewhere lists what leaders list, and what members list")
    func roles() throws {
        #expect(try isListed(Self.fixture(Self.clause("1", "permit", "who: { role: [team-leader] }"))))
        #expect(try isListed(Self.fixture(Self.clause("1", "permit", "who: { role: [member] }"))))
        #expect(try !isListed(Self.fixture(Self.clause("1", "permit", "who: { role: [visiting] }"))))
        let members = Self.fixture(Self.clause("1", "permit", "who: { role: [member] }"))
        #expect(try !isListed(members, for: "th/dsi/0201"), "Who leads everywhere is no member.")
    }

    @Test("What is barred to either of the two roles is barred to who may be either")
    func barred() throws {
        let all = Self.clause("1", "permit", "who: { role: [team-leader, member] }")
        #expect(try isListed(Self.fixture(all)))
        for role in ["team-leader", "member"] {
            let bar = Self.clause("2", "forbid", "who: { role: [\(role)] }")
            #expect(try !isListed(Self.fixture(all + "\n" + bar)), "\(role)")
        }
    }

    @Test("A permit by place or forum is one for the register whatever is declared, a forbid too")
    func conditions() throws {
        for condition in ["place: TH", "forum: KH", "place: KH, forum: TH"] {
            let permit = Self.clause("1", "permit", "if: { \(condition) }")
            #expect(try isListed(Self.fixture(permit)), "\(condition)")
            let forbid = Self.clause("2", "forbid", "if: { \(condition) }")
            #expect(try !isListed(Self.fixture(permit + "\n" + forbid)), "\(condition)")
        }
    }

    @Test("An exception by place or forum takes away neither a forbid nor a permit")
    func exceptions() throws {
        let open = Self.clause("1", "permit", "")
        #expect(try isListed(Self.fixture(open)))
        for exception in ["place: TH", "place: KH", "forum: TH", "forum: KH", "place: KH, forum: TH"] {
            let forbid = Self.clause("2", "forbid", "unless: { \(exception) }")
            #expect(try !isListed(Self.fixture(open + "\n" + forbid)), "\(exception)")
            // It needs no place: retrieval in another one is permitted, and is not to answer that nothing is there.
            let permit = Self.clause("1", "permit", "unless: { \(exception) }")
            #expect(try isListed(Self.fixture(permit)), "\(exception)")
        }
        let each =
            open + "\n" + Self.clause("2", "forbid", "unless: { place: KH }") + "\n"
            + Self.clause("3", "forbid", "unless: { place: TH }")
        #expect(try !isListed(Self.fixture(each)), "It is forbidden in each place.")
        // Another exception of the same clause still counts, and is the one that is named.
        let consented = Self.clause("1", "permit", "unless: { place: TH, consent-of: KH }")
        #expect(try isListed(Self.fixture(consented)))
    }

    @Test(
        "A seconded member is where the roster has them: for them an exception by place counts, one by forum does not")
    func secondedExcepted() throws {
        let open = Self.clause("1", "permit", "")
        for (member, seat, isThere) in [("th/dsi/0299", "KH", true), ("kh/ahtjpp/0199", "TH", false)] {
            var fixture = Self.fixture("")
            fixture.header = "  - { id: \(member), role: seconded, seconded-to: \(seat) }"
            func isListed(_ clauses: String) throws -> Bool {
                fixture.clauses = clauses
                return try self.isListed(fixture, for: member)
            }
            #expect(try isListed(open + "\n" + Self.clause("2", "forbid", "unless: { place: KH }")) == isThere)
            #expect(try isListed(Self.clause("1", "permit", "unless: { place: KH }")) != isThere)
            #expect(try isListed(Self.clause("1", "permit", "unless: { forum: KH }")))
        }
    }

    @Test("Each clause counts for itself: what two files give in different places is listed, and can be had in none")
    func apart() throws {
        var fixture = Self.fixture(Self.clause("1", "permit", "who: { role: [team-leader] }"))
        fixture.basis = "TEST-BASIS, TEST-BASIS-2"
        fixture.others = [
            SampleFiles.treaty("TEST-BASIS-2").replacing(/(?s)clauses:.*/) { _ in
                "clauses:\n" + Self.clause("1", "permit", "who: { role: [member] }") + "\n"
            }
        ]
        #expect(try isListed(fixture))
        for place in ["KH", "TH", "VN"] {
            #expect(try fixture.decide(Self.leader, .retrieve, Self.facts(place)).outcome == .deny, "\(place)")
        }
    }

    @Test("It frees nobody of a law, and adds none")
    func laws() throws {
        let open = Self.clause("1", "permit", "who: { role: [team-leader, member] }")
        func law(_ link: String, _ rest: String, party: String = "KH") -> String {
            Fixture.law(Self.clause("L", "forbid", rest), applies: link).replacing("party: KH", with: "party: \(party)")
        }
        for (link, rest) in [
            ("place", ""), ("forum", ""), ("actor-party", "who: { role: [member] }"),
            ("actor-party", "if: { place: KH }"),
            ("actor-party", "unless: { place: TH }"), ("actor-party", "unless: { forum: TH }"),
        ] {
            var fixture = Self.fixture(open)
            fixture.others = [law(link, rest, party: link == "actor-party" ? "TH" : "KH")]
            #expect(try !isListed(fixture), "\(link) \(rest)")
            fixture.others = [law(link, rest, party: "MM")]
            #expect(try isListed(fixture), "\(link) \(rest)")
        }
    }

    @Test("What is listed is there for whatever is asked about it, in each place")
    func there() throws {
        let library = try Self.fixture(Self.clause("1", "permit", "who: { role: [team-leader] }")).library()
        for place in [nil, "KH", "TH"] {
            var request = try Fixture.request(Self.leader, .verify)
            request.action = .verify
            let decision = library.decide(
                request, at: try Instant(parsing: Fixture.noon), facts: try Self.facts(place))
            #expect(decision.outcome == .deny)
            #expect(library.safeExplanation(of: decision) != PolicyLibrary.notThere, "\(place ?? "-")")
        }
    }

    @Test("What is missing is said without a place")
    func words() throws {
        let fixture = Self.fixture(Self.clause("1", "permit", "who: { role: [visiting] }"))
        let decision = try fixture.decide(Self.leader, .list, purpose: nil, Self.facts(nil))
        #expect(decision.explanation().sentences == ["Clause 1 would permit this, but th/dsi/0204 is a team leader."])
    }

    @Test("A change of where somebody leads changes nothing in the register")
    func difference() throws {
        let listing = Self.clause("1", "permit", "who: { role: [team-leader] }")
        let id = try AgreementID(parsing: Fixture.name)
        let (old, new) = (
            try Self.fixture(listing).library(), try Self.fixture(listing, leadsIn: "[KH]").library()
        )
        let difference = try AgreementDifference(
            from: try #require(old.scope(of: id)), to: try #require(new.scope(of: id)))
        #expect(!difference.changes.contains { $0.action == .list }, "\(difference.changes.map(\.sentence))")
        #expect(difference.changes.contains { $0.action == .retrieve }, "\(difference.changes.map(\.sentence))")
    }
}
