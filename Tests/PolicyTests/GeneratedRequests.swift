import Policy
import TestKit
import Vocabulary

/// A request with its facts, made at random. The approvals are bound to a policy when it is asked.
struct GeneratedRequest {
    var request: PolicyRequest
    var instant: Instant
    var facts: Facts

    /// The same facts, with approvals that were given under this policy.
    func facts(under policy: Digest?) -> Facts {
        var bound = facts
        for index in bound.approvals.indices { bound.approvals[index].policy = policy ?? bound.approvals[index].policy }
        return bound
    }

    init(_ random: inout SeededGenerator, hasUnknowns: Bool = true) throws {
        func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
        func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: 0..<values.count, using: &random)] }
        func fact<Value>(_ value: Value) -> Fact<Value> {
            hasUnknowns && chance(12) ? .unknown : Fact(value, from: .bundleRecord)
        }
        let members = [
            "kh/prosecutor/0001", "kh/ahtjpp/0101", "th/dsi/0201", "th/dsi/0202", "vn/c02/0101", "th/oag/0001",
        ]
        let parties = try ["KH", "TH", "VN"].map { try Party(parsing: $0) }
        let purposes: [Purpose] = [.investigation, .trial, .exculpatory, .immigration, .dangerToLife, .otherOffence]
        let agreement = try AgreementID(parsing: GeneratedPolicy.agreementName)
        let actor = try MemberID(parsing: chance(3) ? "kh/ahtjpp/0999" : pick(members))
        let action = pick(ClauseGenerator.actions)
        let purpose: Purpose? = chance(8) ? nil : pick(purposes)
        request = PolicyRequest(
            agreement: agreement, actor: actor, action: action, purpose: purpose,
            offence: chance(10) ? pick([.traffickingInPersons, .corruption]) : nil)
        let day = pick([
            "2026-02-28", "2026-05-10", "2026-05-10", "2026-05-10", "2026-05-10", "2026-09-01", "2027-03-01",
        ])
        instant = try Instant(parsing: "\(day)T05:00:00.000Z")

        var item = ItemFacts()
        item.bundle = Digest(ofText: "bundle")
        item.category = fact(pick(ClauseGenerator.categories))
        item.victimIdentity = fact(pick(VictimIdentity.allCases))
        item.flags = fact(pick([[], [], [], [.privileged], [.privileged, .confidential]]))
        item.handling = fact(pick([[], [], [.h1], [.h1, .h2]]))
        item.channel = Fact(chance(5) ? .police : .jit, from: .bundleRecord)
        item.origin = fact(pick(parties))
        item.copy = fact(pick(CopyKind.allCases))
        item.evaluation = fact(try Evaluation(parsing: pick(["A1", "B2", "X4"])))
        item.redactions = fact(chance(60) ? [.victimIdentity] : [])
        let offences: Fact<[Offence]> = fact(
            pick([[.traffickingInPersons], [.traffickingInPersons, .corruption], [.forcedCriminality]]))
        let penalties = Fact(
            try ["KH", "TH"].map { Penalty(party: try Party(parsing: $0), years: chance(4) ? 3 : 10) },
            from: .caseRegister)
        let now = instant
        facts = Facts(
            item: action == .scheduleTestimony || chance(2) ? nil : item,
            caseFacts: CaseFacts(offences: offences, penalties: penalties),
            node: NodeFacts(
                party: parties[0], log: "log",
                fulfils: chance(10) ? [.log] : ObligationKind.allCases),
            place: fact(pick(parties)), forum: fact(pick(parties)),
            consents: chance(30)
                ? [
                    Consent(
                        party: pick(parties), actions: Action.allCases, purposes: chance(80) ? purposes : [.trial],
                        bundle: nil,
                        given: now.adding(days: -1),
                        expires: chance(80) ? now.adding(days: 1) : now.adding(seconds: -1),
                        event: Digest(ofText: "consent"))
                ] : [],
            approvals: try members.filter { _ in chance(30) }.map { member in
                Approval(
                    approver: try MemberID(parsing: member), log: "log", action: action,
                    bundle: Digest(ofText: "bundle"), exhibits: nil, requester: actor, purpose: purpose,
                    policy: Digest(ofText: ""), given: now.adding(days: chance(70) ? 0 : -3),
                    expires: now.adding(days: 9),
                    event: Digest(ofText: "approval \(member)"), isSpent: chance(10))
            },
            courtOrder: chance(10)
                ? CourtOrder(
                    party: parties[0], bundle: chance(30) ? nil : Digest(ofText: "bundle"),
                    event: Digest(ofText: "order")) : nil,
            suspension: chance(4) ? Suspension(since: now) : nil)
    }

    /// The same request with everything that was unknown filled in.
    func filled(_ random: inout SeededGenerator) throws -> GeneratedRequest {
        let other = try GeneratedRequest(&random, hasUnknowns: false)
        var copy = self
        func fill<Value>(_ fact: inout Fact<Value>, _ value: Fact<Value>?) {
            if fact.value == nil, let value { fact = value }
        }
        if var item = copy.facts.item {
            let source = other.facts.item
            fill(&item.category, source?.category)
            fill(&item.victimIdentity, source?.victimIdentity)
            fill(&item.flags, source?.flags)
            fill(&item.handling, source?.handling)
            fill(&item.origin, source?.origin)
            fill(&item.copy, source?.copy)
            fill(&item.evaluation, source?.evaluation)
            fill(&item.redactions, source?.redactions)
            copy.facts.item = item
        }
        fill(&copy.facts.caseFacts.offences, other.facts.caseFacts.offences)
        fill(&copy.facts.place, other.facts.place)
        fill(&copy.facts.forum, other.facts.forum)
        if copy.request.purpose == nil {
            copy.request.purpose = other.request.purpose
            for index in copy.facts.approvals.indices { copy.facts.approvals[index].purpose = other.request.purpose }
        }
        return copy
    }
}
