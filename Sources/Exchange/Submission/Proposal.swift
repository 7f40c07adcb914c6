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
    /// What the case is about, and where it takes place, as the submitter declares it.
    let declared: Declaration

    package init(caseNumber: CaseNumber, channel: Channel, exhibits: [ExhibitTraits], declared: Declaration) {
        self.caseNumber = caseNumber
        self.declared = declared
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
    /// What the submitter declares; the offence is that of the case.
    var declared = Declaration.nothing
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
            bringsHearing: false, declared: proposal.declared)
        let decision = try decision(on: question, under: active, by: caller, at: now).recorded
        let refusal = try await refuse(decision, under: active, by: caller) { $0.case = proposal.caseNumber }
        if let refusal { throw refusal }
    }

    /// The decision that binds the whole bundle: the first exhibit that is not permitted decides.
    ///
    /// With the clauses that permit all of it: those are no more of one exhibit than of another, and so the event that
    /// everybody reads who may list some of the bundle cites them and no others.
    func decision(
        on question: SubmissionQuestion, under active: ActiveAgreement, by caller: CallingMember, at instant: Instant
    ) throws -> (recorded: RecordedDecision, common: [ClauseCitation]) {
        let deciding = deciding(under: active, for: caller, at: instant)
        try deciding.check(question.declared)
        let known = try deciding.cases.known(question.caseNumber, declared: question.declared.offence, by: .submission)
        let declared = Declaration(place: question.declared.place, forum: question.declared.forum)
        var permitted: Policy.Decision?
        var common: Set<Policy.ClauseReference> = []
        for facts in question.facts {
            let decision = deciding.decide(.submit, declaring: declared, about: known, on: facts)
            guard decision.outcome == .permit else { return (try RecordedDecision(decision, from: randomness), []) }
            common = permitted == nil ? Set(decision.clauses) : common.intersection(decision.clauses)
            permitted = permitted ?? decision
        }
        guard let permitted else {
            throw ExchangeError(
                .submissionRefused, "The bundle holds no exhibit.", next: "Pack a folder with at least one file.")
        }
        // Who writes down what a site saw has to be one of those who attend, where the agreement says who they are.
        if question.bringsHearing, active.agreement.clauses.contains(where: { $0.actions.contains(.attendTestimony) }) {
            let decision = deciding.decide(.attendTestimony, declaring: declared, about: known)
            guard decision.outcome == .permit else { return (try RecordedDecision(decision, from: randomness), []) }
        }
        return (
            try RecordedDecision(permitted, from: randomness),
            common.sorted().map { ClauseCitation(of: $0.document, clause: $0.clause) }
        )
    }
}
