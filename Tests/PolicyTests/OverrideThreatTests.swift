import Policy
import TestKit
import Testing
import Vocabulary

/// What two leaders and a court can lift, and what not.
@Suite("What must not happen: overrides and courts")
struct OverrideThreatTests {
    /// An override of clauses of the fixture's agreement, for retrieving its bundle today.
    static func override(
        by leaders: [String] = ["kh/prosecutor/0001", "th/dsi/0201"], of clauses: [String], under fixture: Fixture
    ) throws -> Override {
        let now = try Instant(parsing: Fixture.noon)
        let id = try AgreementID(parsing: Fixture.name)
        return Override(
            log: "log", action: .retrieve, bundle: Fixture.bundle, purposes: Purpose.allCases,
            clauses: try clauses.map { ClauseReference(document: id, clause: try ClauseNumber(parsing: $0)) },
            policy: try #require(try fixture.library().policyDigest(for: id)),
            reasons: Digest(ofText: "A raid is planned for tonight."),
            given: now.adding(days: -1), expires: now.adding(days: 1),
            statements: try leaders.map {
                Override.Statement(leader: try MemberID(parsing: $0), event: Digest(ofText: "override \($0)"))
            })
    }

    @Test(
        "An override lifts a clause that allows it, only under an instrument that provides for it, by two parties' leaders"
    )
    func overrides() throws {
        var fixture = Fixture()
        fixture.basis = "TEST-TREATY"
        fixture.clauses += """

              "3":
                says: { en: x }
                forbid: [retrieve]
                item: { category: [document] }
                unless: { override: true }
            """
        func treaty(_ provides: Bool) -> String {
            """
            agreement: TEST-TREATY
            format: saksi-agreement/1
            title: { en: Treaty }
            kind: treaty
            version: 1
            in-force: { from: 2020-01-01, zone: UTC }
            parties: { KH: { }, TH: { } }
            provides-override: \(provides)
            clauses:
              "1":
                says: { en: x }
                permit: [list]

            """
        }
        func outcome(_ leaders: [String], provides: Bool = true, law: String? = nil) throws -> Decision.Outcome {
            fixture.others = [treaty(provides)] + [law].compactMap(\.self)
            var facts = try Fixture.facts()
            facts.overrides = [try Self.override(by: leaders, of: ["3"], under: fixture)]
            return try fixture.decide("th/dsi/0201", .retrieve, facts).outcome
        }
        let both = ["kh/prosecutor/0001", "th/dsi/0201"]
        #expect(try outcome(both) == .permit)
        #expect(try outcome(["th/dsi/0201", "th/dsi/0201"]) == .deny)
        #expect(try outcome(["kh/prosecutor/0001", "kh/ahtjpp/0101"]) == .deny)
        #expect(try outcome(both, provides: false) == .deny)
        #expect(try outcome(both, law: Fixture.law("  \"1\":\n    says: { en: x }\n    forbid: [retrieve]")) == .deny)
    }

    @Test("An override lifts nothing for a use against a victim, whatever the clause says")
    func overridesAndImmigration() throws {
        var fixture = Fixture()
        fixture.basis = "TEST-OVERRIDE"
        fixture.others = [
            SampleFiles.treaty("TEST-BASIS").replacing("TEST-BASIS", with: "TEST-OVERRIDE").replacing(
                "clauses:", with: "provides-override: true\nclauses:")
        ]
        fixture.clauses = """
              "1":
                says: { en: x }
                permit: [retrieve]
              "2":
                says: { en: x }
                forbid: [retrieve]
                item: { category: [document] }
                unless: { override: true }
            """
        var facts = try Fixture.facts()
        facts.overrides = [try Self.override(of: ["2"], under: fixture)]
        #expect(try fixture.decide("th/dsi/0201", .retrieve, facts).outcome == .permit)
        #expect(try fixture.decide("th/dsi/0201", .retrieve, purpose: .immigration, facts).outcome == .deny)
    }

    /// An agreement with a forbid about documents that leaders can lift.
    private var liftable: Fixture {
        var fixture = Fixture()
        fixture.basis = "TEST-OVERRIDE"
        fixture.others = [
            SampleFiles.treaty("TEST-OVERRIDE").replacing("clauses:", with: "provides-override: true\nclauses:")
        ]
        fixture.clauses = """
              "1":
                says: { en: x }
                permit: [retrieve, disclose]
              "2":
                says: { en: x }
                forbid: [retrieve, submit]
                item: { category: [document] }
                unless: { override: true }
              "3":
                says: { en: x }
                forbid: [retrieve]
                item: { category: [document] }
                unless: { override: true }
            """
        return fixture
    }

    @Test("An override serves for exactly what it names, is a reason, and stands on every page")
    func bindings() throws {
        let fixture = liftable
        let now = try Instant(parsing: Fixture.noon)
        func decide(
            _ clauses: [String] = ["2", "3"], _ change: (inout Override) -> Void = { _ in },
            _ facts: Facts? = nil
        ) throws -> Decision {
            var facts = try facts ?? Fixture.facts()
            var override = try Self.override(of: clauses, under: fixture)
            change(&override)
            facts.overrides = [override]
            return try fixture.decide("th/dsi/0201", .retrieve, facts)
        }
        let lifted = try decide()
        #expect(lifted.outcome == .permit)
        #expect(lifted.reasons.map(\.code) == ["policy.permitted", "policy.overridden", "policy.overridden"])
        #expect(lifted.obligations.mark.count == 2)
        #expect(lifted.explanation().sentences.contains { $0.contains("two leaders have lifted it") })
        #expect(try decide(["2"]).clauses.map(\.description) == ["TEST-AGREEMENT 3"], "one clause of two")
        let stale: [(String, (inout Override) -> Void)] = [
            ("for another bundle", { $0.bundle = Digest(ofText: "other") }),
            ("for another action", { $0.action = .submit }),
            ("for other purposes", { $0.purposes = [.trial] }), ("after its end", { $0.expires = now }),
            ("from the future", { $0.given = now.adding(seconds: 1) }),
            ("under another version", { $0.policy = Digest(ofText: "other") }),
            ("on another node", { $0.log = "other" }), ("by one leader", { $0.statements.removeLast() }),
        ]
        for (name, change) in stale { #expect(try decide(["2", "3"], change).outcome == .deny, "\(name)") }
        var unable = try Fixture.facts()
        unable.node.fulfils = [.log]
        #expect(try decide(["2", "3"], { _ in }, unable).code == .policyCannotFulfil)
    }

    @Test("An override lifts nothing that protects a victim, whatever the clause is about")
    func victims() throws {
        let fixture = liftable
        func outcome(_ change: (inout ItemFacts) -> Void) throws -> Decision.Outcome {
            var facts = try Fixture.facts(change)
            facts.overrides = [try Self.override(of: ["2", "3"], under: fixture)]
            return try fixture.decide("th/dsi/0201", .retrieve, facts).outcome
        }
        #expect(try outcome { _ in } == .permit)
        #expect(try outcome { $0.victimIdentity = Fact(.direct, from: .bundleRecord) } == .deny)
        #expect(try outcome { $0.victimIdentity = Fact(.indirect, from: .bundleRecord) } == .deny)
        #expect(try outcome { $0.victimIdentity = .unknown } == .deny)
        #expect(try outcome { $0.flags = Fact([.childAbuseMaterial], from: .bundleRecord) } == .deny)
        #expect(try outcome { $0.flags = .unknown } == .deny)
        #expect(try outcome { $0.flags = Fact([.confidential], from: .bundleRecord) } == .permit)
    }

    @Test("A law's exception for a court is for its own party's court, and no order reaches another bundle")
    func courts() throws {
        var fixture = Fixture()
        fixture.others = [
            Fixture.law(
                "  \"1\":\n    says: { en: x }\n    forbid: [retrieve]\n    unless: { court-order: true }")
        ]
        func outcome(_ court: String, _ bundle: Digest? = Fixture.bundle) throws -> Decision.Outcome {
            var facts = try Fixture.facts()
            facts.courtOrders = [
                CourtOrder(party: try Party(parsing: court), bundle: bundle, event: Digest(ofText: "order"))
            ]
            return try fixture.decide("th/dsi/0201", .retrieve, facts).outcome
        }
        #expect(try outcome("KH") == .permit)
        #expect(try outcome("TH") == .deny)
        #expect(try outcome("MM") == .deny)
        #expect(try outcome("KH", Digest(ofText: "other")) == .deny)
        #expect(try outcome("KH", nil) == .deny)
        fixture.others = []
        fixture.clauses += """

              "3":
                says: { en: x }
                forbid: [retrieve]
                unless: { court-order: true }
            """
        #expect(try outcome("TH") == .permit)
        #expect(try outcome("MM") == .deny)
    }
}
