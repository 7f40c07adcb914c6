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

    /// Whether the signatures of these persons under the same terms can lift a clause at that moment: there is a place
    /// where two of them lead at once.
    package func areLeaders(_ members: [MemberID], under id: AgreementID, at instant: Instant) -> Bool {
        guard let agreement = agreement(id) else { return false }
        let entries = Set(members).compactMap { agreement.roster.entry(of: $0, at: instant) }
        // Who leads in some places leads nowhere else; who leads everywhere, also where no place is known.
        return ([nil] + Set(entries.flatMap { $0.leadsIn ?? [] }).sorted().map(Optional.some)).contains { place in
            let leaders = entries.filter { $0.role(at: place) == .teamLeader }.map(\.member)
            return Override.isSigned(by: members, ofParties: agreement.parties.count, leads: leaders.contains)
        }
    }
}
