import Custody
import Policy
import Store
package import Vocabulary

/// A member's signed statement that puts files into force.
package struct Handover: Sendable {
    let statement: Statement
    /// In whose log the statement stands: the agreement that is handed in, or one that rests on the law that is.
    let agreement: AgreementID
    let caller: CallingMember

    package init(_ statement: Statement, under agreement: AgreementID, by caller: CallingMember) {
        self.statement = statement
        self.agreement = agreement
        self.caller = caller
    }
}

/// A handover that was checked against the files and permitted.
struct HandedIn: Sendable {
    let statement: VerifiedStatement
    let caller: CallingMember
    let change: ActivationPlan.Change
    let decision: Policy.Decision
}

extension ExchangeNode {
    /// Holds what the member signed against what was sent, and asks whether they may.
    func check(_ handover: Handover, of files: [PolicyFile], in plan: ActivationPlan) async throws -> HandedIn {
        let origin = try LogOrigin(node: node, agreement: handover.agreement)
        let statement = try await VerifiedStatement(
            handover.statement, from: handover.caller, in: origin, as: [.agreementActivated], trust: trust, now: now)
        guard let change = plan.changes.first(where: { $0.agreement.id == handover.agreement }) else {
            throw ExchangeError(
                .agreementNothing, "These files change nothing for \(handover.agreement).",
                next: "Name an agreement that rests on them with --under.")
        }
        // A permit under one agreement changes no other; what rests on the same law follows the law.
        if let other = plan.broughtElsewhere(beside: change) { throw alsoBrings(other) }
        let said = statement.event.event.activation
        guard said?.agreement == change.agreement.digest, said?.version == change.agreement.version else {
            throw ExchangeError(
                .statementMismatch,
                "The statement names another text of \(change.agreement.id) than the one that stands with these files, "
                    + "version \(change.agreement.version).",
                next: "Put that text beside them, see that they fit it, and run `saksi agreement activate` again.")
        }
        guard try says(statement.event.event, files) else {
            throw ExchangeError(
                .statementMismatch, "The statement hands in other files than those that came with it.",
                next: "Run `saksi agreement activate` again.")
        }
        let decision = decision(on: change, by: handover.caller, at: now)
        guard decision.outcome == .permit else {
            throw try await refuse(decision, of: statement, change, by: handover.caller)
        }
        return HandedIn(statement: statement, caller: handover.caller, change: change, decision: decision)
    }

    private func says(_ event: CustodyEvent, _ files: [PolicyFile]) throws -> Bool {
        let documents = try files.map { try GivenPolicy($0).document }
        let sources = documents.map { ActivationSource(id: $0.id, version: $0.version, digest: $0.digest) }
        let signatures = Set(files.flatMap(\.signatures).map { Digest(of: $0) }).sorted()
        return event.activation?.signatures == signatures
            && event.activation?.sources == sources.sorted { $0.id < $1.id } && event.bundle == nil
            && event.exhibits == nil && event.session == nil && event.release == nil && event.case == nil
    }

    /// The version that all its parties signed says who may put it into force; while the agreement is suspended nobody
    /// may.
    func decision(on change: ActivationPlan.Change, by caller: CallingMember, at instant: Instant) -> Policy.Decision {
        change.library.decide(
            PolicyRequest(agreement: change.agreement.id, actor: caller.member, action: .activate), at: instant,
            facts: Facts(
                node: NodeFacts(
                    party: node.party, log: (try? LogOrigin(node: node, agreement: change.agreement.id).text) ?? "",
                    fulfils: Deciding.fulfilled),
                suspension: change.before?.active.policy.suspension))
    }

    /// Records the refusal where there is a log for it; the decision of a version that is not in force is nobody's record.
    private func refuse(
        _ decision: Policy.Decision, of statement: VerifiedStatement, _ change: ActivationPlan.Change,
        by caller: CallingMember
    ) async throws -> Refusal {
        let ledger = change.before?.active.ledger ?? nodeLog
        let denied = try nodeEvents.make(.decisionDenied, in: ledger.origin, at: now) { event in
            event.counterpart = Counterpart(caller.member.identity)
        }
        _ = try await ledger.commit { [self] _ in Draft(objects: try nodeEvents.objects(), events: [denied]) }
        return Refusal(
            decision, explained: change.library.safeExplanation(of: decision), code: .actionRefused)
    }
}
