import Custody
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
    /// The decision that events name: a permit if anything is sent, else a refusal.
    let decision: RecordedDecision
    /// Those of the same kind on exhibits with other facts; all go on record.
    let others: [RecordedDecision]
    /// Set where nothing is sent for a reason of ours rather than of policy.
    let refusal: ExchangeError?

    /// The clauses of all its decisions, each once; nil where headings alone decided.
    var citations: [ClauseCitation]? {
        let all = Set(([decision] + others).flatMap(\.citations)).sorted { ($0.of, $0.clause) < ($1.of, $1.clause) }
        return all.isEmpty ? nil : all
    }

    func rows(of caller: CallingMember, on bundle: BundleRow, entry: Int) -> [DecisionRow] {
        ([decision] + others).map {
            $0.row(agreement: bundle.agreement, bundle: bundle.id, member: caller.member, entry: entry)
        }
    }
}

extension ExchangeNode {
    /// No event names more exhibits than this, and so no request can.
    private static let mostInPart = 400

    func ruling(
        on question: ReleaseQuestion, under active: ActiveAgreement, by caller: CallingMember, at instant: Instant
    ) throws -> Ruling {
        let bundle = question.bundle
        let decided = deciding(under: active, for: caller, at: instant).decide(
            .retrieve, purpose: question.purpose, caseNumber: bundle.row.caseNumber,
            on: question.wanted.map(\.record), of: bundle)
        var sent: Set<ExhibitNumber> = []
        var heldBack: [Answer] = []
        var obligations: Set<String> = []
        var permits: Set<Int> = []
        var refusals: Set<Int> = []
        var unredacted: ExchangeError?
        for exhibit in question.wanted {
            let number = exhibit.record.number
            guard let place = decided.places[number] else { continue }
            let decision = decided.decisions[place]
            guard decision.outcome == .permit else {
                heldBack.append(Answer(number, decision, as: library.safeExplanation(of: decision)))
                refusals.insert(place)
                continue
            }
            guard let given = decision.obligations.redact.isEmpty ? number : bundle.redactions.substitutes[number]
            else {
                let needed = Self.renditionNeeded(for: number)
                heldBack.append(Answer(number, needed, clauses: decision.clauses))
                unredacted = unredacted ?? needed
                refusals.insert(place)
                continue
            }
            sent.insert(given)
            obligations.formUnion(decision.obligations.forRecipient)
            permits.insert(place)
        }
        if sent.count > Self.mostInPart, sent.count < bundle.exhibits.count {
            throw ExchangeError(
                .releaseRange,
                "\(sent.count) of \(bundle.exhibits.count) exhibits would be released, more than \(Self.mostInPart).",
                next: "Ask for them in several requests with --item.")
        }
        let recorded = (permits.isEmpty ? refusals : permits).sorted().map { decided.decisions[$0] }
            // A decision that waits for an approval says more than one that denies.
            .sorted { $0.outcome == .pending && $1.outcome != .pending }
        guard let first = recorded.first else { throw ExchangeError.notThere }
        return Ruling(
            exhibits: sent.sorted(), heldBack: heldBack, obligations: obligations.sorted(),
            decision: try RecordedDecision(first, from: randomness),
            others: try recorded.dropFirst().map { try RecordedDecision($0, from: randomness) },
            refusal: permits.isEmpty ? unredacted : nil)
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
