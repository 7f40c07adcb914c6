package import Vocabulary

/// Everything that a decision may turn on, beside the request and the instant. A closed list: see `docs/spec/agreement.md`.
package struct Facts: Hashable, Sendable, Codable {
    /// Nil where the action is about no item. For an action that always is, nil means that nothing is known.
    package var item: ItemFacts?
    package var caseFacts: CaseFacts
    package var node: NodeFacts
    /// The party on whose territory the operation takes place. A seconded member's is the party they are seconded to.
    ///
    /// What whoever asks declares (source `request`) counts under the agreement and its basis. It frees nobody of a law.
    package var place: Fact<Party>
    /// The party whose court or authority will use the material; declared, it counts as a declared place does.
    package var forum: Fact<Party>
    package var consents: [Consent]
    package var approvals: [Approval]
    package var courtOrders: [CourtOrder]
    package var overrides: [Override]
    package var suspension: Suspension?

    private enum CodingKeys: String, CodingKey {
        case item, node, place, forum, consents, approvals, overrides, suspension
        case caseFacts = "case"
        case courtOrders = "court-orders"
    }

    package init(
        item: ItemFacts? = nil, caseFacts: CaseFacts = .unknown, node: NodeFacts, place: Fact<Party> = .unknown,
        forum: Fact<Party> = .unknown, consents: [Consent] = [], approvals: [Approval] = [],
        courtOrders: [CourtOrder] = [], overrides: [Override] = [], suspension: Suspension? = nil
    ) {
        self.item = item
        self.caseFacts = caseFacts
        self.node = node
        self.place = place
        self.forum = forum
        self.consents = consents
        self.approvals = approvals
        self.courtOrders = courtOrders
        self.overrides = overrides
        self.suspension = suspension
    }

    /// For an action that takes place nowhere.
    mutating func leaveOutPlace() {
        place = .unknown
        forum = .unknown
    }
}

extension Action {
    /// The register is no operation and no use: it is listed in no place and before no court. Whatever could be declared of
    /// either counts as declared.
    var isPlaceless: Bool { self == .list }
}

/// The node that decides.
package struct NodeFacts: Hashable, Sendable, Codable {
    package var party: Party
    /// The origin of the agreement's custody log on this node; approvals are bound to it.
    package var log: String
    /// The obligations that this node can carry out. What it cannot, it refuses.
    package var fulfils: [ObligationKind]

    package init(party: Party, log: String, fulfils: [ObligationKind]) {
        self.party = party
        self.log = log
        self.fulfils = fulfils
    }
}

/// New access is stopped; what must go on, goes on.
package struct Suspension: Hashable, Sendable, Codable {
    package var since: Instant
    /// Actions that would go on, and are stopped by name.
    package var alsoStops: [Action]

    private enum CodingKeys: String, CodingKey {
        case since
        case alsoStops = "also-stops"
    }

    package init(since: Instant, alsoStops: [Action] = []) {
        self.since = since
        self.alsoStops = alsoStops
    }
}
