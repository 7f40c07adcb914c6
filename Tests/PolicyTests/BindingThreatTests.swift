import Policy
import TestKit
import Testing
import Vocabulary

/// What approvals, consents and declarations are bound to.
@Suite("What must not happen: approvals, consents, declarations")
struct BindingThreatTests {
    private func approval(
        _ approver: String, under fixture: Fixture, action: Action = .retrieve, bundle: Digest? = Fixture.bundle,
        _ change: (inout Approval) throws -> Void = { _ in }
    ) throws -> Approval {
        let now = try Instant(parsing: Fixture.noon)
        var approval = Approval(
            approver: try MemberID(parsing: approver), log: "log", action: action, bundle: bundle,
            requester: try MemberID(parsing: "th/dsi/0201"), purpose: .investigation,
            policy: try #require(try fixture.library().policyDigest(for: AgreementID(parsing: Fixture.name))),
            given: now.adding(days: -1), expires: now.adding(days: 1), event: Digest(ofText: approver), isSpent: false)
        try change(&approval)
        return approval
    }

    private func requiring(_ seats: String..., action: String = "retrieve") -> Fixture {
        var fixture = Fixture()
        for (number, seat) in seats.enumerated() {
            fixture.clauses += """

                  "\(number + 3)":
                    says: { en: x }
                    require: [\(action)]
                    approvals: { from: [\(seat)], within-days: 14 }
                """
        }
        return fixture
    }

    @Test("An approval serves one release: once a release has spent it, the next waits for another")
    func spending() throws {
        let fixture = requiring("KH team-leader")
        var facts = try Fixture.facts()
        facts.approvals = [try approval("kh/prosecutor/0001", under: fixture)]
        let first = try fixture.decide("th/dsi/0201", .retrieve, facts)
        #expect(first.outcome == .permit)
        #expect(first.approvalsSpent == facts.approvals.map(\.event))
        for index in facts.approvals.indices where first.approvalsSpent.contains(facts.approvals[index].event) {
            facts.approvals[index].isSpent = true
        }
        #expect(try fixture.decide("th/dsi/0201", .retrieve, facts).outcome == .pending)
    }

    @Test("One approval fills one seat, whichever clauses ask; a seat that two clauses name is one seat")
    func acrossClauses() throws {
        func decide(_ fixture: Fixture, _ approvers: String...) throws -> Decision {
            var facts = try Fixture.facts()
            facts.approvals = try approvers.map { try approval($0, under: fixture) }
            return try fixture.decide("th/dsi/0201", .retrieve, facts)
        }
        let same = requiring("KH team-leader", "KH team-leader")
        #expect(try decide(same, "kh/prosecutor/0001").outcome == .permit)
        // The leader and the prosecutors' office: the one leader cannot be both, in one clause or in two.
        let other = requiring("KH team-leader", "kh/prosecutor")
        #expect(try decide(other, "kh/prosecutor/0001").code == .policyApprovalImpossible)
        let two = requiring("KH team-leader", "KH central-authority")
        #expect(
            try decide(two, "kh/prosecutor/0001").approvalsNeeded.map(\.seat.description) == ["KH central-authority"])
        let both = try decide(two, "kh/prosecutor/0001", "kh/moj/0001")
        #expect(both.outcome == .permit)
        #expect(both.approvalsSpent.count == 2)
    }

    @Test("An act without an item is approved for its case and its offence")
    func withoutItem() throws {
        var fixture = requiring("KH team-leader", action: "request")
        fixture.clauses += "\n  \"9\":\n    says: { en: x }\n    permit: [request]"
        let number = try CaseNumber(parsing: "KH-AHTJPP-2026-000123")
        var request = try Fixture.request("th/dsi/0201", .request)
        request.caseNumber = number
        request.offence = .traffickingInPersons
        func outcome(_ change: (inout Approval) throws -> Void) throws -> Decision.Outcome {
            var facts = try Fixture.facts()
            facts.item = nil
            facts.approvals = [
                try approval("kh/prosecutor/0001", under: fixture, action: .request, bundle: nil) {
                    $0.caseNumber = number
                    $0.offence = .traffickingInPersons
                    try change(&$0)
                }
            ]
            return try fixture.library().decide(request, at: try Instant(parsing: Fixture.noon), facts: facts).outcome
        }
        #expect(try outcome { _ in } == .permit)
        #expect(try outcome { $0.caseNumber = nil } == .pending)
        #expect(try outcome { $0.offence = .corruption } == .pending)
        #expect(try outcome { $0.bundle = Fixture.bundle } == .pending)
    }

    @Test("A consent serves the uses that it names, and no other")
    func consents() throws {
        let fixture = Fixture.forbidding("unless: { consent-of: item-origin }")
        let now = try Instant(parsing: Fixture.noon)
        func outcome(_ change: (inout Consent) throws -> Void) throws -> Decision.Outcome {
            var facts = try Fixture.facts()
            var consent = Consent(
                party: try Party(parsing: "KH"), actions: [.retrieve], purposes: [.investigation],
                bundle: Fixture.bundle, given: now, expires: nil, event: Digest(ofText: "consent"))
            try change(&consent)
            facts.consents = [consent]
            return try fixture.decide("th/dsi/0201", .retrieve, facts).outcome
        }
        #expect(try outcome { _ in } == .permit)
        #expect(try outcome { $0.offence = .traffickingInPersons } == .permit)
        #expect(try outcome { $0.recipient = try Party(parsing: "TH") } == .permit)
        let others: [(String, (inout Consent) throws -> Void)] = [
            ("another party's", { $0.party = try Party(parsing: "TH") }),
            ("to another action", { $0.actions = [.disclose] }),
            ("for another purpose", { $0.purposes = [.trial] }),
            ("about another bundle", { $0.bundle = Digest(ofText: "x") }),
            ("about some exhibits", { $0.exhibits = try ExhibitSelection(parsing: "1") }),
            ("about another offence", { $0.offence = .corruption }),
            ("in another case", { $0.caseNumber = try CaseNumber(parsing: "KH-AHTJPP-2026-000123") }),
            ("to another party", { $0.recipient = try Party(parsing: "KH") }), ("that has ended", { $0.expires = now }),
        ]
        for (name, change) in others { #expect(try outcome(change) == .deny, "\(name)") }
    }

    @Test("An offence that is declared must be one of the case, or it is no offence of the agreement")
    func declarations() throws {
        var request = try Fixture.request("th/dsi/0201", .retrieve)
        request.offence = .traffickingInPersons
        let library = try Fixture().library()
        let noon = try Instant(parsing: Fixture.noon)
        #expect(library.decide(request, at: noon, facts: try Fixture.facts()).outcome == .permit)
        var disclosing = Fixture()
        disclosing.clauses += """

              "3":
                says: { en: x }
                permit: [disclose]
                if: { purpose: agreed-offence }
            """
        request.action = .disclose
        var facts = try Fixture.facts()
        #expect(try disclosing.library().decide(request, at: noon, facts: facts).outcome == .permit)
        facts.caseFacts.offences = Fact([.corruption], from: .log)
        #expect(try disclosing.library().decide(request, at: noon, facts: facts).outcome == .deny)
        facts.caseFacts.offences = .unknown
        #expect(try disclosing.library().decide(request, at: noon, facts: facts).outcome == .deny)
    }

    @Test("What helps the accused waits for no approval and no rendition, and no purpose of a permit bars it")
    func accused() throws {
        var fixture = Fixture()
        fixture.clauses += """

              "3":
                says: { en: x }
                permit: [disclose]
                if: { purpose: agreed-offence }
              "4":
                says: { en: x }
                require: [disclose]
                approvals: { from: [KH team-leader], within-days: 14 }
                then: { redact: [victim-identity] }
            """
        let helping = try fixture.decide("th/dsi/0201", .disclose, purpose: .exculpatory)
        #expect(helping.outcome == .permit)
        #expect(helping.obligations.notify == ["giver-kh"])
        #expect(helping.obligations.redact == [.victimIdentity], "the duty stays")
        #expect(helping.warnings.map(\.code) == ["policy.obligation.rendition-needed"])
        #expect(try fixture.decide("th/dsi/0201", .disclose, purpose: .trial).outcome == .deny)
    }

    @Test("Of permits that serve, one that needs no approval is taken, and no approval is spent for it")
    func spared() throws {
        var fixture = Fixture()
        fixture.clauses += """

              "3":
                says: { en: x }
                permit: [list]
                approvals: { from: [KH team-leader], within-days: 14 }
            """
        fixture.clauses = fixture.clauses.replacing(
            "permit: [list]\n  \"2\"", with: "permit: [list]\n    then: { log: full }\n  \"2\"")
        var facts = try Fixture.facts()
        facts.approvals = [try approval("kh/prosecutor/0001", under: fixture, action: .list)]
        let decision = try fixture.decide("th/dsi/0201", .list, facts)
        #expect(decision.outcome == .permit)
        #expect(decision.approvalsSpent.isEmpty)
        #expect(decision.obligations.log == .full)
    }

    @Test("Which agreements would serve: those that permit, then those that would; none that one does not stand on")
    func serving() throws {
        let other = Fixture().text.replacing("agreement: TEST-AGREEMENT", with: "agreement: OTHER").replacing(
            "      - { id: th/dsi/0202, role: visiting }", with: "")
        let asking = requiring("KH team-leader").text.replacing("agreement: TEST-AGREEMENT", with: "agreement: ASKING")
        let library = try PolicyLibrary(
            [Fixture().text, other, asking, SampleFiles.treaty("TEST-BASIS")].map(Fixture.read))
        let noon = try Instant(parsing: Fixture.noon)
        let services = library.serving(
            try Fixture.request("th/dsi/0201", .retrieve), at: noon, facts: try Fixture.facts())
        #expect(services.map(\.agreement.text) == ["OTHER", "TEST-AGREEMENT", "ASKING"])
        #expect(services.map(\.outcome) == [.permit, .permit, .pending])
        #expect(
            library.serving(try Fixture.request("vn/c02/0101", .retrieve), at: noon, facts: try Fixture.facts()).isEmpty
        )
    }
}
