package import Vocabulary

/// Why an override could lift nothing, whoever else signs it.
package enum OverrideFlaw: Hashable, Sendable {
    /// No instrument of the basis lets leaders lift a clause.
    case notProvided
    /// Whoever signs does not lead the team at that moment.
    case notALeader
    /// It is no clause that excepts an override, or none about this action.
    case notLiftable(ClauseReference)
    /// No override serves this purpose.
    case immigration
    /// It touches what is protected for a victim's or a child's sake, or what is not known not to.
    case protected
}

extension PolicyLibrary {
    /// What keeps an override from ever counting; nil if nothing is seen that would.
    ///
    /// - Parameters:
    ///   - leader: one of those who sign it.
    ///   - items: the facts of everything that it names.
    package func flaw(
        in override: Override, by leader: MemberID, on items: [ItemFacts], under id: AgreementID, at instant: Instant
    ) -> OverrideFlaw? {
        guard let policy = compiled[id], policy.providesOverride else { return .notProvided }
        guard agreement(id)?.roster.entry(of: leader, at: instant)?.role == .teamLeader else { return .notALeader }
        let liftable = Set(
            policy.liftable.filter { policy.clauses[$0].source.actions.contains(override.action) }
                .map(policy.reference))
        if let stray = override.clauses.first(where: { !liftable.contains($0) }) { return .notLiftable(stray) }
        if override.purposes.contains(.immigration) { return .immigration }
        return items.contains(where: Override.touchesVictim) ? .protected : nil
    }

    /// Whether these persons, who signed the same terms, are those whose signatures lift a clause: two who lead the team
    /// at that moment, of different parties where there are several.
    package func areLeaders(_ members: [MemberID], under id: AgreementID, at instant: Instant) -> Bool {
        guard let agreement = agreement(id) else { return false }
        let leaders = Set(members).filter { agreement.roster.entry(of: $0, at: instant)?.role == .teamLeader }
        return leaders.count >= 2 && (agreement.parties.count < 2 || Set(leaders.map(\.party)).count >= 2)
    }
}
