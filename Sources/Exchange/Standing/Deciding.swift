import Custody
import EvidenceBundle
import Policy
import Store
import Vocabulary

/// Puts a member's question to the policy module with the facts that this node has.
struct Deciding: Sendable {
    let library: PolicyLibrary
    let active: ActiveAgreement
    let member: MemberID
    let node: Party
    let now: Instant
    let cases: CaseBook

    /// What this node can carry out along with a release. The rest policy refuses.
    private static let fulfilled: [ObligationKind] = [.redact, .notify, .mark, .deleteBy, .log]

    func decide(
        _ action: Action, purpose: Purpose? = nil, offence: Offence? = nil, caseNumber: CaseNumber? = nil,
        on item: ItemFacts? = nil
    ) -> Policy.Decision {
        library.decide(
            PolicyRequest(
                agreement: active.agreement.id, actor: member, action: action, purpose: purpose, offence: offence,
                caseNumber: caseNumber),
            at: now,
            facts: Facts(
                item: item,
                caseFacts: caseNumber.map { cases.facts(of: $0) } ?? .unknown,
                node: NodeFacts(party: node, log: active.ledger.origin.text, fulfils: Self.fulfilled)))
    }
}

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

    /// The clauses as an event cites them; the headings of an agreement are no clauses and stay in the record.
    var citations: [ClauseCitation] {
        decision.clauses.map { ClauseCitation(of: $0.document, clause: $0.clause) }
    }

    func row(
        agreement: AgreementID, bundle: BundleID?, member: MemberID, entry: Int
    ) -> DecisionRow {
        DecisionRow(
            id: id, agreement: agreement, bundle: bundle, member: member.identity,
            record: record, entry: Int64(entry))
    }
}
