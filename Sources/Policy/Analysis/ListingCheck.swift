import Vocabulary

/// People who may do something with material that they may not see in the register: to them it is not there, and they can
/// never find what to act on.
///
/// Both are looked at over the whole space: what an action gives somewhere, for some use, against what the register shows
/// of the same material, which is asked for without a purpose, a consent or an order.
struct ListingCheck {
    private let scope: PolicyScope
    private let catalogue: MessageCatalogue

    init(_ scope: PolicyScope, _ catalogue: MessageCatalogue) {
        self.scope = scope
        self.catalogue = catalogue
    }

    private static let actions: [Action] = [.retrieve, .viewOnPremises, .approve, .consent]

    /// - Throws: `policy.library.too-large` if more cases are told apart than can be gone through.
    func findings() throws(PolicyError) -> [AgreementFinding] {
        var findings: [AgreementFinding] = []
        for action in Self.actions {
            var look = try ListingLook(action, scope)
            try look.lookAtAll()
            for (clause, hidden) in look.hidden.sorted(by: { $0.key < $1.key }) {
                // Those who miss the same together.
                var told: [Missing: (members: [MemberID], periods: BitSet)] = [:]
                for (member, hidden) in hidden {
                    for (missing, periods) in missing(hidden, look) {
                        told[missing, default: ([], periods)].members.append(member)
                    }
                }
                findings += told.map { (missing: $0, members: $1.members.sorted(), periods: $1.periods) }
                    .sorted {
                        $0.members == $1.members
                            ? BitSet.precedes($0.periods, $1.periods) : $0.members.lexicographicallyPrecedes($1.members)
                    }
                    .map { finding(clause, $0.members, $0.missing, action) }
            }
        }
        return findings
    }

    /// What somebody misses, in words.
    private struct Missing: Hashable {
        let message: MessageID
        var what = ""
        var days = ""
    }

    /// One for all the days on which the same is hidden, with its periods.
    private func missing(_ hidden: ListingLook.Hidden, _ look: ListingLook) -> [(Missing, periods: BitSet)] {
        var told: [Missing: BitSet] = [:]
        for (period, boxes) in Dictionary(grouping: hidden.boxes, by: { $0[0] }) {
            let boxes = look.joined(Set(boxes))
            guard let first = boxes.first else { continue }
            let missing =
                period.isDisjoint(with: hidden.shown)
                ? Missing(message: .checkUnlisted)
                : Missing(
                    message: boxes.count == 1 ? .checkUnlistedPartly : .checkUnlistedSome,
                    what: look.words(first, catalogue))
            told[missing, default: .empty].formUnion(period)
        }
        return told.map { missing, periods in
            var missing = missing
            missing.days = look.days(periods, hidden, catalogue)
            return (missing, periods)
        }
    }

    private func finding(
        _ number: ClauseNumber, _ members: [MemberID], _ missing: Missing, _ action: Action
    ) -> AgreementFinding {
        let item = scope.agreement.clauses.first { $0.number == number }?.item ?? .anything
        return AgreementFinding(
            code: .checkUnlisted, clauses: [number],
            sentence: catalogue.text(
                missing.message,
                [
                    "clause": number.text, "members": catalogue.allOf(members.map(\.text)),
                    "action": TermWords(catalogue).doing(
                        [action], item == .anything ? nil : ClauseSentences(catalogue).item(item)),
                    "what": missing.what, "when": missing.days.isEmpty ? "" : " " + missing.days,
                    "find": catalogue.text(missing.days.isEmpty ? .checkUnlistedNever : .checkUnlistedThen),
                ]),
            next: catalogue.text(.checkUnlistedNext))
    }
}
