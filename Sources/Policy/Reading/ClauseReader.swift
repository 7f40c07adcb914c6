import Vocabulary

/// What a clause may refer to.
struct ClauseContext {
    let isLaw: Bool
    /// Nil where any party may be named.
    let parties: Set<Party>?
    let centralAuthorities: Set<AuthorityID>
    /// Empty where the document has no roster of its own.
    let roster: Roster

    static func law(_ party: Party) -> ClauseContext {
        ClauseContext(isLaw: true, parties: nil, centralAuthorities: [], roster: Roster([]))
    }

    static func agreement(parties: [Party: PartyTerms], roster: Roster) -> ClauseContext {
        ClauseContext(
            isLaw: false, parties: Set(parties.keys),
            centralAuthorities: Set(parties.values.compactMap(\.centralAuthority)), roster: roster)
    }
}

/// Reads one clause (docs/spec/agreement.md, “Clauses”).
struct ClauseReader {
    let context: ClauseContext

    func read(_ node: YAMLNode, number: ClauseNumber) throws(VocabularyError) -> Clause {
        var fields = try node.fields("clause")
        let says = try fields.required("says").localized()
        let (effect, actions) = try rule(&fields, at: node)
        let terms = TermsReader(context: context)
        let who = try fields.optional("who").map(terms.who) ?? .everybody
        let item = try fields.optional("item").map(terms.item) ?? .anything
        let conditionReader = ConditionReader(context: context)
        let conditions = try fields.optional("if").map(conditionReader.conditions) ?? []
        let exceptionNode = fields.optional("unless")
        let exceptions = try exceptionNode.map(conditionReader.exceptions) ?? []
        let approvals = try fields.optional("approvals").map(approvals)
        let obligations = try fields.optional("then").map(ObligationReader.read) ?? .none
        try fields.finish()

        let asksSomething = approvals != nil || !obligations.isEmpty
        guard effect != .require || asksSomething else {
            throw node.failure(
                .policyFileMeaning, "Clause \(number) requires nothing.",
                next: "Add approvals: or then:, or make it a forbid.")
        }
        guard effect != .forbid || !asksSomething else {
            throw node.failure(
                .policyFileMeaning, "Clause \(number) forbids, so nothing can be asked along with it.",
                next: "Remove approvals: and then:, or make it a require.")
        }
        if exceptions.contains(.override), let exceptionNode {
            try checkOverride(exceptionNode, effect: effect, item: item, exceptions: exceptions)
        }
        return Clause(
            number: number, says: says, effect: effect, actions: actions, who: who, item: item,
            conditions: conditions, exceptions: exceptions, approvals: approvals, obligations: obligations)
    }

    private func rule(
        _ fields: inout YAMLFields, at node: YAMLNode
    ) throws(VocabularyError) -> (Clause.Effect, Set<Action>) {
        var found: [(effect: Clause.Effect, node: YAMLNode)] = []
        for effect in Clause.Effect.allCases {
            if let node = fields.optional(effect.rawValue) { found.append((effect, node)) }
        }
        guard let rule = found.first, found.count == 1 else {
            // A misspelled effect is the likeliest cause: say which key is the stranger.
            if found.isEmpty { try explainStranger(fields) }
            throw node.failure(
                .policyFileMeaning, "A clause has exactly one of permit, forbid and require.",
                next: "Write each rule as a clause of its own.")
        }
        guard !context.isLaw || rule.effect != .permit else {
            throw rule.node.failure(
                .policyLawGrants, "A law can forbid and require, but not permit.",
                next: "Move the permission to an agreement or an instrument.")
        }
        return (rule.effect, try rule.node.words(Action.self))
    }

    private func explainStranger(_ fields: borrowing YAMLFields) throws(VocabularyError) {
        let effects = Clause.Effect.allCases.map(\.rawValue)
        for entry in fields.all {
            if let near = Spelling.nearest(to: entry.key, among: effects), near != entry.key {
                throw entry.node.failure(
                    "The clause has an unknown key “\(entry.key.shownInMessage)”.", next: "Did you mean “\(near)”?")
            }
        }
    }

    private func approvals(_ node: YAMLNode) throws(VocabularyError) -> ApprovalTerms {
        var fields = try node.fields("rule for approvals")
        var seats: [ApprovalSeat] = []
        for item in try fields.required("from").items() {
            let text = try item.text()
            let seat: ApprovalSeat
            do { seat = try ApprovalSeat(parsing: text) } catch { throw item.located(error) }
            if case .role(.party(let party), _) = seat.holder, let parties = context.parties, !parties.contains(party) {
                throw item.failure(
                    "“\(party)” is not a party of this document.",
                    next: "Parties: \(parties.sorted().map(\.text).joined(separator: ", ")).")
            }
            seats.append(seat)
        }
        let distinct = try fields.optional("distinct-persons").map { (node) throws(VocabularyError) in
            try node.integer(in: 1...16)
        }
        let days = try fields.required("within-days").integer(in: 1...366)
        try fields.finish()
        return ApprovalTerms(seats: seats.sorted(), distinctPersons: distinct ?? seats.count, withinDays: days)
    }

    private func checkOverride(
        _ node: YAMLNode, effect: Clause.Effect, item: ItemTerms, exceptions: [Condition]
    ) throws(VocabularyError) {
        func refused(_ reason: String) -> VocabularyError {
            node.failure(.policyOverrideMisplaced, reason, next: "Remove override from this clause.")
        }
        guard !context.isLaw else { throw refused("An override never lifts a law.") }
        guard effect == .forbid else { throw refused("An override lifts a forbid, and nothing else.") }
        guard item.victimIdentity == nil, item.categories?.contains(.victimIdentificationForm) != true else {
            throw refused("An override never lifts the protection of a victim.")
        }
        let standsForConsent = exceptions.contains { if case .consentOf = $0 { true } else { false } }
        guard !standsForConsent else {
            throw refused("An override cannot take the place of a consent.")
        }
    }
}
