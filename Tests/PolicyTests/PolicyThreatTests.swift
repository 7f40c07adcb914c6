import Policy
import TestKit
import Testing
import Vocabulary

/// The list “Policy” of the threat model: each line is a test.
@Suite("What must not happen: policy")
struct PolicyThreatTests {
    @Test("An unknown fact under a forbid refuses; under a permit it does not permit")
    func unknownFacts() throws {
        let fixture = Fixture.forbidding("item: { flag: [privileged] }", "unless: { court-order: true }")
        #expect(try fixture.decide("th/dsi/0201", .retrieve).outcome == .permit)
        let decision = try fixture.decide("th/dsi/0201", .retrieve, Fixture.facts { $0.flags = .unknown })
        #expect(decision.code == .policyForbidden)
        #expect(
            try Fixture().decide("th/dsi/0201", .retrieve, Fixture.facts { $0.category = .unknown }).outcome == .deny)
        var nothing = try Fixture.facts()
        nothing.item = nil
        #expect(try Fixture().decide("th/dsi/0201", .retrieve, nothing).outcome == .deny)
    }

    @Test("A law refuses whatever the agreement permits, whether or not the agreement names it")
    func lawNarrowed() throws {
        var fixture = Fixture()
        fixture.others = [
            Fixture.law("  \"49\":\n    says: { en: x }\n    forbid: [retrieve]\n    item: { category: [document] }")
        ]
        let decision = try fixture.decide("th/dsi/0201", .retrieve)
        #expect(decision.clauses.map(\.description) == ["TEST-LAW 49"])
        // From another state, by an officer of another state: the law does not reach it. Of unknown origin: it does.
        let thai = Fact(try Party(parsing: "TH"), from: FactSource.bundleRecord)
        #expect(try fixture.decide("th/dsi/0201", .retrieve, Fixture.facts { $0.origin = thai }).outcome == .permit)
        #expect(try fixture.decide("th/dsi/0201", .retrieve, Fixture.facts { $0.origin = .unknown }).outcome == .deny)
    }

    /// An agreement in which retrieving asks for two approvals.
    private var approving: Fixture {
        var fixture = Fixture()
        fixture.clauses += """

              "3":
                says: { en: x }
                require: [retrieve]
                approvals: { from: [KH team-leader, KH central-authority], distinct-persons: 2, within-days: 14 }
            """
        return fixture
    }

    private func approval(_ approver: String, _ change: (inout Approval) throws -> Void = { _ in }) throws -> Approval {
        let now = try Instant(parsing: Fixture.noon)
        var approval = Approval(
            approver: try MemberID(parsing: approver), log: "log", action: .retrieve, bundle: Fixture.bundle,
            exhibits: nil, requester: try MemberID(parsing: "th/dsi/0201"), purpose: .investigation,
            policy: try #require(try approving.library().policyDigest(for: AgreementID(parsing: Fixture.name))),
            given: now.adding(days: -1), expires: now.adding(days: 1), event: Digest(ofText: approver), isSpent: false)
        try change(&approval)
        return approval
    }

    private func outcome(_ approvals: [Approval]) throws -> Decision.Outcome {
        var facts = try Fixture.facts()
        facts.item?.exhibits = try ExhibitSelection(parsing: "1-2")
        facts.approvals = approvals
        return try approving.decide("th/dsi/0201", .retrieve, facts).outcome
    }

    @Test("An approval counts once, for one item, one version and one requester, until it expires")
    func approvals() throws {
        let leader = try approval("kh/prosecutor/0001")
        let authority = try approval("kh/moj/0001")
        #expect(try outcome([leader, authority]) == .permit)
        #expect(try outcome([]) == .pending)
        #expect(try outcome([leader]) == .pending)
        #expect(try outcome([leader, leader]) == .pending, "one person twice")
        let now = try Instant(parsing: Fixture.noon)
        let stale: [(String, (inout Approval) throws -> Void)] = [
            ("used before", { $0.isSpent = true }),
            ("after expiry", { $0.expires = now }),
            ("too long ago", { $0.given = now.adding(days: -15) }),
            ("from the future", { $0.given = now.adding(seconds: 1) }),
            ("for another bundle", { $0.bundle = Digest(ofText: "other") }),
            ("for other exhibits", { $0.exhibits = try ExhibitSelection(parsing: "1,3") }),
            ("under another version", { $0.policy = Digest(ofText: "other") }),
            ("for another requester", { $0.requester = try MemberID(parsing: "kh/ahtjpp/0101") }),
            ("for another purpose", { $0.purpose = .trial }),
            ("for another action", { $0.action = .disclose }),
            ("on another node", { $0.log = "other" }),
            ("by somebody who is no leader", { $0.approver = try MemberID(parsing: "kh/ahtjpp/0101") }),
        ]
        for (name, change) in stale {
            #expect(try outcome([approval("kh/prosecutor/0001", change), authority]) == .pending, "\(name)")
        }
        #expect(
            try outcome([
                approval("kh/prosecutor/0001") { $0.exhibits = try ExhibitSelection(parsing: "1-5") }, authority,
            ]) == .permit)
    }

    @Test("Whoever asks does not approve, and a permit says which approvals it spends")
    func selfApproval() throws {
        var facts = try Fixture.facts()
        facts.approvals = try ["kh/prosecutor/0001", "kh/moj/0001"].map { approver in
            try approval(approver) { $0.requester = try MemberID(parsing: "kh/prosecutor/0001") }
        }
        let own = try approving.decide("kh/prosecutor/0001", .retrieve, facts)
        #expect(own.code == .policyApprovalImpossible)
        facts.approvals = try [approval("kh/prosecutor/0001"), approval("kh/moj/0001")]
        let decision = try approving.decide("th/dsi/0201", .retrieve, facts)
        #expect(Set(decision.approvalsSpent) == [Digest(ofText: "kh/prosecutor/0001"), Digest(ofText: "kh/moj/0001")])
        let pending = try approving.decide("th/dsi/0201", .retrieve)
        #expect(pending.code == .policyApprovalNeeded)
        #expect(
            pending.approvalsNeeded.map(\.candidates).flatMap { $0 }.map(\.text) == [
                "kh/moj/0001", "kh/prosecutor/0001",
            ])
    }

    @Test("What one may not list cannot be told from what does not exist: the same words, code and size")
    func safeExplanation() throws {
        var fixture = Fixture()
        fixture.clauses = fixture.clauses.replacing(
            "permit: [list]", with: "permit: [list]\n    who: { role: [team-leader] }")
        let library = try fixture.library()
        let instant = try Instant(parsing: Fixture.noon)
        func told(_ actor: String, _ action: Action) throws -> Explanation {
            library.safeExplanation(
                of: library.decide(try Fixture.request(actor, action), at: instant, facts: try Fixture.facts()))
        }
        let hidden = try told("th/dsi/0202", .retrieve)
        #expect(hidden == PolicyLibrary.notThere)
        #expect(try told("th/dsi/0202", .list) == PolicyLibrary.notThere)
        #expect(try told("vn/c02/0101", .retrieve) == PolicyLibrary.notThere)
        #expect(try CanonicalJSON.encode(hidden) == CanonicalJSON.encode(PolicyLibrary.notThere))
        // A leader, who may list it, is told why.
        #expect(try told("th/dsi/0201", .destroy).code == "policy.no-permit")
        var unknown = try Fixture.request("th/dsi/0201", .retrieve)
        unknown.agreement = try AgreementID(parsing: "NO-SUCH-AGREEMENT")
        let nowhere = library.decide(unknown, at: instant, facts: try Fixture.facts())
        #expect(nowhere.code == .policyUnknownAgreement)
        #expect(library.safeExplanation(of: nowhere) == PolicyLibrary.notThere)
    }

    @Test("A later version changes no past decision: its record replays only under what decided it")
    func retroactivity() throws {
        let before = try Fixture().library()
        let decision = before.decide(
            try Fixture.request("th/dsi/0201", .retrieve), at: try Instant(parsing: Fixture.noon),
            facts: try Fixture.facts())
        let record = try decision.record(id: DecisionID(from: SystemRandomness()))
        var later = Fixture()
        later.clauses = later.clauses.replacing("permit: [retrieve]", with: "forbid: [retrieve]")
        let after = try later.library()
        #expect(throws: PolicyError.self) { try after.replay(record) }
        #expect(try before.replay(record) == record)
    }

    @Test("No speciality clause keeps from the accused what helps them: no file with one is read; the giver is told")
    func accused() throws {
        var fixture = Fixture()
        fixture.clauses += """

              "3":
                says: { en: x }
                permit: [disclose]
              "4":
                says: { en: Only for this purpose. }
                forbid: [disclose]
                unless: { purpose: [trial] }
            """
        let error = try #require(#expect(throws: PolicyError.self) { try Fixture.read(fixture.text) })
        #expect(error.code.name == "policy.file.bars-the-accused")
        #expect(error.reason.hasPrefix("test.yaml:"))
        let listed = fixture.clauses.replacing("unless: { purpose: [trial] }", with: "if: { purpose: [exculpatory] }")
        let other = fixture.text.replacing(fixture.clauses, with: listed)
        #expect(throws: PolicyError.self) { try Fixture.read(other) }
        // So would one that turns on anything else about the use: a consent names its uses, and may leave this one out.
        for limit in [
            "unless: { consent-of: item-origin }", "unless: { consent-of: [KH, TH] }",
            "if: { offence: [corruption] }", "unless: { offence: [corruption] }", "if: { forum: KH }",
            "unless: { forum: KH }", "if: { place: TH }", "unless: { place: TH }",
            // What is received is kept confidential, and so nobody who received it could help the accused.
            "who: { party: other-parties }", "who: { party: item-origin }",
            "who: { party: TH }\n    item: { origin: KH }",
        ] {
            let limited = fixture.text.replacing("unless: { purpose: [trial] }", with: limit)
            let error = #expect(throws: PolicyError.self, "\(limit)") { try Fixture.read(limited) }
            #expect(error?.code == .policyBarsTheAccused, "\(limit)")
            _ = try Fixture.read(limited.replacing("forbid: [disclose]", with: "forbid: [retrieve]"))
            let end =
                limit.hasPrefix("unless")
                ? limit.replacing(" }", with: ", purpose: exculpatory }")
                : limit + "\n    unless: { purpose: exculpatory }"
            _ = try Fixture.read(fixture.text.replacing("unless: { purpose: [trial] }", with: end))
        }
        // What a court has to decide is no limit of use.
        _ = try Fixture.read(
            fixture.text.replacing("unless: { purpose: [trial] }", with: "unless: { court-order: true }"))
        fixture.clauses.replace("purpose: [trial]", with: "purpose: [trial, exculpatory]")
        let decision = try fixture.decide("th/dsi/0201", .disclose, purpose: .exculpatory)
        #expect(decision.outcome == .permit)
        #expect(decision.obligations.notify == ["giver-kh"])
        #expect(try fixture.decide("th/dsi/0201", .disclose, purpose: .compensation).code == .policyForbidden)
    }

    @Test("A court's order is recorded and never blocked; without one, what nothing forbids is recorded with a warning")
    func courtOrder() throws {
        var facts = try Fixture.facts()
        let recorded = try Fixture().decide("th/dsi/0201", .produceInCourt, purpose: .trial, facts)
        #expect(recorded.outcome == .permit)
        #expect(recorded.code == .policyRecorded)
        #expect(recorded.warnings.map(\.code) == ["policy.no-permit"])
        var forbidding = Fixture()
        forbidding.clauses += """

              "3":
                says: { en: x }
                forbid: [produce-in-court]
            """
        func produce() throws -> Decision {
            try forbidding.decide("th/dsi/0201", .produceInCourt, purpose: .trial, facts)
        }
        #expect(try produce().code == .policyForbidden)
        let thailand = try Party(parsing: "TH")
        facts.courtOrders = [
            CourtOrder(party: thailand, bundle: Digest(ofText: "another"), event: Digest(ofText: "order"))
        ]
        #expect(try produce().outcome == .deny, "an order about another bundle")
        facts.courtOrders[0].bundle = Fixture.bundle
        facts.courtOrders[0].party = try Party(parsing: "MM")
        #expect(try produce().outcome == .deny, "the order of a court of another state")
        // The order of one court does not stand in the way of another's.
        facts.courtOrders.append(CourtOrder(party: thailand, bundle: Fixture.bundle, event: Digest(ofText: "second")))
        let decision = try produce()
        #expect(decision.code == .policyCourtOrder)
        #expect(decision.warnings.map(\.code) == ["policy.forbidden"])
        #expect(decision.obligations.log == .full)
    }

    @Test("What the basis does not permit, the agreement does not")
    func beyondBasis() throws {
        var fixture = Fixture()
        fixture.basis = "TEST-TREATY"
        fixture.others = [
            """
            agreement: TEST-TREATY
            format: saksi-agreement/1
            title: { en: Treaty }
            kind: treaty
            version: 1
            in-force: { from: 2020-01-01, until: 2026-05-31, zone: UTC }
            parties: { KH: { }, TH: { } }
            clauses:
              "8":
                says: { en: x }
                permit: [retrieve]
                who: { role: [central-authority] }

            """
        ]
        let decision = try fixture.decide("th/dsi/0201", .retrieve)
        #expect(decision.code == .policyNoPermitInBasis)
        #expect(
            decision.explanation().sentences == [
                "Clause 8 of TEST-TREATY would permit this, but th/dsi/0201 is a team leader."
            ])
        // The treaty does not speak of listing; once it has ended, nothing rests on it any more.
        #expect(try fixture.decide("th/dsi/0201", .list).outcome == .permit)
        #expect(try fixture.decide("th/dsi/0201", .list, at: "2026-06-10T05:00:00.000Z").code == .policyBasisNotInForce)
    }

    @Test("A paper of any kind under which persons share evidence needs a basis, a channel and a purpose")
    func memorandumEscapesNothing() throws {
        let good = Fixture().text
        let lines = [
            ("basis: [TEST-BASIS]", "basis"), ("channel: jit", "channel"),
            ("purpose: { offences: [trafficking-in-persons] }", "purpose"),
        ]
        for kind in ["memorandum", "treaty", "joint-investigation-team", "police-cooperation"] {
            for (line, key) in lines {
                let bad = good.replacing("kind: memorandum", with: "kind: \(kind)").replacing(line, with: "")
                let error = try #require(#expect(throws: PolicyError.self) { try Fixture.read(bad) })
                #expect(error.reason.contains("lacks the key “\(key)”"), "\(error.reason)")
            }
        }
        var fixture = Fixture()
        fixture.basis = "HALF-BASIS"
        fixture.others = [
            SampleFiles.treaty("HALF-BASIS").replacing(
                "TH: { central-authority: th/oag }", with: "VN: { central-authority: vn/spp }")
        ]
        let error = try #require(#expect(throws: PolicyError.self) { try fixture.library() })
        #expect(error.code.name == "policy.library.party-without-basis")
        // One party cannot let another's people in by its own law or its own rules.
        let act = good.replacing("kind: memorandum", with: "kind: enabling-act").replacing(
            ", TH: { central-authority: th/oag }", with: "")
        #expect(throws: PolicyError.self) { try Fixture.read(act) }
        #expect(throws: PolicyError.self) {
            try Fixture.read(
                act.replacing("enabling-act", with: "house-rules").replacing("channel: jit", with: "channel: domestic"))
        }
    }

    @Test(
        "Each seat is filled by an approval of its own: one approval never fills two, and persons move up to make room")
    func seats() throws {
        func outcome(_ seats: String, by approvers: [String], asker: String = "th/dsi/0201") throws -> Decision {
            var fixture = Fixture()
            fixture.clauses += """

                  "3":
                    says: { en: x }
                    require: [retrieve]
                    approvals: { from: [\(seats)], within-days: 14 }
                """
            let library = try fixture.library()
            let now = try Instant(parsing: Fixture.noon)
            var facts = try Fixture.facts()
            facts.approvals = try approvers.enumerated().map { number, approver in
                var given = try approval(approver) {
                    $0.policy = try #require(library.policyDigest(for: AgreementID(parsing: Fixture.name)))
                    $0.event = Digest(ofText: "\(approver) \(number)")
                }
                given.requester = try MemberID(parsing: asker)
                return given
            }
            return library.decide(try Fixture.request(asker, .retrieve), at: now, facts: facts)
        }
        // The Cambodian leader is both: still one person, one approval.
        let both = "KH team-leader, kh/prosecutor"
        #expect(try outcome(both, by: ["kh/prosecutor/0001"]).code == .policyApprovalImpossible)
        #expect(try outcome(both, by: ["kh/prosecutor/0001", "kh/prosecutor/0001"]).outcome == .deny)
        // The seat that only the leader can fill is filled by them, whoever comes first.
        let narrow = "KH central-authority, item-origin team-leader"
        #expect(try outcome(narrow, by: ["kh/prosecutor/0001", "kh/moj/0001"]).outcome == .permit)
        let pending = try outcome(narrow, by: ["kh/prosecutor/0001"])
        #expect(pending.outcome == .pending)
        #expect(pending.approvalsNeeded.map(\.seat.description) == ["KH central-authority"])
        #expect(pending.approvalsNeeded.flatMap(\.candidates).map(\.text) == ["kh/moj/0001"])
        // What is not needed is not spent.
        let spent = try outcome("KH team-leader", by: ["kh/moj/0001", "kh/prosecutor/0001"]).approvalsSpent
        #expect(spent == [Digest(ofText: "kh/prosecutor/0001 1")])
    }
}
