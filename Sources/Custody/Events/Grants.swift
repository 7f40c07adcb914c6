package import Vocabulary

/// What an `approval-given` binds beyond what every event names: the bundle, its exhibits (none: all of it), the one who
/// asked (`counterpart`), purpose, offence, case, place and forum.
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

/// What an `override-given` binds beyond what every event names: the bundle and its exhibits (none: all of it). Each
/// leader signs an event of their own with the same terms; the later one names the earlier.
package struct GivenOverride: Hashable, Sendable, Codable {
    /// So many days ahead it ends at the latest, whoever signs it.
    package static let longestDays = 90

    package let action: Action
    /// The clauses that it lifts: sorted, each once.
    package let clauses: [ClauseCitation]
    /// From then on it serves nobody.
    package let expires: Instant
    /// The policy under which it was given, by the digest that decision records name.
    package let policy: Digest
    /// Sorted, each once.
    package let purposes: [Purpose]
    /// SHA-256 over a salt and the text of the reasons, both of which stay beside the log.
    package let reasons: Digest

    package init(
        action: Action, clauses: some Sequence<ClauseCitation>, purposes: some Sequence<Purpose>, policy: Digest,
        reasons: Digest, expires: Instant
    ) {
        self.action = action
        self.clauses = Set(clauses).sorted { ($0.of, $0.clause) < ($1.of, $1.clause) }
        self.expires = expires
        self.policy = policy
        self.purposes = Set(purposes).sorted()
        self.reasons = reasons
    }

    /// Whether every list is in order, each word once.
    var isInOrder: Bool {
        self
            == GivenOverride(
                action: action, clauses: clauses, purposes: purposes, policy: policy, reasons: reasons,
                expires: expires)
    }
}

/// What a `court-order-recorded` says of the order. The court's own name and its reference stay beside the log;
/// `authorization` is their salted digest.
package struct StatedCourtOrder: Hashable, Sendable, Codable {
    /// The day that it bears.
    package let date: CalendarDay
    /// Whose court it is.
    package let party: Party

    package init(of party: Party, date: CalendarDay) {
        self.date = date
        self.party = party
    }
}
