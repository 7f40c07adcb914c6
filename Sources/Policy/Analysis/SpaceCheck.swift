import Vocabulary

/// What a check finds by going through the space of facts, action by action.
struct SpaceCheck {
    private let scope: PolicyScope
    private let catalogue: MessageCatalogue
    private(set) var points = 0

    /// Clauses of the agreement that match somewhere.
    private var alive: Set<ClauseNumber> = []
    /// Permits that give somewhere what no other permit gives; and for the rest, which others do.
    private var needed: Set<ClauseNumber> = []
    private var covering: [ClauseNumber: Set<ClauseNumber>] = [:]
    /// Members with any access.
    private var busy: Set<MemberID> = []
    /// Whether the approvals of a clause can be given, by who asks.
    private var asking: [ClauseReference: [MemberID: Bool]] = [:]
    private var terms: [ClauseReference: ApprovalTerms] = [:]
    /// Permits that the basis does not bear out somewhere: by which instruments, for which actions.
    private var wider: [ClauseNumber: (instruments: Set<AgreementID>, actions: Set<Action>)] = [:]
    /// Permits that the basis bears out somewhere.
    private var effective: Set<ClauseNumber> = []

    init(_ scope: PolicyScope, _ catalogue: MessageCatalogue) {
        self.scope = scope
        self.catalogue = catalogue
    }

    mutating func look(at action: Action) throws(PolicyError) {
        let space = try FactSpace(action, [scope], withUnknown: false)
        let side = space.table.sides[0]
        let own = side.permits[0].rules
        guard !side.all.isEmpty else { return }
        // Where the agreement itself permits nothing, only a court's order is left.
        let exploration = Exploration(space) { set in
            set.isDisjoint(with: own) ? set.subtracting(side.all) : set
        }
        let offences = space.offences()
        let origins = space.values.origins.filter { $0.party.map { scope.agreement.parties[$0] != nil } ?? true }
        var leaves: [Int: [Int]] = [:]
        for period in Period.all([scope]) {
            for entry in scope.agreement.roster.entries(at: period.instant) {
                for origin in origins {
                    for offence in offences {
                        let standing = Standing(
                            instant: period.instant, actor: entry.member, entries: [entry], origin: origin,
                            offence: offence)
                        lookForLife(space, standing)
                        let (root, isNew) = exploration.part(
                            standing, isInForce: period.isInForce, dependsOnStanding: false)
                        let reached = leaves[root] ?? Self.leaves(of: root, exploration)
                        leaves[root] = reached
                        for leaf in reached {
                            look(at: exploration.leafSets[leaf], space, standing, isNew: isNew)
                        }
                    }
                }
            }
        }
        points += exploration.points
    }

    private static func leaves(of root: Int, _ exploration: Exploration) -> [Int] {
        var found: Set<Int> = []
        exploration.diagram.paths(from: root, axes: Axis.allCases.count) { leaf, _ in found.insert(leaf) }
        return found.sorted()
    }

    /// A clause can match if it is left standing by somebody's standing and by some value of each kind of fact.
    private mutating func lookForLife(_ space: FactSpace, _ standing: Standing) {
        let waiting = space.table.rules.indices.filter {
            space.table.rules[$0].document == 0 && !alive.contains(space.table.rules[$0].clause.number)
        }
        guard !waiting.isEmpty else { return }
        let base = space.base(standing, isInForce: [true])
        for index in waiting where base.contains(index) {
            let lives = Axis.allCases.allSatisfy { axis in
                space.classes(axis, standing).contains { $0.rules.contains(index) }
            }
            if lives { alive.insert(space.table.rules[index].clause.number) }
        }
    }

    private mutating func look(at matching: ClauseSet, _ space: FactSpace, _ standing: Standing, isNew: Bool) {
        let side = space.table.sides[0]
        guard matching.isDisjoint(with: side.forbids) else { return }
        let own = matching.intersection(side.permits[0].rules)
        guard !own.isEmpty else { return }
        if space.access(0, matching, standing) != .denied { busy.insert(standing.actor) }
        for index in matching.intersection(side.all).members {
            let rule = space.table.rules[index]
            guard let terms = rule.clause.approvals, rule.document == 0 else { continue }
            self.terms[rule.reference] = terms
            let can = space.canBeGiven(terms, 0, standing)
            asking[rule.reference, default: [:]][standing.actor, default: false] =
                can || asking[rule.reference]?[standing.actor] == true
        }
        guard isNew else { return }
        let permits = own.members.map { space.table.rules[$0].clause }
        let missing = side.permits.dropFirst().filter { $0.rules.isDisjoint(with: matching) }.map(\.document)
        for permit in permits {
            if missing.isEmpty {
                effective.insert(permit.number)
            } else {
                var entry = wider[permit.number] ?? ([], [])
                entry.instruments.formUnion(missing.map { scope.grants[$0].id })
                entry.actions.insert(space.table.action)
                wider[permit.number] = entry
            }
            // Of two that say the same the later one is pointless.
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

    // MARK: Sentences

    var findings: [AgreementFinding] {
        scope.agreement.clauses.compactMap(finding) + approvalFindings + idleFindings
    }

    private func finding(_ clause: Clause) -> AgreementFinding? {
        let number = clause.number
        func finding(
            _ code: ErrorCode, _ sentence: MessageID, _ next: MessageID,
            _ values: KeyValuePairs<String, String> = [:]
        ) -> AgreementFinding {
            let text = catalogue.text(sentence, values).replacing("{clause}", with: number.text)
            return AgreementFinding(code: code, clauses: [number], sentence: text, next: catalogue.text(next))
        }
        guard alive.contains(number) else { return finding(.checkDeadClause, .checkDead, .checkDeadNext) }
        guard clause.effect == .permit else { return nil }
        if let wide = wider[number] {
            let basis = catalogue.allOf(wide.instruments.sorted().map(\.text))
            guard effective.contains(number) else {
                return finding(.checkWiderThanBasis, .checkWider, .checkWiderNext, ["basis": basis])
            }
            let actions = catalogue.allOf(wide.actions.sorted().map(\.rawValue))
            return finding(
                .checkPartlyWider, .checkWiderPartly, .checkWiderNext, ["basis": basis, "actions": actions])
        }
        if !needed.contains(number), let others = covering[number], !others.isEmpty {
            return finding(
                .checkShadowedPermit, .checkShadowed, .checkShadowedNext,
                ["others": catalogue.allOf(others.sorted().map(\.text))])
        }
        return nil
    }

    private var approvalFindings: [AgreementFinding] {
        asking.sorted { $0.key < $1.key }.compactMap { reference, askers in
            let cannot = askers.filter { !$0.value }.keys.sorted()
            guard !cannot.isEmpty, let terms = terms[reference] else { return nil }
            let isAlways = cannot.count == askers.count
            return AgreementFinding(
                code: isAlways ? .checkApprovals : .checkApprovalsForSome, clauses: [reference.clause],
                sentence: catalogue.text(
                    isAlways ? .checkApprovalsNobody : .checkApprovalsSome,
                    [
                        "clause": reference.clause.text,
                        "seats": catalogue.allOf(terms.seats.map(\.description)),
                        "members": catalogue.anyOf(cannot.map(\.text)),
                    ]),
                next: catalogue.text(.checkApprovalsNext))
        }
    }

    private var idleFindings: [AgreementFinding] {
        var seen: Set<MemberID> = busy
        return scope.agreement.roster.entries.filter { seen.insert($0.member).inserted }.map { entry in
            AgreementFinding(
                code: .checkIdleMember, clauses: [],
                sentence: catalogue.text(
                    .checkIdleMember, ["member": entry.member.text, "role": catalogue.word(entry.role)]),
                next: catalogue.text(.checkIdleMemberNext))
        }
    }
}
