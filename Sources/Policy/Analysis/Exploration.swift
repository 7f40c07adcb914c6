import Vocabulary

/// Goes through the whole space of one action, part by part: for each day, actor, origin and case a decision diagram over
/// everything else.
final class Exploration {
    let space: FactSpace
    let diagram = Diagram()
    /// Where the rules that are left decide already: the set to which they come down.
    private let simplify: (BitSet) -> BitSet
    private var classLists: [[FactSpace.Class]] = []
    private var classIDs: [ClassKey: Int] = [:]
    private var parts: [PartKey: Int] = [:]
    /// How many points of the projected space were covered.
    private(set) var points = 0

    private struct ClassKey: Hashable {
        let axis: Axis
        let offence: OffenceValue?
        let origin: OriginValue?
        let territories: [Party?]
        let leadership: [Set<Party>?]
    }

    private struct PartKey: Hashable {
        let base: BitSet
        let classes: [Int]
    }

    /// Work beyond which nobody waits for an answer: steps of building, about a millionth of a second each.
    static let most = 5_000_000
    private var steps = 0

    static func tooMany(_ action: Action) -> PolicyError {
        PolicyError(
            .policyTooLarge, "The clauses about “\(action)” tell more cases apart than can be gone through.",
            next: "Join clauses that say the same, or divide the agreement.")
    }

    private let hasOverrides: Bool

    init(_ space: FactSpace, simplify: @escaping (BitSet) -> BitSet) {
        self.space = space
        self.simplify = simplify
        hasOverrides = space.axisValues[Axis.lifting.rawValue].contains {
            if case .lifting(_, let override) = $0 { override } else { false }
        }
    }

    private var leafNumbers: [BitSet: Int] = [:]
    /// The sets of rules that match together somewhere, by number of the leaf.
    private(set) var leafSets: [BitSet] = []

    /// The part of the space at one standing.
    ///
    /// - Throws: `policy.library.too-large` if there are more cases than anybody would wait for.
    func part(_ standing: Standing, isInForce: [Bool]) throws(PolicyError) -> (root: Int, isNew: Bool) {
        let base = simplify(space.base(standing, isInForce: isInForce))
        let ids = Axis.allCases.map { classes($0, standing) }
        let count = ids.reduce(1) { $0 * classLists[$1].count }
        points = points > .max - count ? .max : points + count
        let key = PartKey(base: base, classes: ids)
        if let root = parts[key] { return (root, false) }
        let table = memoOf[ids] ?? memos.count
        if table == memos.count {
            memoOf[ids] = table
            memos.append([:])
        }
        let root = try build(0, base, .none, ids, table)
        parts[key] = root
        return (root, true)
    }

    private func classes(_ axis: Axis, _ standing: Standing) -> Int {
        let key = ClassKey(
            axis: axis, offence: axis == .purpose ? standing.offence : nil,
            origin: axis == .consents ? standing.origin : nil,
            territories: axis == .place ? standing.entries.map { $0?.secondedTo } : [],
            leadership: axis == .place ? standing.entries.map { $0?.leadsIn } : [])
        if let id = classIDs[key] { return id }
        classLists.append(space.classes(axis, standing))
        classIDs[key] = classLists.count - 1
        return classLists.count - 1
    }

    // MARK: Building

    /// What is built already, for each choice of classes.
    private var memos: [[MemoKey: Int]] = []
    private var memoOf: [[Int]: Int] = [:]

    private struct MemoKey: Hashable {
        let axis: Int
        let set: BitSet
        let restriction: FactSpace.Restriction
    }

    private func build(
        _ axis: Int, _ set: BitSet, _ restriction: FactSpace.Restriction, _ ids: [Int], _ table: Int
    ) throws(PolicyError) -> Int {
        guard axis < ids.count, !set.isEmpty else { return leaf(set) }
        let key = MemoKey(axis: axis, set: set, restriction: restriction)
        if let known = memos[table][key] { return known }
        steps += 1
        guard steps <= Self.most else { throw Self.tooMany(space.table.action) }
        var branches: [(mask: UInt64, child: Int)] = []
        for branch in self.branches(axis, ids[axis], restriction) {
            let rest = simplify(set.intersection(branch.rules))
            branches.append((branch.mask, try build(axis + 1, rest, branch.restriction, ids, table)))
        }
        let node = diagram.node(axis, branches)
        memos[table][key] = node
        return node
    }

    private func leaf(_ set: BitSet) -> Int {
        if let number = leafNumbers[set] { return Diagram.leaf(number) }
        leafSets.append(set)
        leafNumbers[set] = leafSets.count - 1
        return Diagram.leaf(leafSets.count - 1)
    }

    private typealias Branch = (rules: BitSet, mask: UInt64, restriction: FactSpace.Restriction)

    private func branches(_ axis: Int, _ id: Int, _ restriction: FactSpace.Restriction) -> [Branch] {
        let classes = classLists[id]
        let values = space.axisValues[axis]
        switch Axis(rawValue: axis) {
        case .purpose, .category, .victimIdentity, .flags:
            return classes.flatMap { one in
                Self.split(one.mask) { FactSpace.Restriction(values[$0], restriction, hasOverrides: hasOverrides) }
                    .map { (one.rules, $0.mask, $0.kind) }
            }
        case .consents where restriction == .noPurpose:
            // What would be sure with a purpose is not without one.
            return merged(classes, values) { value in
                if case .consents(let given, true) = value { .consents(given, isSure: given.isEmpty) } else { value }
            }.map { ($0.rules, $0.mask, restriction) }
        case .lifting where restriction != .none:
            return merged(classes, values) { value in
                if case .lifting(let order, _) = value { .lifting(order: order, override: false) } else { value }
            }.map { ($0.rules, $0.mask, restriction) }
        default: return classes.map { ($0.rules, $0.mask, restriction) }
        }
    }

    /// The classes, where each value counts as another.
    private func merged(
        _ classes: [FactSpace.Class], _ values: [FactValue], _ stands: (FactValue) -> FactValue
    ) -> [FactSpace.Class] {
        var merged = classes.map { FactSpace.Class(rules: $0.rules, mask: 0) }
        for (index, value) in values.enumerated() {
            let place = values.firstIndex(of: stands(value)) ?? 0
            guard let one = classes.firstIndex(where: { $0.mask & (1 << UInt64(place)) != 0 }) else { continue }
            merged[one].mask |= 1 << UInt64(index)
        }
        return merged.filter { $0.mask != 0 }
    }

    /// The values of a mask by what they mean for later axes.
    private static func split(
        _ mask: UInt64, _ kind: (Int) -> FactSpace.Restriction
    ) -> [(mask: UInt64, kind: FactSpace.Restriction)] {
        var parts: [FactSpace.Restriction: UInt64] = [:]
        for index in BitSet(mask: mask).members { parts[kind(index), default: 0] |= 1 << UInt64(index) }
        return parts.map { ($0.value, $0.key) }.sorted { $0.mask < $1.mask }
    }
}

extension FactSpace.Restriction {
    /// What is left open once this value is chosen too.
    init(_ value: FactValue, _ before: Self, hasOverrides: Bool) {
        let lifts =
            switch value {
            case .purpose(.immigration): false
            case .category(let category): category.map { !Override.madeOfVictims.contains($0) } ?? false
            case .victimIdentity(let identity): identity == VictimIdentity.none
            case .flags(let flags): flags.map { !$0.contains(.childAbuseMaterial) } ?? false
            default: true
            }
        self = value == .purpose(nil) ? .noPurpose : hasOverrides && before == .none && !lifts ? .noOverride : before
    }
}
