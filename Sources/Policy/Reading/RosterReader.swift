import Vocabulary

/// A line of `members` with its places in the file.
struct WrittenLine: Sendable {
    let line: RosterLine
    let node: YAMLNode
    let id: YAMLNode
    let role: YAMLNode
    let secondedTo: YAMLNode?
    let leadsIn: YAMLNode?
}

/// Reads the key `members`: first what is written, then what it means in an agreement.
struct RosterReader {
    let parties: [Party: PartyTerms]
    let term: Term
    let kind: AgreementKind

    func read(_ node: YAMLNode) throws(VocabularyError) -> Roster { try roster(Self.lines(node)) }

    static func lines(_ node: YAMLNode) throws(VocabularyError) -> [WrittenLine] {
        var lines: [WrittenLine] = []
        for item in try node.list() {
            guard lines.count < 2_000 else {
                throw item.failure("There are more than 2,000 members.", next: "Divide the team.")
            }
            lines.append(try line(item))
        }
        return lines
    }

    private static func line(_ node: YAMLNode) throws(VocabularyError) -> WrittenLine {
        var fields = try node.fields("member")
        let idNode = try fields.required("id")
        let id = try idNode.parsed(MemberID.self)
        let roleNode = try fields.required("role")
        let role = try roleNode.word(RosterRole.self)
        let seconded = fields.optional("seconded-to")
        let secondedTo = try seconded.map { (node) throws(VocabularyError) in try node.parsed(Party.self) }
        if let seconded, role != .seconded || secondedTo == id.party {
            throw seconded.failure(
                .policyFileMeaning, "Only a seconded member works on another party's territory.",
                next: "Remove the key, or correct role and party.")
        }
        let leads = fields.optional("leads-in")
        let leadsIn = try leads.map { (node) throws(VocabularyError) in try node.parsedSet(Party.self) }
        if let leads, role != .teamLeader {
            throw leads.failure(
                .policyFileMeaning, "Only a team leader leads, so only a leader can lead in some places.",
                next: "Remove the key, or give the role team-leader.")
        }
        let from = try fields.optional("from").map(HeaderReader.day)
        let until = try fields.optional("until").map(HeaderReader.day)
        try fields.finish()
        guard role != .seconded || secondedTo != nil else {
            throw roleNode.failure(
                .policyFileMeaning, "A seconded member needs the party they are seconded to.",
                next: "Add seconded-to: XX.")
        }
        return WrittenLine(
            line: RosterLine(
                member: id, role: role, secondedTo: secondedTo, leadsIn: leadsIn, from: from, until: until),
            node: node, id: idNode, role: roleNode, secondedTo: seconded, leadsIn: leads)
    }

    // MARK: In an agreement

    func roster(_ lines: [WrittenLine]) throws(VocabularyError) -> Roster {
        var entries: [RosterEntry] = []
        var byMember: [MemberID: [Term]] = [:]
        for written in lines {
            let entry = try entry(written)
            guard !byMember[entry.member, default: []].contains(where: { $0.overlaps(entry.term) }) else {
                throw written.node.failure(
                    .policyFileMeaning, "“\(entry.member)” stands here twice for the same days.",
                    next: "Let the first period end before the second begins.")
            }
            byMember[entry.member, default: []].append(entry.term)
            entries.append(entry)
        }
        return Roster(entries)
    }

    private func entry(_ written: WrittenLine) throws(VocabularyError) -> RosterEntry {
        let line = written.line
        let id = line.member
        _ = try written.secondedTo?.party(among: Set(parties.keys))
        for place in try written.leadsIn?.items() ?? [] { _ = try place.party(among: Set(parties.keys)) }
        guard line.role == .visiting || parties[id.party] != nil else {
            throw written.id.failure(
                .policyFileMeaning, "“\(id)” is of no party to this agreement, so they can only be visiting.",
                next: "Correct the identity, or give the role visiting.")
        }
        guard kind != .houseRules || parties[id.party] != nil else {
            throw written.id.failure(
                .policyFileMeaning, "House rules are for one party's own people.",
                next: "Remove the members of other parties, or make it an agreement with their party.")
        }
        guard line.role != .centralAuthority || parties[id.party]?.centralAuthority == id.authority else {
            throw written.role.failure(
                .policyFileMeaning, "“\(id.authority)” is not the central authority that \(id.party) names.",
                next: "Correct the role, or the party's central-authority.")
        }
        let period = try HeaderReader.term(
            from: line.from ?? term.from, until: line.until ?? term.until, zone: term.zone, at: written.node)
        return RosterEntry(
            member: id, role: line.role, secondedTo: line.secondedTo, term: period, leadsIn: line.leadsIn)
    }
}
