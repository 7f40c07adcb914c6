import Custody
import EvidenceBundle
import Policy
import Store
package import Vocabulary

extension ExchangeNode {
    /// Commits a member's signed approval of what another member asked for.
    ///
    /// It is taken only from somebody whose approval the request still waits for, and whom the agreement lets approve.
    /// It binds what it names, under the policy that it names, until it expires, and serves once.
    package func approve(
        _ statement: Statement, under id: AgreementID, by caller: CallingMember
    ) async throws -> RecordedEvent {
        try await elsewhere { [self] in
            try await acting(under: id, by: caller) { try await decideApproval(statement, under: $0, by: caller) }
        }
    }

    private func decideApproval(
        _ statement: Statement, under active: ActiveAgreement, by caller: CallingMember
    ) async throws -> RecordedEvent {
        let verified = try await VerifiedStatement(
            statement, from: caller, in: active.ledger.origin, as: [.approvalGiven], trust: trust, now: now)
        let grant = try grant(verified, under: active, by: caller)
        guard let terms = grant.event.approval, let held = grant.held,
            let requester = try grant.event.counterpart?.identity.map({ try MemberID($0) }),
            active.agreement.roster.names(requester), grant.event.case == held.row.caseNumber
        else {
            throw ExchangeError(
                .statementMismatch, "The approval does not name a bundle, its case and a member who asked for it.",
                next: "Run `saksi approve --list --agreement \(active.agreement.id)`, and the command that it shows.")
        }
        try check(terms, of: requester, under: active, by: caller)
        let permits = try approving(grant, under: active, by: caller, at: now)
        if let refusal = try await refuse(permits, of: grant, under: active, by: caller) { throw refusal }
        try checkNeed(of: grant, terms, for: requester, under: active, by: caller, at: now)
        let committed = try await active.commit { [self] now in
            try checkNeed(of: grant, terms, for: requester, under: active, by: caller, at: now)
            let decided = [DecidedEvent(event: verified.event, decisions: permits)]
            return Draft(
                objects: verified.objects, events: [verified.event],
                // Two approvals of one person at the same moment are one too many.
                alone: ["approval of \(caller.member) for \(requester)"],
                rows: { placement in
                    var rows = decided.commit(
                        of: caller, on: held.row.id, under: active.agreement.id, at: placement.indices)
                    rows.approvals = [
                        ApprovalRow(
                            event: verified.event.digest, agreement: active.agreement.id, action: terms.action,
                            bundle: held.row.digest, requester: requester.identity,
                            given: min(grant.event.at, placement.time), expires: terms.expires,
                            entry: Int64(placement.indices[0]))
                    ]
                    return rows
                })
        }
        return try recorded(verified.event, in: committed, of: active)
    }

    /// What must hold of an approval whatever it is about.
    private func check(
        _ terms: GivenApproval, of requester: MemberID, under active: ActiveAgreement, by caller: CallingMember
    ) throws(ExchangeError) {
        guard requester != caller.member else {
            throw ExchangeError(
                .approvalOwn, "Whoever asks does not approve: the request is your own.",
                next: "Ask somebody else who may approve; the answer to the request names them.")
        }
        guard terms.policy == active.library.policyDigest(for: active.agreement.id) else {
            throw ExchangeError(
                .approvalOutdated, "The approval was signed under another version of what decides here.",
                next: "Read what is in force now, and approve again.")
        }
        guard terms.expires > now else {
            throw ExchangeError(
                .statementMismatch, "The approval had expired when it came.",
                next: "Approve again, for as long as the release may take.")
        }
    }

    /// What policy says of the caller's approving: one decision for each set of facts.
    private func approving(
        _ grant: StatedAct, under active: ActiveAgreement, by caller: CallingMember, at instant: Instant
    ) throws -> [RecordedDecision] {
        guard let held = grant.held else { throw ExchangeError.notThere }
        let deciding = deciding(under: active, for: caller, at: instant)
        let declared = try grant.event.declared
        return try deciding.decide(
            .approve, purpose: grant.event.purpose, declaring: declared,
            about: try deciding.cases.known(held.row.caseNumber, declared: declared.offence),
            on: grant.exhibits.map(\.record),
            of: held
        ).decisions.map { try RecordedDecision($0, from: randomness) }
    }

    /// The approval must still be missing, and the caller be one of those who can give it.
    private func checkNeed(
        of grant: StatedAct, _ terms: GivenApproval, for requester: MemberID, under active: ActiveAgreement,
        by caller: CallingMember, at instant: Instant
    ) throws {
        guard let held = grant.held else { throw ExchangeError.notThere }
        let asked = PendingQuestion(
            requester: requester, action: terms.action, purpose: grant.event.purpose,
            declared: try grant.event.declared)
        let needs = try needs(of: asked, on: grant.exhibits, of: held, under: active, at: instant)
        guard needs.contains(where: { $0.need.candidates.contains(caller.member) }) else {
            throw ExchangeError(
                .approvalNotNeeded, "Nothing that \(requester) could ask for here waits for your approval.",
                next: "Run `saksi approve --list --agreement \(active.agreement.id)`; it lists what waits for you.")
        }
    }

    // MARK: shared with consents

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
