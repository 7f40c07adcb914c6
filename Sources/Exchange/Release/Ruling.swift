import EvidenceBundle
import Policy
import Store
import Vocabulary

/// What is asked of a bundle, and what for.
struct ReleaseQuestion: Sendable {
    let bundle: HeldBundle
    let wanted: [HeldBundle.Exhibit]
    let purpose: Purpose
}

/// What may be sent, and why the rest may not.
struct Ruling: Sendable {
    /// What will be sent, redactions in the place of their originals, in order.
    let exhibits: [ExhibitNumber]
    let heldBack: [Answer]
    let obligations: [String]
    /// The decision that goes on record: a permit if anything is sent, else the first refusal.
    let decision: RecordedDecision
    /// Set where nothing is sent for a reason of ours rather than of policy.
    let refusal: ExchangeError?
}

extension ExchangeNode {
    /// No event names more exhibits than this, and so no request can.
    private static let mostInPart = 400

    func ruling(
        on question: ReleaseQuestion, under active: ActiveAgreement, by caller: CallingMember, at instant: Instant
    ) throws -> Ruling {
        let bundle = question.bundle
        let decisions = deciding(under: active, for: caller, at: instant).decide(
            .retrieve, purpose: question.purpose, caseNumber: bundle.row.caseNumber,
            on: question.wanted.map(\.record), of: bundle)
        var sent: Set<ExhibitNumber> = []
        var heldBack: [Answer] = []
        var obligations: Set<String> = []
        var permit: Policy.Decision?
        var refused: Policy.Decision?
        var unredacted: ExchangeError?
        for exhibit in question.wanted {
            let number = exhibit.record.number
            guard let decision = decisions[number] else { continue }
            guard decision.outcome == .permit else {
                heldBack.append(Answer(number, decision, as: library.safeExplanation(of: decision)))
                // A decision that waits for an approval says more than one that denies.
                if refused == nil || decision.outcome == .pending { refused = decision }
                continue
            }
            guard decision.obligations.redact.isEmpty else {
                guard let substitute = bundle.redactions.substitutes[number] else {
                    let needed = Self.renditionNeeded(for: number)
                    heldBack.append(Answer(number, needed, clauses: decision.clauses))
                    unredacted = unredacted ?? needed
                    refused = refused ?? decision
                    continue
                }
                sent.insert(substitute)
                obligations.formUnion(decision.obligations.forRecipient)
                permit = permit ?? decision
                continue
            }
            sent.insert(number)
            obligations.formUnion(decision.obligations.forRecipient)
            permit = permit ?? decision
        }
        if sent.count > Self.mostInPart, sent.count < bundle.exhibits.count {
            throw ExchangeError(
                .releaseRange,
                "\(sent.count) of \(bundle.exhibits.count) exhibits would be released, more than \(Self.mostInPart).",
                next: "Ask for them in several requests with --item.")
        }
        guard let decided = permit ?? refused else { throw ExchangeError.notFound("exhibit") }
        return Ruling(
            exhibits: sent.sorted(), heldBack: heldBack, obligations: obligations.sorted(),
            decision: try RecordedDecision(decided, from: randomness), refusal: permit == nil ? unredacted : nil)
    }

    private static func renditionNeeded(for number: ExhibitNumber) -> ExchangeError {
        ExchangeError(
            .renditionNeeded,
            "Exhibit \(number) may only be released with identities removed, and there is no redaction of it here.",
            next: "Ask its packer for a redaction: an exhibit with renditionOf \(number) and kind redaction.")
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
