import Vocabulary

/// The values over which the space extends for one action: the closed lists whole, and of parties, offences and penalties
/// those that some clause or heading tells apart, with one that stands for any other.
struct FactValues {
    let action: Action
    private let table: RuleTable
    private let scopes: [PolicyScope]
    private let withUnknown: Bool
    private let parties: [Party]

    init(_ table: RuleTable, _ scopes: [PolicyScope], withUnknown: Bool) {
        action = table.action
        self.table = table
        self.scopes = scopes
        self.withUnknown = withUnknown
        var named: Set<Party> = []
        for scope in scopes {
            named.formUnion(scope.agreement.parties.keys)
            named.formUnion(scope.laws.map(\.party))
            named.formUnion(
                scope.agreement.roster.entries.flatMap { [$0.member.party, $0.secondedTo ?? $0.member.party] })
        }
        for rule in table.rules { named.formUnion(rule.clause.namedParties) }
        // A code that no state has stands for any other party.
        let other = ["ZZ", "XZ", "QZ"].compactMap { try? Party(parsing: $0) }.first { !named.contains($0) }
        parties = named.sorted() + (other.map { [$0] } ?? [])
    }

    private func known<Value>(_ values: [Value]) -> [Value?] { values + (withUnknown ? [nil] : []) }

    var origins: [OriginValue] {
        let known = parties.map(OriginValue.party)
        return known + (withUnknown ? [.unknown] : []) + (action.needsItem ? [] : [.noItem])
    }

    func values(of axis: Axis) -> [FactValue] {
        switch axis {
        case .purpose: (Purpose.allCases + [nil]).map(FactValue.purpose)
        case .consents: Self.subsets(consenting).map(FactValue.consents)
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
    }

    /// At most five parties are told apart in who consented; an agreement of more has the first five and the origin.
    private var consenting: [Party] {
        let asked = table.rules.contains { rule in
            (rule.clause.conditions + rule.clause.exceptions).contains {
                if case .consentOf = $0 { true } else { false }
            }
        }
        return asked ? Array(parties.prefix(5)) : []
    }

    private var liftings: [FactValue] {
        let overrides =
            table.rules.contains { $0.clause.exceptions.contains(.override) }
            && scopes.contains { $0.instruments.contains(where: \.providesOverride) }
        return [(false, false), (true, false), (false, true), (true, true)]
            .filter { overrides || !$0.1 }
            .map { FactValue.lifting(order: $0.0, override: $0.1) }
    }

    // MARK: Offences

    /// One case for each set of offences, and each penalty, that headings or clauses tell apart.
    func offences() -> [OffenceValue] {
        var representatives: [[Bool]: Offence] = [:]
        for offence in Offence.allCases.sorted() where representatives[signature(offence)] == nil {
            representatives[signature(offence)] = offence
        }
        let single = representatives.values.sorted()
        let sets = single.count <= 4 ? Self.subsets(single) : single.map { [$0] } + [Set(single)]
        var cases: [[Offence]?] = sets.filter { !$0.isEmpty }.map { $0.sorted() }
        if withUnknown { cases.append(nil) }
        let asks = table.rules.contains { rule in
            (rule.clause.conditions + rule.clause.exceptions).contains {
                if case .purpose(let references) = $0 { references.contains(.agreedOffence) } else { false }
            }
        }
        let asked: [Offence?] = [nil] + (asks ? single : [])
        return cases.flatMap { offences in
            asked.flatMap { asked in
                penalties.map { OffenceValue(offences: offences, asked: asked, penalties: $0) }
            }
        }
    }

    /// Which lists and conditions speak of an offence.
    private func signature(_ offence: Offence) -> [Bool] {
        var lists = scopes.flatMap { scope in scope.grants.compactMap { scope.purpose(of: $0)?.offences } }
        for rule in table.rules {
            for case .offence(let offences) in rule.clause.conditions + rule.clause.exceptions {
                lists.append(offences)
            }
        }
        return lists.map { $0.contains(offence) }
    }

    private var penalties: [[Penalty]?] {
        let most = 100
        let everybody = Set(scopes.flatMap(\.agreement.partyList)).sorted()
        func all(_ years: Int) -> [Penalty] { everybody.map { Penalty(party: $0, years: years) } }
        guard action.testsOffence else { return [all(most)] }
        let cuts = Set(scopes.flatMap { $0.grants.compactMap { $0.purpose?.threshold?.maximumPenaltyYears } }).sorted()
        var found: [[Penalty]?] = [all(most)]
        for years in cuts where years > 0 {
            found.append(all(years - 1))
            if years < most { found.append(all(years)) }
            for party in everybody {
                found.append(everybody.map { Penalty(party: $0, years: $0 == party ? years - 1 : most) })
            }
        }
        return found + (withUnknown && !cuts.isEmpty ? [nil] : [])
    }

    private static func subsets<Value: Hashable>(_ values: [Value]) -> [Set<Value>] {
        (0..<(1 << values.count)).map { bits in
            Set(values.enumerated().filter { bits & (1 << $0.offset) != 0 }.map(\.element))
        }
    }
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
