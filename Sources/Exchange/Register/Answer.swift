import Custody
import EvidenceBundle
package import Policy
import Store
package import Vocabulary

/// What policy says of one exhibit, in words that the asker may read.
package struct Answer: Hashable, Sendable {
    package let number: ExhibitNumber
    package let outcome: Policy.Decision.Outcome
    package let code: String
    package let statements: [Explanation.Statement]
    package let nextStep: String
    /// “redact victim-identity”.
    package let obligations: [String]
    /// What its giver wrote down as conditions. Nothing here weighs them, and nothing lifts them.
    package let conditions: String?

    init(_ exhibit: ExhibitRecord, _ decision: Policy.Decision, as explanation: Explanation) {
        number = exhibit.number
        conditions = exhibit.conditions
        outcome = decision.outcome
        code = explanation.code
        statements = explanation.statements
        nextStep = explanation.nextStep
        obligations = decision.outcome == .deny ? [] : decision.obligations.inWords
    }

    /// The same, with the command by which those who are named approve.
    func approvable(_ event: EventID, under agreement: AgreementID) -> Answer {
        Answer(self, next: Refusal.command(event, under: agreement, after: nextStep))
    }

    /// The same, with the command by which those who are named find the request once it was made.
    fileprivate func found(under agreement: AgreementID) -> Answer {
        guard outcome == .pending else { return self }
        return Answer(
            self,
            next: "\(nextStep) They see it, once it is asked for, with: saksi approve --list --agreement \(agreement)")
    }

    private init(_ other: Answer, next: String) {
        number = other.number
        outcome = other.outcome
        code = other.code
        statements = other.statements
        nextStep = next
        obligations = other.obligations
        conditions = other.conditions
    }
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
    package func why(
        _ action: Action, purpose: Purpose?, declaring declared: Declaration = Declaration(),
        exhibits: [ExhibitNumber]?, of bundle: BundleID,
        under id: AgreementID, for caller: CallingMember
    ) async throws -> (answers: [Answer], overrides: [ListedOverride]) {
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
            let answers = asked.compactMap { exhibit in
                decisions[exhibit.record.number].map {
                    Answer(exhibit.record, $0, as: active.library.safeExplanation(of: $0)).found(under: id)
                }
            }
            return (answers, try signedOverrides(under: active, for: caller).overrides(of: held, asked))
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
