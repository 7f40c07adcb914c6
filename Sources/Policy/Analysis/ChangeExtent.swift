import Vocabulary

/// For which items and uses a change is told: of the kinds of facts whose values are a closed list, and of parties, those
/// that its sentence covers. Of consents, offences, orders and days it says nothing.
package struct ChangeExtent: Hashable, Sendable {
    private let origins: Set<OriginValue>
    private let values: [Axis: Set<FactValue>]
    /// The parties that the files tell apart; any other is as the one that stands for it.
    private let parties: Set<Party>

    init(_ box: Comparison.Box, _ comparison: Comparison, _ space: FactSpace) {
        origins = Set(DifferenceSentences.chosen(comparison.origins, box[Comparison.originAxis]))
        parties = Set(comparison.origins.compactMap(\.party))
        values = Dictionary(
            uniqueKeysWithValues: Axis.allCases.map { axis in
                let chosen = box[Comparison.firstAxis + axis.rawValue]
                return (axis, Set(DifferenceSentences.chosen(space.axisValues[axis.rawValue], chosen)))
            })
    }

    package func covers(_ request: PolicyRequest, _ facts: Facts) -> Bool {
        guard holds(.purpose(request.purpose), on: .purpose), holds(.place(named(facts.place.value)), on: .place),
            holds(.forum(named(facts.forum.value)), on: .forum)
        else { return false }
        // Of an action that is always about an item nothing is known where none is given.
        guard let item = facts.item ?? (request.action.needsItem ? ItemFacts() : nil) else {
            return origins.contains(.noItem)
        }
        return origins.contains(named(item.origin.value).map(OriginValue.party) ?? .unknown)
            && holds(.category(item.category.value), on: .category)
            && holds(.victimIdentity(item.victimIdentity.value), on: .victimIdentity)
            && holds(.flags(item.flags.value.map(Set.init)), on: .flags)
            && holds(.handling(item.handling.value.map(Set.init)), on: .handling)
            && holds(.channel(item.channel.value), on: .channel)
            && holds(.copy(item.copy.value), on: .copy)
            && holds(.evaluation(item.evaluation.value), on: .evaluation)
    }

    private func holds(_ value: FactValue, on axis: Axis) -> Bool { values[axis]?.contains(value) ?? false }

    private func named(_ party: Party?) -> Party? {
        party.flatMap { party in parties.contains(party) ? party : parties.first(where: Party.unused.contains) }
    }
}
