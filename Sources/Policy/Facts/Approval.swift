package import Vocabulary

/// A signed approval. It serves once, for exactly what it names.
package struct Approval: Hashable, Sendable, Codable {
    package var approver: MemberID
    /// The log of the node that it was given to.
    package var log: String
    package var action: Action
    package var bundle: Digest
    package var exhibits: ExhibitSelection?
    package var requester: MemberID
    package var purpose: Purpose?
    /// The policy under which it was given: after an amendment it counts no more.
    package var policy: Digest
    package var given: Instant
    package var expires: Instant
    /// The event that holds it.
    package var event: Digest
    /// A decision has used it up.
    package var isSpent: Bool

    private enum CodingKeys: String, CodingKey {
        case approver, log, action, bundle, exhibits, requester, purpose, policy, given, expires, event
        case isSpent = "spent"
    }

    package init(
        approver: MemberID, log: String, action: Action, bundle: Digest, exhibits: ExhibitSelection?,
        requester: MemberID, purpose: Purpose?, policy: Digest, given: Instant, expires: Instant, event: Digest,
        isSpent: Bool
    ) {
        self.approver = approver
        self.log = log
        self.action = action
        self.bundle = bundle
        self.exhibits = exhibits
        self.requester = requester
        self.purpose = purpose
        self.policy = policy
        self.given = given
        self.expires = expires
        self.event = event
        self.isSpent = isSpent
    }
}

/// A party's signed consent to a use of what it gave.
package struct Consent: Hashable, Sendable, Codable {
    package var party: Party
    package var purposes: [Purpose]
    /// Nil: for all that this party gave under the agreement.
    package var bundle: Digest?
    package var given: Instant
    package var expires: Instant?
    package var event: Digest

    package init(
        party: Party, purposes: [Purpose], bundle: Digest?, given: Instant, expires: Instant?, event: Digest
    ) {
        self.party = party
        self.purposes = purposes
        self.bundle = bundle
        self.given = given
        self.expires = expires
        self.event = event
    }
}
