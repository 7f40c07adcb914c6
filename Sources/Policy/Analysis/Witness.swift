package import Vocabulary

/// One case in which a change shows: what somebody asks, and what is known.
package struct Witness: Hashable, Sendable {
    package let request: PolicyRequest
    package let instant: Instant
    /// Nil where the request is about no item.
    package let item: ItemFacts?
    /// Under the old version and under the new one: they differ where the laws' penalties do.
    package let caseFacts: [CaseFacts]
    package let place: Fact<Party>
    package let forum: Fact<Party>
    /// Whose consent stands; not sure where it turns on something that is not known.
    package let consents: [Party]
    package let areConsentsSure: Bool
    /// The party whose court has ordered it.
    package let order: Party?
    /// Whether leaders have lifted what can be lifted.
    package let isLifted: Bool

    /// The first point of a box.
    init?(_ box: Comparison.Box, _ comparison: Comparison, _ periods: [Period], _ space: FactSpace) {
        func first<Value>(_ values: [Value], _ axis: Int) -> Value? {
            box[axis].members.first { $0 < values.count }.map { values[$0] }
        }
        guard let actor = first(comparison.actors, Comparison.actorAxis)?.first,
            // On other days of the box nothing is said of this person.
            let period = box[0].members.filter(periods.indices.contains).map({ periods[$0] }).first(where: { period in
                space.scopes.contains { $0.agreement.roster.entry(of: actor, at: period.instant) != nil }
            }),
            let origin = first(comparison.origins, Comparison.originAxis),
            let offence = first(comparison.offences, Comparison.offenceAxis)
        else { return nil }
        var item = ItemFacts()
        item.bundle = Digest(ofText: "bundle")
        item.origin = Self.fact(origin.party)
        var purpose: Purpose?
        var (place, forum) = (Fact<Party>.unknown, Fact<Party>.unknown)
        var (consents, isSure) = (Set<Party>(), true)
        var (order, isLifted) = (Party?.none, false)
        for axis in Axis.allCases {
            let position = Comparison.firstAxis + axis.rawValue
            var value = first(space.axisValues[axis.rawValue], position)
            if axis == .purpose, !box[Comparison.agreedMark].isEmpty {
                // The other purposes hold in every case of the box.
                let chosen = box[position].members.map { space.axisValues[axis.rawValue][$0] }
                value =
                    chosen.first { if case .purpose(let purpose?) = $0 { !purpose.servesOffence } else { true } }
                    ?? value
            }
            switch value {
            case .purpose(let value): purpose = value
            case .consents(let givers, let sure):
                isSure = sure
                for giver in givers {
                    switch giver {
                    case .party(let party): consents.insert(party)
                    case .itemOrigin: if let party = origin.party { consents.insert(party) }
                    case .otherParties: break
                    }
                }
            case .place(let value): place = value.map { Fact($0, from: .request) } ?? .unknown
            case .forum(let value): forum = value.map { Fact($0, from: .request) } ?? .unknown
            case .category(let value): item.category = Self.fact(value)
            case .victimIdentity(let value): item.victimIdentity = Self.fact(value)
            case .flags(let value): item.flags = Self.fact(value?.sorted())
            case .handling(let value): item.handling = Self.fact(value?.sorted())
            case .channel(let value): item.channel = Self.fact(value)
            case .copy(let value): item.copy = Self.fact(value)
            case .evaluation(let value): item.evaluation = Self.fact(value)
            case .lifting(let court, let override): (order, isLifted) = (court, override)
            case nil: return nil
            }
        }
        request = PolicyRequest(
            agreement: space.scopes[1].agreement.id, actor: actor, action: space.table.action, purpose: purpose,
            offence: offence.asked)
        instant = period.instant
        self.item = origin == .noItem ? nil : item
        caseFacts = space.scopes.map { scope in
            let penalties: Fact<[Penalty]> =
                switch offence.penalties {
                case .known(let penalties): Fact(penalties, from: .law)
                case .unknown: .unknown
                case .ofLaws: Fact(scope.penalties(for: offence.offences ?? []), from: .law)
                }
            return CaseFacts(offences: offence.offences.map { Fact($0, from: .log) } ?? .unknown, penalties: penalties)
        }
        (self.place, self.forum) = (place, forum)
        self.consents = consents.sorted()
        areConsentsSure = isSure
        (self.order, self.isLifted) = (order, isLifted)
    }

    private static func fact<Value>(_ value: Value?) -> Fact<Value> {
        value.map { Fact($0, from: .bundleRecord) } ?? .unknown
    }
}
