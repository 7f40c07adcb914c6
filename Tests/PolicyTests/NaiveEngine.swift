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
        var facts = facts
        // The register is listed in no place and before no court.
        if request.action == .list { (facts.place, facts.forum) = (.unknown, .unknown) }
        let entry = agreement.roster.entries.first { $0.member == request.actor && $0.term.covers(instant) }
        let isOrdered =
            request.action == .produceInCourt && agreement.roster.names(request.actor)
            && orders(facts, agreement.partyList)
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

    /// A court of one of these parties has ordered it.
    private func orders(_ facts: Facts, _ courts: [Party]) -> Bool {
        facts.courtOrders.contains { $0.bundle == facts.item?.bundle && courts.contains($0.party) }
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
        let helps = request.action == .disclose && request.purpose == .exculpatory
        func matching(_ effect: Clause.Effect, unknownCounts: Bool, isLifted: Bool = true) -> [(
            ClauseReference, Clause
        )] {
            var found: [(ClauseReference, Clause)] = []
            func look(_ id: AgreementID, _ clauses: [Clause], _ purpose: PurposeTerms?, _ courts: [Party], isLaw: Bool)
            {
                for clause in clauses where clause.effect == effect && clause.actions.contains(request.action) {
                    let reference = ClauseReference(document: id, clause: clause.number)
                    let context = Context(
                        request: request, instant: instant, facts: facts, entry: entry, purpose: purpose,
                        courts: courts, isLifted: isLifted && lifts(reference, request, at: instant, facts),
                        ignoresPurpose: helps && effect == .permit, isLaw: isLaw)
                    if matches(clause, context) ?? unknownCounts { found.append((reference, clause)) }
                }
            }
            for document in documents {
                look(document.id, document.clauses, document.purpose, agreement.partyList, isLaw: false)
            }
            for law in laws where law.term.covers(instant) && bears(law, request, facts, entry) {
                look(law.id, law.clauses, nil, [law.party], isLaw: true)
            }
            return found
        }
        let forbids = matching(.forbid, unknownCounts: true)
        guard forbids.isEmpty else { return Answer(outcome: .deny, clauses: Set(forbids.map(\.0))) }
        let lifted = matching(.forbid, unknownCounts: true, isLifted: false).map(\.0)
        let requires = matching(.require, unknownCounts: true)
        let permits = matching(.permit, unknownCounts: false)
        /// Every way to take one permit of each file, each with what it costs beside approvals.
        var ways: [[Clause]] = [[]]
        for (position, document) in documents.enumerated() {
            let speaks = document.clauses.contains { $0.effect == .permit && $0.actions.contains(request.action) }
            guard position == 0 || speaks else { continue }
            let own = permits.filter { $0.0.document == document.id }.map(\.1).sorted { $0.number < $1.number }
            let free = own.filter { $0.approvals == nil || helps }
            let asking = own.filter { !free.contains($0) }
            let kept = free.filter { canKeep($0.obligations, facts) }
            if let best = kept.min(by: { $0.obligations.kinds.count < $1.obligations.kinds.count }) {
                ways = ways.map { $0 + [best] }
            } else if request.action == .produceInCourt {
                let met = asking.first { clause in
                    canKeep(clause.obligations, facts)
                        && approvals(requires.map(\.1) + ways[0] + [clause], request, at: instant, facts) == .permit
                }
                if let met { ways = [ways[0] + [met]] }
            } else if !asking.isEmpty {
                ways = ways.flatMap { way in asking.map { way + [$0] } }
            } else if let best = free.min(by: { $0.obligations.kinds.count < $1.obligations.kinds.count }) {
                ways = ways.map { $0 + [best] }
            } else {
                return Answer(outcome: .deny, clauses: Set(permits.map(\.0)))
            }
        }
        let ranked = ways.map { way in
            let standing = approvals(
                helps ? [] : requires.map(\.1) + way.filter { $0.approvals != nil }, request, at: instant, facts)
            let asking = way.filter { $0.approvals != nil }
            let isKept = asking.allSatisfy { canKeep($0.obligations, facts) }
            let cost = asking.map(\.obligations.kinds.count).reduce(0, +)
            return (
                way: way, standing: standing,
                rank: (standing == .deny || !isKept ? 2 : standing == .pending ? 1 : 0, cost)
            )
        }
        guard let best = ranked.min(by: { $0.rank < $1.rank }) else { return Answer(outcome: .deny) }
        var answer = Answer(outcome: best.standing, clauses: Set((permits + requires).map(\.0)))
        for clause in requires.map(\.1) + best.way {
            answer.obligations = Self.join(answer.obligations, clause.obligations)
        }
        if !lifted.isEmpty {
            var marks = Obligations()
            marks.mark = lifted.map { "Released under an override of clause \($0.clause) of \($0.document)" }
            answer.obligations = Self.join(answer.obligations, marks)
        }
        if helps {
            let origin = facts.item?.origin.value
            answer.outcome = .permit
            answer.obligations.notify = Set(
                answer.obligations.notify + ["giver" + (origin.map { "-" + $0.lowercased } ?? "")]
            ).sorted()
        } else if !canKeep(answer.obligations, facts) {
            answer.outcome = .deny
        }
        return answer
    }

    /// Two leaders of the day, of two parties, have lifted this very clause for this very use.
    private func lifts(
        _ clause: ClauseReference, _ request: PolicyRequest, at instant: Instant, _ facts: Facts
    ) -> Bool {
        guard instruments.contains(where: \.providesOverride), let item = facts.item, let purpose = request.purpose,
            purpose != .immigration, item.victimIdentity.value.map({ $0 == VictimIdentity.none }) ?? false,
            item.flags.value.map({ !$0.contains(.childAbuseMaterial) }) ?? false,
            item.category.value.map({ $0 != .medicalReport && $0 != .victimIdentificationForm }) ?? false
        else { return false }
        return facts.overrides.contains { override in
            let leaders = Set(
                override.statements.map(\.leader).filter { leader in
                    agreement.roster.entries(at: instant).contains {
                        $0.member == leader && role(of: $0, at: place(request, at: instant, facts)) == .teamLeader
                    }
                })
            return override.clauses.contains(clause) && override.action == request.action
                && override.purposes.contains(purpose) && override.bundle == item.bundle
                && override.log == facts.node.log && override.policy == policy && override.given <= instant
                && instant < override.expires && leaders.count >= 2 && Set(leaders.map(\.party)).count >= 2
        }
    }

    private func canKeep(_ obligations: Obligations, _ facts: Facts) -> Bool {
        obligations.kinds.allSatisfy(facts.node.fulfils.contains)
            && obligations.redact.allSatisfy { facts.item?.redactions.value?.contains($0) ?? false }
    }

    // MARK: Matching

    private struct Context {
        let request: PolicyRequest
        let instant: Instant
        let facts: Facts
        let entry: RosterEntry
        let purpose: PurposeTerms?
        let courts: [Party]
        let isLifted: Bool
        let ignoresPurpose: Bool
        /// A law knows nothing of what whoever asks only declares.
        let isLaw: Bool

        var place: Party? {
            entry.secondedTo ?? (isLaw && facts.place.source == .request ? nil : facts.place.value)
        }
        /// What could be declared counts for the register; for everything else it is not known.
        func counts(_ action: Action) -> Known { action == .list && !isLaw ? true : nil }

        var forum: Party? { isLaw && facts.forum.source == .request ? nil : facts.forum.value }
    }

    /// Who leads in some places is a member in all others.
    func role(of entry: RosterEntry, at place: Party?) -> RosterRole? {
        guard let leadsIn = entry.leadsIn else { return entry.role }
        guard let place else { return nil }
        return leadsIn.contains(place) ? entry.role : .member
    }

    func place(_ request: PolicyRequest, at instant: Instant, _ facts: Facts) -> Party? {
        agreement.roster.entries.first { $0.member == request.actor && $0.term.covers(instant) }?.secondedTo
            ?? facts.place.value
    }

    private func matches(_ clause: Clause, _ context: Context) -> Known {
        let (request, facts, entry) = (context.request, context.facts, context.entry)
        var answers: [Known] = []
        let item = facts.item ?? (Self.needsItem.contains(request.action) ? ItemFacts() : nil)
        if let roles = clause.who.roles {
            let may = role(of: entry, at: context.place).map { [$0] } ?? [.teamLeader, .member]
            let held = may.map(roles.contains)
            let isBoth = request.action == .list && !context.isLaw
            answers.append(
                isBoth ? held.contains(true) : held.contains(true) ? held.contains(false) ? nil : true : false)
        }
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
        func counts(_ condition: Condition) -> Bool {
            if case .purpose = condition { !context.ignoresPurpose } else { true }
        }
        answers += clause.conditions.filter(counts).map { holds($0, context) }
        for exception in clause.exceptions where counts(exception) && !excepts(nothing: exception, context) {
            answers.append(holds(exception, context).map { !$0 })
        }
        if answers.contains(false) { return false }
        return answers.contains(nil) ? nil : true
    }

    /// The register has no place and no forum, so an exception by one takes nothing away, whether from a forbid or a permit.
    private func excepts(nothing exception: Condition, _ context: Context) -> Bool {
        guard context.request.action == .list, !context.isLaw else { return false }
        switch exception {
        case .place: return context.place == nil
        case .forum: return context.forum == nil
        default: return false
        }
    }

    private func holds(_ condition: Condition, _ context: Context) -> Known {
        let (request, instant, facts) = (context.request, context.instant, context.facts)
        switch condition {
        case .purpose(let references):
            guard let purpose = request.purpose else { return nil }
            if references.contains(.purpose(purpose)) { return true }
            guard references.contains(.agreedOffence), [.investigation, .prosecution, .trial].contains(purpose) else {
                return false
            }
            guard let listed = context.purpose?.offences else { return false }
            if let offence = request.offence {
                return listed.contains(offence) ? facts.caseFacts.offences.value.map { $0.contains(offence) } : false
            }
            return facts.caseFacts.offences.value.map { !listed.isDisjoint(with: $0) }
        case .consentOf(let givers):
            let origin = facts.item?.origin.value
            func consents(_ party: Party) -> Known {
                let each = facts.consents.filter { $0.party == party }.map { stands($0, request, at: instant, facts) }
                return each.contains(true) ? true : each.contains(nil) ? nil : false
            }
            let answers: [Known] = givers.map { giver in
                switch giver {
                case .party(let party): consents(party)
                case .itemOrigin: origin.flatMap(consents)
                case .otherParties: false
                }
            }
            return answers.contains(false) ? false : answers.contains(nil) ? nil : true
        case .offence(let offences): return facts.caseFacts.offences.value.map { !offences.isDisjoint(with: $0) }
        case .place(let parties): return context.place.map(parties.contains) ?? context.counts(request.action)
        case .forum(let parties): return context.forum.map(parties.contains) ?? context.counts(request.action)
        case .courtOrder: return orders(facts, context.courts)
        case .override: return context.isLifted
        }
    }

    private func stands(_ consent: Consent, _ request: PolicyRequest, at instant: Instant, _ facts: Facts) -> Known {
        guard consent.given <= instant, consent.expires.map({ instant < $0 }) ?? true,
            consent.actions.contains(request.action), consent.bundle == nil || consent.bundle == facts.item?.bundle,
            consent.recipient == nil || consent.recipient == request.actor.party,
            consent.caseNumber == nil || consent.caseNumber == request.caseNumber, consent.exhibits == nil
        else { return false }
        var answers: [Known] = [request.purpose.map(consent.purposes.contains)]
        if let offence = consent.offence {
            answers.append(
                request.offence.map { $0 == offence } ?? facts.caseFacts.offences.value.map { $0 == [offence] })
        }
        return answers.contains(false) ? false : answers.contains(nil) ? nil : true
    }

    private func bears(_ law: Law, _ request: PolicyRequest, _ facts: Facts, _ entry: RosterEntry) -> Bool {
        let concerned =
            agreement.parties.keys.contains(law.party)
            || agreement.roster.entries.contains {
                $0.member.party == law.party || $0.secondedTo == law.party
            }
        // Who only declares one state is not free of the law of another.
        func isLinked(_ fact: Fact<Party>) -> Bool {
            guard let value = fact.value else { return concerned }
            return value == law.party || concerned && fact.source == .request
        }
        return law.applies.contains { link in
            switch link {
            case .itemOrigin:
                guard let item = facts.item else { return concerned && Self.needsItem.contains(request.action) }
                return item.origin.value.map { $0 == law.party } ?? concerned
            case .actorParty: return request.actor.party == law.party
            case .place where entry.secondedTo != nil: return entry.secondedTo == law.party
            case .place: return isLinked(facts.place)
            case .forum: return isLinked(facts.forum)
            }
        }
    }
}
