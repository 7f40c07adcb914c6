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
        try check(terms, of: requester, under: active, by: caller, at: now)
        return try await commit(grant, under: active, by: caller) { [self] in
            try approving(
                held, grant, for: grant.event.purpose, declaring: try grant.event.declared, under: active, by: caller,
                at: $0)
        } changing: { [self] now in
            try check(terms, of: requester, under: active, by: caller, at: now)
            try checkNeed(of: grant, terms, for: requester, under: active, by: caller, at: now)
            // Two approvals of one person at the same moment are one too many.
            return GrantChange(alone: ["approval of \(caller.member) for \(requester)"]) { rows, placement in
                rows.approvals = [
                    ApprovalRow(
                        event: verified.event.digest, agreement: active.agreement.id, action: terms.action,
                        bundle: held.row.digest, requester: requester.identity,
                        given: min(grant.event.at, placement.time), expires: terms.expires,
                        entry: Int64(placement.indices[0]))
                ]
            }
        }
    }

    /// What must hold of an approval whatever it is about.
    private func check(
        _ terms: GivenApproval, of requester: MemberID, under active: ActiveAgreement, by caller: CallingMember,
        at instant: Instant
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
        guard terms.expires > instant else {
            throw ExchangeError(
                .statementMismatch, "The approval had expired when it came.",
                next: "Approve again, for as long as the release may take.")
        }
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
}
