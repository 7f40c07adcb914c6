package import Custody
import Policy
import Store
package import Vocabulary

/// A committed event and its proof.
package struct RecordedEvent: Sendable {
    package let event: EventID
    package let index: Int
    package let receipt: Receipt
}

extension EventType {
    /// What a person may state by itself. The rest belongs to a use case of its own: a transfer, an approval, a request.
    package static let statable: Set<EventType> = Set(
        allCases.filter { $0.signing != .node }
    ).subtracting([
        .submitted, .releaseRequested, .received, .approvalGiven, .consentGiven, .consentWithdrawn,
        .agreementSuspended, .agreementResumed, .recorded, .destroyed,
    ])
}

extension ExchangeNode {
    /// Commits an event that a member signed and that no transfer makes.
    package func record(
        _ statement: Statement, under id: AgreementID, by caller: CallingMember
    ) async throws -> RecordedEvent {
        let active = try await agreementForAct(id, of: caller)
        let verified = try await VerifiedStatement(
            statement, from: caller, in: active.ledger.origin, as: EventType.statable, trust: trust,
            now: now)
        let event = verified.event.event
        let held = try event.bundle.map { mention in
            let (bundle, visible) = try visibleBundle(mention.id, under: active, for: caller)
            guard bundle.row.digest == mention.digest else { throw ExchangeError.notThere }
            return (bundle: bundle, exhibits: try Self.select(naming: event.exhibits, among: visible).map(\.record))
        }
        let committed = try await active.ledger.commit { [self] now in
            let deciding = deciding(under: active, for: caller, at: now)
            let decisions: [Policy.Decision] =
                if let held {
                    deciding.decide(
                        .record, purpose: event.purpose, caseNumber: held.bundle.row.caseNumber, on: held.exhibits,
                        of: held.bundle
                    ).decisions
                } else {
                    [deciding.decide(.record, purpose: event.purpose, caseNumber: event.case)]
                }
            if let refusal = decisions.first(where: { $0.outcome != .permit }) {
                throw Refusal(refusal, explained: library.safeExplanation(of: refusal), code: .actionRefused)
            }
            return Draft(objects: verified.objects, events: [verified.event])
        }
        return try recorded(verified.event, in: committed, of: active)
    }

    func recorded(
        _ event: VerifiedEvent, in committed: Committed, of active: ActiveAgreement
    ) throws -> RecordedEvent {
        guard let proof = committed.proof(of: event) else {
            throw ExchangeError(.stopped, "A committed event was not found.", next: "Please report this.")
        }
        return RecordedEvent(
            event: event.event.event, index: proof.index,
            receipt: try Receipt(event: event, proof: proof, checkpoint: committed.checkpoint))
    }
}
