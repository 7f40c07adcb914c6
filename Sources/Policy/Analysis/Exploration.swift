import Vocabulary

/// Goes through the whole space of one action, part by part: for each day, actor, origin and case a decision diagram over
/// everything else.
final class Exploration {
    let space: FactSpace
    let diagram = Diagram()
    /// Where the rules that are left decide already: the set to which they come down.
    private let simplify: (ClauseSet) -> ClauseSet
    private var classLists: [[FactSpace.Class]] = []
    private var classIDs: [ClassKey: Int] = [:]
    private var parts: [PartKey: Part] = [:]
    /// How many points of the projected space were covered.
    private(set) var points = 0

    private struct ClassKey: Hashable {
        let axis: Axis
        let offence: OffenceValue?
        let origin: OriginValue?
        let territories: [Party?]
    }

    private struct PartKey: Hashable {
        let base: ClauseSet
        let classes: [Int]
        /// Who can approve depends on who asks, when, and where the item is from.
        let standing: Standing?
    }

    /// One part of the space, with the rules that match at its points.
    struct Part {
        let root: Int
        /// By number of the leaf.
        let leaves: [ClauseSet]
    }

    init(_ space: FactSpace, simplify: @escaping (ClauseSet) -> ClauseSet) {
        self.space = space
        self.simplify = simplify
    }

    private var leafNumbers: [ClauseSet: Int] = [:]
    /// The sets of rules that match together somewhere, by number of the leaf.
    private(set) var leafSets: [ClauseSet] = []

    /// The part of the space at one standing.
    ///
    /// - Returns: its root, and the numbers of the leaves in it.
    func part(_ standing: Standing, isInForce: [Bool], dependsOnStanding: Bool) -> (root: Int, isNew: Bool) {
        let base = simplify(space.base(standing, isInForce: isInForce))
        let ids = Axis.allCases.map { classes($0, standing) }
        points += ids.reduce(1) { $0 * classLists[$1].count }
        let key = PartKey(base: base, classes: ids, standing: dependsOnStanding ? standing : nil)
        if let part = parts[key] { return (part.root, false) }
        var memo: [MemoKey: Int] = [:]
        let root = build(0, base, .none, ids, &memo)
        parts[key] = Part(root: root, leaves: [])
        return (root, true)
    }

    private func classes(_ axis: Axis, _ standing: Standing) -> Int {
        let key = ClassKey(
            axis: axis, offence: axis == .purpose ? standing.offence : nil,
            origin: axis == .consents ? standing.origin : nil,
            territories: axis == .place ? standing.entries.map { $0?.secondedTo } : [])
        if let id = classIDs[key] { return id }
        classLists.append(space.classes(axis, standing))
        classIDs[key] = classLists.count - 1
        return classLists.count - 1
    }

    // MARK: Building

    private struct MemoKey: Hashable {
        let axis: Int
        let set: ClauseSet
        let restriction: FactSpace.Restriction
    }

    private func build(
        _ axis: Int, _ set: ClauseSet, _ restriction: FactSpace.Restriction, _ ids: [Int], _ memo: inout [MemoKey: Int]
    ) -> Int {
        guard axis < ids.count, !set.isEmpty else { return leaf(set) }
        let key = MemoKey(axis: axis, set: set, restriction: restriction)
        if let known = memo[key] { return known }
        var branches: [(mask: UInt64, child: Int)] = []
        for branch in self.branches(axis, ids[axis], restriction) {
            let rest = simplify(set.intersection(branch.rules))
            branches.append((branch.mask, build(axis + 1, rest, branch.restriction, ids, &memo)))
        }
        let node = diagram.node(axis, branches)
        memo[key] = node
        return node
    }

    private func leaf(_ set: ClauseSet) -> Int {
        if let number = leafNumbers[set] { return Diagram.leaf(number) }
        leafSets.append(set)
        leafNumbers[set] = leafSets.count - 1
        return Diagram.leaf(leafSets.count - 1)
    }

    private typealias Branch = (rules: ClauseSet, mask: UInt64, restriction: FactSpace.Restriction)

    private func branches(_ axis: Int, _ id: Int, _ restriction: FactSpace.Restriction) -> [Branch] {
        let classes = classLists[id]
        let every = classes.reduce(0) { $0 | $1.mask }
        switch Axis(rawValue: axis) {
        case .purpose:
            let values = space.axisValues[axis]
            return classes.flatMap { one -> [Branch] in
                var branches: [Branch] = []
                var plain = one.mask
                for (index, value) in values.enumerated() where one.mask & (1 << UInt64(index)) != 0 {
                    let restriction: FactSpace.Restriction =
                        switch value {
                        case .purpose(nil): .noConsent
                        case .purpose(.immigration): .noOverride
                        default: .none
                        }
                    guard restriction != .none else { continue }
                    plain &= ~(1 << UInt64(index))
                    branches.append((one.rules, 1 << UInt64(index), restriction))
                }
                if plain != 0 { branches.append((one.rules, plain, .none)) }
                return branches
            }
        case .consents where restriction == .noConsent:
            // The first value is that nobody has consented.
            return classes.filter { $0.mask & 1 != 0 }.map { ($0.rules, every, restriction) }
        case .lifting where restriction == .noOverride && every > 0b11:
            // Without and with a court's order; whether leaders lifted it makes no difference.
            return [UInt64(0b0001), 0b0010].flatMap { bit in
                classes.filter { $0.mask & bit != 0 }.map { ($0.rules, bit | bit << 2, restriction) }
            }
        default: return classes.map { ($0.rules, $0.mask, restriction) }
        }
    }
}
