package import Vocabulary

/// What an `approval-given` binds beyond what every event names: the bundle, its exhibits (none: all of it), the one who
/// asked (`counterpart`), purpose, offence and case.
package struct GivenApproval: Hashable, Sendable, Codable {
    /// What may be done once.
    package let action: Action
    /// From then on it serves nobody.
    package let expires: Instant
    /// The policy under which it was given, by the digest that decision records name.
    package let policy: Digest

    package init(action: Action, policy: Digest, expires: Instant) {
        self.action = action
        self.expires = expires
        self.policy = policy
    }
}

/// What a `consent-given` allows beyond what every event names: the bundle (none: all that the party gave), its
/// exhibits (none: all of it), offence and case (none: any). The party is that of the actor.
package struct GivenConsent: Hashable, Sendable, Codable {
    /// Sorted, each once.
    package let actions: [Action]
    package let expires: Instant?
    /// Sorted, each once.
    package let purposes: [Purpose]
    /// Whose people may use it; nil: anybody's.
    package let recipient: Party?

    package init(actions: some Sequence<Action>, purposes: some Sequence<Purpose>, recipient: Party?, expires: Instant?)
    {
        self.actions = Set(actions).sorted()
        self.expires = expires
        self.purposes = Set(purposes).sorted()
        self.recipient = recipient
    }
}
