import Policy
import TestKit
import Vocabulary

/// Points of the space of facts of one agreement, at random: most of them near some clauses, so that these are hit, and
/// else from the closed lists whole, all members, the parties, and unknown.
struct SpaceProbe {
    let agreement: Agreement
    /// The clauses that the points shall be near.
    let clauses: [Clause]
    let actions: [Action]
    let days: [CalendarDay]
    private let parties: [Party]

    /// For each change: few in every run. Where long tests are asked for many, and most for a change of which it is said
    /// that it changes nothing.
    static func count(isSilent: Bool) -> Int { !LongTests.areAsked ? 120 : isSilent ? 10_000 : 1000 }

    init(_ versions: [Agreement], near clauses: [Clause]) {
        agreement = versions[versions.count - 1]
        self.clauses = clauses
        let named = clauses.reduce(into: Set<Action>()) { $0.formUnion($1.actions) }
        actions = named.isEmpty ? Action.allCases : named.sorted()
        parties = agreement.partyList + [try? Party(parsing: "MM")].compactMap(\.self)
        let terms = versions.flatMap { [$0.term] + $0.roster.entries.map(\.term) }
        let cuts = Set(terms.flatMap { [$0.from, $0.until].compactMap(\.self) }).map(\.daysSince1970)
        days = Set(cuts.flatMap { [$0 - 1, $0, $0 + 1, $0 + 40] }).sorted().map { CalendarDay(daysSince1970: $0) }
    }

    /// One question, with what is known.
    struct Asked {
        let request: PolicyRequest
        let instant: Instant
        var facts: Facts
    }

    func request(of member: MemberID? = nil, _ random: inout SeededGenerator) throws -> Asked {
        func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: 0..<values.count, using: &random)] }
        func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
        func fact<Value>(_ value: Value) -> Fact<Value> { chance(4) ? .unknown : Fact(value, from: .bundleRecord) }
        let clause: Clause? = clauses.isEmpty || chance(15) ? nil : pick(clauses)
        /// Mostly as the clause has it.
        func near<Value: Hashable & Comparable>(_ wanted: Set<Value>?, _ all: [Value]) -> Value {
            if let wanted, !wanted.isEmpty, chance(80) { pick(wanted.sorted()) } else { pick(all) }
        }
        let action = pick(clause?.actions.sorted() ?? actions)
        let fitting = agreement.roster.entries.filter { entry in
            (clause?.who.roles?.contains(entry.role) ?? true) && (clause?.who.members?.contains(entry.member) ?? true)
        }
        let entry = fitting.isEmpty || chance(20) ? pick(agreement.roster.entries) : pick(fitting)
        let actor = member ?? entry.member
        let purpose: Purpose? = chance(4) ? nil : near(clause?.namedPurposes, Purpose.allCases)
        let day = chance(70) ? CalendarDay(daysSince1970: entry.term.from.daysSince1970 + 65) : pick(days)
        let instant = Instant(millisecondsSince1970: Int64(day.daysSince1970) * 86_400_000 + 18_000_000)
        var item = ItemFacts()
        item.bundle = Digest(ofText: "bundle")
        item.category = fact(near(clause?.item.categories, EvidenceCategory.allCases))
        item.victimIdentity = fact(near(clause?.item.victimIdentity, VictimIdentity.allCases))
        let flags = clause?.item.flags?.sorted() ?? []
        item.flags = fact(chance(70) ? (chance(80) ? flags : []) : ItemFlag.allCases.filter { _ in chance(40) })
        let handling = clause?.item.handling?.sorted() ?? []
        item.handling = fact(chance(70) ? handling : HandlingCode.allCases.filter { _ in chance(30) })
        item.channel = chance(92) ? agreement.channel.map { Fact($0, from: .bundleRecord) } ?? .unknown : fact(.police)
        item.origin = fact(near(clause?.item.origins, parties))
        item.copy = fact(pick(CopyKind.allCases))
        item.evaluation = fact(try Evaluation(parsing: pick(["A1", "B2", "C3", "X4"])))
        item.redactions = Fact(Redaction.allCases, from: .node)
        let listed = agreement.purpose?.offences.sorted() ?? [.traffickingInPersons]
        let offences: [Offence] = chance(85) ? [pick(listed)] : [pick(Offence.allCases)]
        let years = chance(90) ? 30 : pick([2, 5])
        let isItemless = chance(10)
        let bundle = isItemless ? nil : item.bundle
        let consenting = parties.filter { _ in chance(50) }
        let age = Int.random(in: 0...9, using: &random)
        // As a node has them: declared, or not known.
        let place: Fact<Party> = chance(4) ? .unknown : Fact(pick(parties), from: .request)
        let forum: Fact<Party> = chance(4) ? .unknown : Fact(pick(parties), from: .request)
        let facts = Facts(
            item: isItemless ? nil : item,
            caseFacts: CaseFacts(
                offences: fact(offences),
                penalties: fact(agreement.partyList.map { Penalty(party: $0, years: chance(95) ? years : 2) })),
            node: NodeFacts(party: parties[0], log: "log", fulfils: ObligationKind.allCases),
            place: place, forum: forum,
            consents: consenting.map { Self.consent($0, instant) },
            approvals: agreement.roster.entries.filter { _ in chance(60) }.map {
                Self.approval(
                    $0.member, PolicyRequest(agreement: agreement.id, actor: actor, action: action, purpose: purpose),
                    instant, bundle, place.value, forum.value, age: age)
            },
            courtOrders: chance(15)
                ? [CourtOrder(party: pick(parties), bundle: bundle, event: Digest(ofText: "order"))] : [])
        return Asked(
            request: PolicyRequest(
                agreement: agreement.id, actor: actor, action: action, purpose: purpose,
                offence: chance(85) ? nil : offences.first),
            instant: instant, facts: facts)
    }

    static func consent(_ party: Party, _ instant: Instant) -> Consent {
        Consent(
            party: party, actions: Action.allCases, purposes: Purpose.allCases, bundle: nil, given: instant,
            expires: nil, event: Digest(ofText: "consent \(party)"))
    }

    static func approval(
        _ approver: MemberID, _ request: PolicyRequest, _ instant: Instant, _ bundle: Digest?, _ place: Party?,
        _ forum: Party?, age: Int
    ) -> Approval {
        Approval(
            approver: approver, log: "log", action: request.action, bundle: bundle, requester: request.actor,
            purpose: request.purpose, offence: request.offence, place: place, forum: forum,
            policy: Digest(ofText: "policy"),
            given: instant.adding(days: -age), expires: instant.adding(days: 9),
            event: Digest(ofText: "approval \(approver)"), isSpent: false)
    }
}

extension Clause {
    /// The purposes that its conditions name.
    fileprivate var namedPurposes: Set<Purpose>? {
        var purposes: Set<Purpose> = []
        for case .purpose(let references) in conditions + exceptions {
            for reference in references {
                switch reference {
                case .purpose(let purpose): purposes.insert(purpose)
                case .agreedOffence: purposes.formUnion([.investigation, .trial])
                }
            }
        }
        return purposes.isEmpty ? nil : purposes
    }
}
