import Vocabulary

/// Whether a rule admits a value, kind of fact by kind of fact. Together they say whether the clause matches.
struct Admission {
    let action: Action

    /// What depends on who asks, where the item is from, and what the case is about.
    func truth(_ rule: Rule, _ standing: Standing) -> Truth {
        guard let entry = standing.entries[rule.side] else { return .no }
        let clause = rule.clause
        var truth = who(clause.who, entry, standing.origin)
        if standing.origin == .noItem, clause.item != .anything { return .no }
        if let origins = clause.item.origins { truth = min(truth, Self.one(origins, standing.origin.party)) }
        for case .offence(let offences) in clause.conditions {
            truth = min(truth, Self.some(offences, standing.offence.offences))
        }
        for case .offence(let offences) in clause.exceptions {
            truth = min(truth, Self.some(offences, standing.offence.offences).negated)
        }
        guard let link = rule.link else { return truth }
        switch link.kind {
        case .actorParty: return entry.member.party == link.party ? truth : .no
        case .itemOrigin:
            return standing.origin == .noItem ? .no : min(truth, Self.isLinked(link, standing.origin.party))
        case .place, .forum: return truth
        }
    }

    /// What is not known of a party that has nothing to do with the agreement is not taken to be so.
    private static func isLinked(_ link: Rule.Link, _ party: Party?) -> Truth {
        party.map { $0 == link.party ? .yes : .no } ?? (link.isNear ? .unknown : .no)
    }

    private func who(_ who: WhoTerms, _ entry: RosterEntry, _ origin: OriginValue) -> Truth {
        if let roles = who.roles, !entry.turnsOnPlace(roles), !roles.contains(entry.role) { return .no }
        if let members = who.members, !members.contains(entry.member) { return .no }
        if let authorities = who.authorities, !authorities.contains(entry.member.authority) { return .no }
        guard let parties = who.parties, !parties.contains(.party(entry.member.party)) else { return .yes }
        let own = parties.contains(.itemOrigin)
        let others = parties.contains(.otherParties)
        switch origin {
        case .noItem: return .no
        case .unknown: return own || others ? .unknown : .no
        case .party(let party): return (party == entry.member.party ? own : others) ? .yes : .no
        }
    }

    /// Everything in a rule that depends on what the case is about.
    func truths(_ rule: Rule, _ offence: OffenceValue) -> [Truth] {
        (rule.clause.conditions + rule.clause.exceptions).compactMap { condition in
            switch condition {
            case .offence(let offences): Self.some(offences, offence.offences)
            case .purpose(let references) where references.contains(.agreedOffence):
                purpose([.agreedOffence], .investigation, rule.agreed, offence)
            default: nil
            }
        }
    }

    /// What depends on one more kind of fact.
    func truth(_ rule: Rule, _ value: FactValue, _ standing: Standing) -> Truth {
        let entry = standing.entries[rule.side]
        // For what helps the accused it does not matter for which purposes a permit was written.
        if action == .disclose, value == .purpose(.exculpatory), rule.clause.effect == .permit { return .yes }
        var truth = item(rule.clause.item, value)
        for condition in rule.clause.conditions {
            if let holds = holds(condition, value, rule, entry, standing) { truth = min(truth, holds) }
        }
        for exception in rule.clause.exceptions {
            // Where each place counts, none excepts.
            if exception.isOfTerritory, countsEach(rule, entry, exception) { continue }
            if let holds = holds(exception, value, rule, entry, standing) { truth = min(truth, holds.negated) }
        }
        if case .place(let place) = value, let entry, let roles = rule.clause.who.roles, entry.turnsOnPlace(roles),
            !countsEach(rule, entry)
        {
            let role = entry.role(at: rule.link == nil ? place : nil)
            truth = min(truth, role.map { roles.contains($0) ? .yes : .no } ?? .unknown)
        }
        guard let link = rule.link else { return truth }
        switch (value, link.kind) {
        case (.place(let place), .place):
            let linked = entry?.secondedTo.map { $0 == link.party ? .yes : .no } ?? isLinked(link, declared: place)
            return min(truth, linked)
        case (.forum(let forum), .forum): return min(truth, isLinked(link, declared: forum))
        default: return truth
        }
    }

    /// Under the agreement each place and forum counts that could be declared, for what takes place nowhere.
    private func countsEach(_ rule: Rule, _ entry: RosterEntry?, _ condition: Condition? = nil) -> Bool {
        guard action.isPlaceless, rule.link == nil else { return false }
        if case .forum = condition { return true }
        return entry?.secondedTo == nil
    }

    /// What is only declared adds a law, and takes none away.
    private func isLinked(_ link: Rule.Link, declared party: Party?) -> Truth {
        party == link.party && !action.isPlaceless ? .yes : link.isNear ? .unknown : .no
    }

    private func item(_ item: ItemTerms, _ value: FactValue) -> Truth {
        switch value {
        case .category(let category): Self.one(item.categories, category)
        case .victimIdentity(let identity): Self.one(item.victimIdentity, identity)
        case .flags(let flags): Self.some(item.flags, flags)
        case .handling(let codes): Self.some(item.handling, codes)
        case .channel(let channel): Self.one(item.channels, channel)
        case .copy(let copy): Self.one(item.copies, copy)
        case .evaluation(let evaluation): Self.one(item.evaluations, evaluation)
        case .purpose, .consents, .place, .forum, .lifting: .yes
        }
    }

    /// Nil where the condition is about another kind of fact.
    private func holds(
        _ condition: Condition, _ value: FactValue, _ rule: Rule, _ entry: RosterEntry?, _ standing: Standing
    ) -> Truth? {
        switch (condition, value) {
        case (.purpose(let references), .purpose(let purpose)):
            return self.purpose(references, purpose, rule.agreed, standing.offence)
        case (.consentOf(let givers), .consents(let given, let isSure)):
            return givers.map { Self.consent(of: $0, given, isSure, standing.origin) }.min() ?? .yes
        case (.place, .place) where countsEach(rule, entry, condition),
            (.forum, .forum) where countsEach(rule, entry, condition):
            return .yes
        case (.place(let parties), .place(let place)):
            return Self.one(parties, entry?.secondedTo ?? (rule.link == nil ? place : nil))
        case (.forum(let parties), .forum(let forum)): return Self.one(parties, rule.link == nil ? forum : nil)
        case (.courtOrder, .lifting(let order, _)): return order.map { rule.courts.contains($0) ? .yes : .no } ?? .no
        case (.override, .lifting(_, let override)): return override ? .yes : .no
        default: return nil
        }
    }

    /// Whoever gave the item is a party by name too.
    private static func consent(
        of giver: PartyReference, _ given: Set<PartyReference>, _ isSure: Bool, _ origin: OriginValue
    ) -> Truth {
        let stands: Bool
        switch giver {
        case .party(let party):
            stands = given.contains(giver) || given.contains(.itemOrigin) && origin.party == party
        case .itemOrigin:
            guard let party = origin.party else { return .unknown }
            stands = given.contains(giver) || given.contains(.party(party))
        case .otherParties: return .no
        }
        return stands ? (isSure ? .yes : .unknown) : .no
    }

    private func purpose(
        _ references: Set<PurposeReference>, _ purpose: Purpose?, _ agreed: Set<Offence>?, _ offence: OffenceValue
    ) -> Truth {
        guard let purpose else { return .unknown }
        if references.contains(.purpose(purpose)) { return .yes }
        guard references.contains(.agreedOffence), purpose.servesOffence, let agreed else { return .no }
        // An offence that is declared with the purpose must be one of the case.
        if let asked = offence.asked {
            guard agreed.contains(asked) else { return .no }
            return offence.offences.map { $0.contains(asked) ? .yes : .no } ?? .unknown
        }
        return Self.some(agreed, offence.offences)
    }

    private static func one<Value: Hashable>(_ wanted: Set<Value>?, _ value: Value?) -> Truth {
        guard let wanted else { return .yes }
        return value.map { wanted.contains($0) ? .yes : .no } ?? .unknown
    }

    private static func some<Value: Hashable>(_ wanted: Set<Value>?, _ values: some Sequence<Value>) -> Truth {
        guard let wanted else { return .yes }
        return values.contains(where: wanted.contains) ? .yes : .no
    }

    private static func some<Value: Hashable, Values: Sequence<Value>>(
        _ wanted: Set<Value>?, _ values: Values?
    ) -> Truth {
        guard wanted != nil else { return .yes }
        return values.map { some(wanted, $0) } ?? .unknown
    }
}

extension RosterEntry {
    /// Whether it turns on the place if they are of one of these roles.
    fileprivate func turnsOnPlace(_ roles: Set<RosterRole>) -> Bool {
        leadsIn != nil && roles.contains(role) != roles.contains(.member)
    }
}

extension Truth {
    var negated: Truth {
        switch self {
        case .yes: .no
        case .unknown: .unknown
        case .no: .yes
        }
    }
}

extension Rule {
    /// What is unknown counts as matching in a forbid and a require, and as not matching in a permit.
    func counts(_ truth: Truth) -> Bool { clause.effect == .permit ? truth == .yes : truth != .no }
}
