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
        let rules: ClauseSet
        var mask: UInt64
    }

    /// What the choice of a purpose means for later axes.
    enum Restriction: UInt8 {
        case none
        /// A consent is to a purpose: without one it does not stand.
        case noConsent
        /// An override lifts nothing for a purpose of immigration.
        case noOverride
    }

    init(_ action: Action, _ scopes: [PolicyScope], withUnknown: Bool) throws(PolicyError) {
        table = try RuleTable(action, scopes)
        self.scopes = scopes
        values = FactValues(table, scopes, withUnknown: withUnknown)
        admission = Admission(action: action)
        let values = values
        axisValues = Axis.allCases.map { values.values(of: $0) }
    }

    // MARK: Who, where from, about what

    /// The rules that are left once it is known who asks, when, where the item is from and what the case is about.
    func base(_ standing: Standing, isInForce: [Bool]) -> ClauseSet {
        var base = ClauseSet()
        for (index, rule) in table.rules.enumerated() {
            guard isInForce[rule.side], standing.entries[rule.side] != nil, isActive(rule, at: standing.instant),
                scopes[rule.side].admits(standing.offence, for: table.action)
            else { continue }
            if rule.counts(admission.truth(rule, standing)) { base.insert(index) }
        }
        if table.action == .produceInCourt {
            for side in scopes.indices where scopes[side].agreement.roster.names(standing.actor) {
                base.insert(RuleTable.ordered[side])
                if isInForce[side], standing.entries[side] != nil { base.insert(RuleTable.recorded[side]) }
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
        return values.offences().filter { offence in
            let passes = scopes.map { $0.admits(offence, for: table.action) ? Truth.yes : .no }
            return seen.insert(passes + table.rules.flatMap { admission.truths($0, offence) }).inserted
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
        var byRules: [ClauseSet: Int] = [:]
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

    private func rules(admitting value: FactValue, _ standing: Standing) -> ClauseSet {
        var rules = ClauseSet()
        for side in scopes.indices { if isOrdered(value) { rules.insert(RuleTable.ordered[side]) } }
        let admitted = scopes.map { $0.admits(value, for: table.action) }
        for side in scopes.indices where admitted[side] { rules.insert(RuleTable.recorded[side]) }
        for (index, rule) in table.rules.enumerated() where admitted[rule.side] {
            if rule.counts(admission.truth(rule, value, standing)) { rules.insert(index) }
        }
        return rules
    }

    private func isOrdered(_ value: FactValue) -> Bool {
        if case .lifting(let order, _) = value { order } else { true }
    }
}
