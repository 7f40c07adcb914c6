import Custody
import EvidenceBundle
package import Policy
import Store
package import Vocabulary

/// What policy says of one exhibit, in words that the asker may read.
package struct Answer: Hashable, Sendable {
    /// What exhibits that are decided alike have in common.
    package struct Verdict: Hashable, Sendable {
        package let outcome: Policy.Decision.Outcome
        package let code: String
        package let statements: [Explanation.Statement]
        package fileprivate(set) var nextStep: String
        /// “redact victim-identity”.
        package let obligations: [String]

        init(
            _ outcome: Policy.Decision.Outcome, _ code: String, _ statements: [Explanation.Statement], next: String,
            obligations: [String] = []
        ) {
            self.outcome = outcome
            self.code = code
            self.statements = statements
            nextStep = next
            self.obligations = obligations
        }

        /// Its size in an answer, roughly and not too small.
        var bytes: Int {
            512 + 2 * (nextStep.utf8.count + obligations.reduce(0) { $0 + $1.utf8.count })
                + statements.reduce(0) { $0 + 256 + 2 * $1.text.utf8.count }
        }
    }

    package let number: ExhibitNumber
    package private(set) var verdict: Verdict
    /// What its giver wrote down as conditions. Nothing here weighs them, and nothing lifts them.
    /// Absent also where the words may tell what the asker may not have.
    package let conditions: String?

    init(_ exhibit: ExhibitRecord, _ decision: Policy.Decision, as explanation: Explanation) {
        // Words about what identifies somebody may do so too: they are for who is given the exhibit as it is. Other actions
        // give nothing, and bear no duty to redact.
        let isGivenWhole =
            decision.request.action == .retrieve && decision.outcome == .permit && decision.obligations.redact.isEmpty
        self.init(
            exhibit.number, isGivenWhole ? exhibit.conditions : exhibit.conditionsForAll,
            Verdict(
                decision.outcome, explanation.code, explanation.statements, next: explanation.nextStep,
                obligations: decision.outcome == .deny ? [] : decision.obligations.inWords))
    }

    /// What the node refuses by itself.
    init(_ exhibit: ExhibitRecord, _ verdict: Verdict) {
        self.init(exhibit.number, exhibit.conditionsForAll, verdict)
    }

    private init(_ number: ExhibitNumber, _ conditions: String?, _ verdict: Verdict) {
        self.number = number
        self.conditions = conditions
        self.verdict = verdict
    }

    /// The same, with the command by which those who are named approve.
    func approvable(_ event: EventID, under agreement: AgreementID) -> Answer {
        saying(Refusal.command(event, under: agreement, after: verdict.nextStep))
    }

    /// The same, with the command by which those who are named find the request once it was made.
    fileprivate func found(under agreement: AgreementID) -> Answer {
        guard verdict.outcome == .pending else { return self }
        return saying(
            "\(verdict.nextStep) They see it, once it is asked for, with: saksi approve --list --agreement \(agreement)"
        )
    }

    private func saying(_ next: String) -> Answer {
        var changed = self
        changed.verdict.nextStep = next
        return changed
    }
}

/// A page of a dry run: what exhibits have in common counts once.
package struct DryRun: Sendable {
    package let answers: [Answer]
    /// The last exhibit of the page; nil on the last page.
    package let next: ExhibitNumber?
    package let overrides: OverridesBeside
    /// Those about the bundle, ended or not.
    package let courtOrders: CourtOrdersBeside

    /// - Parameter answers: by number.
    init(_ answers: [Answer], _ overrides: OverridesBeside, _ courtOrders: CourtOrdersBeside) {
        self.courtOrders = courtOrders
        var verdicts: Set<Answer.Verdict> = []
        var conditions: Set<String> = []
        var room = ExchangeNode.pageBytes - overrides.bytes - courtOrders.bytes
        var page: [Answer] = []
        // The first stands on it whatever is beside it: the next page begins after the last.
        for answer in answers where page.isEmpty || room > 0 {
            room -= 16
            if verdicts.insert(answer.verdict).inserted { room -= answer.verdict.bytes }
            if let text = answer.conditions, conditions.insert(text).inserted { room -= 64 + 2 * text.utf8.count }
            page.append(answer)
        }
        self.answers = page
        next = page.count < answers.count ? page.last?.number : nil
        self.overrides = overrides
    }
}

extension ExhibitRecord {
    /// Its conditions, as far as they may be told to whoever may list it.
    var conditionsForAll: String? { victimIdentity == .none ? conditions : nil }
}

extension Obligations {
    /// What remains for the recipient once the node has done its part.
    package var forRecipient: [String] {
        mark.map { "mark every page “\($0)”" } + (deleteBy.map { ["destroy it by \($0), if nothing holds it"] } ?? [])
    }

    /// Each obligation as a short phrase.
    package var inWords: [String] {
        redact.map { "redact \($0)" } + notify.map { "notify \($0)" } + mark.map { "mark “\($0)”" }
            + seal.map { "seal to \($0)" } + (deleteBy.map { ["delete by \($0)"] } ?? [])
            + (log.map { ["log in \($0) detail"] } ?? [])
    }
}

extension ExchangeNode {
    /// A dry run: what would be decided. Nothing is committed, nothing is released.
    /// - Parameter after: the last exhibit of the page before.
    package func why(
        _ action: Action, purpose: Purpose?, declaring declared: Declaration = Declaration(),
        exhibits: [ExhibitNumber]?, after: ExhibitNumber? = nil, of bundle: BundleID,
        under id: AgreementID, for caller: CallingMember
    ) async throws -> DryRun {
        try await elsewhere { [self] in
            let active = try await agreement(id, for: caller)
            let (held, visible) = try visibleBundle(bundle, under: active, for: caller)
            let asked = try Self.select(exhibits, among: visible)
            let deciding = deciding(under: active, for: caller)
            try deciding.check(declared)
            let decisions = try deciding.decide(
                action, purpose: purpose, declaring: declared,
                about: try deciding.cases.known(held.row.caseNumber, declared: declared.offence),
                on: asked.map(\.record),
                of: held)
            let answers = asked.compactMap { exhibit -> Answer? in
                if let after, exhibit.record.number <= after { return nil }
                return decisions[exhibit.record.number].map {
                    Answer(exhibit.record, $0, as: active.library.safeExplanation(of: $0)).found(under: id)
                }
            }
            // They are about all that is asked, and stand on the first page.
            let overrides =
                after == nil
                ? try signedOverrides(under: active, for: caller).beside(SeenBundle(bundle: held, visible: asked))
                : OverridesBeside()
            let orders =
                after == nil
                ? try courtOrders(about: SeenBundle(bundle: held, visible: visible), under: active)
                : CourtOrdersBeside()
            return DryRun(answers, overrides, orders)
        }
    }

    /// The exhibits that were asked for; one that may not be listed is as one that does not exist.
    static func select(
        _ numbers: [ExhibitNumber]?, among visible: [HeldBundle.Exhibit]
    ) throws -> [HeldBundle.Exhibit] {
        guard let numbers else { return visible }
        let wanted = Set(numbers)
        let found = visible.filter { wanted.contains($0.record.number) }
        guard found.count == wanted.count else { throw ExchangeError.notThere }
        return found
    }

    /// The same for a signed event, which names each exhibit by the commitment to its record as well.
    static func select(
        naming mentions: [ExhibitMention]?, among visible: [HeldBundle.Exhibit]
    ) throws -> [HeldBundle.Exhibit] {
        let found = try select(mentions?.map(\.number), among: visible)
        guard let mentions else { return found }
        let known = Set(found.map(\.mention))
        guard mentions.allSatisfy(known.contains) else { throw ExchangeError.notThere }
        return found
    }
}
