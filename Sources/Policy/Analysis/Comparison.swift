import Vocabulary

/// The differences of one action, as boxes in the space.
struct Comparison {
    /// What was given before, and what is now.
    struct Pair: Hashable {
        var old: Access
        var new: Access

        /// What was asked before something was lost, and what is asked before and after, is not part of the change.
        mutating func leaveOutWhatStays() {
            switch (old, new) {
            case (.granted, .denied): old = .granted(Grant())
            case (.denied, .granted(var after)):
                after.approvers = [:]
                after.alternatives = []
                new = .granted(after)
            case (.granted(var before), .granted(var after)):
                if before.obligations == after.obligations {
                    before.obligations = .none
                    after.obligations = .none
                }
                if before.alternatives == after.alternatives || before.approvals != after.approvals {
                    before.alternatives = []
                    after.alternatives = []
                }
                if before.approvals != after.approvals || before.approvers == after.approvers {
                    before.approvers = [:]
                    after.approvers = [:]
                }
                if before.approvals == after.approvals, before.approvers == after.approvers {
                    before.approvals = []
                    after.approvals = []
                }
                (old, new) = (.granted(before), .granted(after))
            case (.denied, .denied): break
            }
        }
    }

    /// A box: the values of each axis, by position; the first four are period, actor, origin and case. The last position is
    /// no axis: it is not empty where the purposes that serve an offence count for an agreed one only.
    typealias Box = [BitSet]
    static let actorAxis = 1
    static let originAxis = 2
    static let offenceAxis = 3
    static let firstAxis = 4
    static let agreedMark = firstAxis + Axis.allCases.count

    private(set) var boxes: [Pair: [Box]] = [:]
    /// Where something is given that was denied, whatever is asked along with it.
    private(set) var gained: [Box] = []
    /// The changed rules that match somewhere in a change.
    private(set) var rules: [Pair: BitSet] = [:]
    let actors: [ActorGroup]
    let origins: [OriginValue]
    let offences: [OffenceValue]
    private(set) var points = 0

    /// What is found at one root of the diagram.
    private struct Found {
        let pair: Pair
        let rules: BitSet
        let tail: Box
    }

    /// On what a part of the space depends beside its root.
    private struct Place: Hashable {
        let root: Int
        /// Who can approve depends on who asks, when, and where the item is from.
        let standing: Standing?
    }

    /// - Throws: `policy.library.too-large` if there are more differences than anybody would read.
    init(
        _ space: FactSpace, _ periods: [Period], _ actors: [ActorGroup], changed: BitSet, sameHeadings: Bool
    ) throws(PolicyError) {
        self.actors = actors
        origins = space.values.origins
        offences = space.offences()
        let exploration = Exploration(space, simplify: Self.simplification(space.table, changed, sameHeadings))
        let depends = space.table.sides.contains(where: \.hasApprovals)
        let looked = changed.members
        var found: [Place: [Found]] = [:]
        var collected: [Pair: Set<Box>] = [:]
        var count = 0
        for (day, period) in periods.enumerated() {
            for (who, actor) in actors.enumerated() {
                let entries = space.scopes.map { $0.agreement.roster.entry(of: actor.first, at: period.instant) }
                guard entries.contains(where: { $0 != nil }) else { continue }
                for (from, origin) in origins.enumerated() {
                    for (about, offence) in offences.enumerated() {
                        var standing = Standing(
                            instant: period.instant, actor: actor.first, entries: entries, origin: origin,
                            offence: offence)
                        // Where no changed rule is left, nothing differs.
                        if sameHeadings,
                            space.base(standing, isInForce: period.isInForce, among: looked).isEmpty
                        {
                            continue
                        }
                        let (root, _) = try exploration.part(standing, isInForce: period.isInForce)
                        standing.offence = offences[0]
                        let place = Place(root: root, standing: depends ? standing : nil)
                        let here = found[place] ?? Self.differences(exploration, root, standing, changed)
                        found[place] = here
                        let head = [day, who, from, about].map { BitSet([$0]) }
                        for one in here {
                            collected[one.pair, default: []].insert(head + one.tail)
                            rules[one.pair, default: BitSet()].formUnion(one.rules)
                        }
                        count += here.count
                        guard count <= Self.most else {
                            throw PolicyError(
                                .policyTooLarge,
                                "The two differ about “\(space.table.action)” in more cases than can be told.",
                                next: "Compare versions that lie nearer to each other.")
                        }
                    }
                }
            }
        }
        points = exploration.points
        let joining = BoxJoining(space, periods, actors, origins, offences)
        let gains = collected.filter { $0.key.old == .denied }
        if gains.count > 1 { gained = joining.joined(gains.flatMap(\.value)) }
        boxes = collected.mapValues { joining.joined(Array($0)) }
    }

    private static let most = 1_000_000

    /// Where the rules that are left decide already.
    private static func simplification(
        _ table: RuleTable, _ changed: BitSet, _ sameHeadings: Bool
    ) -> (BitSet) -> BitSet {
        let sides = table.sides
        // What is produced in court is recorded even where nothing permits it.
        let needsPermit = table.action != .produceInCourt
        return { set in
            // Nothing differs where only rules are left that both have.
            if sameHeadings, set.isDisjoint(with: changed) { return .empty }
            guard needsPermit else { return set }
            var rest = set
            for side in sides where side.permits.contains(where: { $0.rules.isDisjoint(with: set) }) {
                rest = rest.subtracting(side.all)
            }
            return rest
        }
    }

    private static func differences(
        _ exploration: Exploration, _ root: Int, _ standing: Standing, _ changed: BitSet
    ) -> [Found] {
        let space = exploration.space
        var pairs: [Int: Pair] = [:]
        for leaf in exploration.diagram.leaves(from: root) {
            let set = exploration.leafSets[leaf]
            var pair = Pair(old: space.access(0, set, standing), new: space.access(1, set, standing))
            guard pair.old != pair.new else { continue }
            pair.leaveOutWhatStays()
            pairs[leaf] = pair
        }
        guard !pairs.isEmpty else { return [] }
        var found: [Found] = []
        exploration.diagram.paths(from: root, to: Set(pairs.keys), axes: Axis.allCases.count) { leaf, masks in
            guard let pair = pairs[leaf] else { return }
            // As many values as there are: else what is the same would not look it.
            let tail = zip(masks, space.axisValues).map { mask, values in
                BitSet(mask: (mask ?? .max) & (UInt64.max >> UInt64(64 - values.count)))
            }
            found.append(
                Found(
                    pair: pair, rules: exploration.leafSets[leaf].intersection(changed), tail: tail + [BitSet.empty]))
        }
        return found
    }
}
