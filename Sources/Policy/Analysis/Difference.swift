package import Vocabulary

/// What access changes between two versions of an agreement, in sentences: found by going through the whole space of facts
/// of both, and not by comparing texts.
package struct AgreementDifference: Sendable {
    /// One change, for somebody, under some condition.
    package struct Change: Hashable, Sendable {
        /// Nil for a heading.
        package let action: Action?
        package let members: [MemberID]
        package let sentence: String
        /// Clauses that say something else than before, or are new or gone, and play a part in it.
        package let clauses: [ClauseReference]
    }

    package let changes: [Change]
    /// How many points of the projected space were compared.
    package let points: Int

    package var isEmpty: Bool { changes.isEmpty }

    /// - Throws: `policy.library.too-large` if too many clauses speak of one action.
    package init(
        from old: PolicyScope, to new: PolicyScope, catalogue: MessageCatalogue = .english
    ) throws(PolicyError) {
        var changes = HeadingDifference(old, new, catalogue).changes
        var points = 0
        let sameHeadings = changes.isEmpty
        let periods = Period.all([old, new]).filter { $0.isInForce == [true, true] }
        for action in Action.allCases.sorted() {
            let space = try FactSpace(action, [old, new], withUnknown: true)
            let changed = space.table.changed
            guard !sameHeadings || !changed.isEmpty else { continue }
            let comparison = Comparison(space, periods, changed: changed, sameHeadings: sameHeadings)
            points += comparison.points
            changes += DifferenceSentences(space, periods, catalogue).changes(comparison)
        }
        self.changes = changes
        self.points = points
    }
}

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
                (old, new) = (.granted(before), .granted(after))
            default: break
            }
        }
    }

    /// A box: a mask of values for each axis; the first four are period, actor, origin and case.
    typealias Box = [UInt64]
    static let actorAxis = 1
    static let originAxis = 2
    static let offenceAxis = 3
    static let firstAxis = 4

    let boxes: [Pair: [Box]]
    /// The changed rules that match somewhere in a change.
    let rules: [Pair: ClauseSet]
    let actors: [MemberID]
    let origins: [OriginValue]
    let offences: [OffenceValue]
    let points: Int

    init(_ space: FactSpace, _ periods: [Period], changed: ClauseSet, sameHeadings: Bool) {
        let sides = space.table.sides
        let permits = sides.map(\.permits)
        let exploration = Exploration(space) { set in
            // Nothing differs where only rules are left that both have.
            if sameHeadings, set.isDisjoint(with: changed) { return .empty }
            var rest = set
            for side in sides.indices where permits[side].contains(where: { $0.rules.isDisjoint(with: set) }) {
                rest = rest.subtracting(sides[side].all)
            }
            return rest
        }
        let named = space.scopes.flatMap { $0.agreement.roster.entries.map(\.member) }
        actors = Array(Set(named).sorted().prefix(64))
        origins = space.values.origins
        offences = space.offences()
        let depends = sides.contains(where: \.hasApprovals)
        var found: [Pair: Set<Box>] = [:]
        var involved: [Pair: ClauseSet] = [:]
        for (day, period) in periods.enumerated() {
            for (who, actor) in actors.enumerated() {
                let entries = space.scopes.map { $0.agreement.roster.entry(of: actor, at: period.instant) }
                guard entries.contains(where: { $0 != nil }) else { continue }
                for (from, origin) in origins.enumerated() {
                    for (about, offence) in offences.enumerated() {
                        let standing = Standing(
                            instant: period.instant, actor: actor, entries: entries, origin: origin, offence: offence)
                        let (root, _) = exploration.part(
                            standing, isInForce: period.isInForce, dependsOnStanding: depends)
                        let head = [day, who, from, about].map { UInt64(1) << UInt64($0) }
                        exploration.diagram.paths(from: root, axes: Axis.allCases.count) { leaf, masks in
                            let set = exploration.leafSets[leaf]
                            var pair = Pair(
                                old: space.access(0, set, standing), new: space.access(1, set, standing))
                            guard pair.old != pair.new else { return }
                            pair.leaveOutWhatStays()
                            found[pair, default: []].insert(head + masks.map { $0 ?? .max })
                            involved[pair, default: ClauseSet()].formUnion(set.intersection(changed))
                        }
                    }
                }
            }
        }
        points = exploration.points
        rules = involved
        boxes = found.mapValues { Self.merged(Array($0)) }
    }

    /// Joins boxes that differ along one axis only, axis by axis, until no more can be joined.
    private static func merged(_ boxes: [Box]) -> [Box] {
        var boxes = boxes
        var count = Int.max
        while boxes.count < count {
            count = boxes.count
            for axis in (0..<(firstAxis + Axis.allCases.count)).reversed() {
                var joined: [Box: UInt64] = [:]
                for box in boxes {
                    var rest = box
                    rest[axis] = 0
                    joined[rest, default: 0] |= box[axis]
                }
                boxes = joined.map { rest, mask in
                    var box = rest
                    box[axis] = mask
                    return box
                }
            }
        }
        return boxes.sorted { $0.lexicographicallyPrecedes($1) }
    }
}
