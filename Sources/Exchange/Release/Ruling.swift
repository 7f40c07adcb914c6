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
    /// What the request declares beside it.
    let declared: Declaration
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

    /// Exhibits that are held back alike, and what does so.
    struct Withheld: Sendable {
        let type: EventType
        let exhibits: [ExhibitMention]
        /// Empty where policy permits, and the node has a reason of its own.
        let decisions: [RecordedDecision]
        let clauses: [ClauseCitation]?
    }
}

extension ExchangeNode {
    func ruling(
        on question: ReleaseQuestion, under active: ActiveAgreement, by caller: CallingMember, at instant: Instant
    ) throws -> Ruling {
        let bundle = question.bundle
        let deciding = deciding(under: active, for: caller, at: instant)
        let decided = try deciding.decide(
            .retrieve, purpose: question.purpose, declaring: question.declared,
            about: try deciding.cases.known(bundle.row.caseNumber, declared: question.declared.offence),
            on: question.wanted.map(\.record), of: bundle)
        var sorting = ReleaseSorting(of: bundle, deciding, decided)
        for exhibit in question.wanted { sorting.sort(exhibit) }
        try sorting.sortSubstitutes(for: question)
        guard sorting.sent.count <= CustodyEvent.longestList || sorting.sent.count == bundle.exhibits.count else {
            throw ExchangeError(
                .releaseRange,
                "\(sorting.sent.count) of \(bundle.exhibits.count) exhibits would be released, more than "
                    + "\(CustodyEvent.longestList).",
                next: "Ask for them in several requests with --item.")
        }
        guard !sorting.permits.isEmpty || !sorting.withheld.isEmpty else { throw ExchangeError.notThere }
        let recorded = try sorting.decisions.map { try RecordedDecision($0, from: randomness) }
        let full = sorting.permits.filter { recorded[$0].decision.obligations.log == .full }
        return Ruling(
            exhibits: sorting.sent.sorted(), heldBack: sorting.heldBack.sorted { $0.number < $1.number },
            obligations: sorting.obligations.sorted(),
            permits: (full.sorted() + sorting.permits.subtracting(full).sorted()).map { recorded[$0] },
            withheld: sorting.withheld.map { $0.withheld(recorded) },
            refusal: sorting.permits.isEmpty ? sorting.refusal : nil)
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
                    event.clauses = withheld.clauses
                }
                return DecidedEvent(event: event, decisions: number == 0 ? withheld.decisions : [])
            }
        }
    }
}

extension Array {
    /// Pieces of at most so many, in order.
    fileprivate func parts(of count: Int) -> [[Element]] {
        stride(from: 0, to: self.count, by: count).map { Array(self[$0..<Swift.min($0 + count, self.count)]) }
    }
}

extension Answer {
    init(_ exhibit: ExhibitRecord, _ error: ExchangeError, clauses: [Policy.ClauseReference]) {
        self.init(
            exhibit,
            Verdict(
                .deny, error.code.name,
                clauses.map {
                    Explanation.Statement(document: $0.document, place: $0.clause.text, text: error.reason)
                }, next: error.nextStep))
    }
}
