import Vocabulary

/// Whether what helps the accused can always be disclosed.
struct AccusedCheck {
    /// Clauses that forbid the disclosure for this purpose and not for every other use: limits of use.
    private(set) var barring: Set<ClauseReference> = []
    /// Of whose material somebody of a party can have some under the agreement.
    private var had: Set<Sharing> = []
    /// Of whose material somebody of a party may disclose what helps the accused.
    private var disclosed: Set<Sharing> = []

    /// People of a party, and material that a party gave.
    private struct Sharing: Hashable {
        let user: Party
        let giver: Party
    }

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
            let rule = space.table[forbid]
            if rule.clause.isSpeciality(by: rule.link?.kind) || !stated.allSatisfy(matches) {
                barring.insert(rule.reference)
            }
        }
    }

    mutating func look(atGranted matching: BitSet, _ action: Action, _ standing: Standing) {
        guard let giver = standing.origin.party else { return }
        let sharing = Sharing(user: standing.actor.party, giver: giver)
        switch action {
        case .retrieve, .viewOnPremises: had.insert(sharing)
        case .disclose: if matching.contains(RuleTable.helps) { disclosed.insert(sharing) }
        default: break
        }
    }

    /// What a party of the agreement can have from another, and no one of its people may disclose. What is its own it has
    /// and discloses by its own law, and a visitor's party has what it sees from those who let them in.
    private func kept(_ parties: Set<Party>) -> [Sharing] {
        had.subtracting(disclosed).filter { parties.contains($0.user) && $0.user != $0.giver }
            .sorted { ($0.user, $0.giver) < ($1.user, $1.giver) }
    }

    /// - Parameter parties: of the agreement.
    func findings(_ parties: Set<Party>, _ catalogue: MessageCatalogue) -> [AgreementFinding] {
        if !barring.isEmpty {
            let clauses = catalogue.allOf(barring.sorted().map(\.description))
            return [
                AgreementFinding(
                    code: .checkBarsTheAccused, clauses: barring.map(\.clause).sorted(),
                    sentence: catalogue.text(.checkAccused, ["clauses": clauses]),
                    next: catalogue.text(.checkAccusedNext))
            ]
        }
        if !had.isEmpty, disclosed.isEmpty {
            return [
                AgreementFinding(
                    code: .checkNoDisclosure, clauses: [], sentence: catalogue.text(.checkNoDisclosure),
                    next: catalogue.text(.checkNoDisclosureNext))
            ]
        }
        let kept = kept(parties)
        guard !kept.isEmpty else { return [] }
        // Who discloses is for the parties to say; but not of which giver's material they do.
        let isByGiver = kept.contains { one in disclosed.contains { $0.user == one.user } }
        let shared = kept.map {
            catalogue.text(.checkDisclosureKept, ["user": $0.user.text, "giver": $0.giver.text])
        }
        return [
            AgreementFinding(
                code: isByGiver ? .checkBarsTheAccused : .checkNoDisclosure, clauses: [],
                sentence: catalogue.text(.checkDisclosurePartly, ["kept": catalogue.allOf(shared)]),
                next: catalogue.text(isByGiver ? .checkDisclosureNext : .checkNoDisclosureNext))
        ]
    }
}
