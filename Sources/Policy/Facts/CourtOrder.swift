package import Vocabulary

/// A court's order, as a member recorded it.
package struct CourtOrder: Hashable, Sendable, Codable {
    /// Whose court it is.
    package var party: Party
    /// The bundle that it is about; nil for an order that is about no item.
    package var bundle: Digest?
    /// The event in which a member recorded the order.
    package var event: Digest

    package init(party: Party, bundle: Digest?, event: Digest) {
        self.party = party
        self.bundle = bundle
        self.event = event
    }
}

extension Facts {
    /// The parties whose courts have ordered it: about exactly this bundle, or about no item where none is asked for.
    var orderingParties: Set<Party> {
        courtOrders.isEmpty ? [] : Set(courtOrders.filter { $0.bundle == item?.bundle }.map(\.party))
    }

    /// Whether a court of one of these parties has ordered it.
    func isOrdered(among parties: some Sequence<Party>) -> Bool {
        courtOrders.isEmpty ? false : !orderingParties.isDisjoint(with: parties)
    }
}
