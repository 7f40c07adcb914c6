import Vocabulary

/// The values over which the space extends for one action: the closed lists whole, and of parties, consents and offences
/// those that some clause or heading tells apart, with one that stands for any other.
struct FactValues {
    let action: Action
    private let table: RuleTable
    private let scopes: [PolicyScope]
    private let withUnknown: Bool
    private let parties: [Party]

    /// The values of one kind of fact are a mask.
    static let most = 64

    init(_ table: RuleTable, _ scopes: [PolicyScope], withUnknown: Bool) {
        action = table.action
        self.table = table
        self.scopes = scopes
        self.withUnknown = withUnknown
        var named: Set<Party> = []
        for scope in scopes { named.formUnion(scope.agreement.concerned.union(scope.laws.map(\.party))) }
        for rule in table.rules { named.formUnion(rule.clause.namedParties) }
        parties = named.sorted() + Self.other(than: named)
    }

    /// A code that no state has stands for any other party.
    private static func other(than named: Set<Party>) -> [Party] {
        Party.unused.first { !named.contains($0) }.map { [$0] } ?? []
    }

    private func known<Value>(_ values: [Value]) -> [Value?] { values + (withUnknown ? [nil] : []) }

    var origins: [OriginValue] {
        let known = parties.map(OriginValue.party)
        return known + (withUnknown ? [.unknown] : []) + (action.needsItem ? [] : [.noItem])
    }

    /// - Throws: `policy.library.too-large` if more values are told apart than can be gone through.
    func values(of axis: Axis) throws(PolicyError) -> [FactValue] {
        let values: [FactValue] =
            switch axis {
            case .purpose: (Purpose.allCases + [nil]).map(FactValue.purpose)
            case .consents: consents
            case .place: known(parties).map(FactValue.place)
            case .forum: known(parties).map(FactValue.forum)
            case .category: known(EvidenceCategory.allCases).map(FactValue.category)
            case .victimIdentity: known(VictimIdentity.allCases).map(FactValue.victimIdentity)
            case .flags: known(Self.subsets(ItemFlag.allCases)).map(FactValue.flags)
            case .handling: known(Self.subsets(HandlingCode.allCases)).map(FactValue.handling)
            case .channel: known(Channel.allCases).map(FactValue.channel)
            case .copy: known(CopyKind.allCases).map(FactValue.copy)
            case .evaluation: known(Evaluation.all).map(FactValue.evaluation)
            case .lifting: liftings
            }
        guard values.count <= Self.most else {
            throw PolicyError(
                .policyTooLarge,
                "The clauses about “\(action)” tell more than \(Self.most) cases of one kind apart: \(axis).",
                next: "Join clauses that say the same, or divide the agreement.")
        }
        return values
    }

    /// What clauses ask for in consents, alone and together: any other set of consents fulfils the same as one of these.
    private var consents: [FactValue] {
        let asked = table.rules.flatMap { rule in
            (rule.clause.conditions + rule.clause.exceptions).compactMap { condition in
                if case .consentOf(let givers) = condition, !givers.contains(.otherParties) { givers } else { nil }
            }
        }
        var sets: [Set<PartyReference>] = [[]]
        for givers in Set(asked) {
            for set in sets where !sets.contains(set.union(givers)) && sets.count <= Self.most {
                sets.append(set.union(givers))
            }
        }
        let unsure = withUnknown ? sets.dropFirst().map { FactValue.consents($0, isSure: false) } : []
        return sets.map { FactValue.consents($0, isSure: true) } + unsure
    }

    private var liftings: [FactValue] {
        var courts: Set<Party> = []
        for rule in table.rules where (rule.clause.conditions + rule.clause.exceptions).contains(.courtOrder) {
            courts.formUnion(rule.courts)
        }
        if action == .produceInCourt { for scope in scopes { courts.formUnion(scope.agreement.parties.keys) } }
        let overrides =
            table.rules.contains { $0.clause.exceptions.contains(.override) }
            && scopes.contains { $0.instruments.contains(where: \.providesOverride) }
        let orders: [Party?] = [nil] + courts.sorted() + (courts.isEmpty ? [] : other)
        return (overrides ? [false, true] : [false]).flatMap { override in
            orders.map { FactValue.lifting(order: $0, override: override) }
        }
    }

    private var other: [Party] { parties.last.map { Party.unused.contains($0) ? [$0] : [] } ?? [] }

    // MARK: Offences

    /// One case for each set of offences, and each penalty, that headings or clauses tell apart.
    ///
    /// What a clause asks about offences is whether one of a list is among the case's. So a set of offences is known by
    /// the lists that it touches, and what sets touch are the unions of what single offences touch.
    func offences() -> [OffenceValue] {
        let lists = self.lists
        func touched(_ offence: Offence) -> [Bool] { lists.map { $0.contains(offence) } }
        var single: [(touches: [Bool], offence: Offence)] = []
        for offence in Offence.allCases.sorted() where !single.contains(where: { $0.touches == touched(offence) }) {
            single.append((touched(offence), offence))
        }
        var sets: [(touches: [Bool], offences: Set<Offence>)] = single.map { ($0.touches, [$0.offence]) }
        let nothing = lists.map { _ in false }
        if !sets.contains(where: { $0.touches == nothing }) { sets.append((nothing, [])) }
        var next = 0
        while next < sets.count {
            for one in single {
                let touches = zip(sets[next].touches, one.touches).map { $0 || $1 }
                if !sets.contains(where: { $0.touches == touches }) {
                    sets.append((touches, sets[next].offences.union([one.offence])))
                }
            }
            next += 1
        }
        var cases: [(offences: [Offence]?, asked: Offence?)] = sets.map { ($0.offences.sorted(), nil) }
        if withUnknown { cases.append((nil, nil)) }
        if asksForAgreedOffence {
            for one in single {
                // Asked about an offence of the case, and about one that is not.
                for set in sets where zip(set.touches, one.touches).allSatisfy({ $0 || !$1 }) {
                    cases.append((set.offences.union([one.offence]).sorted(), one.offence))
                }
                for set in sets {
                    let other = Offence.allCases.sorted().first {
                        touched($0) == one.touches && !set.offences.contains($0)
                    }
                    if let other { cases.append((set.offences.sorted(), other)) }
                }
                if withUnknown { cases.append((nil, one.offence)) }
            }
        }
        let known = cases.flatMap { one in
            penalties.map { OffenceValue(offences: one.offences, asked: one.asked, penalties: $0) }
        }
        return known + rated.map { OffenceValue(offences: [$0], asked: nil, penalties: .ofLaws) }
    }

    private var asksForAgreedOffence: Bool { table.rules.contains(where: \.asksAboutAgreed) }

    /// The lists of offences that headings and conditions have.
    private var lists: [Set<Offence>] {
        var lists = Set(scopes.flatMap { scope in scope.grants.compactMap { scope.purpose(of: $0)?.offences } })
        for rule in table.rules {
            for case .offence(let offences) in rule.clause.conditions + rule.clause.exceptions {
                lists.insert(offences)
            }
        }
        return lists.sorted { $0.sorted().map(\.rawValue).joined() < $1.sorted().map(\.rawValue).joined() }
    }

    /// Offences for which the laws of the two sides threaten something else.
    private var rated: [Offence] {
        guard action.testsOffence, scopes.count > 1 else { return [] }
        return Offence.allCases.sorted().filter { offence in
            Set(scopes.map { $0.penalties(for: [offence]) }).count > 1
        }
    }

    /// A penalty is grave enough for the law of each party, or of one, so what counts are the least and the greatest.
    private var penalties: [OffenceValue.Penalties] {
        let everybody = Set(scopes.flatMap(\.agreement.partyList)).sorted()
        let most = 100
        func all(_ years: Int) -> [Penalty] { everybody.map { Penalty(party: $0, years: years) } }
        guard action.testsOffence else { return [.known(all(most))] }
        let cuts = Set(scopes.flatMap { $0.grants.compactMap { $0.purpose?.threshold?.maximumPenaltyYears } })
        let levels = cuts.filter { $0 > 0 }.map { $0 - 1 }.sorted() + [most]
        var found: [[Penalty]] = levels.map(all)
        for (index, high) in levels.enumerated() where everybody.count > 1 {
            for low in levels[..<index] {
                for party in everybody {
                    found.append(everybody.map { Penalty(party: $0, years: $0 == party ? low : high) })
                }
            }
        }
        return found.reversed().map(OffenceValue.Penalties.known) + (withUnknown && !cuts.isEmpty ? [.unknown] : [])
    }

    private static func subsets<Value: Hashable>(_ values: [Value]) -> [Set<Value>] {
        (0..<(1 << values.count)).map { bits in
            Set(values.enumerated().filter { bits & (1 << $0.offset) != 0 }.map(\.element))
        }
    }
}

extension Party {
    /// Codes that no state has; the first that is free stands for any other party.
    static let unused = ["ZZ", "XZ", "QZ"].compactMap { try? Party(parsing: $0) }
}

extension Evaluation {
    static let all: [Evaluation] = ["A", "B", "C", "X"].flatMap { source in
        (1...4).compactMap { try? Evaluation(parsing: "\(source)\($0)") }
    }
}

extension Clause {
    /// Every party that it names.
    fileprivate var namedParties: Set<Party> {
        var parties = item.origins ?? []
        func add(_ references: Set<PartyReference>) {
            for case .party(let party) in references { parties.insert(party) }
        }
        add(who.parties ?? [])
        for condition in conditions + exceptions {
            switch condition {
            case .consentOf(let givers): add(givers)
            case .place(let places): parties.formUnion(places)
            case .forum(let forums): parties.formUnion(forums)
            case .purpose, .offence, .courtOrder, .override: break
            }
        }
        return parties
    }
}
