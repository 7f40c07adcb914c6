import Policy
import Testing
import Vocabulary

/// What no agreement that we ship allows, asked of `decide` for every member, category and origin.
@Suite("Protections of the shipped agreements")
struct ShippedProtectionTests {
    private static let uses: [Action] = [
        .retrieve, .viewOnPremises, .produceInCourt, .disclose, .onwardTransfer, .reissue,
    ]

    /// Asks for every member, category, victim identity and origin; each consent that could be given is given or not.
    private func each(
        _ actions: [Action], _ purposes: [Purpose], consents: Bool,
        flags: Fact<[ItemFlag]> = Fact([], from: .bundleRecord), identities: [VictimIdentity] = VictimIdentity.allCases,
        _ test: (Agreement, PolicyRequest, Facts, Decision) throws -> Void
    ) throws {
        let library = try Shipped.library()
        let noon = try Instant(parsing: Fixture.noon)
        for agreement in library.agreements where !agreement.roster.entries.isEmpty {
            for entry in agreement.roster.entries(at: noon) {
                for origin in agreement.partyList {
                    for category in EvidenceCategory.allCases {
                        for identity in identities {
                            var facts = try Fixture.facts {
                                $0.category = Fact(category, from: .bundleRecord)
                                $0.victimIdentity = Fact(identity, from: .bundleRecord)
                                $0.flags = flags
                                $0.origin = Fact(origin, from: .bundleRecord)
                                $0.channel = agreement.channel.map { Fact($0, from: .bundleRecord) } ?? .unknown
                                $0.redactions = Fact(Redaction.allCases, from: .node)
                            }
                            facts.caseFacts.penalties = Fact(
                                agreement.partyList.map { Penalty(party: $0, years: 20) }, from: .caseRegister)
                            if consents {
                                facts.consents = agreement.partyList.map {
                                    Consent(
                                        party: $0, actions: Action.allCases, purposes: Purpose.allCases, bundle: nil,
                                        given: noon, expires: nil,
                                        event: Digest(ofText: "consent"))
                                }
                            }
                            for action in actions {
                                for purpose in purposes {
                                    let request = PolicyRequest(
                                        agreement: agreement.id, actor: entry.member, action: action, purpose: purpose)
                                    let decision = library.decide(request, at: noon, facts: facts)
                                    try test(agreement, request, facts, decision)
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    @Test("Nothing is used for immigration, whoever asks and whoever consents", arguments: [true, false])
    func immigration(consents: Bool) throws {
        try each(Self.uses + [.request], [.immigration], consents: consents) { _, request, facts, decision in
            #expect(decision.outcome == .deny, "\(request)")
        }
    }

    @Test("Without consent nothing serves another matter")
    func speciality() throws {
        let others: [Purpose] = [.relatedCharge, .otherOffence, .assetRecovery, .compensation]
        try each(Self.uses, others, consents: false) { agreement, request, facts, decision in
            // House rules are about a party's own material, which nobody gave it for one matter.
            guard agreement.kind != .houseRules else { return }
            #expect(decision.outcome == .deny, "\(request)")
        }
    }

    @Test(
        "Material of child abuse and what is privileged is given to nobody before a court has ordered it, whatever for and whoever consents; what helps the accused is no clause's to bar",
        arguments: [ItemFlag.childAbuseMaterial, .privileged])
    func closed(flag: ItemFlag) throws {
        var count = (refused: 0, disclosed: 0, viewed: 0)
        for flags in [Fact([flag], from: .bundleRecord), .unknown] {
            try each(Self.uses, Purpose.allCases, consents: true, flags: flags, identities: [.direct]) {
                agreement, request, _, decision in
                if request.action == .disclose, request.purpose == .exculpatory {
                    if decision.code == .policyForbidden { Issue.record("\(request): \(decision.clauses)") }
                    if decision.outcome == .permit { count.disclosed += 1 }
                } else if decision.outcome == .deny {
                    count.refused += 1
                } else {
                    // Only a clause that speaks of such material opens it, and only where it is held.
                    let named = agreement.clauses.filter { $0.item.flags?.contains(flag) ?? false }.map(\.number)
                    let isOpened = decision.clauses.contains {
                        $0.document == agreement.id && named.contains($0.clause)
                    }
                    count.viewed += 1
                    if request.action != .viewOnPremises || !isOpened {
                        Issue.record("\(request) \(flags): \(decision.outcome) by \(decision.clauses)")
                    }
                }
            }
        }
        #expect(count.refused > 10_000 && count.disclosed > 100, "\(count)")
        #expect((count.viewed > 0) == (flag == .childAbuseMaterial), "\(count)")
    }

    @Test("House rules speak of what is domestic alone, and to one party's people alone")
    func houseRules() throws {
        let library = try Shipped.library()
        let noon = try Instant(parsing: Fixture.noon)
        let houses = library.agreements.filter { $0.kind == .houseRules }
        #expect(houses.flatMap(\.partyList).map(\.text) == ["KH", "TH", "VN"])
        try each([.retrieve, .reissue], [.investigation], consents: true) { agreement, request, facts, decision in
            guard agreement.kind == .houseRules else { return }
            #expect(agreement.partyList == [request.actor.party])
            var shared = facts
            shared.item?.channel = Fact(.jit, from: .bundleRecord)
            #expect(library.decide(request, at: noon, facts: shared).outcome == .deny, "\(request)")
        }
    }

    @Test("What one may have for the agreed offence, one may have for what helps the accused")
    func exculpatory() throws {
        let library = try Shipped.library()
        let noon = try Instant(parsing: Fixture.noon)
        var asked = 0
        try each([.retrieve, .disclose], [.investigation, .trial], consents: false) {
            agreement, request, facts, decision in
            guard decision.outcome != .deny, agreement.kind != .policeCooperation else { return }
            asked += 1
            var other = request
            other.purpose = .exculpatory
            let outcome = library.decide(other, at: noon, facts: facts).outcome
            #expect(outcome == decision.outcome, "\(request)")
        }
        #expect(asked > 100)
    }

    @Test("A danger to life is answered at once: a leader or central authority may retrieve for it")
    func dangerToLife() throws {
        var able: [AgreementID: Set<MemberID>] = [:]
        try each([.retrieve], [.dangerToLife], consents: false) { agreement, request, facts, decision in
            if decision.outcome == .permit, facts.item?.category.value == .document {
                able[agreement.id, default: []].insert(request.actor)
            }
        }
        for agreement in try Shipped.library().agreements where !agreement.roster.entries.isEmpty {
            #expect((able[agreement.id]?.count ?? 0) >= 2, "\(agreement.id)")
        }
    }

    @Test("Under mutual legal assistance only the side that asked retrieves, and the victim desks are told")
    func mutualLegalAssistance() throws {
        try each([.retrieve], [.trial], consents: false) { agreement, request, facts, decision in
            guard agreement.kind == .mutualLegalAssistance else { return }
            if request.actor.party == facts.item?.origin.value { #expect(decision.outcome == .deny, "\(request)") }
            if decision.outcome == .permit, facts.item?.victimIdentity.value != VictimIdentity.none {
                let desks = agreement.partyList.map { "\($0.lowercased)-victim-desk" }
                #expect(decision.obligations.notify == desks)
                #expect(decision.obligations.log == .full)
            }
        }
    }
}
