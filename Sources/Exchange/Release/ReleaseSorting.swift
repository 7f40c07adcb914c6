import Custody
import EvidenceBundle
import Policy
import Store
import Vocabulary

/// Sorts exhibits by what is decided on them.
struct ReleaseSorting {
    /// Exhibits that are held back for the same kind of reason.
    struct Held {
        enum Kind {
            case pending
            case denied
            /// Policy permits, and the node has a reason of its own.
            case here
            /// Denied for what the asker must not know of: no clause is cited.
            case unseen
        }

        let kind: Kind
        var exhibits: [HeldBundle.Exhibit] = []
        /// Which of the decisions hold them back.
        var places: Set<Int> = []
        /// What the node cites itself.
        var clauses: Set<Policy.ClauseReference> = []

        func withheld(_ recorded: [RecordedDecision]) -> Ruling.Withheld {
            let decisions = places.sorted().map { recorded[$0] }
            let own = clauses.sorted().map { ClauseCitation(of: $0.document, clause: $0.clause) }
            let cited: [ClauseCitation]? =
                switch kind {
                case .pending, .denied: decisions.citations
                case .here: own.isEmpty ? nil : own
                case .unseen: nil
                }
            return Ruling.Withheld(
                type: kind == .pending ? .decisionPending : .decisionDenied,
                exhibits: exhibits.map(\.mention).sorted { $0.number < $1.number },
                decisions: decisions, clauses: cited)
        }
    }

    private let bundle: HeldBundle
    private let deciding: Deciding
    private(set) var decisions: [Policy.Decision]
    private var places: [ExhibitNumber: Int]
    /// Permitted with identities removed; the redaction is looked at when all are sorted.
    private var redacted: [(exhibit: HeldBundle.Exhibit, place: Int)] = []

    private(set) var sent: Set<ExhibitNumber> = []
    private(set) var heldBack: [Answer] = []
    private(set) var obligations: Set<String> = []
    private(set) var permits: Set<Int> = []
    /// What waits for an approval first.
    private(set) var withheld: [Held] = [.pending, .denied, .here, .unseen].map { Held(kind: $0) }
    /// The first reason of the node's own.
    private(set) var refusal: ExchangeError?

    init(of bundle: HeldBundle, _ deciding: Deciding, _ decided: DecidedExhibits) {
        self.bundle = bundle
        self.deciding = deciding
        decisions = decided.decisions
        places = decided.places
    }

    mutating func sort(_ exhibit: HeldBundle.Exhibit) {
        let number = exhibit.record.number
        guard let place = places[number] else { return }
        let decision = decisions[place]
        guard decision.outcome == .permit else { return hold(exhibit, by: place) }
        if let day = pastDay(decision) { return refuse(exhibit, Self.over(day, number), citing(day, decision)) }
        if decision.obligations.redact.isEmpty {
            send(number, by: [place])
        } else {
            redacted.append((exhibit, place))
        }
    }

    /// A redaction goes in the place of its original if it may be released itself, as any exhibit: it has a category,
    /// flags and handling of its own.
    mutating func sortSubstitutes(for question: ReleaseQuestion) throws {
        let substitutes = redacted.compactMap { bundle.redactions.substitutes[$0.exhibit.record.number] }
        let records = bundle.exhibits.filter { Set(substitutes).contains($0.record.number) }.map(\.record)
        let decided = try deciding.decide(
            .retrieve, purpose: question.purpose, declaring: question.declared,
            about: try deciding.cases.known(bundle.row.caseNumber, declared: question.declared.offence), on: records,
            of: bundle)
        let first = decisions.count
        decisions += decided.decisions
        var listings: [ItemFacts: Int] = [:]
        for (exhibit, place) in redacted {
            let number = exhibit.record.number
            guard
                let record = bundle.redactions.substitutes[number].flatMap({ number in
                    records.first { $0.number == number }
                }), let own = decided.places[record.number].map({ $0 + first })
            else {
                refuse(exhibit, Self.renditionNeeded(for: number), [])
                continue
            }
            let facts = bundle.facts(of: record)
            let listing = listings[facts] ?? add(deciding.decide(.list, on: facts))
            listings[facts] = listing
            let decision = decisions[own]
            if decisions[listing].outcome != .permit {
                // In the words in which it is told that there is none.
                answer(exhibit, Self.renditionNeeded(for: number), [])
                hold(exhibit, as: .unseen, [listing])
            } else if decision.outcome != .permit {
                hold(exhibit, by: own)
            } else if let day = pastDay(decision) {
                refuse(exhibit, Self.over(day, number), citing(day, decision))
            } else if !decision.obligations.redact.isEmpty {
                refuse(exhibit, Self.renditionNeeded(for: number), [])
            } else {
                send(record.number, by: [place, own])
                // What is written at the original holds for what goes in its place. Its record stays behind, and so do its
                // words, which may name whom the redaction does not.
                if exhibit.record.conditions != nil {
                    obligations.insert(
                        record.conditions == nil
                            ? "ask \(exhibit.record.origin) for its conditions at exhibit \(number) before you use "
                                + "exhibit \(record.number): they are not told with a redaction"
                            : "keep to the conditions at exhibit \(record.number)")
                }
            }
        }
        withheld.removeAll { $0.exhibits.isEmpty }
    }

    private mutating func add(_ decision: Policy.Decision) -> Int {
        decisions.append(decision)
        return decisions.count - 1
    }

    private mutating func send(_ number: ExhibitNumber, by places: [Int]) {
        sent.insert(number)
        permits.formUnion(places)
        for place in places { obligations.formUnion(decisions[place].obligations.forRecipient) }
    }

    /// Holds an exhibit back because of a decision that is no permit.
    private mutating func hold(_ exhibit: HeldBundle.Exhibit, by place: Int) {
        let decision = decisions[place]
        heldBack.append(
            Answer(
                exhibit.record, decision, as: deciding.active.library.safeExplanation(of: decision)))
        hold(exhibit, as: decision.outcome == .pending ? .pending : .denied, [place])
    }

    /// Holds an exhibit back for a reason of the node's own. The permit has no effect and is not recorded.
    private mutating func refuse(
        _ exhibit: HeldBundle.Exhibit, _ error: ExchangeError, _ clauses: [Policy.ClauseReference]
    ) {
        answer(exhibit, error, clauses)
        hold(exhibit, as: .here, [], clauses)
    }

    private mutating func answer(
        _ exhibit: HeldBundle.Exhibit, _ error: ExchangeError, _ clauses: [Policy.ClauseReference]
    ) {
        heldBack.append(Answer(exhibit.record, error, clauses: clauses))
        refusal = refusal ?? error
    }

    private mutating func hold(
        _ exhibit: HeldBundle.Exhibit, as kind: Held.Kind, _ places: Set<Int>,
        _ clauses: [Policy.ClauseReference] = []
    ) {
        guard let group = withheld.firstIndex(where: { $0.kind == kind }) else { return }
        withheld[group].exhibits.append(exhibit)
        withheld[group].places.formUnion(places)
        withheld[group].clauses.formUnion(clauses)
    }

    /// The day by which copies had to be destroyed, if it is past. The days of the region begin before those of UTC: a
    /// day that is over in UTC is over everywhere here.
    private func pastDay(_ decision: Policy.Decision) -> CalendarDay? {
        decision.obligations.deleteBy.flatMap { $0.text < deciding.now.text.prefix(10) ? $0 : nil }
    }

    /// The clauses that set the day.
    private func citing(_ day: CalendarDay, _ decision: Policy.Decision) -> [Policy.ClauseReference] {
        let library = deciding.active.library
        return decision.clauses.filter { reference in
            let clauses =
                library.agreements.filter { $0.id == reference.document }.flatMap(\.clauses)
                + library.laws.filter { $0.id == reference.document }.flatMap(\.clauses)
            return clauses.contains { $0.number == reference.clause && $0.obligations.deleteBy == day }
        }
    }

    private static func over(_ day: CalendarDay, _ number: ExhibitNumber) -> ExchangeError {
        ExchangeError(
            .releaseOver, "Copies of exhibit \(number) had to be destroyed by \(day); none is given any more.",
            next: "Ask the giving party's central authority whether the day can be moved.")
    }

    private static func renditionNeeded(for number: ExhibitNumber) -> ExchangeError {
        ExchangeError(
            .renditionNeeded,
            "Exhibit \(number) may only be released with identities removed, and there is no redaction of it here.",
            next: "Ask its packer for a redaction: an exhibit with renditionOf \(number) and kind redaction.")
    }
}
