import Vocabulary

/// What a clause may refer to. A name that can match nothing is an error: it is a slip of the pen, or a rule that its
/// author believes in and that never applies.
struct ClauseContext {
    /// What brings a request under the law; empty for what is no law.
    let links: Set<Law.Link>
    /// Nil where any party may be named.
    let parties: Set<Party>?
    let centralAuthorities: Set<AuthorityID>
    /// Empty where the document has no roster of its own.
    let roster: Roster

    var isLaw: Bool { !links.isEmpty }

    /// - Parameter links: at least one.
    static func law(by links: Set<Law.Link>) -> ClauseContext {
        ClauseContext(links: links, parties: nil, centralAuthorities: [], roster: Roster([]))
    }

    static func agreement(parties: [Party: PartyTerms], roster: Roster) -> ClauseContext {
        ClauseContext(
            links: [], parties: Set(parties.keys),
            centralAuthorities: Set(parties.values.compactMap(\.centralAuthority)), roster: roster)
    }

    /// Parties where material comes from, people work or courts sit: those of the document and of its visitors.
    func parties(_ node: YAMLNode) throws(VocabularyError) -> Set<Party> {
        let named = try node.parsedSet(Party.self)
        guard let parties else { return named }
        let known = parties.union(roster.entries.map(\.member.party))
        for item in try node.items() { _ = try item.party(among: known) }
        return named
    }

    func check(_ id: MemberID, at node: YAMLNode) throws(VocabularyError) {
        if roster.entries.isEmpty { return try checkParty(id.party, of: id.text, at: node) }
        guard !roster.names(id) else { return }
        let near = Spelling.nearest(to: id.text, among: roster.entries.map(\.member.text))
        throw node.failure(
            .policyFileMeaning, "“\(id)” is not among the members.",
            next: near.map { "Did you mean “\($0)”?" } ?? "Add them to members, or correct the identity.")
    }

    func check(_ id: AuthorityID, at node: YAMLNode) throws(VocabularyError) {
        if roster.entries.isEmpty { return try checkParty(id.party, of: id.text, at: node) }
        let known = Set(roster.entries.map(\.member.authority))
        guard !known.contains(id) else { return }
        let near = Spelling.nearest(to: id.text, among: known.map(\.text))
        throw node.failure(
            .policyFileMeaning, "Nobody of “\(id)” is among the members.",
            next: near.map { "Did you mean “\($0)”?" } ?? "Add them to members, or correct the authority.")
    }

    func check(_ seat: ApprovalSeat, at node: YAMLNode) throws(VocabularyError) {
        switch seat.holder {
        case .member(let id): try check(id, at: node)
        case .authority(let id): try check(id, at: node)
        case .role(let party, let role):
            if case .party(let party) = party { try checkParty(party, of: nil, at: node) }
            guard !roster.entries.isEmpty else { return }
            let isHeld = roster.entries.contains { entry in
                entry.role == role && (party == .party(entry.member.party) || party == .itemOrigin)
            }
            guard isHeld else {
                throw node.failure(
                    .policyFileMeaning, "No member could fill the seat “\(seat.description.shownInMessage)”.",
                    next: "Add somebody of that role to members, or correct the seat.")
            }
        }
    }

    private func checkParty(_ party: Party, of name: String?, at node: YAMLNode) throws(VocabularyError) {
        guard let parties, !parties.contains(party) else { return }
        throw node.failure(
            name.map { "“\($0)” is of no party of this document." } ?? "“\(party)” is not a party of this document.",
            next: "Parties: \(parties.sorted().map(\.text).joined(separator: ", ")).")
    }
}
