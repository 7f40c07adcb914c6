import Policy
import TestKit
import Vocabulary

/// Tries whether a change that a difference reports shows in the naive engine, in the case that the change names.
struct WitnessTrial {
    typealias Turn = AgreementDifference.Change.Turn

    let old: NaiveEngine
    let new: NaiveEngine

    /// A witness leaves open which approvals were given, what the node can carry out, and which renditions exist; a
    /// change shows if it does so for some of these, in the direction that is told. Of what is told to be given before and
    /// after, something is given before, and something after.
    func shows(_ witness: Witness, as told: Turn?) -> Bool {
        let all = ObligationKind.allCases
        var (wasGiven, isGiven, differs) = (false, false, false)
        for fulfils in [all] + all.map({ kind in all.filter { $0 != kind } }) {
            for redactions in [Redaction.allCases, []] {
                for approvals in approvals(witness) {
                    let (was, `is`) = answers(witness, fulfils, redactions, approvals)
                    if told != .otherwise {
                        if let turn = NaiveEngine.turn(was, `is`), turn == told { return true }
                        continue
                    }
                    if was.outcome != .deny { wasGiven = true }
                    if `is`.outcome != .deny { isGiven = true }
                    if NaiveEngine.turn(was, `is`) != nil { differs = true }
                    if wasGiven, isGiven, differs { return true }
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

    private func answers(
        _ witness: Witness, _ fulfils: [ObligationKind], _ redactions: [Redaction], _ approvals: [Approval]
    ) -> (was: NaiveEngine.Answer, is: NaiveEngine.Answer) {
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
        return (
            old.decide(witness.request, at: witness.instant, facts: facts(0)),
            new.decide(witness.request, at: witness.instant, facts: facts(1))
        )
    }
}

extension NaiveEngine {
    init(_ scope: PolicyScope) {
        self.init(
            agreement: scope.agreement, instruments: scope.instruments, laws: scope.laws,
            policy: Digest(ofText: "policy"))
    }

    /// What somebody notices: another outcome, or something else that is asked along with a permission; nil for nothing.
    static func turn(_ was: Answer, _ is: Answer) -> WitnessTrial.Turn? {
        switch (was.outcome, `is`.outcome) {
        case (.deny, .deny): nil
        case (.deny, _): .gained
        case (_, .deny): .lost
        default: was.outcome != `is`.outcome || was.obligations != `is`.obligations ? .otherwise : nil
        }
    }
}
