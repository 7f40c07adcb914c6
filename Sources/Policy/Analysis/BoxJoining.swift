import Vocabulary

/// Joins boxes of a comparison, so that each change is told in as few sentences as are true.
struct BoxJoining {
    typealias Box = Comparison.Box

    /// On which of the periods each actor stands on a roster.
    private let present: [BitSet]
    private let unknownOrigin: BitSet
    private let consents: Int
    /// The consents that can be told apart where nobody knows who gave the item: those of parties by name.
    private let byName: BitSet

    init(_ space: FactSpace, _ periods: [Period], _ actors: [ActorGroup], _ origins: [OriginValue]) {
        present = actors.map { actor in
            BitSet(
                periods.indices.filter { day in
                    space.scopes.contains {
                        $0.agreement.roster.entry(of: actor.first, at: periods[day].instant) != nil
                    }
                })
        }
        unknownOrigin = BitSet(origins.indices.filter { origins[$0] == .unknown })
        consents = Comparison.firstAxis + Axis.consents.rawValue
        let values = space.axisValues[Axis.consents.rawValue]
        byName = BitSet(
            values.indices.filter {
                if case .consents(let givers, _) = values[$0] { !givers.contains(.itemOrigin) } else { false }
            })
    }

    func joined(_ boxes: [Box]) -> [Box] {
        var boxes = boxes
        var count = Int.max
        while boxes.count < count {
            count = boxes.count
            for axis in (0..<(Comparison.firstAxis + Axis.allCases.count)).reversed() {
                boxes = alongOne(boxes, axis)
            }
            boxes = overUnknownOrigin(overAbsence(boxes))
        }
        return boxes.sorted { $0.lexicographicallyPrecedes($1, by: BitSet.precedes) }
    }

    /// Boxes that differ along one axis only.
    private func alongOne(_ boxes: [Box], _ axis: Int) -> [Box] {
        var joined: [Box: BitSet] = [:]
        for box in boxes {
            var rest = box
            rest[axis] = .empty
            joined[rest, default: .empty].formUnion(box[axis])
        }
        return joined.map { rest, values in
            var box = rest
            box[axis] = values
            return box
        }
    }

    /// Of a day on which somebody stands on no roster nothing is said for them, so a box may extend over it.
    private func overAbsence(_ boxes: [Box]) -> [Box] {
        var days: [Box: [Int: BitSet]] = [:]
        for box in boxes {
            var rest = box
            (rest[0], rest[Comparison.actorAxis]) = (.empty, .empty)
            for actor in box[Comparison.actorAxis].members {
                days[rest, default: [:]][actor, default: .empty].formUnion(box[0].intersection(present[actor]))
            }
        }
        return days.flatMap { rest, days in
            var groups: [(days: BitSet, actors: [Int])] = []
            for (actor, own) in days.sorted(by: { $0.key < $1.key }) {
                let place = groups.firstIndex { group in
                    let all = group.days.union(own)
                    return (group.actors + [actor]).allSatisfy { all.intersection(present[$0]) == days[$0] }
                }
                if let place {
                    groups[place].days.formUnion(own)
                    groups[place].actors.append(actor)
                } else {
                    groups.append((own, [actor]))
                }
            }
            return groups.map { group in
                var box = rest
                (box[0], box[Comparison.actorAxis]) = (group.days, BitSet(group.actors))
                return box
            }
        }
    }

    /// Where nobody knows who gave the item, nobody knows of that party's consent: what a box says of it there does not
    /// count, so it may join one that says something.
    private func overUnknownOrigin(_ boxes: [Box]) -> [Box] {
        var known: [Box: [Int]] = [:]
        func key(_ box: Box) -> Box {
            var rest = box
            rest[Comparison.originAxis] = .empty
            rest[consents] = box[consents].intersection(byName)
            return rest
        }
        var kept = boxes.filter { $0[Comparison.originAxis] != unknownOrigin }
        for (place, box) in kept.enumerated() { known[key(box), default: []].append(place) }
        for box in boxes where box[Comparison.originAxis] == unknownOrigin {
            let place = known[key(box)]?.min { BitSet.precedes(kept[$1][consents], kept[$0][consents]) }
            if let place {
                kept[place][Comparison.originAxis].formUnion(unknownOrigin)
            } else {
                kept.append(box)
            }
        }
        return kept
    }
}
