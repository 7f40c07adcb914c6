import Custody
import Policy
import Store
import Vocabulary

/// A decision that goes on record.
struct RecordedDecision: Sendable {
    let id: DecisionID
    let decision: Policy.Decision
    let record: [UInt8]

    init(_ decision: Policy.Decision, from randomness: any Randomness) throws {
        id = DecisionID(from: randomness)
        self.decision = decision
        record = try decision.record(id: id)
    }

    var mention: DecisionMention { DecisionMention(id: id, digest: Digest(of: record)) }

    /// What the event that names a refusal is called.
    var refusalType: EventType { decision.outcome == .pending ? .decisionPending : .decisionDenied }

    /// The clauses as an event cites them: of a decision that waits, those that ask for approvals; of one that denies
    /// because nothing permits, none. The headings of an agreement are no clauses and stay in the record.
    var citations: [ClauseCitation] {
        let deciding =
            switch decision.outcome {
            case .permit: decision.clauses
            case .pending: Set(decision.approvalsNeeded.map(\.clause)).sorted()
            case .deny: Self.byClause.contains(decision.code) ? decision.clauses : []
            }
        return deciding.map { ClauseCitation(of: $0.document, clause: $0.clause) }
    }

    /// What a clause that was read refuses by itself.
    private static let byClause: Set<ErrorCode> = [
        .policyForbidden, .policyCannotFulfil, .policyRenditionNeeded, .policyApprovalImpossible,
    ]

    func row(
        agreement: AgreementID, bundle: BundleID?, member: MemberID, entry: Int
    ) -> DecisionRow {
        DecisionRow(
            id: id, agreement: agreement, bundle: bundle, member: member.identity,
            record: record, entry: Int64(entry))
    }

    /// The refusal of a submission: nothing is held of which the register could speak.
    func refusal(of caller: CallingMember, under active: ActiveAgreement, entry: Int) -> DecisionRow {
        row(agreement: active.agreement.id, bundle: nil, member: caller.member, entry: entry)
    }
}

/// An event, and the decisions that stand in the register beside it; the event names the first.
struct DecidedEvent: Sendable {
    let event: VerifiedEvent
    let decisions: [RecordedDecision]
}

extension CustodyEvent {
    /// No list of an event has more members than this.
    static let longestList = 400
}

extension [RecordedDecision] {
    /// The clauses of all, each once; nil where headings alone decided.
    var citations: [ClauseCitation]? {
        let all = Set(flatMap(\.citations)).sorted { ($0.of, $0.clause) < ($1.of, $1.clause) }
        return all.isEmpty ? nil : [ClauseCitation](all.prefix(CustodyEvent.longestList))
    }
}

extension [DecidedEvent] {
    /// - Parameter entries: where the events stand.
    func rows(
        of caller: CallingMember, on bundle: BundleID?, under agreement: AgreementID, at entries: some Sequence<Int>
    ) -> [DecisionRow] {
        zip(self, entries).flatMap { decided, entry in
            decided.decisions.map { $0.row(agreement: agreement, bundle: bundle, member: caller.member, entry: entry) }
        }
    }
}
