import Policy
import TestKit
import Testing
import Vocabulary

/// Place and court are declared by who asks. What a lie can win, and what it cannot.
@Suite("What must not happen: declared places and courts")
struct DeclarationThreatTests {
    static let seeds: [UInt64] = Array(1...6)

    private static func declaring(_ place: String?, _ forum: String?) throws -> Facts {
        var facts = try Fixture.facts()
        facts.item?.origin = Fact(try Party(parsing: "TH"), from: .bundleRecord)
        facts.place = try place.map { Fact(try Party(parsing: $0), from: .request) } ?? .unknown
        facts.forum = try forum.map { Fact(try Party(parsing: $0), from: .request) } ?? .unknown
        return facts
    }

    private static func law(_ applies: String, _ condition: String, party: String = "KH") -> String {
        Fixture.law("  \"L\":\n    says: { en: x }\n    forbid: [retrieve]\n\(condition)", applies: applies)
            .replacing("party: KH", with: "party: \(party)")
    }

    @Test(
        "No declaration frees of a law: not by its link, not by what its clause asks, not by what it excepts",
        arguments: [
            ("place", ""), ("forum", ""), ("actor-party", "    if: { place: KH }"),
            ("actor-party", "    if: { forum: KH }"),
            ("actor-party", "    unless: { place: TH }"), ("actor-party", "    unless: { forum: TH }"),
            ("place", "    if: { place: KH, forum: KH }"), ("actor-party", "    who: { role: [member] }"),
        ])
    func laws(applies: String, condition: String) throws {
        var fixture = Fixture()
        fixture.header = "  - { id: kh/ahtjpp/0102, role: team-leader, leads-in: [TH] }"
        fixture.others = [Self.law(applies, condition)]
        for place in [nil, "KH", "TH", "VN"] {
            for forum in [nil, "KH", "TH"] {
                let decision = try fixture.decide("kh/ahtjpp/0102", .retrieve, Self.declaring(place, forum))
                #expect(decision.code == .policyForbidden, "\(place ?? "-") \(forum ?? "-")")
            }
        }
        // What a better source has does decide.
        var facts = try Self.declaring(nil, nil)
        facts.place = Fact(try Party(parsing: "TH"), from: .caseRegister)
        facts.forum = Fact(try Party(parsing: "TH"), from: .caseRegister)
        #expect(try fixture.decide("kh/ahtjpp/0102", .retrieve, facts).outcome == .permit)
    }

    @Test("A declaration adds the law of a state that has nothing to do with the agreement")
    func added() throws {
        for link in ["place", "forum"] {
            var fixture = Fixture()
            fixture.others = [Self.law(link, "", party: "MM")]
            #expect(try fixture.decide("th/dsi/0201", .retrieve, Self.declaring(nil, nil)).outcome == .permit)
            #expect(try fixture.decide("th/dsi/0201", .retrieve, Self.declaring("TH", "TH")).outcome == .permit)
            let declared = try Self.declaring(link == "place" ? "MM" : nil, link == "forum" ? "MM" : nil)
            #expect(try fixture.decide("th/dsi/0201", .retrieve, declared).code == .policyForbidden)
        }
    }

    @Test("A seconded member is where the roster has them, whatever they declare")
    func seconded() throws {
        var fixture = Fixture()
        fixture.header = "  - { id: th/dsi/0205, role: seconded, seconded-to: KH }"
        fixture.clauses += "\n  \"3\":\n    says: { en: x }\n    permit: [verify]\n    if: { place: TH }"
        fixture.others = [Self.law("place", "")]
        #expect(try fixture.decide("th/dsi/0205", .retrieve, Self.declaring("TH", nil)).code == .policyForbidden)
        #expect(try fixture.decide("th/dsi/0205", .verify, Self.declaring("TH", nil)).outcome == .deny)
    }

    @Test("An approval serves the place and the court for which it was asked, and no other")
    func approvals() throws {
        var fixture = Fixture()
        fixture.clauses += """

              "3":
                says: { en: x }
                require: [retrieve]
                approvals: { from: [KH team-leader], within-days: 14 }
            """
        let now = try Instant(parsing: Fixture.noon)
        func outcome(_ place: String?, _ forum: String?, given: (String?, String?)) throws -> Decision.Outcome {
            var facts = try Self.declaring(place, forum)
            facts.approvals = [
                Approval(
                    approver: try MemberID(parsing: "kh/prosecutor/0001"), log: "log", action: .retrieve,
                    bundle: Fixture.bundle, requester: try MemberID(parsing: "th/dsi/0201"), purpose: .investigation,
                    place: try given.0.map { try Party(parsing: $0) },
                    forum: try given.1.map { try Party(parsing: $0) },
                    policy: try #require(try fixture.library().policyDigest(for: AgreementID(parsing: Fixture.name))),
                    given: now.adding(days: -1), expires: now.adding(days: 1), event: Digest(ofText: "approval"),
                    isSpent: false)
            ]
            return try fixture.decide("th/dsi/0201", .retrieve, facts).outcome
        }
        let declarations: [(String?, String?)] = [(nil, nil), ("KH", nil), (nil, "KH"), (nil, "TH"), ("TH", "TH")]
        for asked in declarations {
            for given in declarations {
                #expect(try outcome(asked.0, asked.1, given: given) == (asked == given ? .permit : .pending))
            }
        }
    }

    @Test(
        "Of generated agreements: declaring never frees of a law's forbid or of what a law requires", arguments: seeds)
    func property(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var forbidden = 0
        var required = 0
        for _ in 0..<60 {
            var policy = GeneratedPolicy(&random)
            while policy.laws.count < 2 {
                policy.laws.append(
                    (
                        party: ["KH", "TH", "MM"].randomElement(using: &random) ?? "KH", applies: "place, forum",
                        clauses: ClauseGenerator().clauses(3, "P\(policy.laws.count)-", lawful: true, &random)
                    ))
            }
            let (library, _) = try policy.library()
            for _ in 0..<40 {
                var asked = try GeneratedRequest(&random)
                asked.facts.approvals = []
                asked.facts.place = .unknown
                asked.facts.forum = .unknown
                func decide() -> Decision {
                    library.decide(
                        asked.request, at: asked.instant,
                        facts: asked.facts(under: library.policyDigest(for: asked.request.agreement)))
                }
                func ofLaws(_ decision: Decision) -> Set<ClauseReference> {
                    Set(decision.clauses.filter { $0.document.text.hasPrefix("LAW-") })
                }
                let silent = decide()
                for place in [nil, "KH", "TH", "VN", "MM"] {
                    for forum in [nil, "KH", "TH", "MM"] {
                        asked.facts.place = try place.map { Fact(try Party(parsing: $0), from: .request) } ?? .unknown
                        asked.facts.forum = try forum.map { Fact(try Party(parsing: $0), from: .request) } ?? .unknown
                        let declared = decide()
                        if silent.code == .policyForbidden, !ofLaws(silent).isEmpty {
                            forbidden += 1
                            #expect(
                                ofLaws(declared).isSuperset(of: ofLaws(silent)) && declared.code == .policyForbidden,
                                "seed \(seed): \(asked.request) \(place ?? "-") \(forum ?? "-")")
                        } else if silent.outcome != .deny, declared.outcome != .deny, !ofLaws(silent).isEmpty {
                            required += 1
                            #expect(
                                ofLaws(declared).isSuperset(of: ofLaws(silent)),
                                "seed \(seed): \(asked.request) \(place ?? "-") \(forum ?? "-")")
                        }
                    }
                }
            }
        }
        #expect(forbidden > 500 && required > 100, "seed \(seed): \(forbidden) \(required)")
    }
}
