import Policy
import Vocabulary

/// The reference that the indexed engine is compared with: clause by clause over the files as parsed, in the words of
/// docs/spec/agreement.md, without a thought for speed.
struct NaiveEngine {
    let agreement: Agreement
    let instruments: [Agreement]
    let laws: [Law]
    let policy: Digest

    struct Answer: Equatable {
        var outcome: Decision.Outcome
        var clauses: Set<ClauseReference> = []
        var obligations = Obligations.none
    }

    /// nil: it cannot be known.
    private typealias Known = Bool?

    func decide(_ request: PolicyRequest, at instant: Instant, facts: Facts) -> Answer {
        let entry = agreement.roster.entries.first { $0.member == request.actor && $0.term.covers(instant) }
        let isOrdered =
            request.action == .produceInCourt && ordered(facts) && agreement.roster.names(request.actor)
        var answer = Answer(outcome: .deny)
        if let entry, passesGate(request, at: instant, facts) {
            answer = afterGate(request, at: instant, facts, entry)
        }
        if isOrdered {
            answer.outcome = .permit
            answer.obligations.log = .full
        }
        return answer
    }

    private var documents: [(id: AgreementID, clauses: [Clause], purpose: PurposeTerms?)] {
        [(agreement.id, agreement.clauses, agreement.purpose)]
            + instruments.map { ($0.id, $0.clauses, $0.purpose ?? agreement.purpose) }
    }

    private func ordered(_ facts: Facts) -> Bool {
        guard let order = facts.courtOrder else { return false }
        return order.bundle == facts.item?.bundle
    }

    // MARK: Steps

    private func passesGate(_ request: PolicyRequest, at instant: Instant, _ facts: Facts) -> Bool {
        for document in [agreement] + instruments {
            guard document.term.covers(instant) else { return false }
            guard let purpose = document.purpose, Self.testsOffence.contains(request.action) else { continue }
            guard let offences = facts.caseFacts.offences.value, !purpose.offences.isDisjoint(with: offences) else {
                return false
            }
            if let threshold = purpose.threshold {
                let years = agreement.partyList.map { party in
                    facts.caseFacts.penalties.value?.filter { $0.party == party }.map(\.years).min()
                }
                let met = years.filter { $0.map { $0 >= threshold.maximumPenaltyYears } ?? false }.count
                guard threshold.scope == .anyParty ? met > 0 : met == years.count else { return false }
            }
        }
        if let suspension = facts.suspension, suspension.since <= instant {
            let isRescue = request.purpose == .dangerToLife && Self.rescues.contains(request.action)
            if suspension.alsoStops.contains(request.action) { return false }
            if Self.newAccess.contains(request.action), !isRescue { return false }
        }
        if Self.needsPurpose.contains(request.action), request.purpose == nil { return false }
        if Self.testsChannel.contains(request.action), let channel = agreement.channel,
            facts.item?.channel.value != channel
        {
            return false
        }
        return true
    }

    private func afterGate(
        _ request: PolicyRequest, at instant: Instant, _ facts: Facts, _ entry: RosterEntry
    ) -> Answer {
        func matching(_ effect: Clause.Effect, unknownCounts: Bool) -> [(ClauseReference, Clause)] {
            var found: [(ClauseReference, Clause)] = []
            for document in documents {
                for clause in document.clauses where clause.effect == effect && clause.actions.contains(request.action)
                {
                    let value = matches(clause, request, at: instant, facts, entry, document.purpose)
                    if value ?? unknownCounts {
                        found.append((.init(document: document.id, clause: clause.number), clause))
                    }
                }
            }
            for law in laws where law.term.covers(instant) && bears(law, request, facts, entry) {
                for clause in law.clauses where clause.effect == effect && clause.actions.contains(request.action) {
                    let value = matches(clause, request, at: instant, facts, entry, nil)
                    if value ?? unknownCounts { found.append((.init(document: law.id, clause: clause.number), clause)) }
                }
            }
            return found
        }
        let helpsTheAccused = request.action == .disclose && request.purpose == .exculpatory
        let forbids = matching(.forbid, unknownCounts: true)
        guard forbids.isEmpty else { return Answer(outcome: .deny, clauses: Set(forbids.map(\.0))) }
        let permits = matching(.permit, unknownCounts: false)
        for (position, document) in documents.enumerated() {
            let speaks = document.clauses.contains { $0.effect == .permit && $0.actions.contains(request.action) }
            guard position == 0 || speaks else { continue }
            guard permits.contains(where: { $0.0.document == document.id }) else {
                return Answer(outcome: .deny, clauses: Set(permits.map(\.0)))
            }
        }
        let requires = matching(.require, unknownCounts: true)
        var answer = Answer(outcome: .permit, clauses: Set((permits + requires).map(\.0)))
        var taken = requires.map(\.1)
        for document in documents {
            let own = permits.filter { $0.0.document == document.id }.map(\.1)
            // The permit that asks least.
            let ranked = own.sorted { $0.number < $1.number }.map { clause in
                (clause, rank(clause, request, at: instant, facts))
            }
            if let best = ranked.min(by: { $0.1 < $1.1 }) { taken.append(best.0) }
        }
        var worst = Decision.Outcome.permit
        for clause in taken {
            let standing = approvals(clause, request, at: instant, facts)
            if standing == .deny || worst == .deny { worst = .deny } else if standing == .pending { worst = .pending }
            answer.obligations = Self.join(answer.obligations, clause.obligations)
        }
        if !canKeep(answer.obligations, facts) { worst = .deny }
        answer.outcome = worst
        if helpsTheAccused {
            let origin = facts.item?.origin.value
            answer.obligations.notify = Set(
                answer.obligations.notify + ["giver" + (origin.map { "-" + $0.lowercased } ?? "")]
            ).sorted()
        }
        return answer
    }

    private func rank(_ clause: Clause, _ request: PolicyRequest, at instant: Instant, _ facts: Facts) -> Int {
        let standing = approvals(clause, request, at: instant, facts)
        let kept = canKeep(clause.obligations, facts)
        let group = standing == .deny || !kept ? 2 : standing == .pending ? 1 : 0
        return clause.approvals == nil && clause.obligations.isEmpty ? -1 : group * 100 + clause.obligations.kinds.count
    }

    private func canKeep(_ obligations: Obligations, _ facts: Facts) -> Bool {
        obligations.kinds.allSatisfy(facts.node.fulfils.contains)
            && obligations.redact.allSatisfy { facts.item?.redactions.value?.contains($0) ?? false }
    }

    // MARK: Matching

    private func matches(
        _ clause: Clause, _ request: PolicyRequest, at instant: Instant, _ facts: Facts, _ entry: RosterEntry,
        _ purpose: PurposeTerms?
    ) -> Known {
        var answers: [Known] = []
        let item = facts.item ?? (Self.needsItem.contains(request.action) ? ItemFacts() : nil)
        if let roles = clause.who.roles { answers.append(roles.contains(entry.role)) }
        if let members = clause.who.members { answers.append(members.contains(request.actor)) }
        if let authorities = clause.who.authorities { answers.append(authorities.contains(request.actor.authority)) }
        if let parties = clause.who.parties {
            let origin = item?.origin.value
            if parties.contains(.party(request.actor.party)) {
                answers.append(true)
            } else if !parties.contains(.itemOrigin), !parties.contains(.otherParties) {
                answers.append(false)
            } else if item == nil {
                answers.append(false)
            } else if let origin {
                answers.append(parties.contains(origin == request.actor.party ? .itemOrigin : .otherParties))
            } else {
                answers.append(nil)
            }
        }
        func one<Value: Hashable>(_ wanted: Set<Value>?, _ fact: Fact<Value>?) {
            guard let wanted else { return }
            guard let fact else { return answers.append(false) }
            answers.append(fact.value.map(wanted.contains))
        }
        func some<Value: Hashable>(_ wanted: Set<Value>?, _ fact: Fact<[Value]>?) {
            guard let wanted else { return }
            guard let fact else { return answers.append(false) }
            answers.append(fact.value.map { !wanted.isDisjoint(with: $0) })
        }
        one(clause.item.categories, item?.category)
        one(clause.item.victimIdentity, item?.victimIdentity)
        some(clause.item.flags, item?.flags)
        some(clause.item.handling, item?.handling)
        one(clause.item.channels, item?.channel)
        one(clause.item.origins, item?.origin)
        one(clause.item.copies, item?.copy)
        one(clause.item.evaluations, item?.evaluation)
        answers += clause.conditions.map { holds($0, request, at: instant, facts, entry, purpose) }
        answers += clause.exceptions.map { holds($0, request, at: instant, facts, entry, purpose).map { !$0 } }
        if answers.contains(false) { return false }
        return answers.contains(nil) ? nil : true
    }

    private func holds(
        _ condition: Condition, _ request: PolicyRequest, at instant: Instant, _ facts: Facts, _ entry: RosterEntry,
        _ terms: PurposeTerms?
    ) -> Known {
        switch condition {
        case .purpose(let references):
            guard let purpose = request.purpose else { return nil }
            if references.contains(.purpose(purpose)) { return true }
            guard references.contains(.agreedOffence), [.investigation, .prosecution, .trial].contains(purpose) else {
                return false
            }
            guard let listed = terms?.offences else { return false }
            if let offence = request.offence { return listed.contains(offence) }
            return facts.caseFacts.offences.value.map { !listed.isDisjoint(with: $0) }
        case .consentOf(let givers):
            let origin = facts.item?.origin.value
            let valid = facts.consents.filter { consent in
                consent.given <= instant && (consent.expires.map { instant < $0 } ?? true)
                    && (request.purpose.map(consent.purposes.contains) ?? false)
                    && (consent.bundle == nil || consent.bundle == facts.item?.bundle)
            }.map(\.party)
            let answers: [Known] = givers.map { giver in
                switch giver {
                case .party(let party): valid.contains(party)
                case .itemOrigin: origin.map(valid.contains)
                case .otherParties: false
                }
            }
            return answers.contains(false) ? false : answers.contains(nil) ? nil : true
        case .offence(let offences): return facts.caseFacts.offences.value.map { !offences.isDisjoint(with: $0) }
        case .place(let parties): return (entry.secondedTo ?? facts.place.value).map(parties.contains)
        case .forum(let parties): return facts.forum.value.map(parties.contains)
        case .courtOrder: return ordered(facts)
        case .override: return false
        }
    }

    private func bears(_ law: Law, _ request: PolicyRequest, _ facts: Facts, _ entry: RosterEntry) -> Bool {
        law.applies.contains { link in
            switch link {
            case .itemOrigin:
                guard let item = facts.item else { return Self.needsItem.contains(request.action) }
                return item.origin.value.map { $0 == law.party } ?? true
            case .actorParty: return request.actor.party == law.party
            case .place: return (entry.secondedTo ?? facts.place.value).map { $0 == law.party } ?? true
            case .forum: return facts.forum.value.map { $0 == law.party } ?? true
            }
        }
    }

    // MARK: Approvals and obligations

    private func approvals(
        _ clause: Clause, _ request: PolicyRequest, at instant: Instant, _ facts: Facts
    ) -> Decision.Outcome {
        guard let terms = clause.approvals else { return .permit }
        func fits(_ member: MemberID, _ seat: ApprovalSeat) -> Bool {
            guard let entry = agreement.roster.entry(of: member, at: instant) else { return false }
            let words = seat.description.split(separator: " ").map(String.init)
            if words.count == 1 {
                return words[0] == member.text || words[0] == member.authority.text
            }
            let party = words[0] == "item-origin" ? facts.item?.origin.value?.text : words[0]
            return member.party.text == party && entry.role.rawValue == words[1]
        }
        let given = Set(
            facts.approvals.filter { approval in
                !approval.isSpent && approval.given <= instant && instant < approval.expires
                    && approval.given >= instant.adding(days: -terms.withinDays)
                    && approval.approver != request.actor && approval.requester == request.actor
                    && approval.action == request.action && approval.purpose == request.purpose
                    && approval.log == facts.node.log && approval.policy == policy
                    && approval.bundle == facts.item?.bundle && approval.exhibits == nil
            }.map(\.approver))
        // Every way to put persons on the seats.
        func canSit(_ seats: ArraySlice<ApprovalSeat>, among persons: Set<MemberID>) -> Bool {
            guard let seat = seats.first else { return true }
            return persons.contains { fits($0, seat) && canSit(seats.dropFirst(), among: persons.subtracting([$0])) }
        }
        let all = Set(agreement.roster.entries(at: instant).map(\.member)).subtracting([request.actor])
        if canSit(terms.seats[...], among: given.intersection(all)) { return .permit }
        return canSit(terms.seats[...], among: all) ? .pending : .deny
    }

    private static func join(_ one: Obligations, _ other: Obligations) -> Obligations {
        var all = Obligations()
        all.redact = Set(one.redact + other.redact).sorted()
        all.notify = Set(one.notify + other.notify).sorted()
        all.mark = Set(one.mark + other.mark).sorted()
        all.seal = Set(one.seal + other.seal).sorted()
        all.deleteBy = [one.deleteBy, other.deleteBy].compactMap(\.self).min()
        all.log = [one.log, other.log].contains(.full) ? .full : one.log ?? other.log
        return all
    }

    // MARK: The lists of the specification

    private static let needsItem: Set<Action> = [
        .contribute, .submit, .retrieve, .viewOnPremises, .verify, .produceInCourt, .disclose, .reissue,
        .onwardTransfer, .return, .destroy,
    ]
    private static let needsPurpose: Set<Action> = [
        .retrieve, .viewOnPremises, .request, .produceInCourt, .disclose, .reissue, .onwardTransfer,
    ]
    private static let testsOffence: Set<Action> = [
        .contribute, .submit, .retrieve, .viewOnPremises, .request, .answerRequest, .attendMeasure,
        .scheduleTestimony, .attendTestimony, .reissue, .onwardTransfer,
    ]
    private static let testsChannel: Set<Action> = [
        .contribute, .submit, .retrieve, .viewOnPremises, .onwardTransfer, .produceInCourt,
    ]
    private static let newAccess: Set<Action> = [
        .contribute, .submit, .retrieve, .viewOnPremises, .request, .attendMeasure, .scheduleTestimony, .reissue,
        .onwardTransfer, .destroy, .activate,
    ]
    private static let rescues: Set<Action> = [.contribute, .submit, .retrieve, .viewOnPremises, .request]
}
