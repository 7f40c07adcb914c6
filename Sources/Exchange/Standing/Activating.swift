import Custody
import Policy
import Seal
import Store
package import Vocabulary

/// An agreement that came into force, or stood so already.
package struct ActivatedAgreement: Sendable {
    package let agreement: AgreementID
    package let version: Int
    package let digest: Digest
    package let log: String
    /// The entry of its activation.
    package let entry: Int
    /// Of that entry, under the newest checkpoint: a C2SP `tlog-proof`.
    package let receipt: [UInt8]
    /// DER of the chain that signed the activation, leaf first, without the root.
    package let certificates: [[UInt8]]
    /// Whether it came into force now.
    package let isNew: Bool

    init(_ active: ActiveAgreement, isNew: Bool) async throws {
        guard let entry = try active.log.activations().last?.entry else { throw ExchangeError.notThere }
        let event = try active.log.event(at: Int(entry))
        agreement = active.agreement.id
        version = active.agreement.version
        digest = active.agreement.digest
        log = active.log.origin.text
        self.entry = Int(entry)
        receipt = try await active.log.receipt(of: event, at: Int(entry)).bytes
        certificates = try active.log.chain(of: event)
        self.isNew = isNew
    }
}

extension ExchangeNode {
    /// Puts files into force: every agreement that they touch gets its event and what decides from then on, in one step.
    ///
    /// All signatures are judged by the trust list of this moment, and each file by the version that it takes the place
    /// of. Nothing that runs is disturbed: its next decision is taken by what is in force then. Who asks again after a
    /// lost answer gets the same answer. A member is answered for the agreements on whose roster they stand, and a log is
    /// shown to nobody else.
    /// - Parameter handover: the signed statement of the member who hands the files in; nil for the operator.
    /// - Throws: what is wrong with a file; `exchange.agreement.nothing` if nobody acts under what the files say.
    package func activate(
        _ files: [PolicyFile], by handover: Handover? = nil
    ) async throws -> [ActivatedAgreement] {
        let activated = try await activations.inTurn { [self] in
            // Once it was permitted, a second turn only carries out what the first began.
            var isPermitted = false
            while true {
                do {
                    return try await activateNow(files, by: handover, isPermitted: &isPermitted)
                } catch is PolicyChanged {}
            }
        }
        guard !activated.isEmpty else {
            throw ExchangeError(
                .agreementNothing, "No agreement here is touched by these files.",
                next: "Hand in the agreement as well that shall rest on them.")
        }
        return activated
    }

    /// Completes what a stop interrupted, and says in each log that another version of this program decides from now on.
    func renew() async throws {
        _ = try await activations.inTurn { [self] in
            var isPermitted = false
            return try await activateNow([], by: nil, isPermitted: &isPermitted)
        }
    }

    private func activateNow(
        _ files: [PolicyFile], by handover: Handover?, isPermitted: inout Bool
    ) async throws -> [ActivatedAgreement] {
        let trust = await trust.current()
        if let handover, !isPermitted { try await admit(handover, with: files, trust: trust) }
        let standings = try await standings()
        let memory = PolicyMemory(in: folder)
        let plan = try ActivationPlan(of: files, standings: standings, memory: memory, trust: trust, now: now)
        var handed: HandedIn?
        if let handover {
            if let standing = plan.unchanged.first(where: { $0.active.agreement.id == handover.agreement }),
                plan.changes.isEmpty || isPermitted
            {
                guard stands(handover.caller, on: standing.active) else { throw ExchangeError.notThere }
            } else {
                handed = try await check(handover, of: files, in: plan)
                isPermitted = true
            }
        }
        if !plan.changes.isEmpty { try memory.remember(plan.judged) }
        func isTold(_ active: ActiveAgreement) -> Bool { handover.map { stands($0.caller, on: active) } ?? true }
        var activated: [ActivatedAgreement] = []
        for active in plan.unchanged.map(\.active) where isTold(active) {
            activated.append(try await ActivatedAgreement(active, isNew: false))
        }
        // Whoever handed them in is answered for their agreement first; the others follow.
        for change in plan.changes.sorted(by: { one, _ in one.agreement.id == handed?.change.agreement.id }) {
            let own = handed?.change.agreement.id == change.agreement.id ? handed : nil
            let active = try await commit(change, handedIn: own, trust: trust.list.digest)
            if isTold(active) { activated.append(try await ActivatedAgreement(active, isNew: true)) }
        }
        return activated.sorted { $0.agreement < $1.agreement }
    }

    /// What every log says now.
    func standings() async throws -> [AgreementID: ActivationPlan.Standing] {
        var standings: [AgreementID: ActivationPlan.Standing] = [:]
        for ledger in await ledgers.all {
            guard let active = await ledger.active else { continue }
            let activations = try active.log.activations().map(\.activation)
            guard let last = activations.last else { continue }
            standings[active.agreement.id] = ActivationPlan.Standing(
                active: active, activation: last,
                known: Dictionary(activations.flatMap(\.sources).map { ($0.id, $0) }) { _, later in later })
        }
        return standings
    }

    func commit(
        _ change: ActivationPlan.Change, handedIn: HandedIn?, trust: Digest
    ) async throws -> ActiveAgreement {
        let agreement = change.agreement
        let origin = try LogOrigin(node: node, agreement: agreement.id)
        let ledger = try await ledger(of: origin, for: agreement)
        let isFirst = change.before == nil
        let decision = try handedIn.map { try RecordedDecision($0.decision, from: randomness) }
        let activated = try nodeEvents.make(.agreementActivated, in: origin, at: now) { event in
            event.activation = Activation(
                agreement: agreement.digest, version: agreement.version, signatures: change.signatures, trust: trust,
                key: keys.log.verifier.named(origin), policy: change.policy, sources: change.sources)
            event.counterpart = handedIn.map { Counterpart($0.caller.member.identity) }
            event.decision = decision?.mention
            event.clauses = decision.flatMap { [$0].citations }
            // Nothing stands before entry 0 that it could answer.
            event.previous = isFirst ? nil : handedIn.map { [$0.statement.event.mention] }
        }
        let statements = [handedIn?.statement.event].compactMap(\.self)
        _ = try await ledger.commit(under: change.before?.active.policy.since) { [self] now in
            if let handedIn, self.decision(on: change, by: handedIn.caller, at: now).outcome != .permit {
                throw PolicyChanged()
            }
            let place = isFirst ? 0 : statements.count
            return Draft(
                objects: try nodeEvents.objects() + (handedIn?.statement.objects ?? []), objectsFollow: isFirst,
                events: isFirst ? [activated] + statements : statements + [activated],
                rows: { placement in
                    guard let decision, let handedIn else { return Store.Commit() }
                    return Store.Commit(decisions: [
                        decision.row(
                            agreement: agreement.id, bundle: nil, member: handedIn.caller.member,
                            entry: placement.indices[place])
                    ])
                },
                policy: { placement in
                    PolicyInForce(
                        agreement: agreement, library: change.library,
                        suspension: change.before?.active.policy.suspension, since: Int64(placement.indices[place]))
                })
        }
        guard let active = await ledger.active else { throw ExchangeError.notThere }
        return active
    }

    /// The owner of a log, which is opened if there was none.
    private func ledger(of origin: LogOrigin, for agreement: Agreement) async throws -> Ledger {
        if let known = await ledgers[agreement.id] { return known }
        try RebuildNote.checkBeginning(of: agreement, in: folder)
        let ledger = try await opener.open(origin)
        await ledgers.add(ledger, for: agreement.id)
        return ledger
    }
}
