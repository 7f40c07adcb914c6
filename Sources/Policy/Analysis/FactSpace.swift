import Vocabulary

/// The space of facts for one action, projected to what the clauses of one agreement, or of two that are compared, tell
/// apart: values that no clause and no heading distinguishes are one class.
///
/// A clause is an “all of” over kinds of facts, so each class is known by the rules that it leaves standing, and the rules
/// that match at a point of the space are what the classes of that point have in common.
final class FactSpace {
    let table: RuleTable
    let scopes: [PolicyScope]
    let values: FactValues
    /// The values of each axis; a class is a mask of indices into them.
    let axisValues: [[FactValue]]
    private let admission: Admission
    private var fixed: [Axis: [Class]] = [:]

    struct Class {
        let rules: BitSet
        var mask: UInt64
    }

    /// What the choice of a purpose means for later axes.
    enum Restriction: UInt8 {
        case none
        /// A consent is to a purpose: without one it is not sure whether it stands; and nothing is lifted.
        case noPurpose
        /// An override lifts nothing for a purpose of immigration, and nothing that has to do with victims.
        case noOverride
    }

    init(_ table: RuleTable, _ scopes: [PolicyScope], withUnknown: Bool) throws(PolicyError) {
        self.table = table
        self.scopes = scopes
        values = FactValues(table, scopes, withUnknown: withUnknown)
        admission = Admission(action: table.action)
        var axisValues: [[FactValue]] = []
        for axis in Axis.allCases { axisValues.append(try values.values(of: axis)) }
        self.axisValues = axisValues
    }

    // MARK: Who, where from, about what

    /// The rules that are left once it is known who asks, when, where the item is from and what the case is about.
    ///
    /// - Parameter numbers: of the rules that are looked at; nil for all.
    func base(_ standing: Standing, isInForce: [Bool], among numbers: [Int]? = nil) -> BitSet {
        var base = BitSet()
        let isOpen = scopes.indices.map { side in
            isInForce[side] && standing.entries[side] != nil && scopes[side].admits(standing.offence, for: table.action)
        }
        for number in numbers ?? Array(table.numbers) {
            let rule = table[number]
            guard isOpen[rule.side], isActive(rule, at: standing.instant) else { continue }
            if rule.counts(admission.truth(rule, standing)) { base.insert(number) }
        }
        guard numbers == nil else { return base }
        for place in table.sides.flatMap(\.places) { base.insert(place.number) }
        if table.action == .disclose { base.insert(RuleTable.helps) }
        if table.action == .produceInCourt {
            for side in scopes.indices where scopes[side].agreement.roster.names(standing.actor) {
                base.formUnion(table.sides[side].ordered)
                if isInForce[side], standing.entries[side] != nil { base.insert(table.sides[side].recorded) }
            }
        }
        return base
    }

    /// A law that is not in force bears on nothing.
    private func isActive(_ rule: Rule, at instant: Instant) -> Bool {
        let scope = scopes[rule.side]
        let law = rule.document - scope.grants.count
        return law < 0 || scope.laws[law].term.covers(instant)
    }

    /// The cases that headings and clauses tell apart, each with one that stands for all like it.
    func offences() -> [OffenceValue] {
        var seen: Set<[Truth]> = []
        let asking = table.rules.filter(\.asksAboutOffence)
        return values.offences().filter { offence in
            let passes = scopes.map { $0.admits(offence, for: table.action) ? Truth.yes : .no }
            return seen.insert(passes + asking.flatMap { admission.truths($0, offence) }).inserted
        }
    }

    // MARK: Classes

    /// The classes of an axis, given what is known already.
    func classes(_ axis: Axis, _ standing: Standing) -> [Class] {
        switch axis {
        case .purpose, .consents, .place: return makeClasses(axis, standing)
        default:
            if let known = fixed[axis] { return known }
            let made = makeClasses(axis, standing)
            fixed[axis] = made
            return made
        }
    }

    private func makeClasses(_ axis: Axis, _ standing: Standing) -> [Class] {
        var classes: [Class] = []
        var byRules: [BitSet: Int] = [:]
        for (position, value) in axisValues[axis.rawValue].enumerated() {
            let rules = rules(admitting: value, standing)
            if let index = byRules[rules] {
                classes[index].mask |= 1 << UInt64(position)
            } else {
                byRules[rules] = classes.count
                classes.append(Class(rules: rules, mask: 1 << UInt64(position)))
            }
        }
        return classes
    }

    private func rules(admitting value: FactValue, _ standing: Standing) -> BitSet {
        var rules = marks(admitting: value)
        rules.formUnion(places(admitting: value, standing))
        let admitted = scopes.map { $0.admits(value, for: table.action) }
        for side in scopes.indices where admitted[side] { rules.insert(table.sides[side].recorded) }
        for number in table.numbers {
            let rule = table[number]
            if admitted[rule.side], rule.counts(admission.truth(rule, value, standing)) { rules.insert(number) }
        }
        return rules
    }

    private func places(admitting value: FactValue, _ standing: Standing) -> BitSet {
        var marks = BitSet()
        for (side, rules) in table.sides.enumerated() where !rules.places.isEmpty {
            guard case .place(let declared) = value else {
                for place in rules.places { marks.insert(place.number) }
                continue
            }
            let place = table.action.isPlaceless ? nil : declared
            guard let party = standing.entries[side]?.secondedTo ?? place else { continue }
            if let place = rules.places.first(where: { $0.party == party }) ?? rules.places.last {
                marks.insert(place.number)
            }
        }
        return marks
    }

    /// An order of a court of a party of the agreement counts, whichever court the material is used before.
    private func marks(admitting value: FactValue) -> BitSet {
        var marks = BitSet()
        for court in table.sides.flatMap(\.courts) {
            switch value {
            case .lifting(let order, _) where order != court.party: break
            default: marks.insert(court.number)
            }
        }
        if case .purpose(let purpose) = value, purpose != .exculpatory { return marks }
        marks.insert(RuleTable.helps)
        return marks
    }
}
