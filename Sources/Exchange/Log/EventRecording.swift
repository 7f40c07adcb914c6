package import Custody
import Policy
import Store
package import Vocabulary

/// A committed event and its proof.
package struct RecordedEvent: Sendable {
    package let event: EventID
    package let index: Int
    package let receipt: Receipt
    /// What whoever recorded it has to be told: a clause that forbids it, a duty that comes with it.
    package let warnings: [String]
}

/// What policy says of a statement: of keeping it, and of what was done.
private struct StatementRuling: Sendable {
    let permits: [Policy.Decision]
    let refusals: [Policy.Decision]
    let isRecorded: Bool
}

extension ExchangeNode {
    /// Commits an event that a member signed and that no transfer makes, with the decision on it.
    ///
    /// What policy refuses is not recorded as done; the refusal is in the log. What was produced in a court is recorded
    /// all the same, with the refusal beside it.
    package func record(
        _ statement: Statement, under id: AgreementID, by caller: CallingMember
    ) async throws -> RecordedEvent {
        try await elsewhere { [self] in
            try await acting(under: id, by: caller) {
                try await decideRecord(statement, as: EventType.statable, under: $0, by: caller)
            }
        }
    }

    /// Commits that a court has ordered something, or that its order has ended, as the statement of the member who says so.
    /// - Parameter words: the court's name and the reference of the order, which the statement has the digest of; none
    ///   with the end of one.
    package func record(
        _ statement: Statement, order words: SaltedText?, under id: AgreementID, by caller: CallingMember
    ) async throws -> RecordedEvent {
        try await elsewhere { [self] in
            try await acting(under: id, by: caller) {
                try await decideRecord(
                    statement, as: [.courtOrderRecorded, .courtOrderEnded], words, under: $0, by: caller)
            }
        }
    }

    private func decideRecord(
        _ statement: Statement, as types: Set<EventType>, _ words: SaltedText? = nil, under active: ActiveAgreement,
        by caller: CallingMember
    ) async throws -> RecordedEvent {
        let verified = try await VerifiedStatement(
            statement, from: caller, in: active.ledger.origin, as: types, trust: trust, now: now)
        let ended = try check(verified.event.event, orders: words, under: active)
        if let ended { try checkEnds(ended, by: caller, under: active, at: now) }
        let act = try act(verified, under: active, by: caller)
        let ruling = try ruling(on: act, under: active, by: caller, at: now)
        let permits = try ruling.permits.map { try RecordedDecision($0, from: randomness) }
        let refusal = try refusal(ruling, of: act, under: active, by: caller)
        let bundle = act.held?.row.id
        let committed = try await active.commit { [self] now in
            let again = try self.ruling(on: act, under: active, by: caller, at: now)
            // Decided anew if an approval was spent, or a consent withdrawn, meanwhile.
            guard again.isRecorded == ruling.isRecorded, again.refusals.isEmpty == ruling.refusals.isEmpty,
                again.permits.spent == ruling.permits.spent, again.permits.restOnTheSame(as: ruling.permits)
            else {
                throw PolicyChanged()
            }
            if let ended { try checkEnds(ended, by: caller, under: active, at: now) }
            let stated = ruling.isRecorded ? [DecidedEvent(event: verified.event, decisions: permits)] : []
            let decided = stated + (refusal.map { [$0] } ?? [])
            return Draft(
                objects: try (ruling.isRecorded ? verified.objects : [])
                    + (refusal == nil ? [] : nodeEvents.objects()),
                events: decided.map(\.event),
                alone: decided.alone.union(ended.map { [[RecordedDecision].alone($0.event)] } ?? []),
                rows: { placement in
                    var rows = decided.commit(
                        of: caller, on: bundle, under: active.agreement.id, at: placement.indices)
                    if ruling.isRecorded {
                        let entry = Int64(placement.indices[0])
                        rows.add(order: verified.event, words, under: active.agreement.id, at: entry)
                        if let ended { rows.endedCourtOrders = [ended.event: entry] }
                    }
                    return rows
                },
                policy: ruling.isRecorded ? active.policy.changed(by: act.event.type) : nil)
        }
        let refused = ruling.refusals.map { active.library.safeExplanation(of: $0) }
        guard ruling.isRecorded else {
            guard let first = ruling.refusals.first else { throw ExchangeError.notThere }
            let told = Refusal(first, explained: refused, code: .actionRefused)
            guard let refusal, first.outcome == .pending else { throw told }
            throw told.approvable(refusal.event.event.event, under: active.agreement.id)
        }
        let warnings = refused.flatMap(\.sentences) + ruling.permits.flatMap(\.obligations.forRecipient)
        var told: Set<String> = []
        return try recorded(
            verified.event, in: committed, of: active, warnings: warnings.filter { told.insert($0).inserted })
    }

    /// Holds everything that a statement says against what the node knows.
    private func act(
        _ statement: VerifiedStatement, under active: ActiveAgreement, by caller: CallingMember
    ) throws -> StatedAct {
        let event = statement.event.event
        guard event.saysNothingOfTheNode, event.release == nil else {
            throw ExchangeError.mismatch(
                "The statement speaks of a decision or a release, which have ways of their own.")
        }
        if event.type.isAboutAgreement { try check(event, changes: active) }
        guard let (held, visible) = try stated(event, under: active, by: caller) else {
            guard event.session == nil else {
                throw ExchangeError.mismatch("The statement names a session, and no bundle.")
            }
            return StatedAct(statement: statement, held: nil, exhibits: [])
        }
        // What a court ordered counts for the whole bundle; nobody states it of what they cannot see.
        let isOfCourt = event.type == .courtOrderRecorded || event.type == .courtOrderEnded
        guard !isOfCourt || visible.count == held.exhibits.count else {
            throw ExchangeError.mismatch("The order is about the whole bundle, of which you may list a part.")
        }
        let session = try folder.register.hearings(active.agreement.id).first { $0.bundle == held.row.id }?.session
        guard event.session == (event.type == .sessionSigned ? session : nil),
            event.type != .sessionSigned || session != nil
        else {
            throw ExchangeError.mismatch("The statement and the bundle are not of the same session.")
        }
        let files = try folder.register.releases(of: held.row.id, agreement: held.row.agreement)
            .filter { $0.member == caller.member.identity }.map(\.content)
        guard event.bundle?.file.map({ $0 == held.row.blob || files.contains($0) }) ?? true else {
            throw ExchangeError.mismatch(
                "The statement names a file that is not that of the bundle, nor one released to you.")
        }
        return StatedAct(
            statement: statement, held: held, exhibits: try Self.select(naming: event.exhibits, among: visible))
    }

    /// Whether a suspension or its end is about the agreement and nothing else, and changes anything.
    private func check(_ event: CustodyEvent, changes active: ActiveAgreement) throws {
        guard event.bundle == nil, event.case == nil, event.purpose == nil, event.offence == nil,
            event.place == nil, event.forum == nil
        else {
            throw ExchangeError(
                .statementMismatch, "A suspension and its end are about the agreement as a whole.",
                next: "Name no bundle, case or purpose.")
        }
        let isSuspended = active.policy.suspension != nil
        guard isSuspended == (event.type == .agreementResumed) else {
            throw ExchangeError(
                .agreementPaused,
                isSuspended
                    ? "\(active.agreement.id) is suspended already." : "\(active.agreement.id) is not suspended.",
                next: "Nothing more is to be done; `saksi doctor` shows how the agreement stands.")
        }
    }

    private func ruling(
        on act: StatedAct, under active: ActiveAgreement, by caller: CallingMember, at instant: Instant
    ) throws -> StatementRuling {
        let deciding = deciding(under: active, for: caller, at: instant)
        let event = act.event
        let number = act.held?.row.caseNumber ?? event.case
        let declared = try event.declared
        try deciding.check(declared)
        let known = try number.map { try deciding.cases.known($0, declared: declared.offence) }
        func decisions(on action: Action) throws -> [Policy.Decision] {
            try act.held.map {
                try deciding.decide(
                    action, purpose: event.purpose, declaring: declared, about: known,
                    on: act.exhibits.map(\.record), of: $0
                ).decisions
            } ?? [
                deciding.decide(
                    action, purpose: event.purpose, declaring: declared, about: known,
                    given: try deciding.given(in: number))
            ]
        }
        let keeping = event.type.isAboutAgreement ? [] : try decisions(on: .record)
        let action = event.statedAction(under: active.agreement)
        let doing = action == .record ? [] : try decisions(on: action)
        let all = keeping + doing
        let mayKeep = keeping.allSatisfy { $0.outcome == .permit }
        let mayDo = doing.allSatisfy { $0.outcome == .permit }
        return StatementRuling(
            permits: all.filter { $0.outcome == .permit }, refusals: all.filter { $0.outcome != .permit },
            isRecorded: mayKeep && (mayDo || event.type.isRecordedAnyway))
    }

    /// The node's event that says what was refused; nil if nothing was.
    private func refusal(
        _ ruling: StatementRuling, of act: StatedAct, under active: ActiveAgreement, by caller: CallingMember
    ) throws -> DecidedEvent? {
        let refusals = try ruling.refusals.map { try RecordedDecision($0, from: randomness) }
        guard let first = refusals.first else { return nil }
        let event = try nodeEvents.make(first.refusalType, in: active.ledger.origin, at: now) { event in
            event.case = act.held?.row.caseNumber ?? act.event.case
            event.bundle = act.held?.mention
            event.exhibits = act.event.exhibits
            event.counterpart = Counterpart(caller.member.identity)
            event.purpose = act.event.purpose
            event.decision = first.mention
            event.clauses = refusals.citations
            event.previous = ruling.isRecorded ? [act.statement.event.mention] : nil
        }
        return DecidedEvent(event: event, decisions: refusals)
    }

    func recorded(
        _ event: VerifiedEvent, in committed: Committed, of active: ActiveAgreement, warnings: [String] = []
    ) throws -> RecordedEvent {
        guard let proof = committed.proof(of: event) else {
            throw ExchangeError(.stopped, "A committed event was not found.", next: "Please report this.")
        }
        return RecordedEvent(
            event: event.event.event, index: proof.index,
            receipt: try Receipt(event: event, proof: proof, checkpoint: committed.checkpoint), warnings: warnings)
    }
}
