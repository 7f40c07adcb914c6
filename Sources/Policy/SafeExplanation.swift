import Vocabulary

extension PolicyLibrary {
    /// The answer for an item that does not exist, and for one that the reader may not list: the same words.
    package static let notThere = Explanation(
        code: ErrorCode.policyNotThere.name, outcome: .deny,
        statements: [
            Explanation.Statement(document: nil, place: nil, text: MessageCatalogue.english.text(.explainNotThere))
        ],
        nextStep: MessageCatalogue.english.text(.nextNotThere), clauses: [])

    /// What the person who asked may be told.
    ///
    /// It never shows that something exists which they may not list, nor that an agreement exists on whose roster they
    /// never were. Asked again with the same facts, `list` decides which of the two answers it is.
    package func safeExplanation(of decision: Decision) -> Explanation {
        guard agreement(decision.request.agreement)?.roster.names(decision.request.actor) == true else {
            return Self.notThere
        }
        if decision.request.action.isAboutHeldItem, decision.facts.item != nil || decision.request.action.needsItem {
            var listing = decision.request
            listing.action = .list
            guard decide(listing, at: decision.instant, facts: decision.facts).outcome == .permit else {
                return Self.notThere
            }
        }
        return decision.explanation()
    }
}
