import Custody
import EvidenceBundle
import Policy
import Store
package import Vocabulary

/// What a leader stated, and what it is about.
private struct StatedOverride: Sendable {
    let grant: StatedAct
    let held: HeldBundle
    let terms: GivenOverride

    var event: CustodyEvent { grant.event }
}

extension ExchangeNode {
    /// Commits a leader's signature under lifting clauses for one use: the first one with its reasons, or the second
    /// under the same terms, from which on it counts; or that a leader withdraws it.
    ///
    /// What could never count is not taken; nor is it taken from somebody whom the agreement does not let approve.
    /// - Parameter reasons: of the first leader; the second signs their digest.
    package func override(
        _ statement: Statement, because reasons: SaltedText?, under id: AgreementID, by caller: CallingMember
    ) async throws -> RecordedEvent {
        try await elsewhere { [self] in
            try await acting(under: id, by: caller) { active in
                let verified = try await VerifiedStatement(
                    statement, from: caller, in: active.ledger.origin, as: [.overrideGiven, .overrideWithdrawn],
                    trust: trust, now: now)
                let grant = try grant(verified, under: active, by: caller)
                guard reasons == nil || verified.event.event.previous == nil else {
                    throw ExchangeError(
                        .statementMismatch,
                        "The signature under what was proposed before came with reasons of its own.",
                        next: "Sign the terms as they were proposed; other reasons are another override.")
                }
                if grant.event.type == .overrideWithdrawn {
                    return try await withdraw(grant, under: active, by: caller)
                }
                let stated = try stated(grant, under: active, by: caller)
                guard let first = stated.event.previous?.first else {
                    return try await propose(stated, because: reasons, under: active, by: caller)
                }
                return try await second(stated, first, under: active, by: caller)
            }
        }
    }

    private func stated(
        _ grant: StatedAct, under active: ActiveAgreement, by caller: CallingMember
    ) throws -> StatedOverride {
        let event = grant.event
        guard let terms = event.override, let held = grant.held, event.case == held.row.caseNumber,
            event.purpose == nil, event.offence == nil, event.counterpart == nil
        else {
            throw ExchangeError(
                .statementMismatch, "The override does not name a bundle and its case, or says more than it may.",
                next: "Give it with `saksi override`.")
        }
        let stated = StatedOverride(grant: grant, held: held, terms: terms)
        try check(stated, by: caller.member, under: active, at: now)
        return stated
    }

    /// Nothing is signed that could lift nothing.
    private func check(
        _ stated: StatedOverride, by leader: MemberID, under active: ActiveAgreement, at instant: Instant
    ) throws {
        let terms = stated.terms
        guard terms.policy == active.library.policyDigest(for: active.agreement.id) else {
            throw ExchangeError(
                .overrideOutdated, "The override was signed under another version of what decides here.",
                next: "Read what is in force now; if it is still needed, a leader proposes it anew.")
        }
        guard terms.expires > instant else {
            throw ExchangeError(
                .statementMismatch, "The override had ended when it came.",
                next: "A leader proposes it anew, for as long as the use may take.")
        }
        guard terms.expires <= instant.adding(days: GivenOverride.longestDays) else {
            throw ExchangeError(
                .overrideTooLong,
                "The override would end at \(terms.expires), more than \(GivenOverride.longestDays) days from now.",
                next: "Let it end sooner with --until; if it is still needed then, two leaders sign another.")
        }
        let override = Policy.Override(
            log: active.ledger.origin.text, action: terms.action, bundle: stated.held.row.digest,
            purposes: terms.purposes,
            clauses: terms.clauses.map { Policy.ClauseReference(document: $0.of, clause: $0.clause) },
            policy: terms.policy, reasons: terms.reasons, given: instant, expires: terms.expires, statements: [])
        let items = stated.grant.exhibits.map { stated.held.facts(of: $0.record) }
        if let flaw = active.library.flaw(in: override, by: leader, on: items, under: active.agreement.id, at: instant)
        {
            throw ExchangeError(flaw, of: terms.action, under: active.agreement.id)
        }
    }

    private func propose(
        _ stated: StatedOverride, because reasons: SaltedText?, under active: ActiveAgreement, by caller: CallingMember
    ) async throws -> RecordedEvent {
        guard let reasons, reasons.isPlain, reasons.digest == stated.terms.reasons else {
            throw ExchangeError(
                .statementMismatch, "The reasons are missing, too long, or not those whose digest is signed.",
                next: "Give the reasons in at most \(SaltedText.longest) bytes of plain text.")
        }
        let event = stated.grant.statement.event.digest
        let (agreement, bundle, terms) = (active.agreement.id, stated.held.row.digest, stated.terms)
        return try await commit(stated.grant, under: active, by: caller) { [self] in
            try approving(stated.held, stated.grant, for: terms.purposes, under: active, by: caller, at: $0)
        } changing: { [self] now in
            try check(stated, by: caller.member, under: active, at: now)
            return GrantChange { rows, placement in
                let entry = Int64(placement.indices[0])
                rows.overrides = [
                    OverrideRow(
                        event: event, agreement: agreement, action: terms.action, bundle: bundle,
                        expires: terms.expires, entry: entry)
                ]
                rows.texts = [TextRow(event: event, agreement: agreement, words: reasons, entry: entry)]
            }
        }
    }

    private func second(
        _ stated: StatedOverride, _ named: EventMention, under active: ActiveAgreement, by caller: CallingMember
    ) async throws -> RecordedEvent {
        let (row, first) = try proposed(named, about: stated.held, under: active)
        guard stated.event.signsTheSame(as: first.event) else {
            throw ExchangeError(
                .statementMismatch, "The second signature is not under the terms that were proposed.",
                next: "Run `saksi override --list --agreement \(active.agreement.id)`, and the command that it shows.")
        }
        let proposer = try MemberID(first.event.actor)
        try check(proposer, and: caller.member, under: active, at: now)
        return try await commit(stated.grant, under: active, by: caller) { [self] in
            try approving(
                stated.held, stated.grant, for: stated.terms.purposes, under: active, by: caller, at: $0)
        } changing: { [self] now in
            try check(stated, by: caller.member, under: active, at: now)
            try check(proposer, and: caller.member, under: active, at: now)
            try checkOpen(row.event)
            guard try folder.register.text(row.event)?.words != nil else {
                throw ExchangeError(
                    .overrideOutdated, "The reasons of this override were destroyed, so nobody can sign them any more.",
                    next: "Have it proposed anew.")
            }
            guard try folder.register.override(row.event)?.seconded == nil else {
                throw ExchangeError(
                    .overrideSigned, "Two leaders have signed this override already.",
                    next: "There is nothing left to do; `saksi override --list` shows how it stands.")
            }
            return GrantChange(alone: [[RecordedDecision].alone(row.event)]) { rows, placement in
                rows.secondedOverrides = [
                    row.event: SecondedOverride(
                        given: min(stated.event.at, placement.time), entry: Int64(placement.indices[0]))
                ]
            }
        }
    }

    /// Any one leader who could sign it ends it, whether one has signed it or two.
    private func withdraw(
        _ grant: StatedAct, under active: ActiveAgreement, by caller: CallingMember
    ) async throws -> RecordedEvent {
        guard let held = grant.held, let named = grant.event.previous?.first else { throw ExchangeError.notThere }
        let (row, first) = try proposed(named, about: held, under: active)
        guard grant.event.exhibits == first.event.exhibits, grant.event.case == first.event.case,
            grant.event.purpose == nil, grant.event.offence == nil, grant.event.counterpart == nil,
            let terms = first.event.override
        else {
            throw ExchangeError(
                .statementMismatch, "The withdrawal does not name the override as it was proposed.",
                next: "Run `saksi override --list --agreement \(active.agreement.id)`, and the command that it shows.")
        }
        try checkLeads(caller.member, under: active, at: now)
        return try await commit(grant, under: active, by: caller) { [self] in
            try approving(held, grant, for: terms.purposes, under: active, by: caller, at: $0)
        } changing: { [self] now in
            try checkLeads(caller.member, under: active, at: now)
            try checkOpen(row.event)
            return GrantChange(alone: [[RecordedDecision].alone(row.event)]) { rows, placement in
                rows.withdrawnOverrides = [row.event: Int64(placement.indices[0])]
            }
        }
    }

    /// What the first leader proposed.
    private func proposed(
        _ named: EventMention, about held: HeldBundle, under active: ActiveAgreement
    ) throws -> (row: OverrideRow, first: VerifiedEvent) {
        guard let row = try folder.register.override(named.digest), row.agreement == active.agreement.id,
            row.bundle == held.row.digest
        else { throw ExchangeError.notThere }
        let first = try active.log.event(at: Int(row.entry))
        guard first.mention == named else { throw ExchangeError.notThere }
        return (row, first)
    }

    private func checkOpen(_ override: Digest) throws {
        guard try folder.register.override(override)?.withdrawn == nil else {
            throw ExchangeError(
                .overrideOver, "The override was withdrawn before.",
                next: "If it is still needed, a leader proposes it anew.")
        }
    }

    private func checkLeads(
        _ member: MemberID, under active: ActiveAgreement, at instant: Instant
    ) throws(ExchangeError) {
        guard active.agreement.roster.entry(of: member, at: instant)?.role == .teamLeader else {
            throw ExchangeError(
                .overrideLeader, "Only who leads the team under \(active.agreement.id) withdraws an override.",
                next: "Ask a team leader; the roster of the agreement names them.")
        }
    }

    /// The two must be leaders of two parties, both of them still.
    private func check(
        _ proposer: MemberID, and second: MemberID, under active: ActiveAgreement, at instant: Instant
    ) throws(ExchangeError) {
        let another = "Ask a leader of another party than \(proposer.party) to sign it."
        guard proposer != second else {
            throw ExchangeError(.overrideOwn, "You proposed this override; another leader signs it.", next: another)
        }
        guard proposer.party != second.party || active.agreement.parties.count < 2 else {
            throw ExchangeError(
                .overrideParty, "\(proposer) and \(second) lead for the same party; two parties have to sign.",
                next: another)
        }
        guard active.library.areLeaders([proposer, second], under: active.agreement.id, at: instant) else {
            throw ExchangeError(
                .overrideLeader,
                "There is no place today where both \(proposer), who proposed it, and \(second) lead the team.",
                next: "Somebody who leads the team where \(second) does proposes it anew.")
        }
    }

    /// What policy says of the caller's signature: an override is an approval that a leader gives, for every purpose.
    private func approving(
        _ held: HeldBundle, _ grant: StatedAct, for purposes: [Purpose], under active: ActiveAgreement,
        by caller: CallingMember, at instant: Instant
    ) throws -> [RecordedDecision] {
        try purposes.flatMap {
            try approving(
                held, grant, for: $0, declaring: .nothing, under: active, by: caller, at: instant)
        }
    }
}

extension ExchangeError {
    fileprivate init(_ flaw: OverrideFlaw, of action: Action, under id: AgreementID) {
        switch flaw {
        case .notProvided:
            self.init(
                .overrideNotProvided, "No instrument on which \(id) rests lets leaders lift a clause.",
                next: "Ask the giving party for what the clause asks for; `saksi why` tells what that is.")
        case .notALeader:
            self.init(
                .overrideLeader, "Only who leads the team under \(id) signs an override.",
                next: "Ask a team leader; the roster of the agreement names them.")
        case .notLiftable(let clause):
            self.init(
                .overrideClause, "\(clause) is no clause about \(action) that leaders can lift.",
                next: "Name the clause that forbids it and says `unless: { override: true }`, as `saksi why` cites it.")
        case .immigration:
            self.init(
                .overrideProtected, "No clause is lifted for the purpose immigration.",
                next: "Take that purpose out.")
        case .protected:
            self.init(
                .overrideProtected,
                "Some of it identifies a victim, was made of one, shows the abuse of a child, or is not known not to: no "
                    + "override lifts that protection.",
                next: "Name with --item only exhibits of which none of this is so.")
        }
    }
}

extension ErrorCode {
    package static let overrideNotProvided = ErrorCode("exchange.override.not-provided", .refused)
    package static let overrideLeader = ErrorCode("exchange.override.leader", .refused)
    package static let overrideClause = ErrorCode("exchange.override.clause", .refused)
    package static let overrideProtected = ErrorCode("exchange.override.protected", .refused)
    package static let overrideOutdated = ErrorCode("exchange.override.outdated", .usage)
    package static let overrideOwn = ErrorCode("exchange.override.own", .refused)
    package static let overrideParty = ErrorCode("exchange.override.party", .refused)
    package static let overrideSigned = ErrorCode("exchange.override.signed", .usage)
    package static let overrideTooLong = ErrorCode("exchange.override.too-long", .usage)
    package static let overrideOver = ErrorCode("exchange.override.over", .usage)
}
