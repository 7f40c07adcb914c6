import Custody
import Policy
import Store
import Vocabulary

extension [Policy.Decision] {
    /// The events of the approvals that these permits use up.
    var spent: Set<Digest> { Set(flatMap(\.approvalsSpent)) }

    /// Whether these rest on the very facts of the others.
    func restOnTheSame(as others: [Policy.Decision]) -> Bool { map(\.facts) == others.map(\.facts) }
}

extension [RecordedDecision] {
    /// The events of the approvals that these permits use up.
    var spent: Set<Digest> { map(\.decision).spent }

    /// The events that record the courts' orders which counted.
    var ordered: Set<Digest> { Set(flatMap { $0.decision.facts.courtOrders.map(\.event) }) }

    /// What was given, and stood, when these were decided: by the events that gave it.
    private var given: [Digest] {
        flatMap { recorded in
            let facts = recorded.decision.facts
            return facts.approvals.map(\.event) + facts.consents.map(\.event)
                + facts.overrides.compactMap(\.statements.first?.event) + facts.courtOrders.map(\.event)
        }
    }

    /// What two steps in one commit must not decide from alike: an approval serves once, and all else can be ended.
    var alone: Set<String> { Set(given.map(Self.alone)) }

    /// Whether these rest on the very facts of the others.
    func restOnTheSame(as others: [RecordedDecision]) -> Bool {
        map(\.decision).restOnTheSame(as: others.map(\.decision))
    }

    static func alone(_ grant: Digest) -> String { "grant \(grant)" }
}

extension [DecidedEvent] {
    var alone: Set<String> { flatMap(\.decisions).alone }

    /// The decisions, and the approvals that they use up.
    /// - Parameter entries: where the events stand.
    func commit(
        of caller: CallingMember, on bundle: BundleID?, under agreement: AgreementID, at entries: some Sequence<Int>
    ) -> Store.Commit {
        let entries = Array<Int>(entries)
        var spent: [Digest: Int64] = [:]
        for (decided, entry) in zip(self, entries) {
            for event in decided.decisions.spent { spent[event] = Int64(entry) }
        }
        return Store.Commit(
            decisions: rows(of: caller, on: bundle, under: agreement, at: entries), spentApprovals: spent)
    }
}

extension Refusal {
    /// The same, with the command by which those who are named approve.
    /// - Parameter event: `decision-pending`, by which the request is found.
    func approvable(_ event: EventID, under agreement: AgreementID) -> Refusal {
        Refusal(self, next: Self.command(event, under: agreement, after: nextStep))
    }

    static func command(_ event: EventID, under agreement: AgreementID, after step: String) -> String {
        "\(step) They run: saksi approve \(event) --agreement \(agreement)"
    }

    private init(_ other: Refusal, next: String) {
        code = other.code
        reason = other.reason
        nextStep = next
        statements = other.statements
    }
}
