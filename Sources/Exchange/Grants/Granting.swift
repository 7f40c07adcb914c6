import Custody
import EvidenceBundle
import Policy
import Store
import Vocabulary

/// What a step changes in the register once it is known where its event stands.
struct GrantChange: Sendable {
    /// As of a draft.
    var alone: Set<String> = []
    let rows: @Sendable (inout Store.Commit, Placement) -> Void
}

/// What approvals, consents and overrides have in common, and their ends.
extension ExchangeNode {
    /// Commits what a member gave or ended, if policy lets them.
    ///
    /// Whether it does is decided in the step that commits, with the facts and at the instant of that step; so is
    /// whatever else must hold. The decisions of that step go on record.
    /// - Parameters:
    ///   - decide: puts the member's question to policy.
    ///   - change: throws if something else keeps it from being given.
    func commit(
        _ grant: StatedAct, under active: ActiveAgreement, by caller: CallingMember,
        deciding decide: @escaping @Sendable (Instant) throws -> [RecordedDecision],
        changing change: @escaping @Sendable (Instant) throws -> GrantChange
    ) async throws -> RecordedEvent {
        if let refusal = try await refuse(try decide(now), of: grant, under: active, by: caller) { throw refusal }
        let event = grant.statement.event
        let committed = try await active.commit { now in
            let permits = try decide(now)
            // The refusal is recorded by the way that begins anew.
            guard permits.allSatisfy({ $0.decision.outcome == .permit }) else { throw PolicyChanged() }
            let change = try change(now)
            let decided = [DecidedEvent(event: event, decisions: permits)]
            return Draft(
                objects: grant.statement.objects, events: [event], alone: decided.alone.union(change.alone),
                rows: { placement in
                    var rows = decided.commit(
                        of: caller, on: grant.event.bundle?.id, under: active.agreement.id, at: placement.indices)
                    change.rows(&rows, placement)
                    return rows
                })
        }
        return try recorded(event, in: committed, of: active)
    }

    /// What policy says of the caller's approving: one decision for each set of facts.
    func approving(
        _ held: HeldBundle, _ grant: StatedAct, for purpose: Purpose?, declaring declared: Declaration,
        under active: ActiveAgreement, by caller: CallingMember, at instant: Instant
    ) throws -> [RecordedDecision] {
        let deciding = deciding(under: active, for: caller, at: instant)
        return try deciding.decide(
            .approve, purpose: purpose, declaring: declared,
            about: try deciding.cases.known(held.row.caseNumber, declared: declared.offence),
            on: grant.exhibits.map(\.record), of: held
        ).decisions.map { try RecordedDecision($0, from: randomness) }
    }

    /// Holds what an approval or a consent says against what the caller may list.
    func grant(
        _ statement: VerifiedStatement, under active: ActiveAgreement, by caller: CallingMember
    ) throws -> StatedAct {
        let event = statement.event.event
        guard event.saysNothingOfTheNode, event.release == nil, event.session == nil else {
            throw ExchangeError.mismatch(
                "The statement speaks of a decision, a release or a session, which have ways of their own.")
        }
        guard let (held, visible) = try stated(event, under: active, by: caller) else {
            return StatedAct(statement: statement, held: nil, exhibits: [])
        }
        // Nobody grants what they cannot see.
        guard event.exhibits != nil || visible.count == held.exhibits.count else {
            throw ExchangeError.mismatch("The statement is about the whole bundle, of which you may list a part.")
        }
        return StatedAct(
            statement: statement, held: held, exhibits: try Self.select(naming: event.exhibits, among: visible))
    }

    /// Commits that the caller may not give what they stated, and returns the refusal to throw; nil if they may.
    func refuse(
        _ decisions: [RecordedDecision], of grant: StatedAct, under active: ActiveAgreement, by caller: CallingMember
    ) async throws -> Refusal? {
        guard let first = decisions.first(where: { $0.decision.outcome != .permit }) else { return nil }
        return try await refuse(first, under: active, by: caller, as: .actionRefused) { event in
            event.case = grant.held?.row.caseNumber ?? grant.event.case
            event.bundle = grant.held?.mention ?? grant.event.bundle
            event.exhibits = grant.event.exhibits
            event.purpose = grant.event.purpose
        }
    }
}
