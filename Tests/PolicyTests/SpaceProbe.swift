import Policy
import TestKit
import Vocabulary

/// Points of the space of facts of one agreement, at random: the closed lists whole, all members, the parties, and unknown.
struct SpaceProbe {
    let agreement: Agreement
    let actions: [Action]
    private let parties: [Party]

    /// For each change: few in every run, many where long tests are asked for.
    static let count = LongTests.areAsked ? 20_000 : 600

    init(_ agreement: Agreement, _ actions: [Action]) {
        self.agreement = agreement
        self.actions = actions
        parties = agreement.partyList + [try? Party(parsing: "MM")].compactMap(\.self)
    }

    func request(_ random: inout SeededGenerator) throws -> (request: PolicyRequest, instant: Instant, facts: Facts) {
        func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: 0..<values.count, using: &random)] }
        func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
        func fact<Value>(_ value: Value) -> Fact<Value> { chance(4) ? .unknown : Fact(value, from: .bundleRecord) }
        let action = pick(actions)
        let entry = pick(agreement.roster.entries)
        let purpose: Purpose? = chance(4) ? nil : pick(Purpose.allCases)
        let day = entry.term.from.daysSince1970 + Int.random(in: 0..<200, using: &random)
        let instant = Instant(millisecondsSince1970: Int64(day) * 86_400_000 + 18_000_000)
        var item = ItemFacts()
        item.bundle = Digest(ofText: "bundle")
        item.category = fact(pick(EvidenceCategory.allCases))
        item.victimIdentity = fact(pick(VictimIdentity.allCases))
        item.flags = fact(chance(70) ? [] : ItemFlag.allCases.filter { _ in chance(40) })
        item.handling = fact(chance(70) ? [] : HandlingCode.allCases.filter { _ in chance(30) })
        item.channel = chance(92) ? agreement.channel.map { Fact($0, from: .bundleRecord) } ?? .unknown : fact(.police)
        item.origin = fact(pick(parties))
        item.copy = fact(pick(CopyKind.allCases))
        item.evaluation = fact(try Evaluation(parsing: pick(["A1", "B2", "C3", "X4"])))
        item.redactions = Fact(Redaction.allCases, from: .node)
        let offences: [Offence] =
            chance(85) ? [agreement.purpose?.offences.min() ?? .traffickingInPersons] : [.corruption]
        let years = chance(95) ? 30 : 2
        let isItemless = chance(15)
        let bundle = isItemless ? nil : item.bundle
        let facts = Facts(
            item: isItemless ? nil : item,
            caseFacts: CaseFacts(
                offences: fact(offences),
                penalties: fact(agreement.partyList.map { Penalty(party: $0, years: years) })),
            node: NodeFacts(party: parties[0], log: "log", fulfils: ObligationKind.allCases),
            place: fact(pick(parties)), forum: fact(pick(parties)),
            consents: parties.filter { _ in chance(40) }.map {
                Consent(
                    party: $0, actions: Action.allCases, purposes: Purpose.allCases, bundle: nil, given: instant,
                    expires: nil,
                    event: Digest(ofText: "consent"))
            },
            approvals: agreement.roster.entries.filter { _ in chance(35) }.map {
                Approval(
                    approver: $0.member, log: "log", action: action, bundle: Digest(ofText: "bundle"), exhibits: nil,
                    requester: entry.member, purpose: purpose, policy: Digest(ofText: "policy"),
                    given: instant.adding(days: -Int.random(in: 0...9, using: &random)),
                    expires: instant.adding(days: 9),
                    event: Digest(ofText: "approval \($0.member)"), isSpent: false)
            },
            courtOrder: chance(15) ? CourtOrder(party: parties[0], bundle: bundle, event: Digest(ofText: "order")) : nil
        )
        return (
            PolicyRequest(agreement: agreement.id, actor: entry.member, action: action, purpose: purpose), instant,
            facts
        )
    }
}
