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
        guard let policy else { return bound }
        // One that was given under another policy keeps it.
        let unbound = Digest(ofText: "")
        for index in bound.approvals.indices where bound.approvals[index].policy == unbound {
            bound.approvals[index].policy = policy
        }
        for index in bound.overrides.indices where bound.overrides[index].policy == unbound {
            bound.overrides[index].policy = policy
        }
        return bound
    }

    init(_ random: inout SeededGenerator, hasUnknowns: Bool = true) throws {
        func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
        func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: 0..<values.count, using: &random)] }
        func fact<Value>(_ value: Value) -> Fact<Value> {
            hasUnknowns && chance(12) ? .unknown : Fact(value, from: .bundleRecord)
        }
        func territory(_ parties: [Party]) -> Fact<Party> {
            hasUnknowns && chance(12)
                ? .unknown : Fact(pick(parties), from: chance(60) ? .request : .caseRegister)
        }
        let members = [
            "kh/prosecutor/0001", "kh/ahtjpp/0101", "th/dsi/0201", "th/dsi/0202", "vn/c02/0101", "th/oag/0001",
            "kh/prosecutor/0002",
        ]
        let parties = try ["KH", "TH", "VN", "MM"].map { try Party(parsing: $0) }
        let purposes: [Purpose] = [.investigation, .trial, .exculpatory, .immigration, .dangerToLife, .otherOffence]
        let agreement = try AgreementID(parsing: GeneratedPolicy.agreementName)
        let actor = try MemberID(parsing: chance(3) ? "kh/ahtjpp/0999" : pick(members))
        let action = pick(chance(75) ? ClauseGenerator.actions : Action.allCases)
        let number = chance(30) ? try CaseNumber(parsing: "KH-AHTJPP-2026-000143") : nil
        let purpose: Purpose? = chance(8) ? nil : pick(purposes)
        request = PolicyRequest(
            agreement: agreement, actor: actor, action: action, purpose: purpose,
            offence: chance(10) ? pick([.traffickingInPersons, .corruption]) : nil, caseNumber: number)
        let offence = request.offence
        let day = chance(85) ? "2026-05-10" : pick(["2026-02-28", "2026-09-01", "2027-03-01"])
        instant = try Instant(parsing: "\(day)T05:00:00.000Z")

        var item = ItemFacts()
        item.bundle = Digest(ofText: "bundle")
        item.category = fact(pick(ClauseGenerator.categories))
        item.victimIdentity = fact(pick(VictimIdentity.allCases))
        item.flags = fact(pick([[], [], [], [.privileged], [.privileged, .confidential], [.childAbuseMaterial]]))
        item.handling = fact(pick([[], [], [.h0], [.h1], [.h1, .h2], [.h3]]))
        item.channel = hasUnknowns && chance(3) ? .unknown : Fact(chance(5) ? .police : .jit, from: .bundleRecord)
        item.origin = fact(pick(parties))
        item.copy = fact(pick(CopyKind.allCases))
        item.evaluation = fact(try Evaluation(parsing: pick(["A1", "B2", "X4"])))
        item.redactions = fact(chance(60) ? [.victimIdentity] : [])
        let offences: Fact<[Offence]> = fact(
            pick([[.traffickingInPersons], [.traffickingInPersons, .corruption], [.forcedCriminality]]))
        let penalties =
            hasUnknowns && chance(3)
            ? .unknown
            : Fact(
                try ["KH", "TH", "VN"].filter { _ in !chance(2) }.map {
                    Penalty(party: try Party(parsing: $0), years: chance(4) ? 3 : 10)
                }, from: .caseRegister)
        let now = instant
        let isItemless =
            action == .scheduleTestimony || chance(2) || !ClauseGenerator.actions.contains(action) && chance(40)
        let bundle = isItemless ? nil : item.bundle
        facts = Facts(
            item: isItemless ? nil : item, caseFacts: CaseFacts(offences: offences, penalties: penalties),
            node: NodeFacts(
                party: parties[0], log: "log", fulfils: chance(10) ? [.log] : ObligationKind.allCases),
            place: territory(parties), forum: territory(parties))
        facts.consents = (0..<(chance(40) ? Int.random(in: 1...3, using: &random) : 0)).map { turn in
            Consent(
                party: pick(parties), actions: chance(85) ? Action.allCases : [.list],
                purposes: chance(80) ? purposes : [.trial], bundle: chance(70) ? nil : bundle,
                offence: chance(85) ? nil : pick([.traffickingInPersons, .corruption]),
                caseNumber: chance(90) ? nil : number, recipient: chance(85) ? nil : pick(parties),
                given: now.adding(days: -1), expires: chance(80) ? now.adding(days: 1) : now.adding(seconds: -1),
                event: Digest(ofText: "consent \(turn)"))
        }
        let (place, forum) = (facts.place.declared, facts.forum.declared)
        facts.approvals = try members.filter { _ in chance(35) }.map { member in
            Approval(
                approver: try MemberID(parsing: member), log: chance(2) ? "other" : "log",
                action: chance(3) ? .list : action, bundle: chance(4) ? Digest(ofText: "other") : bundle,
                requester: chance(3) ? try MemberID(parsing: pick(members)) : actor,
                purpose: chance(3) ? .immigration : purpose, offence: chance(3) ? .torture : offence,
                caseNumber: chance(3) ? nil : number, place: chance(3) ? parties[0] : place,
                forum: chance(3) ? nil : forum, policy: Digest(ofText: chance(3) ? "other" : ""),
                given: now.adding(days: pick([0, 0, 0, -2, -5])), expires: now.adding(days: 9),
                event: Digest(ofText: "approval \(member)"), isSpent: chance(5))
        }
        if chance(15) {
            let order = CourtOrder(
                party: pick(parties), bundle: chance(20) ? nil : bundle, event: Digest(ofText: "order"))
            facts.courtOrders = [order]
            // Beside that of one court now and then those of two others, of which one is about something else.
            if ["TH", "MM"].contains(order.party.text) {
                facts.courtOrders += [
                    CourtOrder(party: parties[0], bundle: Digest(ofText: "other"), event: Digest(ofText: "order 2")),
                    CourtOrder(party: parties[2], bundle: bundle, event: Digest(ofText: "order 3")),
                ]
            }
        }
        if chance(4) { facts.suspension = Suspension(since: now, alsoStops: chance(30) ? [action] : []) }
        if let bundle, chance(35) {
            if chance(80) { facts.item?.victimIdentity = Fact(.none, from: .bundleRecord) }
            if chance(80) { facts.item?.flags = Fact([], from: .bundleRecord) }
            let numbers = ["A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9", "A10", "A11", "A12"]
            facts.overrides = [
                Override(
                    log: "log", action: action, bundle: bundle, purposes: chance(90) ? Purpose.allCases : [.trial],
                    clauses: try numbers.filter { _ in chance(80) }.map {
                        ClauseReference(document: agreement, clause: try ClauseNumber(parsing: $0))
                    }
                        + (1...6).filter { _ in chance(80) }.map {
                            ClauseReference(
                                document: try AgreementID(parsing: "INSTRUMENT-0"),
                                clause: try ClauseNumber(parsing: "I0-\($0)"))
                        },
                    policy: Digest(ofText: chance(5) ? "other" : ""), reasons: Digest(ofText: "reasons"), given: now,
                    expires: now.adding(days: 1),
                    statements: try (chance(80) ? ["kh/prosecutor/0001", "th/dsi/0201"] : ["kh/prosecutor/0001"]).map {
                        Override.Statement(leader: try MemberID(parsing: $0), event: Digest(ofText: "override \($0)"))
                    })
            ]
        }
    }

    /// The same request with everything that was unknown filled in.
    func filled(_ random: inout SeededGenerator) throws -> GeneratedRequest {
        let other = try GeneratedRequest(&random, hasUnknowns: false)
        var copy = self
        func fill<Value>(_ fact: inout Fact<Value>, _ value: Fact<Value>?) {
            if fact.value == nil, let value { fact = value }
        }
        // Origin, place and forum with a state that the agreement concerns: the law of any other does not bear before its
        // link is known (decision 036).
        if var item = copy.facts.item {
            let source = other.facts.item
            fill(&item.category, source?.category)
            fill(&item.victimIdentity, source?.victimIdentity)
            fill(&item.flags, source?.flags)
            fill(&item.handling, source?.handling)
            if source?.origin.value?.text != "MM" { fill(&item.origin, source?.origin) }
            fill(&item.copy, source?.copy)
            fill(&item.evaluation, source?.evaluation)
            fill(&item.channel, source?.channel)
            fill(&item.redactions, source?.redactions)
            copy.facts.item = item
        }
        fill(&copy.facts.caseFacts.offences, other.facts.caseFacts.offences)
        fill(&copy.facts.caseFacts.penalties, other.facts.caseFacts.penalties)
        if let place = other.facts.place.value, place.text != "MM" { fill(&copy.facts.place, other.facts.place) }
        if let forum = other.facts.forum.value, forum.text != "MM" { fill(&copy.facts.forum, other.facts.forum) }
        for index in copy.facts.approvals.indices {
            let approval = copy.facts.approvals[index]
            if approval.place == facts.place.declared { copy.facts.approvals[index].place = copy.facts.place.declared }
            if approval.forum == facts.forum.declared { copy.facts.approvals[index].forum = copy.facts.forum.declared }
        }
        if copy.request.purpose == nil {
            copy.request.purpose = other.request.purpose
            for index in copy.facts.approvals.indices where copy.facts.approvals[index].purpose == nil {
                copy.facts.approvals[index].purpose = other.request.purpose
            }
        }
        return copy
    }
}
