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
        var context = [("now", String(instant.millisecondsSince1970)), ("courtOrder", String(facts.isOrdered))]
        func add(_ name: String, _ word: String?) {
            if let word { context.append((name, CedarText.string(word))) }
        }
        add("purpose", request.purpose?.rawValue)
        add("offence", request.offence?.rawValue)
        add("place", facts.place.value?.text)
        add("forum", facts.forum.value?.text)
        if let offences = facts.caseFacts.offences.value {
            context.append(("offences", CedarText.set(offences.map(\.rawValue))))
        }
        if let penalties = facts.caseFacts.penalties.value {
            let lowest = Dictionary(penalties.map { ($0.party.text, $0.years) }, uniquingKeysWith: min)
            let members = lowest.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }
            context.append(("penalties", "{\(members.joined(separator: ", "))}"))
        }
        let consents = facts.consents.filter { $0.isValid(for: request, of: facts.item?.bundle, at: instant) }
        context.append(("consents", CedarText.set(consents.map(\.party.text))))
        context.append(("override", String(isLifted(facts.override, request, at: instant, scope))))
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

    /// Two persons who lead the team that day, of two parties where there are several, and an instrument that provides
    /// for it; never for a purpose of immigration.
    private static func isLifted(
        _ override: Override?, _ request: PolicyRequest, at instant: Instant, _ scope: PolicyScope
    ) -> Bool {
        guard request.purpose != .immigration, scope.instruments.contains(where: \.providesOverride) else {
            return false
        }
        let leaders = Set(override?.leaders ?? []).filter {
            scope.agreement.roster.entry(of: $0, at: instant)?.role == .teamLeader
        }
        return leaders.count >= 2 && (scope.agreement.parties.count < 2 || Set(leaders.map(\.party)).count >= 2)
    }
}
