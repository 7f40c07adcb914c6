package import Vocabulary

/// Who on the roster can do something on a day, and why each other cannot.
package struct WhoCan: Sendable {
    /// What is asked of each of them.
    package struct Question: Sendable {
        package let action: Action
        package let agreement: AgreementID
        /// Nil for an action that is about no item.
        package let item: ItemFacts?
        package let purpose: Purpose?
        /// That the case is about; nil where nobody has declared one.
        package let offence: Offence?
        package let consents: [Party]
        /// What each of them would declare; nil: nothing.
        package let place: Party?
        package let forum: Party?
        package let day: CalendarDay

        package init(
            _ action: Action, under agreement: AgreementID, item: ItemFacts?, purpose: Purpose?,
            offence: Offence? = nil, consents: [Party] = [], place: Party? = nil, forum: Party? = nil,
            on day: CalendarDay
        ) {
            self.place = place
            self.forum = forum
            self.action = action
            self.agreement = agreement
            self.item = item
            self.purpose = purpose
            self.offence = offence
            self.consents = consents
            self.day = day
        }
    }

    package struct Answer: Sendable {
        package let member: MemberID
        /// As what they act there; the role of the roster where that turns on a place that is not known.
        package let role: RosterRole
        package let outcome: Decision.Outcome
        package let clauses: [ClauseReference]
        /// What permits it, what is asked along with it, or the nearest miss.
        package let sentences: [String]
        package let nextStep: String
    }

    package let answers: [Answer]

    /// Everything that a node does not know stays unknown, as there: the place of the operation (but of seconded members)
    /// and the forum, where they are not declared. A place that is declared is left out where it is not that of a seconded
    /// member: a node would refuse it. What is not said of the item is filled in plainly, as for examples: the agreement's channel, no
    /// flags, no handling codes, an evidentiary copy with every rendition made. Category, origin and victim identity are
    /// never filled in. Of the case the node's own assumption holds: where no offence is declared, every offence of the
    /// agreement, if each of them would pass; penalties are those of the laws.
    ///
    /// - Returns: nil if there is no such agreement.
    package init?(_ question: Question, in library: PolicyLibrary) {
        guard let agreement = library.agreement(question.agreement) else { return nil }
        let noon = Instant(
            millisecondsSince1970: Int64(question.day.daysSince1970) * 86_400_000 + 43_200_000
                - Int64(agreement.term.zone.offset.minutes) * 60_000)
        let item = question.item.map { Self.filled($0, agreement) }
        let caseFacts = Self.caseFacts(question.offence, agreement, library)
        answers = agreement.roster.entries(at: noon).map { entry in
            let facts = Facts(
                item: item, caseFacts: caseFacts,
                node: NodeFacts(party: entry.member.party, log: "log", fulfils: ObligationKind.allCases),
                place: question.place.map { Fact($0, from: .request) } ?? .unknown,
                forum: question.forum.map { Fact($0, from: .request) } ?? .unknown,
                consents: question.consents.map {
                    Consent(
                        party: $0, actions: Action.allCases, purposes: Purpose.allCases, bundle: nil, given: noon,
                        expires: nil, event: Digest(ofText: "consent \($0)"))
                })
            let request = PolicyRequest(
                agreement: agreement.id, actor: entry.member, action: question.action, purpose: question.purpose)
            let decision = library.decide(request, at: noon, facts: facts)
            let explanation = decision.explanation()
            return Answer(
                member: entry.member, role: entry.role(at: question.place) ?? entry.role, outcome: decision.outcome,
                clauses: decision.clauses,
                sentences: explanation.sentences, nextStep: explanation.nextStep)
        }
    }

    private static func filled(_ item: ItemFacts, _ agreement: Agreement) -> ItemFacts {
        var item = item
        item.bundle = Digest(ofText: "item")
        if item.flags.value == nil { item.flags = Fact([], from: .request) }
        if item.handling.value == nil { item.handling = Fact([], from: .request) }
        if item.channel.value == nil, let channel = agreement.channel { item.channel = Fact(channel, from: .request) }
        if item.copy.value == nil { item.copy = Fact(.evidentiary, from: .request) }
        item.redactions = Fact(Redaction.allCases, from: .request)
        return item
    }

    private static func caseFacts(
        _ declared: Offence?, _ agreement: Agreement, _ library: PolicyLibrary
    ) -> CaseFacts {
        var offences = declared.map { Fact([$0], from: .request) } ?? .unknown
        if declared == nil, let listed = agreement.purpose?.offences.sorted(),
            listed.allSatisfy({ library.admits($0, under: agreement.id) })
        {
            offences = Fact(listed, from: .agreement)
        }
        let penalties = offences.value.flatMap { library.penalties(for: $0, under: agreement.id) }
        return CaseFacts(offences: offences, penalties: penalties.map { Fact($0, from: .law) } ?? .unknown)
    }
}
