import Vocabulary

/// Whether what helps the accused can always be disclosed.
struct AccusedCheck {
    /// Clauses that forbid the disclosure for this purpose and not for every other use: limits of use.
    private(set) var barring: Set<ClauseReference> = []
    /// Somebody can have material of others under the agreement.
    private(set) var isMaterialHad = false
    /// Somebody may disclose what helps the accused.
    private(set) var isDisclosed = false

    mutating func look(at space: FactSpace, _ standing: Standing, isInForce: [Bool]) {
        guard space.table.action == .disclose else { return }
        let purposes = space.axisValues[Axis.purpose.rawValue]
        guard let helping = purposes.firstIndex(of: .purpose(.exculpatory)) else { return }
        let stated = purposes.indices.filter { purposes[$0] != .purpose(nil) }
        let matching = space.base(standing, isInForce: isInForce).intersection(space.table.sides[0].forbids).members
        for forbid in matching where !barring.contains(space.table[forbid].reference) {
            let classes = space.classes(.purpose, standing)
            func matches(_ value: Int) -> Bool {
                classes.contains { $0.mask & (1 << UInt64(value)) != 0 && $0.rules.contains(forbid) }
            }
            let lives = Axis.allCases.allSatisfy { axis in
                space.classes(axis, standing).contains { $0.rules.contains(forbid) }
            }
            guard lives, matches(helping) else { continue }
            if space.table[forbid].clause.isSpeciality || !stated.allSatisfy(matches) {
                barring.insert(space.table[forbid].reference)
            }
        }
    }

    mutating func look(atGranted matching: BitSet, _ action: Action) {
        switch action {
        case .retrieve, .viewOnPremises: isMaterialHad = true
        case .disclose: if matching.contains(RuleTable.helps) { isDisclosed = true }
        default: break
        }
    }

    func findings(_ catalogue: MessageCatalogue) -> [AgreementFinding] {
        if !barring.isEmpty {
            let clauses = catalogue.allOf(barring.sorted().map(\.description))
            return [
                AgreementFinding(
                    code: .checkBarsTheAccused, clauses: barring.map(\.clause).sorted(),
                    sentence: catalogue.text(.checkAccused, ["clauses": clauses]),
                    next: catalogue.text(.checkAccusedNext))
            ]
        }
        guard isMaterialHad, !isDisclosed else { return [] }
        return [
            AgreementFinding(
                code: .checkNoDisclosure, clauses: [], sentence: catalogue.text(.checkNoDisclosure),
                next: catalogue.text(.checkNoDisclosureNext))
        ]
    }
}
