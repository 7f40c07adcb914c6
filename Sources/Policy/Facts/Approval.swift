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
    /// What the request declares of the place of the operation, and of whose court or authority will use the material.
    package var place: Party?
    package var forum: Party?
    /// The policy under which it was given: after an amendment it counts no more.
    package var policy: Digest
    package var given: Instant
    package var expires: Instant
    /// The event that holds it.
    package var event: Digest
    /// A decision has used it up.
    package var isSpent: Bool

    private enum CodingKeys: String, CodingKey {
        case approver, log, action, bundle, exhibits, requester, purpose, offence, place, forum, policy, given, expires
        case event
        case caseNumber = "case"
        case isSpent = "spent"
    }

    package init(
        approver: MemberID, log: String, action: Action, bundle: Digest?, exhibits: ExhibitSelection? = nil,
        requester: MemberID, purpose: Purpose?, offence: Offence? = nil, caseNumber: CaseNumber? = nil,
        place: Party? = nil, forum: Party? = nil, policy: Digest, given: Instant, expires: Instant, event: Digest,
        isSpent: Bool
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
        self.place = place
        self.forum = forum
        self.policy = policy
        self.given = given
        self.expires = expires
        self.event = event
        self.isSpent = isSpent
    }

    /// Whether it was given for exactly this, and can still serve.
    func binds(_ asked: Asked, under digest: Digest) -> Bool {
        !isSpent && given <= asked.instant && asked.instant < expires && action == asked.request.action
            && purpose == asked.request.purpose && offence == asked.request.offence && policy == digest
            && bundle == asked.facts.item?.bundle && approver != asked.request.actor
            && requester == asked.request.actor && caseNumber == asked.request.caseNumber
            && place == asked.facts.place.declared && forum == asked.facts.forum.declared
            && log == asked.facts.node.log && ExhibitSelection.covers(exhibits, asked.facts.item?.exhibits)
    }
}
