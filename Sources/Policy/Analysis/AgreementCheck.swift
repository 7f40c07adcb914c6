package import Vocabulary

/// Looks for faults over the whole space of facts. The file was read already, so it is well formed and keeps nothing from
/// the accused.
package struct AgreementCheck: Sendable {
    package let findings: [AgreementFinding]
    /// How many points of the projected space were looked at.
    package let points: Int

    /// - Parameter day: the day on which an end counts as near.
    package init(
        of document: PolicyDocument, in library: PolicyLibrary, on day: CalendarDay,
        catalogue: MessageCatalogue = .english
    ) throws(PolicyError) {
        let document = library.subject(of: document)
        var findings = library.failures(inExamplesOf: document).map { failure in
            AgreementFinding(
                code: .checkExample, clauses: [],
                sentence: catalogue.text(.checkExample, ["place": failure.place, "problem": failure.problem]),
                next: catalogue.text(.checkExampleNext))
        }
        findings += EndCheck(catalogue, day).findings(of: document, in: library)
        var points = 0
        if case .agreement(let agreement) = document, let scope = library.scope(of: agreement.id) {
            findings += QuorumCheck(catalogue).findings(of: agreement)
            findings += AlongsideCheck(catalogue).findings(of: agreement, in: library)
            if agreement.hasMembers {
                var space = SpaceCheck(scope)
                for action in Action.allCases.sorted() { try space.look(at: action) }
                findings += SpaceFindings(space, catalogue).all
                findings += CategoryCheck(catalogue).findings(of: agreement)
                findings += try ListingCheck(scope, catalogue).findings()
                points = space.points
            }
        }
        self.findings = findings
        self.points = points
    }
}

/// Ends that are near, of the file and of what it rests on.
struct EndCheck {
    private let catalogue: MessageCatalogue
    private let day: CalendarDay
    static let near = 30

    init(_ catalogue: MessageCatalogue, _ day: CalendarDay) {
        self.catalogue = catalogue
        self.day = day
    }

    func findings(of document: PolicyDocument, in library: PolicyLibrary) -> [AgreementFinding] {
        let terms: [(AgreementID, Term)] =
            switch document {
            case .agreement(let agreement):
                (library.scope(of: agreement.id)?.grants ?? [agreement]).map { ($0.id, $0.term) }
                    + library.laws.filter { agreement.parties[$0.party] != nil }.map { ($0.id, $0.term) }
            case .law(let law): [(law.id, law.term)]
            case .roster: []
            }
        return terms.compactMap { id, term in
            guard let until = term.until else { return nil }
            let days = until.daysSince1970 - day.daysSince1970
            guard days <= Self.near else { return nil }
            return AgreementFinding(
                code: .checkEnds, clauses: [],
                sentence: catalogue.text(
                    days < 0 ? .checkEnded : days == 0 ? .checkEndsToday : .checkEnds,
                    ["document": id.text, "day": until.text, "days": catalogue.days(days)]),
                next: catalogue.text(.checkEndsNext))
        }
    }
}

/// Two quorums that share no party could confirm two versions of one log. Each party to the agreement counts once, however
/// many cosigners it has; others do not, and the party that runs the node never does.
struct QuorumCheck {
    private let catalogue: MessageCatalogue

    init(_ catalogue: MessageCatalogue) { self.catalogue = catalogue }

    func findings(of agreement: Agreement) -> [AgreementFinding] {
        // One of each other party: all quorums of a node are the same.
        guard let custody = agreement.custody, custody.group == .otherParties, agreement.parties.count > 1 else {
            return []
        }
        let (count, others) = (custody.atLeast, agreement.parties.count - 1)
        guard 2 * count <= others || count > others else { return [] }
        return [
            AgreementFinding(
                code: .checkQuorums, clauses: [],
                sentence: catalogue.text(
                    count > others ? .checkQuorumsMissing : .checkQuorums,
                    ["count": "\(count)", "others": "\(others)"]),
                next: catalogue.text(.checkQuorumsNext, ["right": "\(others / 2 + 1)"]))
        ]
    }
}

/// Other ways that are named and whose files are not here: perhaps the name is wrong.
struct AlongsideCheck {
    private let catalogue: MessageCatalogue

    init(_ catalogue: MessageCatalogue) { self.catalogue = catalogue }

    func findings(of agreement: Agreement, in library: PolicyLibrary) -> [AgreementFinding] {
        agreement.alongside.filter { library.agreement($0) == nil }.map { other in
            // The file itself and its basis are no other way: with their names it would be refused.
            let ways = library.agreements.map(\.id).filter { $0 != agreement.id && !agreement.basis.contains($0) }
            let known = Spelling.nearest(to: other.text, among: ways.map(\.text))
            return AgreementFinding(
                code: .checkAlongside, clauses: [],
                sentence: catalogue.text(.checkAlongside, ["other": other.text]),
                next: known.map { catalogue.text(.checkAlongsideSpelling, ["other": other.text, "known": $0]) }
                    ?? catalogue.text(.checkAlongsideNext, ["other": other.text]))
        }
    }
}

/// Categories of which no clause says who may see them.
struct CategoryCheck {
    private let catalogue: MessageCatalogue

    init(_ catalogue: MessageCatalogue) { self.catalogue = catalogue }

    func findings(of agreement: Agreement) -> [AgreementFinding] {
        let clauses = agreement.clauses.filter { !$0.actions.isDisjoint(with: [.retrieve, .viewOnPremises]) }
        guard clauses.contains(where: { $0.effect == .permit }) else { return [] }
        let silent = EvidenceCategory.allCases.sorted().filter { category in
            !clauses.contains { $0.speaks(of: category) }
        }
        guard !silent.isEmpty else { return [] }
        return [
            AgreementFinding(
                code: .checkCategory, clauses: [],
                sentence: catalogue.text(
                    silent.count > 1 ? .checkCategories : .checkCategory,
                    ["categories": catalogue.anyOf(silent.map { catalogue.word($0) })]),
                next: catalogue.text(.checkCategoryNext))
        ]
    }
}

extension Clause {
    /// A clause that names the category speaks of it; one that names no category does if it is a permit of material
    /// that is not special. A permit by flag is about what bears that flag, whatever its category.
    fileprivate func speaks(of category: EvidenceCategory) -> Bool {
        if let categories = item.categories { return categories.contains(category) }
        return effect == .permit && item.flags == nil
    }
}
