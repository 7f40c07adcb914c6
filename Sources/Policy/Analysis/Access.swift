import Vocabulary

/// What the clauses give at one point of the space, once approvals are asked for and everything else is in order.
enum Access: Hashable {
    case denied
    case granted(Grant)
}

/// What is asked along with a permission.
struct Grant: Hashable {
    /// Approvals to be given.
    var approvals: Set<ApprovalTerms> = []
    var obligations = Obligations.none
    /// What other permits would ask that may serve as well.
    var alternatives: [Asks] = []
    /// Who can give the approvals, seat by seat.
    var approvers: [ApprovalSeat: [MemberID]] = [:]

    struct Asks: Hashable {
        let approvals: ApprovalTerms?
        let obligations: Obligations

        init(_ clause: Clause) {
            approvals = clause.approvals
            obligations = clause.obligations
        }

        var isNothing: Bool { approvals == nil && obligations.isEmpty }
    }
}

extension FactSpace {
    /// What one side gives where these rules match; `Engine.settle` in the terms of the space.
    func access(_ side: Int, _ matching: ClauseSet, _ standing: Standing) -> Access {
        let rules = table.sides[side]
        if matching.contains(RuleTable.ordered[side]) {
            var grant = Grant()
            grant.obligations.log = .full
            return .granted(grant)
        }
        guard matching.isDisjoint(with: rules.forbids) else { return .denied }
        var grant = Grant()
        // What is produced in court is recorded, though it has no permit or one whose approvals are not given.
        let isRecorded = matching.contains(RuleTable.recorded[side])
        for (_, permits) in rules.permits {
            let own = permits.intersection(matching)
            guard !own.isEmpty || isRecorded else { return .denied }
            let options = own.members.map { Grant.Asks(table.rules[$0].clause) }
                .filter { !isRecorded || $0.approvals == nil }
            if options.isEmpty { continue }
            if options.contains(where: \.isNothing) { continue }
            let ranked = options.map { (asks: $0, rank: rank($0, side, standing)) }
            guard let best = ranked.min(by: { $0.rank < $1.rank }), best.rank < 200 else { return .denied }
            take(best.asks, into: &grant)
            for other in options where other != best.asks && !grant.alternatives.contains(other) {
                grant.alternatives.append(other)
            }
        }
        for index in matching.intersection(rules.requires).members {
            let asks = Grant.Asks(table.rules[index].clause)
            guard rank(asks, side, standing) < 200 else { return .denied }
            take(asks, into: &grant)
        }
        guard canBeGiven(grant.approvals, side, standing) else { return .denied }
        for terms in grant.approvals {
            for seat in terms.seats { grant.approvers[seat] = approvers(seat, side, standing) }
        }
        return .granted(grant)
    }

    private func take(_ asks: Grant.Asks, into grant: inout Grant) {
        if let approvals = asks.approvals { grant.approvals.insert(approvals) }
        grant.obligations.join(asks.obligations)
    }

    /// As the engine ranks permits before any approval is given: what nobody can approve comes last.
    private func rank(_ asks: Grant.Asks, _ side: Int, _ standing: Standing) -> Int {
        let approving = asks.approvals.map { canBeGiven($0, side, standing) ? 100 : 200 } ?? 0
        return approving + asks.obligations.kinds.count
    }

    /// Whether the seats can be filled by persons who are on the roster that day, each by another, none by who asks.
    func canBeGiven(_ terms: ApprovalTerms, _ side: Int, _ standing: Standing) -> Bool {
        var seating = Seating(terms.seats, origin: standing.origin.party)
        for entry in scopes[side].agreement.roster.entries(at: standing.instant) where entry.member != standing.actor {
            seating.seat(entry)
        }
        return !seating.holders.contains { $0 == nil }
    }

    /// Whether one person could be found for each seat that is asked for, whichever terms name it.
    private func canBeGiven(_ terms: Set<ApprovalTerms>, _ side: Int, _ standing: Standing) -> Bool {
        guard terms.count > 1 else { return true }
        var demand = ApprovalDemand()
        for terms in terms { demand.add(terms, of: 0) }
        let present = scopes[side].agreement.roster.entries(at: standing.instant)
        return demand.canBeFilled(by: present.filter { $0.member != standing.actor }, origin: standing.origin.party)
    }

    private func approvers(_ seat: ApprovalSeat, _ side: Int, _ standing: Standing) -> [MemberID] {
        scopes[side].agreement.roster.entries(at: standing.instant)
            .filter { $0.member != standing.actor && seat.admits($0, origin: standing.origin.party) }
            .map(\.member)
    }
}
