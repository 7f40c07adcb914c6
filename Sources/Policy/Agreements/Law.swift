package import Vocabulary

/// A party's law, as far as it bears on sharing evidence. By its grammar it forbids and requires and cannot grant,
/// and it holds for every agreement of its party, whether or not the agreement names it.
package struct Law: Sendable {
    /// What ties a request to the party whose law it is.
    package enum Link: String, Word {
        case itemOrigin = "item-origin"
        case actorParty = "actor-party"
        /// The territory on which the operation takes place.
        case place
        /// The party whose court or authority will use the material.
        case forum

        package static let noun = "link to a party"
    }

    package let id: AgreementID
    package let title: LocalizedText
    package let source: LocalizedText?
    package let version: Int
    /// SHA-256 of the exact bytes of the file.
    package let digest: Digest
    package let supersedes: Supersession?
    package let party: Party
    package let applies: Set<Link>
    package let term: Term
    /// The maximum penalty of each offence that the law names, in years; life counts as 100.
    package let penalties: [Offence: Int]
    package let clauses: [Clause]
    package let examples: [Example]

    /// Whether some request under an agreement can fall under it. Only the actor's party is always one of the agreement's
    /// own: material, places and courts can be anybody's.
    func canBear(on agreement: Agreement) -> Bool {
        applies != [.actorParty] || agreement.concerned.contains(party)
    }
}
