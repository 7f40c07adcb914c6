import Vocabulary

/// Goes through what one action gives and through the register side by side.
struct ListingLook {
    /// Periods, values of the origin, then of each fact of an item.
    typealias Box = [BitSet]

    struct Hidden {
        var boxes: Set<Box> = []
        /// The periods in which the clause gives anything.
        var given = BitSet()
        /// Those in which the register shows some of it.
        var shown = BitSet()
    }

    let action: Action
    /// By clause, for each member to whom it gives anything.
    private(set) var hidden: [ClauseNumber: [MemberID: Hidden]] = [:]
    private let scope: PolicyScope
    private let acting: FactSpace
    private let listing: FactSpace
    private let origins: [OriginValue]
    private let periods: [Period]
    /// How many steps are gone through the register at most.
    private let most: Int
    private var steps = 0

    static let axes: [Axis] = [.category, .victimIdentity, .flags, .handling, .channel, .copy, .evaluation]

    init(_ action: Action, _ scope: PolicyScope, most: Int = Exploration.most) throws(PolicyError) {
        self.action = action
        self.scope = scope
        acting = try FactSpace(RuleTable(action, [scope]), [scope], withUnknown: false)
        listing = try FactSpace(RuleTable(.list, [scope]), [scope], withUnknown: false)
        origins = scope.agreement.partyList.map(OriginValue.party)
        periods = Period.all([scope])
        self.most = most
    }

    mutating func lookAtAll() throws(PolicyError) {
        let side = acting.table.sides[0]
        let own = side.permits[0].rules
        guard !own.isEmpty else { return }
        let exploration = Exploration(acting) { $0.isDisjoint(with: own) ? .empty : $0 }
        let offences = acting.offences()
        for (day, period) in periods.enumerated() {
            for group in ActorGroup.all([scope]) {
                guard let entry = scope.agreement.roster.entry(of: group.first, at: period.instant) else { continue }
                for (from, origin) in origins.enumerated() {
                    var standing = Standing(
                        instant: period.instant, actor: group.first, entries: [entry], origin: origin,
                        offence: OffenceValue(offences: nil, asked: nil, penalties: .unknown))
                    let register = unused(standing, isInForce: period.isInForce)
                    let all = Self.axes.map { BitSet(acting.axisValues[$0.rawValue].indices) }
                    let isAllShown = try hiddenBoxes(register, all, standing).isEmpty
                    for offence in offences {
                        standing.offence = offence
                        let (root, _) = try exploration.part(standing, isInForce: period.isInForce)
                        for (box, clauses) in given(exploration, root, standing) {
                            let missing = try isAllShown ? [] : hiddenBoxes(register, box, standing)
                            let isSome = isAllShown || missing != [box]
                            let head = [day, from].map { BitSet([$0]) }
                            for clause in clauses {
                                for member in group.members {
                                    var known = hidden[clause]?[member] ?? Hidden()
                                    known.boxes.formUnion(missing.map { head + $0 })
                                    known.given.insert(day)
                                    if isSome { known.shown.insert(day) }
                                    hidden[clause, default: [:]][member] = known
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// What is given somewhere, by facts of the item, with the clauses of the agreement that give it.
    private func given(_ exploration: Exploration, _ root: Int, _ standing: Standing) -> [Box: Set<ClauseNumber>] {
        let own = acting.table.sides[0].permits[0].rules
        var permitted: [Int: Set<ClauseNumber>] = [:]
        for leaf in exploration.diagram.leaves(from: root) {
            let set = exploration.leafSets[leaf]
            guard acting.access(0, set, standing) != .denied else { continue }
            let clauses = set.intersection(own).members.map { acting.table[$0].clause.number }
            if !clauses.isEmpty { permitted[leaf] = Set(clauses) }
        }
        var given: [Box: Set<ClauseNumber>] = [:]
        guard !permitted.isEmpty else { return given }
        exploration.diagram.paths(from: root, to: Set(permitted.keys), axes: Axis.allCases.count) { leaf, masks in
            let box = Self.axes.map { axis in
                BitSet(mask: masks[axis.rawValue] ?? .max)
                    .intersection(BitSet(acting.axisValues[axis.rawValue].indices))
            }
            given[box, default: []].formUnion(permitted[leaf] ?? [])
        }
        return given
    }

    // MARK: The register

    /// The rules on listing that are left where nothing is known but who asks: no purpose, no consent, no order.
    private func unused(_ standing: Standing, isInForce: [Bool]) -> BitSet {
        var rules = listing.base(standing, isInForce: isInForce)
        for axis in Axis.allCases where !Self.axes.contains(axis) {
            let values = listing.axisValues[axis.rawValue]
            let place =
                values.firstIndex { value in
                    switch value {
                    case .purpose(let purpose): purpose == nil
                    case .consents(let givers, let isSure): givers.isEmpty && isSure
                    case .lifting(let order, let override): order == nil && !override
                    default: true
                    }
                } ?? 0
            let one = listing.classes(axis, standing).first { $0.mask & (1 << UInt64(place)) != 0 }
            rules = rules.intersection(one?.rules ?? .empty)
        }
        return rules
    }

    /// The parts of a box that the register does not show; the box itself where it shows nothing of it.
    private mutating func hiddenBoxes(
        _ rules: BitSet, _ box: Box, _ standing: Standing
    ) throws(PolicyError) -> [Box] {
        var shown = false
        var hidden: [Box] = []
        func look(_ axis: Int, _ rules: BitSet, _ part: Box) throws(PolicyError) {
            steps += 1
            guard steps <= most else { throw Exploration.tooMany(.list) }
            guard axis < Self.axes.count else {
                if case .granted(let grant) = listing.access(0, rules, standing), grant.approvals.isEmpty {
                    shown = true
                } else {
                    hidden.append(part)
                }
                return
            }
            for one in listing.classes(Self.axes[axis], standing) {
                let values = box[axis].intersection(BitSet(mask: one.mask))
                if !values.isEmpty { try look(axis + 1, rules.intersection(one.rules), part + [values]) }
            }
        }
        try look(0, rules, [])
        return shown ? hidden : [box]
    }

    // MARK: Words

    /// As few boxes as say the same.
    func joined(_ boxes: Set<Box>) -> [Box] {
        var boxes = boxes
        var count = Int.max
        while boxes.count < count {
            count = boxes.count
            for axis in 0..<Self.axes.count + 2 {
                var joined: [Box: BitSet] = [:]
                for box in boxes {
                    var rest = box
                    rest[axis] = .empty
                    joined[rest, default: .empty].formUnion(box[axis])
                }
                boxes = Set(
                    joined.map { rest, values in
                        var box = rest
                        box[axis] = values
                        return box
                    })
            }
        }
        return boxes.sorted { $0.lexicographicallyPrecedes($1, by: BitSet.precedes) }
    }

    /// Empty where it is on all the days on which the clause gives anything.
    func days(_ when: BitSet, _ hidden: Hidden, _ catalogue: MessageCatalogue) -> String {
        guard when != hidden.given else { return "" }
        return ConditionWords(catalogue).days(when.members.map { periods[$0] })
    }

    /// Empty where it is all there is.
    func words(_ box: Box, _ catalogue: MessageCatalogue) -> String {
        let words = ConditionWords(catalogue)
        var parts = [words.origins(box[1].members.map { origins[$0] }, of: origins)]
        for (place, axis) in Self.axes.enumerated() {
            let values = acting.axisValues[axis.rawValue]
            let chosen = box[place + 2].members.map { values[$0] }
            let isChannel = scope.agreement.channel.map { chosen == [.channel($0)] } ?? false
            if chosen.count < values.count, !isChannel { parts.append(words.values(axis, chosen, of: values)) }
        }
        return parts.compactMap(\.self).joined(separator: " ")
    }
}
