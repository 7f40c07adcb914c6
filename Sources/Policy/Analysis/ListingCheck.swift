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
                let told = hidden.compactMapValues { $0.boxes.isEmpty ? nil : missing($0, look) }
                return Dictionary(grouping: told.keys.sorted()) { told[$0] }
                    .sorted { $0.value.lexicographicallyPrecedes($1.value) }
                    .compactMap { missing, members in missing.map { finding(clause, members, $0, look.action) } }
            }
        }
        return findings
    }

    /// What somebody misses, in words.
    private struct Missing: Hashable {
        let message: MessageID
        let what: String
        let days: String
    }

    private func missing(_ hidden: ListingLook.Hidden, _ look: ListingLook) -> Missing {
        let boxes = look.joined(hidden.boxes)
        guard let box = boxes.first, !hidden.shown.isEmpty else {
            return Missing(message: .checkUnlisted, what: "", days: "")
        }
        let days = look.days(box, hidden, catalogue)
        guard !box[0].isDisjoint(with: hidden.shown) else {
            return Missing(message: .checkUnlisted, what: "", days: days)
        }
        return Missing(
            message: boxes.count == 1 ? .checkUnlistedPartly : .checkUnlistedSome, what: look.words(box, catalogue),
            days: days)
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
