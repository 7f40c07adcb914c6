package import Vocabulary

extension CedarExport {
    /// A request as Cedar reads it: `principal`, `action`, `resource`, and the facts as `context`. What is not known is
    /// left out. Consents that do not stand for this purpose, this bundle and this instant are left out too.
    ///
    /// - Returns: JSON.
    package static func request(
        _ request: PolicyRequest, at instant: Instant, facts: Facts, under scope: PolicyScope
    ) -> String {
        let roster = scope.agreement.roster
        var facts = facts
        if request.action.isPlaceless { facts.leaveOutPlace() }
        var context = [
            ("now", String(instant.millisecondsSince1970)),
            ("courtOrder", String(facts.isOrdered(among: scope.agreement.partyList))),
        ]
        func add(_ name: String, _ word: String?) {
            if let word { context.append((name, CedarText.string(word))) }
        }
        add("purpose", request.purpose?.rawValue)
        add("offence", request.offence?.rawValue)
        add("place", facts.place.value?.text)
        add("forum", facts.forum.value?.text)
        add("establishedPlace", facts.place.established?.text)
        add("establishedForum", facts.forum.established?.text)
        if let offences = facts.caseFacts.offences.value {
            context.append(("offences", CedarText.set(offences.map(\.rawValue))))
        }
        if let penalties = facts.caseFacts.penalties.value {
            let lowest = Dictionary(penalties.map { ($0.party.text, $0.years) }, uniquingKeysWith: min)
            let members = lowest.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }
            context.append(("penalties", "{\(members.joined(separator: ", "))}"))
        }
        context.append(("courts", CedarText.set(facts.orderingParties.map(\.text).sorted())))
        let consents = consents(request, at: instant, facts, scope).map { "\"\($0.0)\": \($0.1)" }
        context.append(("consents", "{\(consents.joined(separator: ", "))}"))
        context.append(("lifted", CedarText.set(scope.lifted(request, at: instant, facts).map(\.description))))
        if let suspension = facts.suspension {
            context.append(("suspendedSince", String(suspension.since.millisecondsSince1970)))
            let stopped = suspension.alsoStops.map { "{\"__entity\": {\"type\": \"Action\", \"id\": \"\($0)\"}}" }
            context.append(("alsoStops", "[\(stopped.joined(separator: ", "))]"))
        }
        if let item = facts.item { context.append(("item", self.item(item))) }
        let turns = roster.entries.filter { $0.member == request.actor }
        let turn = turns.firstIndex { $0.term.covers(instant) } ?? 0
        let members = context.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ")
        func reference(_ type: String, _ id: String) -> String {
            "{\"type\": \"\(type)\", \"id\": \(CedarText.string(id))}"
        }
        return """
            {"principal": \(reference("Member", CedarEntities.name(request.actor, turn))), \
            "action": \(reference("Action", request.action.rawValue)), \
            "resource": \(reference("Item", "item")), "context": {\(members)}}
            """
    }

    private static func item(_ item: ItemFacts) -> String {
        var members: [String] = []
        func one(_ name: String, _ word: String?) {
            if let word { members.append("\"\(name)\": \(CedarText.string(word))") }
        }
        func some(_ name: String, _ words: [String]?) {
            if let words { members.append("\"\(name)\": \(CedarText.set(words))") }
        }
        one("category", item.category.value?.rawValue)
        one("victimIdentity", item.victimIdentity.value?.rawValue)
        some("flags", item.flags.value?.map(\.rawValue))
        some("handling", item.handling.value?.map(\.rawValue))
        one("channel", item.channel.value?.rawValue)
        one("origin", item.origin.value?.text)
        one("copy", item.copy.value?.rawValue)
        one("evaluation", item.evaluation.value?.text)
        return "{\(members.joined(separator: ", "))}"
    }

    /// For each party, and for the one that the item comes from, whether its consent stands for this use; those of which
    /// that is not known are left out.
    private static func consents(
        _ request: PolicyRequest, at instant: Instant, _ facts: Facts, _ scope: PolicyScope
    ) -> [(String, Bool)] {
        let asked = Asked(request, at: instant, facts)
        func stands(_ party: Party) -> Bool? {
            let truths = facts.consents.filter { $0.party == party }.map { $0.covers(asked) }
            switch truths.max() ?? .no {
            case .yes: return true
            case .unknown: return nil
            case .no: return false
            }
        }
        var consents = scope.consenting.compactMap { party in stands(party).map { (party.text, $0) } }
        if let origin = facts.item?.origin.value, let stands = stands(origin) { consents.append(("origin", stands)) }
        return consents
    }
}

extension PolicyScope {
    /// Every party of whose consent a clause speaks.
    fileprivate var consenting: [Party] {
        var parties: Set<Party> = []
        for clause in grants.flatMap(\.clauses) + laws.flatMap(\.clauses) {
            for case .consentOf(let givers) in clause.conditions + clause.exceptions {
                for case .party(let party) in givers { parties.insert(party) }
            }
        }
        return parties.sorted()
    }

    /// The clauses that two leaders have lifted for this use, under an instrument that provides for it.
    fileprivate func lifted(_ request: PolicyRequest, at instant: Instant, _ facts: Facts) -> Set<ClauseReference> {
        guard instruments.contains(where: \.providesOverride) else { return [] }
        let digest = PolicyDigest.of(agreement: agreement, instruments: instruments, laws: laws)
        var lifted: Set<ClauseReference> = []
        let place = agreement.roster.entry(of: request.actor, at: instant)?.secondedTo ?? facts.place.value
        for override in facts.overrides where override.binds(request, facts, at: instant, under: digest) {
            let isSigned = Override.isSigned(
                by: override.statements.map(\.leader), ofParties: agreement.parties.count
            ) { agreement.roster.entry(of: $0, at: instant)?.role(at: place) == .teamLeader }
            if isSigned { lifted.formUnion(override.clauses) }
        }
        return lifted
    }
}
