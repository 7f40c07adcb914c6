import Custody
import EvidenceBundle
import Policy
import Store
package import Vocabulary

/// A bundle that somebody wants to send, as far as policy asks.
package struct Proposal: Sendable {
    let caseNumber: CaseNumber
    let channel: Channel
    /// Each set of traits that some exhibit has, once.
    let exhibits: [ExhibitTraits]
    /// What the case is about, if the submitter declares it.
    let offence: Offence?

    package init(caseNumber: CaseNumber, channel: Channel, exhibits: [ExhibitTraits], offence: Offence?) {
        self.caseNumber = caseNumber
        self.offence = offence
        self.channel = channel
        self.exhibits = exhibits
    }
}

/// What is decided when a bundle is submitted.
struct SubmissionQuestion: Sendable {
    let caseNumber: CaseNumber
    /// Each set of facts that some exhibit has, once.
    let facts: [ItemFacts]
    /// Whether it brings a site's account of a hearing.
    let bringsHearing: Bool
    /// What the submitter declares that the case is about.
    var offence: Offence?
}

extension ExchangeNode {
    /// Refuses what would be refused when it is submitted, before gigabytes are sent. The refusal is recorded as any
    /// other; a permit is not, and binds nobody.
    /// - Throws: `Refusal`, as a submission would.
    package func propose(
        _ proposal: Proposal, under id: AgreementID, by caller: CallingMember
    ) async throws {
        try await elsewhere { [self] in
            try await acting(under: id, by: caller) { try await decide(proposal, under: $0, by: caller) }
        }
    }

    private func decide(
        _ proposal: Proposal, under active: ActiveAgreement, by caller: CallingMember
    ) async throws {
        let question = SubmissionQuestion(
            caseNumber: proposal.caseNumber,
            facts: proposal.exhibits.map {
                ItemFacts($0, channel: proposal.channel, from: .request, redactionsFrom: .request)
            },
            bringsHearing: false, offence: proposal.offence)
        let decision = try decision(on: question, under: active, by: caller, at: now)
        let refusal = try await refuse(decision, under: active, by: caller) { $0.case = proposal.caseNumber }
        if let refusal { throw refusal }
    }

    /// The decision that binds the whole bundle: the first exhibit that is not permitted decides.
    func decision(
        on question: SubmissionQuestion, under active: ActiveAgreement, by caller: CallingMember, at instant: Instant
    ) throws -> RecordedDecision {
        let deciding = deciding(under: active, for: caller, at: instant)
        let known = try deciding.cases.known(question.caseNumber, declared: question.offence, by: .submission)
        var permitted: Policy.Decision?
        for facts in question.facts {
            let decision = deciding.decide(.submit, about: known, on: facts)
            guard decision.outcome == .permit else { return try RecordedDecision(decision, from: randomness) }
            permitted = permitted ?? decision
        }
        guard let permitted else {
            throw ExchangeError(
                .submissionRefused, "The bundle holds no exhibit.", next: "Pack a folder with at least one file.")
        }
        // Who writes down what a site saw has to be one of those who attend, where the agreement says who they are.
        if question.bringsHearing, active.agreement.clauses.contains(where: { $0.actions.contains(.attendTestimony) }) {
            let decision = deciding.decide(.attendTestimony, about: known)
            guard decision.outcome == .permit else { return try RecordedDecision(decision, from: randomness) }
        }
        return try RecordedDecision(permitted, from: randomness)
    }
}
