import Vocabulary

/// People who may do something with material that they may not see in the register: to them it is not there, and they can
/// never find what to act on.
///
/// Clauses are held against each other by whom and which categories they name; what a permit to list asks for besides
/// is not gone into.
struct ListingCheck {
    private let catalogue: MessageCatalogue

    init(_ catalogue: MessageCatalogue) { self.catalogue = catalogue }

    private static let actions: [Action] = [.retrieve, .viewOnPremises, .approve, .consent]

    func findings(of agreement: Agreement) -> [AgreementFinding] {
        let permits = agreement.clauses.filter { $0.effect == .permit }
        let listing = permits.filter { $0.actions.contains(.list) }
        return Self.actions.flatMap { action in
            permits.filter { $0.actions.contains(action) }.flatMap { clause in
                hidden(by: clause, agreement, listing).map { finding(clause, action, $0.members, $0.categories) }
            }
        }
    }

    /// What a clause lets people act on, and what of it they do not see; those who miss the same together.
    private func hidden(
        by clause: Clause, _ agreement: Agreement, _ listing: [Clause]
    ) -> [(members: [MemberID], categories: Set<EvidenceCategory>)] {
        var hidden: [MemberID: Set<EvidenceCategory>] = [:]
        for entry in agreement.roster.entries {
            for origin in agreement.partyList where clause.who.admits(entry, origin: origin) {
                let seen = listing.filter { $0.who.admits(entry, origin: origin) }.map(categories)
                let rest = categories(clause).filter { category in !seen.contains { $0.contains(category) } }
                if !rest.isEmpty { hidden[entry.member, default: []].formUnion(rest) }
            }
        }
        return Dictionary(grouping: hidden.keys.sorted()) { hidden[$0] ?? [] }
            .map { ($0.value, $0.key) }.sorted { $0.0.lexicographicallyPrecedes($1.0) }
    }

    private func finding(
        _ clause: Clause, _ action: Action, _ members: [MemberID], _ hidden: Set<EvidenceCategory>
    ) -> AgreementFinding {
        let terms = TermWords(catalogue)
        func words(_ categories: Set<EvidenceCategory>) -> String {
            terms.categories(categories.sorted().map { catalogue.word($0) })
        }
        return AgreementFinding(
            code: .checkUnlisted, clauses: [clause.number],
            sentence: catalogue.text(
                hidden == categories(clause) ? .checkUnlisted : .checkUnlistedPartly,
                [
                    "clause": clause.number.text, "members": catalogue.allOf(members.map(\.text)),
                    "action": terms.doing([action], clause.item.categories.map(words)), "categories": words(hidden),
                ]),
            next: catalogue.text(.checkUnlistedNext))
    }

    private func categories(_ clause: Clause) -> Set<EvidenceCategory> {
        clause.item.categories ?? Set(EvidenceCategory.allCases)
    }
}
