import Custody
import EvidenceBundle
import Policy
import Store
import Vocabulary

/// What is asked of a bundle, and what for.
struct ReleaseQuestion: Sendable {
    let bundle: HeldBundle
    let wanted: [HeldBundle.Exhibit]
    /// Whether the whole bundle was asked for, and the asker may list all of it.
    let isWhole: Bool
    let purpose: Purpose
    /// What the request declares that the purpose is about.
    let offence: Offence?
}

/// What may be sent, and why the rest may not. Every decision goes on record.
struct Ruling: Sendable {
    /// What will be sent, redactions in the place of their originals, in order.
    let exhibits: [ExhibitNumber]
    let heldBack: [Answer]
    let obligations: [String]
    /// The decisions that permit; the one that asks for the fullest log first.
    let permits: [RecordedDecision]
    /// What is held back: what waits for an approval first.
    let withheld: [Withheld]
    /// Set where nothing is sent for a reason of ours rather than of policy.
    let refusal: ExchangeError?

    /// Exhibits that are held back alike, and the decisions that do so.
    struct Withheld: Sendable {
        let type: EventType
        let exhibits: [ExhibitMention]
        let decisions: [RecordedDecision]
    }
}

extension ExchangeNode {
    func ruling(
        on question: ReleaseQuestion, under active: ActiveAgreement, by caller: CallingMember, at instant: Instant
    ) throws -> Ruling {
        let bundle = question.bundle
        let deciding = deciding(under: active, for: caller, at: instant)
        let decided = deciding.decide(
            .retrieve, purpose: question.purpose, offence: question.offence,
            about: try deciding.cases.known(bundle.row.caseNumber, declared: question.offence),
            on: question.wanted.map(\.record), of: bundle)
        var sorting = ReleaseSorting(at: instant, substitutes: bundle.redactions.substitutes)
        for exhibit in question.wanted {
            guard let place = decided.places[exhibit.record.number] else { continue }
            sorting.sort(exhibit, place, decided.decisions[place], active.library)
        }
        guard sorting.sent.count <= CustodyEvent.longestList || sorting.sent.count == bundle.exhibits.count else {
            throw ExchangeError(
                .releaseRange,
                "\(sorting.sent.count) of \(bundle.exhibits.count) exhibits would be released, more than "
                    + "\(CustodyEvent.longestList).",
                next: "Ask for them in several requests with --item.")
        }
        func recorded(_ places: some Sequence<Int>) throws -> [RecordedDecision] {
            try places.map { try RecordedDecision(decided.decisions[$0], from: randomness) }
        }
        let withheld = try [EventType.decisionPending, .decisionDenied].compactMap { type -> Ruling.Withheld? in
            guard let held = sorting.withheld[type] else { return nil }
            return Ruling.Withheld(
                type: type, exhibits: held.exhibits.map(\.mention), decisions: try recorded(held.places.sorted()))
        }
        let permits = sorting.permits.sorted()
        let full = permits.filter { decided.decisions[$0].obligations.log == .full }
        guard !permits.isEmpty || !withheld.isEmpty else { throw ExchangeError.notThere }
        return Ruling(
            exhibits: sorting.sent.sorted(), heldBack: sorting.heldBack, obligations: sorting.obligations.sorted(),
            permits: try recorded(full + permits.filter { !full.contains($0) }), withheld: withheld,
            refusal: permits.isEmpty ? sorting.refusal : nil)
    }

    /// One event for everything that is held back alike, and more where its exhibits are too many for one.
    func refusals(
        _ ruling: Ruling, on question: ReleaseQuestion, asked: VerifiedStatement, under active: ActiveAgreement,
        by caller: CallingMember
    ) throws -> [DecidedEvent] {
        try ruling.withheld.flatMap { withheld in
            let isAll = question.isWhole && withheld.exhibits.count == question.wanted.count
            let parts: [[ExhibitMention]?] = isAll ? [nil] : withheld.exhibits.parts(of: CustodyEvent.longestList)
            return try parts.enumerated().map { number, part in
                let event = try nodeEvents.make(withheld.type, in: active.ledger.origin, at: now) { event in
                    event.case = question.bundle.row.caseNumber
                    event.bundle = question.bundle.mention
                    event.exhibits = part
                    event.counterpart = Counterpart(caller.member.identity)
                    event.purpose = question.purpose
                    event.previous = [asked.event.mention]
                    event.decision = withheld.decisions.first?.mention
                    event.clauses = withheld.decisions.citations
                }
                return DecidedEvent(event: event, decisions: number == 0 ? withheld.decisions : [])
            }
        }
    }
}

/// Sorts exhibits by what is decided on them.
private struct ReleaseSorting {
    private let instant: Instant
    private let substitutes: [ExhibitNumber: ExhibitNumber]
    private(set) var sent: Set<ExhibitNumber> = []
    private(set) var heldBack: [Answer] = []
    private(set) var obligations: Set<String> = []
    private(set) var permits: Set<Int> = []
    private(set) var withheld: [EventType: (exhibits: [HeldBundle.Exhibit], places: Set<Int>)] = [:]
    private(set) var refusal: ExchangeError?

    init(at instant: Instant, substitutes: [ExhibitNumber: ExhibitNumber]) {
        self.instant = instant
        self.substitutes = substitutes
    }

    mutating func sort(
        _ exhibit: HeldBundle.Exhibit, _ place: Int, _ decision: Policy.Decision, _ library: PolicyLibrary
    ) {
        let number = exhibit.record.number
        guard decision.outcome == .permit else {
            heldBack.append(Answer(number, decision, as: library.safeExplanation(of: decision)))
            return hold(exhibit, place, decision.outcome == .pending ? .decisionPending : .decisionDenied)
        }
        // The days of the region begin before those of UTC: a day that is over in UTC is over everywhere here.
        if let last = decision.obligations.deleteBy, last.text < instant.text.prefix(10) {
            return refuse(exhibit, place, decision, Self.over(last, number))
        }
        guard let given = decision.obligations.redact.isEmpty ? number : substitutes[number] else {
            return refuse(exhibit, place, decision, Self.renditionNeeded(for: number))
        }
        sent.insert(given)
        obligations.formUnion(decision.obligations.forRecipient)
        permits.insert(place)
    }

    private mutating func refuse(
        _ exhibit: HeldBundle.Exhibit, _ place: Int, _ decision: Policy.Decision, _ error: ExchangeError
    ) {
        heldBack.append(Answer(exhibit.record.number, error, clauses: decision.clauses))
        refusal = refusal ?? error
        hold(exhibit, place, .decisionDenied)
    }

    private mutating func hold(_ exhibit: HeldBundle.Exhibit, _ place: Int, _ type: EventType) {
        withheld[type, default: ([], [])].exhibits.append(exhibit)
        withheld[type]?.places.insert(place)
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

extension Array {
    /// Pieces of at most so many, in order.
    fileprivate func parts(of count: Int) -> [[Element]] {
        stride(from: 0, to: self.count, by: count).map { Array(self[$0..<Swift.min($0 + count, self.count)]) }
    }
}

extension Answer {
    init(_ number: ExhibitNumber, _ error: ExchangeError, clauses: [Policy.ClauseReference]) {
        self.number = number
        outcome = .deny
        code = error.code.name
        statements = clauses.map {
            Explanation.Statement(document: $0.document, place: $0.clause.text, text: error.reason)
        }
        nextStep = error.nextStep
        obligations = []
    }
}
