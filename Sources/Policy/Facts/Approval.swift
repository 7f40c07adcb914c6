package import Vocabulary

/// A signed approval. It serves once, for exactly what it names.
///
/// Everything that it binds must be as in the request: a nil here is a nil there. Only `exhibits` may name more than is
/// asked for; nil stands for the whole bundle.
package struct Approval: Hashable, Sendable, Codable {
    package var approver: MemberID
    /// The log of the node that it was given to.
    package var log: String
    package var action: Action
    /// Nil for an act that is about no item: a request, a measure to attend, an activation.
    package var bundle: Digest?
    package var exhibits: ExhibitSelection?
    package var requester: MemberID
    package var purpose: Purpose?
    /// The offence that the request names beside its purpose.
    package var offence: Offence?
    package var caseNumber: CaseNumber?
    /// The policy under which it was given: after an amendment it counts no more.
    package var policy: Digest
    package var given: Instant
    package var expires: Instant
    /// The event that holds it.
    package var event: Digest
    /// A decision has used it up.
    package var isSpent: Bool

    private enum CodingKeys: String, CodingKey {
        case approver, log, action, bundle, exhibits, requester, purpose, offence, policy, given, expires, event
        case caseNumber = "case"
        case isSpent = "spent"
    }

    package init(
        approver: MemberID, log: String, action: Action, bundle: Digest?, exhibits: ExhibitSelection? = nil,
        requester: MemberID, purpose: Purpose?, offence: Offence? = nil, caseNumber: CaseNumber? = nil, policy: Digest,
        given: Instant, expires: Instant, event: Digest, isSpent: Bool
    ) {
        self.approver = approver
        self.log = log
        self.action = action
        self.bundle = bundle
        self.exhibits = exhibits
        self.requester = requester
        self.purpose = purpose
        self.offence = offence
        self.caseNumber = caseNumber
        self.policy = policy
        self.given = given
        self.expires = expires
        self.event = event
        self.isSpent = isSpent
    }

    /// Whether it was given for exactly this, and can still serve.
    func binds(_ request: PolicyRequest, _ facts: Facts, at instant: Instant, under digest: Digest) -> Bool {
        !isSpent && given <= instant && instant < expires && approver != request.actor && requester == request.actor
            && action == request.action && purpose == request.purpose && offence == request.offence
            && caseNumber == request.caseNumber && log == facts.node.log && policy == digest
            && bundle == facts.item?.bundle && ExhibitSelection.covers(exhibits, facts.item?.exhibits)
    }
}
