import Vocabulary

/// Reads the key `members`.
struct RosterReader {
    let parties: [Party: PartyTerms]
    let term: Term

    func read(_ node: YAMLNode) throws(VocabularyError) -> Roster {
        var entries: [RosterEntry] = []
        for item in try node.list() {
            guard entries.count < 2_000 else {
                throw item.failure("There are more than 2,000 members.", next: "Divide the team.")
            }
            let entry = try entry(item)
            if let other = entries.first(where: { $0.member == entry.member && $0.term.overlaps(entry.term) }) {
                throw item.failure(
                    .policyFileMeaning, "“\(other.member)” stands here twice for the same days.",
                    next: "Let the first period end before the second begins.")
            }
            entries.append(entry)
        }
        return Roster(entries)
    }

    private func entry(_ node: YAMLNode) throws(VocabularyError) -> RosterEntry {
        var fields = try node.fields("member")
        let idNode = try fields.required("id")
        let id = try idNode.parsed(MemberID.self)
        let roleNode = try fields.required("role")
        let role = try roleNode.word(RosterRole.self)
        let known = Set(parties.keys)
        var secondedTo: Party?
        if let seconded = fields.optional("seconded-to") {
            secondedTo = try seconded.party(among: known)
            guard role == .seconded, secondedTo != id.party else {
                throw seconded.failure(
                    .policyFileMeaning, "Only a seconded member works on another party's territory.",
                    next: "Remove the key, or correct role and party.")
            }
        }
        let from = try fields.optional("from").map(HeaderReader.day)
        let until = try fields.optional("until").map(HeaderReader.day)
        try fields.finish()
        guard role != .seconded || secondedTo != nil else {
            throw roleNode.failure(
                .policyFileMeaning, "A seconded member needs the party they are seconded to.",
                next: "Add seconded-to: XX.")
        }
        guard role == .visiting || known.contains(id.party) else {
            throw idNode.failure(
                .policyFileMeaning, "“\(id)” is of no party to this agreement, so they can only be visiting.",
                next: "Correct the identity, or give the role visiting.")
        }
        guard role != .centralAuthority || parties[id.party]?.centralAuthority == id.authority else {
            throw roleNode.failure(
                .policyFileMeaning, "“\(id.authority)” is not the central authority that \(id.party) names above.",
                next: "Correct the role, or the party's central-authority.")
        }
        let period = try HeaderReader.term(
            from: from ?? term.from, until: until ?? term.until, zone: term.zone, at: node)
        return RosterEntry(member: id, role: role, secondedTo: secondedTo, term: period)
    }
}
