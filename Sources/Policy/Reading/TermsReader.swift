import Vocabulary

/// Reads `who` and `item`.
struct TermsReader {
    let context: ClauseContext

    func who(_ node: YAMLNode) throws(VocabularyError) -> WhoTerms {
        var fields = try node.fields("who")
        var who = WhoTerms()
        if let roles = fields.optional("role") { who.roles = try roles.words(RosterRole.self) }
        if let parties = fields.optional("party") {
            var references: Set<PartyReference> = []
            for item in try parties.items() { references.insert(try reference(item)) }
            who.parties = references
        }
        if let members = fields.optional("member") {
            var ids: Set<MemberID> = []
            for item in try members.items() { ids.insert(try member(item)) }
            who.members = ids
        }
        if let authorities = fields.optional("authority") { who.authorities = try self.authorities(authorities) }
        try fields.finish()
        guard who != .everybody else {
            throw node.failure("“who” names nobody.", next: "Say who, or remove the key if everybody is meant.")
        }
        return who
    }

    func item(_ node: YAMLNode) throws(VocabularyError) -> ItemTerms {
        var fields = try node.fields("item")
        var item = ItemTerms()
        if let list = fields.optional("category") { item.categories = try list.words(EvidenceCategory.self) }
        if let list = fields.optional("victim-identity") { item.victimIdentity = try list.words(VictimIdentity.self) }
        if let list = fields.optional("flag") { item.flags = try list.words(ItemFlag.self) }
        if let list = fields.optional("handling") { item.handling = try list.words(HandlingCode.self) }
        if let list = fields.optional("channel") { item.channels = try list.words(Channel.self) }
        if let list = fields.optional("origin") { item.origins = try context.parties(list) }
        if let list = fields.optional("copy") { item.copies = try list.words(CopyKind.self) }
        if let list = fields.optional("evaluation") { item.evaluations = try list.parsedSet(Evaluation.self) }
        try fields.finish()
        guard item != .anything else {
            throw node.failure("“item” names nothing.", next: "Say what, or remove the key if anything is meant.")
        }
        return item
    }

    private func reference(_ node: YAMLNode) throws(VocabularyError) -> PartyReference {
        switch try node.text() {
        case "item-origin": .itemOrigin
        case "other-parties": .otherParties
        case let text:
            if text.utf8.count > 2, let near = Spelling.nearest(to: text, among: ["item-origin", "other-parties"]) {
                throw node.failure("“\(text.shownInMessage)” is not a party.", next: "Did you mean “\(near)”?")
            } else if let parties = context.parties {
                .party(try node.party(among: parties))
            } else {
                .party(try node.parsed(Party.self))
            }
        }
    }

    private func member(_ node: YAMLNode) throws(VocabularyError) -> MemberID {
        let id = try node.parsed(MemberID.self)
        try context.check(id, at: node)
        return id
    }

    private func authorities(_ node: YAMLNode) throws(VocabularyError) -> Set<AuthorityID> {
        var ids: Set<AuthorityID> = []
        for item in try node.items() {
            if try item.text() == "central-authority" {
                guard !context.centralAuthorities.isEmpty else {
                    throw item.failure(
                        .policyFileMeaning, "No party of this document names a central authority.",
                        next: "Add central-authority: to the parties, or name the authorities here.")
                }
                guard
                    context.roster.entries.isEmpty
                        || context.roster.entries.contains(where: {
                            context.centralAuthorities.contains($0.member.authority)
                        })
                else {
                    throw item.failure(
                        .policyFileMeaning, "Nobody of a central authority is among the members.",
                        next: "Add them to members, or name others here.")
                }
                ids.formUnion(context.centralAuthorities)
            } else {
                let id = try item.parsed(AuthorityID.self)
                try context.check(id, at: item)
                ids.insert(id)
            }
        }
        return ids
    }
}
