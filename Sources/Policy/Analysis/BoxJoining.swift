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
    /// The cases in which the offence is one that is agreed; nil where the files do not all agree on the same.
    private let agreed: BitSet?
    /// The purposes that serve an offence.
    private let serving: BitSet

    init(
        _ space: FactSpace, _ periods: [Period], _ actors: [ActorGroup], _ origins: [OriginValue],
        _ offences: [OffenceValue]
    ) {
        let lists = Set(space.table.rules.filter(\.asksAboutAgreed).map(\.agreed))
        agreed =
            lists.count == 1
            ? lists.first.map { list in
                BitSet(offences.indices.filter { offences[$0].isAgreed(list ?? []) })
            } : nil
        let purposes = space.axisValues[Axis.purpose.rawValue]
        serving = BitSet(
            purposes.indices.filter {
                if case .purpose(let purpose?) = purposes[$0] { purpose.servesOffence } else { false }
            })
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
        return overAgreed(boxes).sorted { $0.lexicographicallyPrecedes($1, by: BitSet.precedes) }
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

    /// Investigation, prosecution and trial of an agreed offence, and what holds for the rest of the same purposes in other
    /// cases too, are one sentence: “for what helps the accused, or the trial of an offence that the agreement lists”.
    private func overAgreed(_ boxes: [Box]) -> [Box] {
        guard let agreed else { return boxes }
        let purpose = Comparison.firstAxis + Axis.purpose.rawValue
        func others(_ box: Box) -> Box {
            var rest = box
            (rest[purpose], rest[Comparison.offenceAxis]) = (.empty, .empty)
            return rest
        }
        var wider: [Box: [Box]] = [:]
        var kept: [Box] = []
        for box in boxes {
            if box[Comparison.offenceAxis].isDisjoint(with: agreed) {
                wider[others(box), default: []].append(box)
            } else {
                kept.append(box)
            }
        }
        for place in kept.indices {
            let box = kept[place]
            guard box[Comparison.offenceAxis].subtracting(agreed).isEmpty, !box[purpose].isDisjoint(with: serving)
            else { continue }
            let rest = box[purpose].subtracting(serving)
            let key = others(box)
            if let match = wider[key]?.firstIndex(where: { $0[purpose] == rest }),
                let one = wider[key]?.remove(at: match)
            {
                kept[place][Comparison.offenceAxis].formUnion(one[Comparison.offenceAxis])
                kept[place][Comparison.agreedMark] = BitSet([0])
            } else if rest.isEmpty, agreed.subtracting(box[Comparison.offenceAxis]).isEmpty {
                kept[place][Comparison.agreedMark] = BitSet([0])
            }
        }
        return kept + wider.values.joined()
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

extension OffenceValue {
    /// Whether the offence that is named, or else some offence of the case, is on the list and one of the case.
    fileprivate func isAgreed(_ list: Set<Offence>) -> Bool {
        guard let offences else { return false }
        return asked.map { list.contains($0) && offences.contains($0) } ?? !list.isDisjoint(with: offences)
    }
}
