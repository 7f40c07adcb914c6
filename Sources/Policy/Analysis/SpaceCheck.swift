import Vocabulary

/// What a check finds by going through the space of facts, action by action.
struct SpaceCheck {
    let scope: PolicyScope
    private let groups: [ActorGroup]
    private(set) var points = 0

    /// Clauses of the agreement that match somewhere.
    private(set) var alive: Set<ClauseNumber> = []
    /// Permits that match where nothing forbids.
    private(set) var unbarred: Set<ClauseNumber> = []
    /// Which forbids match where a permit does.
    private(set) var barring: [ClauseNumber: Set<ClauseReference>] = [:]
    /// Permits that give somewhere what no other permit gives; and for the rest, which others do.
    private(set) var needed: Set<ClauseNumber> = []
    private(set) var covering: [ClauseNumber: Set<ClauseNumber>] = [:]
    /// Members with any access.
    private(set) var busy: Set<MemberID> = []
    /// Whether the approvals of a clause can be given, by who asks.
    private(set) var asking: [ClauseReference: [MemberID: Bool]] = [:]
    private(set) var terms: [ClauseReference: ApprovalTerms] = [:]
    /// Permits that the basis does not bear out somewhere: by which instruments, for which actions.
    private(set) var wider: [ClauseNumber: (instruments: Set<AgreementID>, actions: Set<Action>)] = [:]
    /// Permits that the basis bears out somewhere.
    private(set) var effective: Set<ClauseNumber> = []
    private(set) var accused = AccusedCheck()

    init(_ scope: PolicyScope) {
        self.scope = scope
        groups = ActorGroup.all([scope])
    }

    mutating func look(at action: Action) throws(PolicyError) {
        let table = RuleTable(action, [scope])
        let side = table.sides[0]
        guard !side.all.isEmpty else { return }
        let space = try FactSpace(table, [scope], withUnknown: false)
        let own = side.permits[0].rules
        let exploration = Exploration(space) { set in
            // Where the agreement itself permits nothing, only a court's order is left.
            set.isDisjoint(with: own) ? set.subtracting(side.all) : set
        }
        let offences = space.offences()
        let origins = space.values.origins.filter { $0.party.map { scope.agreement.parties[$0] != nil } ?? true }
        var leaves: [Int: [Int]] = [:]
        for period in Period.all([scope]) {
            for group in groups {
                guard let entry = scope.agreement.roster.entry(of: group.first, at: period.instant) else { continue }
                for origin in origins {
                    for offence in offences {
                        let standing = Standing(
                            instant: period.instant, actor: group.first, entries: [entry], origin: origin,
                            offence: offence)
                        lookForLife(space, standing)
                        let (root, isNew) = try exploration.part(standing, isInForce: period.isInForce)
                        let reached = leaves[root] ?? exploration.diagram.leaves(from: root)
                        leaves[root] = reached
                        for leaf in reached {
                            look(at: exploration.leafSets[leaf], space, standing, group, isNew: isNew)
                        }
                        if isNew { accused.look(at: space, standing, isInForce: period.isInForce) }
                    }
                }
            }
        }
        let sum = points.addingReportingOverflow(exploration.points)
        points = sum.overflow ? .max : sum.partialValue
    }

    /// A clause can match if it is left standing by somebody's standing and by some value of each kind of fact.
    private mutating func lookForLife(_ space: FactSpace, _ standing: Standing) {
        let waiting = space.table.numbers.filter {
            space.table[$0].document == 0 && !alive.contains(space.table[$0].clause.number)
        }
        guard !waiting.isEmpty else { return }
        let base = space.base(standing, isInForce: [true])
        for index in waiting where base.contains(index) {
            let lives = Axis.allCases.allSatisfy { axis in
                space.classes(axis, standing).contains { $0.rules.contains(index) }
            }
            if lives { alive.insert(space.table[index].clause.number) }
        }
    }

    private mutating func look(
        at matching: BitSet, _ space: FactSpace, _ standing: Standing, _ group: ActorGroup, isNew: Bool
    ) {
        let side = space.table.sides[0]
        let own = matching.intersection(side.permits[0].rules)
        guard !own.isEmpty else { return }
        let permits = own.members.map { space.table[$0].clause }
        let forbids = matching.intersection(side.forbids)
        guard forbids.isEmpty else {
            guard isNew else { return }
            let references = Set(forbids.members.map { space.table[$0].reference })
            for permit in permits { barring[permit.number, default: []].formUnion(references) }
            return
        }
        if space.access(0, matching, standing) != .denied {
            busy.formUnion(group.members)
            accused.look(atGranted: matching, space.table.action, standing)
        }
        for index in matching.intersection(side.all).members {
            let rule = space.table[index]
            guard let terms = rule.clause.approvals, rule.document == 0 else { continue }
            self.terms[rule.reference] = terms
            let can =
                space.canBeGiven(terms, 0, standing, among: matching)
                || asking[rule.reference]?[standing.actor] == true
            for member in group.members { asking[rule.reference, default: [:]][member] = can }
        }
        guard isNew else { return }
        unbarred.formUnion(permits.map(\.number))
        lookAtBasis(matching, space, permits)
        lookForCover(permits)
    }

    private mutating func lookAtBasis(_ matching: BitSet, _ space: FactSpace, _ permits: [Clause]) {
        let missing = space.table.sides[0].permits.dropFirst().filter { $0.rules.isDisjoint(with: matching) }
            .map(\.document)
        for permit in permits {
            if missing.isEmpty {
                effective.insert(permit.number)
            } else {
                var entry = wider[permit.number] ?? ([], [])
                entry.instruments.formUnion(missing.map { scope.grants[$0].id })
                entry.actions.insert(space.table.action)
                wider[permit.number] = entry
            }
        }
    }

    /// Of two that say the same the later one is pointless.
    private mutating func lookForCover(_ permits: [Clause]) {
        for permit in permits {
            let others = permits.filter { other in
                let asks = Grant.Asks(other)
                return other.number != permit.number && (asks.isNothing || asks == Grant.Asks(permit))
                    && (asks != Grant.Asks(permit) || !covers(permit, other) || other.number < permit.number)
            }
            if others.isEmpty { needed.insert(permit.number) }
            covering[permit.number, default: []].formUnion(others.map(\.number))
        }
    }

    /// Whether the two have the same rule, so that each makes the other pointless.
    private func covers(_ one: Clause, _ other: Clause) -> Bool {
        one.actions == other.actions && one.who == other.who && one.item == other.item
            && Set(one.conditions) == Set(other.conditions) && Set(one.exceptions) == Set(other.exceptions)
    }
}
