package import Vocabulary

/// What access changes between two versions of an agreement, in sentences: found by going through the whole space of facts
/// of both, and not by comparing texts.
package struct AgreementDifference: Sendable {
    /// One change, for somebody, under some condition.
    package struct Change: Hashable, Sendable {
        /// What becomes of something that is asked.
        package enum Turn: Sendable {
            /// It was denied, and is given, at once or with approvals.
            case gained
            case lost
            /// It is given before and after; what is asked along with it, or of whom, is another.
            case otherwise
        }

        /// Nil for a heading.
        package let action: Action?
        /// Nil for a heading.
        package let turn: Turn?
        package let members: [MemberID]
        package let sentence: String
        /// Clauses that say something else than before, or are new or gone, and play a part in it.
        package let clauses: [ClauseReference]
        /// What its sentence covers; nil for a heading.
        package let extent: ChangeExtent?
        /// Cases in which it shows: of each part of the sentence one; none for a heading.
        package let witnesses: [Witness]
    }

    package let changes: [Change]
    /// How many points of the projected space were compared.
    package let points: Int
    /// On what days the two were compared, where they are not in force on the same.
    package let note: String?

    package var isEmpty: Bool { changes.isEmpty }

    /// The two are compared on the days of the new one; where the old one has ended by then, as if it went on.
    ///
    /// - Throws: `policy.library.too-large` if more cases are told apart than can be gone through.
    package init(
        from old: PolicyScope, to new: PolicyScope, catalogue: MessageCatalogue = .english
    ) throws(PolicyError) {
        var changes = HeadingDifference(old, new, catalogue).changes
        var points = 0
        let sameHeadings = changes.isEmpty
        let scopes = [old.asIfInForce(during: new.agreement.term), new]
        let periods = Period.all(scopes).filter { $0.isInForce == [true, true] }
        let actors = ActorGroup.all(scopes)
        for action in Action.allCases.sorted() {
            let table = RuleTable(action, scopes)
            let changed = table.changed
            guard !sameHeadings || !changed.isEmpty else { continue }
            let space = try FactSpace(table, scopes, withUnknown: true)
            let comparison = try Comparison(space, periods, actors, changed: changed, sameHeadings: sameHeadings)
            points = points > .max - comparison.points ? .max : points + comparison.points
            changes += DifferenceSentences(space, periods, comparison, catalogue).changes
        }
        self.changes = changes
        self.points = points
        note =
            periods.isEmpty
            ? catalogue.text(.differenceNoDays)
            : old.agreement.term == new.agreement.term ? nil : catalogue.text(.differenceProlonged)
    }
}
