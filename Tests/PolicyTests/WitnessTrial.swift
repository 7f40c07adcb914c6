import Policy
import TestKit
import Vocabulary

/// Tries whether a change that a difference reports shows in the naive engine, in the case that the change names.
struct WitnessTrial {
    let old: NaiveEngine
    let new: NaiveEngine

    /// A witness leaves open which approvals were given, what the node can carry out, and which renditions exist; a
    /// change shows if it does so for some of these.
    func shows(_ witness: Witness) -> Bool {
        let all = ObligationKind.allCases
        for fulfils in [all] + all.map({ kind in all.filter { $0 != kind } }) {
            for redactions in [Redaction.allCases, []] {
                for approvals in approvals(witness) where differs(witness, fulfils, redactions, approvals) {
                    return true
                }
            }
        }
        return false
    }

    private func approvals(_ witness: Witness) -> [[Approval]] {
        let members = Set((old.agreement.roster.entries + new.agreement.roster.entries).map(\.member)).sorted()
            .filter { $0 != witness.request.actor }
        let asks =
            (old.agreement.clauses + new.agreement.clauses + (old.instruments + new.instruments).flatMap(\.clauses))
            .contains { $0.approvals != nil }
        guard asks else { return [[]] }
        var groups: [[MemberID]] = [[], members]
        groups += members.map { [$0] }
        groups += members.indices.flatMap { one in members[..<one].map { [$0, members[one]] } }
        let ages = [0, 2, 5, 10, 20]
        return groups.flatMap { group in
            (group.isEmpty ? [0] : ages).map { age in
                group.map {
                    SpaceProbe.approval(
                        $0, witness.request, witness.instant, witness.item?.bundle, witness.place.value,
                        witness.forum.value, age: age)
                }
            }
        }
    }

    private func differs(
        _ witness: Witness, _ fulfils: [ObligationKind], _ redactions: [Redaction], _ approvals: [Approval]
    ) -> Bool {
        func facts(_ side: Int) -> Facts {
            var item = witness.item
            item?.redactions = Fact(redactions, from: .node)
            return Facts(
                item: item, caseFacts: witness.caseFacts[side],
                node: NodeFacts(party: new.agreement.partyList[0], log: "log", fulfils: fulfils),
                place: witness.place, forum: witness.forum,
                consents: witness.consents.map { SpaceProbe.consent($0, witness.instant) }, approvals: approvals,
                courtOrders: [witness.order].compactMap(\.self).map {
                    CourtOrder(party: $0, bundle: item?.bundle, event: Digest(ofText: "order"))
                })
        }
        let was = old.decide(witness.request, at: witness.instant, facts: facts(0))
        let `is` = new.decide(witness.request, at: witness.instant, facts: facts(1))
        return NaiveEngine.differ(was, `is`)
    }
}

extension NaiveEngine {
    init(_ scope: PolicyScope) {
        self.init(
            agreement: scope.agreement, instruments: scope.instruments, laws: scope.laws,
            policy: Digest(ofText: "policy"))
    }

    /// Whether somebody notices: another outcome, or something else that is asked along with a permission.
    static func differ(_ one: Answer, _ other: Answer) -> Bool {
        one.outcome != other.outcome || (one.outcome != .deny && one.obligations != other.obligations)
    }
}
