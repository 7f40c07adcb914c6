import Vocabulary

/// What two leaders may lift, and what not: never a law, the protection of a victim, or what is for the giving party or
/// for central authorities to decide.
struct OverrideCheck {
    let isLaw: Bool

    /// - Parameter node: the exceptions of the clause.
    func check(_ clause: Clause, at node: YAMLNode) throws(VocabularyError) {
        if let reason = obstacle(clause) {
            throw node.failure(.policyOverrideMisplaced, reason, next: "Remove override from this clause.")
        }
    }

    private func obstacle(_ clause: Clause) -> String? {
        if isLaw { return "An override never lifts a law." }
        if clause.effect != .forbid { return "An override lifts a forbid, and nothing else." }
        if clause.item.victimIdentity != nil
            || clause.item.categories?.isDisjoint(with: Override.madeOfVictims) == false
            || clause.item.flags?.contains(.childAbuseMaterial) == true
        {
            return "An override never lifts the protection of a victim."
        }
        for case .purpose(let purposes) in clause.conditions + clause.exceptions
        where purposes.contains(.purpose(.immigration)) {
            return "An override never lifts the protection of a victim against use for immigration."
        }
        if clause.exceptions.contains(where: { if case .consentOf = $0 { true } else { false } }) {
            return "An override cannot take the place of a consent."
        }
        if clause.item.handling != nil {
            return "A handling code is the giving party's condition; an override does not lift it."
        }
        if !clause.actions.isDisjoint(with: Self.ofAuthorities) || clause.who.authorities != nil
            || clause.who.roles?.contains(.centralAuthority) == true
        {
            return "What is for central authorities to decide cannot be lifted by an override."
        }
        if clause.item.categories == nil, clause.item.flags == nil {
            return "An override lifts a forbid about certain categories or flags; this one is about any material."
        }
        return nil
    }

    private static let ofAuthorities: Set<Action> = [
        .consent, .activate, .suspend, .resume, .request, .answerRequest, .reissue, .onwardTransfer,
    ]
}
