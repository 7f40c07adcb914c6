import Custody
import Policy
package import Vocabulary

/// What whoever asks declares of the use, beside its purpose. It is signed with the statement, and stands in the record of
/// the decision with the source `request`.
package struct Declaration: Hashable, Sendable {
    /// The offence that the purpose is about.
    package var offence: Offence?
    /// On whose territory the operation takes place.
    package var place: Party?
    /// Whose court or authority will use the material.
    package var forum: Party?

    package init(offence: Offence? = nil, place: Party? = nil, forum: Party? = nil) {
        self.offence = offence
        self.place = place
        self.forum = forum
    }

    static let nothing = Declaration()

    /// What a recorded decision rests on.
    init(_ record: DecisionRecord) {
        self.init(
            offence: record.request.offence, place: record.facts.place.declared, forum: record.facts.forum.declared)
    }
}

extension CustodyEvent {
    /// What the person who signed declares.
    var declared: Declaration {
        get throws { Declaration(offence: try declaredOffence, place: place, forum: forum) }
    }
}

extension Deciding {
    /// - Throws: if what is declared is a state that nothing here speaks of, or if the roster says otherwise.
    func check(_ declared: Declaration) throws(ExchangeError) {
        let known = active.library.territories(under: active.agreement.id)
        for (noun, party) in [("place", declared.place), ("forum", declared.forum)] {
            guard let party, !known.contains(party) else { continue }
            throw ExchangeError(
                .statementPlace, "The \(noun) “\(party)” is no party that \(active.agreement.id) speaks of.",
                next: "Declare one of: \(known.sorted().map(\.text).joined(separator: ", ")); or none.")
        }
        let entry = active.agreement.roster.entry(of: member, at: now)
        if let place = declared.place, let own = entry?.secondedTo, own != place {
            throw ExchangeError(
                .statementPlace,
                "The request says that the operation takes place in \(place); the roster has \(member) seconded to \(own).",
                next: "Declare \(own), or no place; if the roster is wrong, it has to be amended first.")
        }
    }
}
