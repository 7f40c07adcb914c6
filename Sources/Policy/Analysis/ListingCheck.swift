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
            findings += look.hidden.sorted { $0.key < $1.key }.flatMap { clause, hidden in
                // Those who miss the same together.
                Dictionary(grouping: hidden.keys.sorted()) { hidden[$0] ?? ListingLook.Hidden() }
                    .filter { !$0.key.boxes.isEmpty }
                    .sorted { $0.value.lexicographicallyPrecedes($1.value) }
                    .map { finding(clause, $0.value, $0.key, look) }
            }
        }
        return findings
    }

    private func finding(
        _ number: ClauseNumber, _ members: [MemberID], _ hidden: ListingLook.Hidden, _ look: ListingLook
    ) -> AgreementFinding {
        let terms = TermWords(catalogue)
        let boxes = look.joined(hidden.boxes)
        let what = boxes.first.map { look.words($0, catalogue) } ?? ""
        let item = scope.agreement.clauses.first { $0.number == number }?.item ?? .anything
        let id: MessageID =
            !hidden.isAnythingShown || what.isEmpty
            ? .checkUnlisted : boxes.count == 1 ? .checkUnlistedPartly : .checkUnlistedSome
        return AgreementFinding(
            code: .checkUnlisted, clauses: [number],
            sentence: catalogue.text(
                id,
                [
                    "clause": number.text, "members": catalogue.allOf(members.map(\.text)),
                    "action": terms.doing(
                        [look.action], item == .anything ? nil : ClauseSentences(catalogue).item(item)),
                    "what": what,
                ]),
            next: catalogue.text(.checkUnlistedNext))
    }
}
