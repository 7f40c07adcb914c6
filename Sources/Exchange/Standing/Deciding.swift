import Custody
import EvidenceBundle
import Policy
import Store
import Vocabulary

/// Puts a member's question to the policy module with the facts that this node has.
struct Deciding: Sendable {
    let active: ActiveAgreement
    let member: MemberID
    let node: Party
    let now: Instant
    let cases: CaseBook

    /// What this node carries out along with what it permits; docs/spec/agreement.md, “Obligations”, says how.
    /// The rest policy refuses.
    static let fulfilled: [ObligationKind] = [.redact, .notify, .mark, .deleteBy, .log]

    /// - Parameters:
    ///   - declared: what whoever asks declares.
    ///   - known: the case; without it nothing is known of its offences.
    ///   - given: what others gave for it.
    func decide(
        _ action: Action, purpose: Purpose? = nil, declaring declared: Declaration = .nothing,
        about known: KnownCase? = nil,
        on item: ItemFacts? = nil, given: Given = .nothing
    ) -> Policy.Decision {
        active.library.decide(
            PolicyRequest(
                agreement: active.agreement.id, actor: member, action: action, purpose: purpose,
                offence: declared.offence, caseNumber: known?.number),
            at: now,
            facts: Facts(
                item: item, caseFacts: known?.facts ?? .unknown,
                node: NodeFacts(party: node, log: active.ledger.origin.text, fulfils: Self.fulfilled),
                place: declared.place.map { Fact($0, from: .request) } ?? .unknown,
                forum: declared.forum.map { Fact($0, from: .request) } ?? .unknown,
                consents: given.consents, approvals: given.approvals, courtOrders: given.courtOrders,
                overrides: given.overrides, suspension: active.policy.suspension))
    }
}
