import Vocabulary

/// What the clauses give at one point of the space, once approvals are asked for and everything else is in order.
enum Access: Hashable {
    case denied
    case granted(Grant)
}

/// What is asked along with a permission.
struct Grant: Hashable {
    /// One approval to be given.
    struct Asked: Hashable {
        let seat: ApprovalSeat
        let withinDays: Int
    }

    /// What one permit asks.
    struct Asks: Hashable {
        let approvals: ApprovalTerms?
        let obligations: Obligations

        init(_ clause: Clause) {
            approvals = clause.approvals
            obligations = clause.obligations
        }

        var isNothing: Bool { approvals == nil && obligations.isEmpty }
    }

    /// What is asked if another permit of a file serves, since what the first asks cannot be had.
    struct Alternative: Hashable {
        let document: AgreementID
        let approvals: [Asked]
        let obligations: Obligations

        /// Whether whatever can fulfil the other can fulfil this.
        func isNoHarder(than other: Alternative) -> Bool {
            (approvals.isEmpty || approvals == other.approvals)
                && Set(obligations.kinds).isSubset(of: other.obligations.kinds)
                && Set(obligations.redact).isSubset(of: other.obligations.redact)
        }
    }

    /// Sorted.
    var approvals: [Asked] = []
    var obligations = Obligations.none
    var alternatives: Set<Alternative> = []
    /// Who can give the approvals, seat by seat.
    var approvers: [ApprovalSeat: [MemberID]] = [:]
}

extension FactSpace {
    /// What one side gives where these rules match; `CompiledPolicy.decide` in the terms of the space.
    func access(_ side: Int, _ matching: BitSet, _ standing: Standing) -> Access {
        let rules = table.sides[side]
        guard matching.isDisjoint(with: rules.ordered) else {
            var grant = Grant()
            grant.obligations.log = .full
            return .granted(grant)
        }
        guard matching.isDisjoint(with: rules.forbids) else { return .denied }
        let place = table.place(side, matching)
        let isRecorded = matching.contains(rules.recorded)
        let helps = matching.contains(RuleTable.helps)
        let requires = matching.intersection(rules.requires).members.map { table[$0].clause }
        var grant = Grant()
        var choices: [[Grant.Asks]] = []
        for (document, permits) in rules.permits {
            let own = permits.intersection(matching).members
            if own.isEmpty, isRecorded { continue }
            guard !own.isEmpty else { return .denied }
            let options = own.map { Grant.Asks(table[$0].clause) }
            let free = options.filter { helps || $0.approvals == nil }
            guard !free.contains(where: \.obligations.isEmpty) else { continue }
            // What happens in court is recorded, whether it is approved or not.
            let chosen = !free.isEmpty || isRecorded ? Self.cheapest(free).map { [$0] } ?? [] : options
            if !chosen.isEmpty { choices.append(chosen) }
            let ways = options.map { alternative($0, to: requires, document, side, standing) }
            let first = chosen.count == 1 ? alternative(chosen[0], to: requires, document, side, standing) : nil
            grant.alternatives.formUnion(ways.filter { way in first.map { !$0.isNoHarder(than: way) } ?? true })
        }
        guard let (demand, obligations) = settle(choices, requires, helps: helps, side, standing, place) else {
            return .denied
        }
        grant.obligations = obligations
        grant.approvals = asked(demand, standing)
        for asked in grant.approvals { grant.approvers[asked.seat] = approvers(asked.seat, side, standing, place) }
        return .granted(grant)
    }

    /// The permits that ask least together with what is required; nil if somebody would have to approve who cannot.
    private func settle(
        _ choices: [[Grant.Asks]], _ requires: [Clause], helps: Bool, _ side: Int, _ standing: Standing, _ place: Party?
    ) -> (demand: ApprovalDemand, obligations: Obligations)? {
        var start = (demand: ApprovalDemand(), obligations: Obligations.none, cost: 0)
        for clause in requires {
            start.obligations.join(clause.obligations)
            if !helps, let terms = clause.approvals { start.demand.add(terms, of: 0) }
        }
        var ways = [start]
        for options in choices {
            ways = ways.flatMap { way in
                options.map { asks in
                    var next = way
                    next.obligations.join(asks.obligations)
                    next.cost += asks.obligations.kinds.count
                    if !helps, let terms = asks.approvals { next.demand.add(terms, of: 0) }
                    return next
                }
            }
            // As many as the engine follows up.
            if ways.count > 64 { ways = Array(ways.sorted { $0.cost < $1.cost }.prefix(64)) }
        }
        let possible = ways.filter { canBeGiven($0.demand, side, standing, place) }
        return possible.min { $0.cost < $1.cost }.map { ($0.demand, $0.obligations) }
    }

    private func alternative(
        _ asks: Grant.Asks, to requires: [Clause], _ document: Int, _ side: Int, _ standing: Standing
    ) -> Grant.Alternative {
        var demand = ApprovalDemand()
        if let terms = asks.approvals { demand.add(terms, of: 0) }
        var obligations = asks.obligations
        for clause in requires { obligations.join(clause.obligations) }
        return Grant.Alternative(
            document: scopes[side].grants[document].id, approvals: asked(demand, standing), obligations: obligations)
    }

    /// Where it is known which party gave the item, a seat of that party is one by name.
    private func asked(_ demand: ApprovalDemand, _ standing: Standing) -> [Grant.Asked] {
        demand.seats.map { Grant.Asked(seat: $0.seat.named(standing.origin.party), withinDays: $0.withinDays) }
            .sorted { ($0.seat, $0.withinDays) < ($1.seat, $1.withinDays) }
    }

    private static func cheapest(_ options: [Grant.Asks]) -> Grant.Asks? {
        options.min { $0.obligations.kinds.count < $1.obligations.kinds.count }
    }

    private func present(_ side: Int, _ standing: Standing) -> [RosterEntry] {
        scopes[side].agreement.roster.entries(at: standing.instant).filter { $0.member != standing.actor }
    }

    /// Whether the seats can be filled by persons who are on the roster that day, each by another, none by who asks.
    private func canBeGiven(_ demand: ApprovalDemand, _ side: Int, _ standing: Standing, _ place: Party?) -> Bool {
        demand.seats.isEmpty
            || demand.canBeFilled(by: present(side, standing), origin: standing.origin.party, at: place)
    }

    /// - Parameter matching: the rules that match together; they tell the place.
    func canBeGiven(_ terms: ApprovalTerms, _ side: Int, _ standing: Standing, among matching: BitSet) -> Bool {
        var demand = ApprovalDemand()
        demand.add(terms, of: 0)
        return canBeGiven(demand, side, standing, table.place(side, matching))
    }

    private func approvers(_ seat: ApprovalSeat, _ side: Int, _ standing: Standing, _ place: Party?) -> [MemberID] {
        present(side, standing).filter { seat.admits($0, origin: standing.origin.party, at: place) }.map(\.member)
    }
}

extension ApprovalSeat {
    fileprivate func named(_ origin: Party?) -> ApprovalSeat {
        guard case .role(.itemOrigin, let role) = holder, let origin,
            let named = try? ApprovalSeat(parsing: "\(origin) \(role.rawValue)")
        else { return self }
        return named
    }
}
