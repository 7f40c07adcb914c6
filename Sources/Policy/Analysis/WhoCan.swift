package import Vocabulary

/// Who on the roster can do something on a day, and why each other cannot.
package struct WhoCan: Sendable {
    package struct Answer: Sendable {
        package let member: MemberID
        package let role: RosterRole
        package let outcome: Decision.Outcome
        package let clauses: [ClauseReference]
        /// What permits it, what is asked along with it, or the nearest miss.
        package let sentences: [String]
    }

    package let answers: [Answer]

    /// What is not said of the item is filled in plainly, as for examples: the agreement's channel, no flags, no handling
    /// codes, an evidentiary copy with every rendition made, a case of the first offence that is grave enough, on the
    /// territory and before the courts of whoever asks. Category, origin and victim identity are never filled in.
    ///
    /// - Parameter item: nil for an action that is about no item.
    /// - Returns: nil if there is no such agreement.
    package init?(
        _ action: Action, under id: AgreementID, item: ItemFacts?, purpose: Purpose?, consents: [Party],
        on day: CalendarDay, in library: PolicyLibrary
    ) {
        guard let agreement = library.agreement(id) else { return nil }
        let noon = Instant(
            millisecondsSince1970: Int64(day.daysSince1970) * 86_400_000 + 43_200_000
                - Int64(agreement.term.zone.offset.minutes) * 60_000)
        var filled = item
        filled?.bundle = Digest(ofText: "item")
        if var item = filled {
            if item.flags.value == nil { item.flags = Fact([], from: .request) }
            if item.handling.value == nil { item.handling = Fact([], from: .request) }
            if item.channel.value == nil, let channel = agreement.channel {
                item.channel = Fact(channel, from: .request)
            }
            if item.copy.value == nil { item.copy = Fact(.evidentiary, from: .request) }
            item.redactions = Fact(Redaction.allCases, from: .request)
            filled = item
        }
        let years = agreement.purpose?.threshold?.maximumPenaltyYears ?? 0
        let caseFacts = CaseFacts(
            offences: agreement.purpose?.offences.min().map { Fact([$0], from: .request) } ?? .unknown,
            penalties: Fact(agreement.partyList.map { Penalty(party: $0, years: years) }, from: .request))
        answers = agreement.roster.entries(at: noon).map { entry in
            let facts = Facts(
                item: filled, caseFacts: caseFacts,
                node: NodeFacts(party: entry.member.party, log: "log", fulfils: ObligationKind.allCases),
                place: Fact(entry.member.party, from: .request), forum: Fact(entry.member.party, from: .request),
                consents: consents.map {
                    Consent(
                        party: $0, actions: Action.allCases, purposes: Purpose.allCases, bundle: nil, given: noon,
                        expires: nil,
                        event: Digest(ofText: "consent \($0)"))
                })
            let request = PolicyRequest(agreement: id, actor: entry.member, action: action, purpose: purpose)
            let decision = library.decide(request, at: noon, facts: facts)
            return Answer(
                member: entry.member, role: entry.role, outcome: decision.outcome, clauses: decision.clauses,
                sentences: decision.explanation().sentences)
        }
    }
}
