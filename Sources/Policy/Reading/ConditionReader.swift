import Vocabulary

/// Reads `if` and `unless`.
struct ConditionReader {
    let context: ClauseContext

    func conditions(_ node: YAMLNode) throws(VocabularyError) -> [Condition] {
        try read(node, noun: "condition", allowsOverride: false)
    }

    func exceptions(_ node: YAMLNode) throws(VocabularyError) -> [Condition] {
        try read(node, noun: "exception", allowsOverride: true)
    }

    private func read(_ node: YAMLNode, noun: String, allowsOverride: Bool) throws(VocabularyError) -> [Condition] {
        var fields = try node.fields(noun)
        var conditions: [Condition] = []
        if let list = fields.optional("purpose") { conditions.append(.purpose(try purposes(list))) }
        if let list = fields.optional("consent-of") { conditions.append(.consentOf(try givers(list))) }
        if let list = fields.optional("offence") { conditions.append(.offence(try list.words(Offence.self))) }
        if let list = fields.optional("place") { conditions.append(.place(try context.parties(list))) }
        if let list = fields.optional("forum") { conditions.append(.forum(try context.parties(list))) }
        if let flag = fields.optional("court-order") {
            try mustBeTrue(flag)
            conditions.append(.courtOrder)
        }
        if allowsOverride, let flag = fields.optional("override") {
            try mustBeTrue(flag)
            conditions.append(.override)
        }
        try fields.finish()
        guard !conditions.isEmpty else {
            throw node.failure("The \(noun) says nothing.", next: "Add a condition, or remove the key.")
        }
        return conditions
    }

    private func mustBeTrue(_ node: YAMLNode) throws(VocabularyError) {
        guard try node.truth() else {
            throw node.failure("Only true makes sense here.", next: "Write true, or remove the key.")
        }
    }

    private func purposes(_ node: YAMLNode) throws(VocabularyError) -> Set<PurposeReference> {
        var purposes: Set<PurposeReference> = []
        for item in try node.items() {
            let text = try item.text()
            if text == PurposeReference.agreedOffenceName {
                guard !context.isLaw else {
                    throw item.failure(
                        .policyFileMeaning, "A law has no agreed offences.", next: "Name the purposes themselves.")
                }
                purposes.insert(.agreedOffence)
            } else if Purpose(rawValue: text) == nil,
                Spelling.nearest(to: text, among: [PurposeReference.agreedOffenceName]) != nil
            {
                throw item.failure(
                    "“\(text.shownInMessage)” is not a known purpose.",
                    next: "Did you mean “\(PurposeReference.agreedOffenceName)”?")
            } else {
                purposes.insert(.purpose(try item.word(Purpose.self)))
            }
        }
        return purposes
    }

    private func givers(_ node: YAMLNode) throws(VocabularyError) -> Set<PartyReference> {
        var givers: Set<PartyReference> = []
        for item in try node.items() {
            let text = try item.text()
            if text == "item-origin" {
                givers.insert(.itemOrigin)
            } else if text.utf8.count > 2, Spelling.nearest(to: text, among: ["item-origin"]) != nil {
                throw item.failure("“\(text.shownInMessage)” is not a party.", next: "Did you mean “item-origin”?")
            } else if let parties = context.parties {
                givers.insert(.party(try item.party(among: parties)))
            } else {
                givers.insert(.party(try item.parsed(Party.self)))
            }
        }
        return givers
    }
}
