import Vocabulary

/// To whom somebody turns who was refused: by office and by name, and never to themselves.
struct Contacts {
    private let agreement: Agreement?
    private let asker: MemberID
    private let entries: [RosterEntry]
    private let catalogue: MessageCatalogue

    init(of decision: Decision, _ catalogue: MessageCatalogue) {
        agreement = decision.policy.agreement
        asker = decision.request.actor
        entries = agreement?.roster.entries(at: decision.instant).filter { $0.member != decision.request.actor } ?? []
        self.catalogue = catalogue
    }

    /// Who knows who may do what: a team has leaders, other agreements have central authorities.
    var lead: String {
        switch agreement?.kind {
        case .jointInvestigationTeam: office(.teamLeader, asker.party) ?? authority
        case .houseRules: catalogue.text(.whomHead)
        default: authority
        }
    }

    /// The central authority of the asker's party; those of the others for somebody who is of it.
    var authority: String {
        if let office = office(.centralAuthority, asker.party) { return office }
        guard let own = agreement?.parties[asker.party]?.centralAuthority else { return catalogue.text(.whomAuthority) }
        if own != asker.authority {
            return catalogue.text(.officeAuthority, ["party": asker.party.text, "members": own.text])
        }
        let others =
            agreement?.partyList.filter { $0 != asker.party }.compactMap { office(.centralAuthority, $0) } ?? []
        return others.isEmpty ? catalogue.text(.whomOthers) : catalogue.anyOf(others)
    }

    private func office(_ role: RosterRole, _ party: Party) -> String? {
        let members = entries.filter { $0.role == role && $0.member.party == party }.map(\.member.text)
        guard !members.isEmpty else { return nil }
        let id: MessageID =
            role == .centralAuthority ? .officeAuthority : members.count > 1 ? .officeLeaders : .officeLeader
        return catalogue.text(id, ["party": party.text, "members": catalogue.anyOf(members)])
    }

    /// Who may consent for one of these parties, where a clause says so.
    ///
    /// - Parameter origin: where the item is from.
    func givers(of parties: Set<Party>, origin: Party?) -> String? {
        let permits = agreement?.clauses.filter { $0.effect == .permit && $0.actions.contains(.consent) } ?? []
        let members = entries.filter { entry in
            parties.contains(entry.member.party) && permits.contains { $0.who.admits(entry, origin: origin) }
        }
        let offices = Set(members.map { Office(role: $0.role, party: $0.member.party) })
            .filter { $0.role == .teamLeader || $0.role == .centralAuthority }.sorted()
        let named = offices.compactMap { office($0.role, $0.party) }
        if !named.isEmpty { return catalogue.anyOf(named) }
        return members.isEmpty ? nil : catalogue.anyOf(members.map(\.member.text))
    }

    /// Whether the asker could consent themselves.
    func canConsent(for parties: Set<Party>, origin: Party?, at instant: Instant) -> Bool {
        guard parties.contains(asker.party), let agreement, let own = agreement.roster.entry(of: asker, at: instant)
        else { return false }
        return agreement.clauses.contains {
            $0.effect == .permit && $0.actions.contains(.consent) && $0.who.admits(own, origin: origin)
        }
    }

    private struct Office: Hashable, Comparable {
        let role: RosterRole
        let party: Party

        static func < (left: Self, right: Self) -> Bool { (left.party, left.role) < (right.party, right.role) }
    }
}
