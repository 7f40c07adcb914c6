import Vocabulary

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
        let clause = Clause(
            number: number, says: says, effect: effect, actions: actions, who: who, item: item,
            conditions: conditions, exceptions: exceptions, approvals: approvals, obligations: obligations)
        if exceptions.contains(.override), let exceptionNode {
            try OverrideCheck(isLaw: context.isLaw).check(clause, at: exceptionNode)
        }
        guard !clause.barsTheAccused(by: context.links) else {
            throw node.failure(
                .policyBarsTheAccused, "Clause \(number) would keep from the accused what helps them.",
                next: "Except it: write unless: { purpose: [exculpatory] }, or take it off the purposes under if:.")
        }
        return clause
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
            try context.check(seat, at: item)
            seats.append(seat)
        }
        guard seats.count <= 16 else {
            throw node.failure("More than 16 approvals are asked for.", next: "Ask for fewer.")
        }
        if let distinct = fields.optional("distinct-persons") {
            guard try distinct.integer(in: 1...16) == seats.count else {
                throw distinct.failure(
                    .policyFileMeaning,
                    "Each of the \(seats.count) seats is filled by a person of its own, no more and no fewer.",
                    next: "Write \(seats.count), or name one seat for each person.")
            }
        }
        let days = try fields.required("within-days").integer(in: 1...366)
        try fields.finish()
        return ApprovalTerms(seats: seats.sorted(), withinDays: days)
    }
}
