import Custody
import Seal
import Store
import Vocabulary

/// The owner of one log's head: nothing enters the log but through here, one commit after the other.
///
/// Work that arrives while a commit runs waits and is committed together with what else waits.
/// The work itself, which includes the decision, runs at that moment: so a decision and its commit
/// are one step, and nothing can change between them.
///
/// It owns what decides under the agreement as well: an event that changes this and the change itself are one step.
///
/// A commit that failed may be durable all the same. So what is stored is read again before anything else is done, in
/// the way in which a start reads it; if it is the commit that was tried, that commit has happened.
actor Ledger {
    typealias Work = @Sendable (_ now: Instant) throws -> Draft
    /// What the events of a log say that decides.
    typealias PolicyReading = @Sendable (LogReading) throws -> PolicyInForce?

    nonisolated let origin: LogOrigin
    nonisolated let key: LogKey
    private var head: Custody.LogHead
    /// The certificates and revocation lists that the log holds: few, and every event asks for some.
    private var objects: Set<Digest>
    /// Nil in the node's own log, and before the first activation.
    private var policy: PolicyInForce?
    /// Whether a commit failed and it is not known yet what is stored.
    private var isUnsure = false
    private var waiting: [Waiting] = []
    private var isCommitting = false
    private var stopped: (any Error)?

    private let register: Register
    private nonisolated let reading: LogReading
    /// What others see as in force, without waiting for a commit that runs.
    private nonisolated let shown: ShownPolicy
    private let policyOfLog: PolicyReading
    private let keys: NodeKeys
    private var knownTiles = KnownTiles()
    /// With which keys the log was signed, and is signed next.
    private var signing: LogSigning
    /// The certificates with which nothing more enters.
    private var revoked: Set<Digest>
    private let timekeeper: any Timekeeper
    private let randomness: any Randomness
    /// Called when a sync failed: what is in memory can no longer be trusted, and the process must end.
    private let onFatal: @Sendable (any Failure) -> Void
    /// Rings after each commit.
    private let commits: Bell

    /// More than this many steps at once are told to come back.
    private static let mostWaiting = 4096

    /// - Parameter policyOfLog: is asked at the start, and where it is unclear what a commit that failed left behind.
    init(
        resuming head: Custody.LogHead, key: LogKey, register: Register, keys: NodeKeys,
        policyOfLog: @escaping PolicyReading = { _ in nil }, timekeeper: any Timekeeper,
        randomness: any Randomness, commits: Bell = Bell(), onFatal: @escaping @Sendable (any Failure) -> Void
    ) throws {
        self.head = head
        origin = head.origin
        self.key = key
        self.register = register
        objects = try register.objects(of: key)
        let reading = LogReading(origin: head.origin, key: key, register: register)
        self.reading = reading
        self.policyOfLog = policyOfLog
        let policy = try policyOfLog(reading)
        self.policy = policy
        shown = ShownPolicy(policy)
        self.keys = keys
        signing = try reading.signing(by: keys)
        revoked = try reading.revokedCertificates()
        self.timekeeper = timekeeper
        self.randomness = randomness
        self.onFatal = onFatal
        self.commits = commits
    }

    var size: Int { head.size }

    /// The keys with which the log was signed, and is signed.
    var knownKeys: LogKeys { signing.known }

    /// The agreement as it stands now; nil before its first activation.
    nonisolated var active: ActiveAgreement? {
        get async { await shown.policy.map { ActiveAgreement(policy: $0, ledger: self, log: reading) } }
    }

    /// Runs the work when its turn comes, commits what it drafts, and returns when that is durable.
    /// - Parameter since: the policy that decided what the work commits; nil where nothing was decided.
    /// - Throws: `PolicyChanged` if that policy is not in force any more.
    func commit(under since: Int64? = nil, _ work: @escaping Work) async throws -> Committed {
        if let stopped { throw stopped }
        guard waiting.count < Self.mostWaiting else {
            throw ExchangeError(
                .busy, "Too many steps are waiting to be committed to this log.", next: "Run the same command again.")
        }
        return try await withCheckedThrowingContinuation { answer in
            waiting.append(Waiting(since: since, work: work, answer: answer))
            guard !isCommitting else { return }
            isCommitting = true
            Task { await drain() }
        }
    }

    private func drain() async {
        while !waiting.isEmpty {
            let batch = waiting
            waiting = []
            await commit(batch)
        }
        isCommitting = false
    }

    private typealias Answer = CheckedContinuation<Committed, any Error>

    /// A step whose turn has not come.
    private struct Waiting {
        /// The policy under which it was decided.
        let since: Int64?
        let work: Work
        let answer: Answer
    }

    /// A step that made its draft.
    private struct Turn {
        let step: Waiting
        let draft: Draft

        var answer: Answer { step.answer }

        var entries: [LogEntry] {
            let events = draft.events.map(LogEntry.event)
            let objects = draft.objects.map(LogEntry.object)
            return draft.objectsFollow ? events.prefix(1) + objects + events.dropFirst() : objects + events
        }

        /// Where its events stand, given where its entries do: objects that the log has already are not among them.
        func placement(in range: Range<Int>, at time: Instant) -> Placement {
            var indices = Array((range.upperBound - draft.events.count)..<range.upperBound)
            if draft.objectsFollow, !indices.isEmpty { indices[0] = range.lowerBound }
            return Placement(indices: indices, time: time)
        }
    }

    private func commit(_ batch: [Waiting]) async {
        do {
            try settle()
        } catch {
            for step in batch { step.answer.resume(throwing: error) }
            return
        }
        await shown.show(policy)
        let now = timekeeper.now
        let turns = makeDrafts(of: batch, at: now)
        guard !turns.isEmpty else { return }
        do {
            let plan = try head.plan(turns.map(\.entries), clock: now, knowledge: try knowledge(for: turns))
            guard !plan.isEmpty else { return refuse(turns, plan.outcomes) }
            let checkpoint = try await carryOut(plan, turns)
            await shown.show(policy)
            await commits.ring()
            try answer(turns, plan, checkpoint)
        } catch let clash as StoreError where turns.count > 1 && Self.isClash(clash) {
            // Two steps that arrived together want the same row. Each takes its turn alone, so that the later one
            // sees what the earlier one did, and nobody else's step fails with them.
            for turn in turns { await commit([turn.step]) }
        } catch {
            stopIfFatal(error)
            for turn in turns { turn.answer.resume(throwing: error) }
        }
    }

    /// Runs each step's work; one that refuses is answered at once, and one that must not share the commit waits.
    private func makeDrafts(of batch: [Waiting], at now: Instant) -> [Turn] {
        var turns: [Turn] = []
        var taken: Set<String> = []
        var later: [Waiting] = []
        for (place, step) in batch.enumerated() {
            do {
                if let stopped { throw stopped }
                guard step.since == nil || step.since == policy?.since else { throw PolicyChanged() }
                let draft = try step.work(now)
                guard taken.isDisjoint(with: draft.alone), draft.keyChange == nil || turns.isEmpty else {
                    later.append(step)
                    continue
                }
                taken.formUnion(draft.alone)
                turns.append(Turn(step: step, draft: draft))
                if draft.policy != nil || draft.keyChange != nil {
                    later += batch[(place + 1)...]
                    break
                }
            } catch {
                step.answer.resume(throwing: error)
            }
        }
        waiting = later + waiting
        return turns
    }

    private func refuse(_ turns: [Turn], _ outcomes: [Result<Range<Int>, CustodyError>]) {
        for (turn, outcome) in zip(turns, outcomes) {
            switch outcome {
            case .failure(let refusal): turn.answer.resume(throwing: refusal)
            case .success:
                turn.answer.resume(
                    throwing: ExchangeError(
                        .stopped, "A step without entries was committed.", next: "Please report this."))
            }
        }
    }

    /// Makes the planned entries and the rows that follow from them durable, in one transaction.
    private func carryOut(_ plan: CommitPlan, _ turns: [Turn]) async throws -> SignedCheckpoint {
        let recorded = try Envelope(
            signing: plan.recorded(
                id: EventID(from: randomness), signer: keys.events.chain.leaf.digest, offset: .indochina, clock: .ntp),
            with: [keys.events])
        let commit = try plan.commit(recorded: try verify(recorded))
        let checkpoint = try signed(commit.checkpoint, turns)
        var rows = Store.Commit()
        var changed = policy
        for (turn, outcome) in zip(turns, plan.outcomes) {
            guard case .success(let range) = outcome else { continue }
            let placement = turn.placement(in: range, at: plan.time)
            try rows.merge(turn.draft.rows(placement))
            if let change = turn.draft.policy { changed = change(placement) }
        }
        rows.follow(commit, of: key, checkpoint: checkpoint, from: head, at: plan.time)
        do {
            try await register.commit(rows)
        } catch {
            // After a failed sync nothing that is read says what the disk holds.
            guard !error.isFatal else { throw error }
            isUnsure = true
            try? settle()
            guard !isUnsure, head.size == commit.head.size, head.root == commit.head.root else { throw error }
        }
        head = commit.head
        objects.formUnion(rows.certificates.map(\.digest))
        policy = changed
        if commit.entries.contains(where: { $0.entry.isAboutKey }) {
            signing = try reading.signing(by: keys)
            revoked = try reading.revokedCertificates()
        }
        return checkpoint
    }

    /// With the keys that sign the log now; a key that was lost cannot, and the new one signs in its place.
    private func signed(_ checkpoint: Checkpoint, _ turns: [Turn]) throws -> SignedCheckpoint {
        let signers = turns.contains { $0.draft.keyChange == .lost } ? [keys.log] : signing.signers
        guard let first = signers.first else { throw ExchangeError.unannounced(origin, signing.inForce) }
        let signed = try SignedCheckpoint(signing: checkpoint, with: first)
        return try signers.dropFirst().reduce(signed) {
            $0.adding(try SignedCheckpoint(signing: checkpoint, with: $1).note.signatures)
        }
    }

    /// After a failed commit, takes up the log where the register says that it ends.
    private func settle() throws {
        guard isUnsure else { return }
        signing = try reading.signing(by: keys)
        revoked = try reading.revokedCertificates()
        let stored = try reading.head(by: signing.known)
        guard stored.size >= head.size else {
            let behind = ExchangeError(
                .stopped, "The register holds \(stored.size) entries of \(origin), and \(head.size) were committed.",
                next: "Stop the node and run `saksid audit`; bring the register back from a backup.")
            stopped = behind
            throw behind
        }
        if stored.size != head.size {
            objects = try register.objects(of: key)
            policy = try policyOfLog(reading)
        }
        head = stored
        isUnsure = false
    }

    /// Tells each step what came of it. Neighbouring proofs share most of their hashes, so all are made together.
    private func answer(_ turns: [Turn], _ plan: CommitPlan, _ checkpoint: SignedCheckpoint) throws {
        let outcomes = plan.outcomes.enumerated().map { number, outcome in
            outcome.map { turns[number].placement(in: $0, at: plan.time) }
        }
        let placed = outcomes.flatMap { (try? $0.get().indices) ?? [] }
        var proofs = try InclusionProof.proofs(
            of: placed, size: checkpoint.checkpoint.size, known: &knownTiles, tiles: reading.tile)[...]
        for (turn, outcome) in zip(turns, outcomes) {
            switch outcome {
            case .failure(let refusal):
                turn.answer.resume(throwing: refusal)
            case .success(let placement):
                let own = Array(proofs.prefix(placement.indices.count))
                proofs = proofs.dropFirst(own.count)
                turn.answer.resume(
                    returning: Committed(
                        events: turn.draft.events, placement: placement, checkpoint: checkpoint, proofs: own))
            }
        }
    }

    private static func isClash(_ error: StoreError) -> Bool {
        [.duplicateBundle, .duplicateEvent, .duplicateRow, .approvalSpent, .overrideSeconded, .grantEnded].contains(
            error.code)
    }

    /// A failed sync leaves it open what is on the disk. Nothing more is promised by this process.
    private func stopIfFatal(_ error: any Error) {
        guard let failure = error as? StoreError, failure.isFatal else { return }
        stopped = failure
        onFatal(failure)
    }

    /// What is known of the events that these steps bring and answer: read once for all of them.
    private func knowledge(for turns: [Turn]) throws(StoreError) -> LogKnowledge {
        let events = turns.flatMap(\.draft.events).map(\.event)
        let rows = try register.events(Set(events.flatMap { [$0.event] + ($0.previous ?? []).map(\.event) }))
        return LogKnowledge(
            hasEvent: { rows[$0] != nil }, hasObject: { [objects] in objects.contains($0) },
            digestOfEvent: { [reading, key] id in
                guard let row = rows[id], row.log == key else { return nil }
                return reading.envelopeDigest(at: row.entry)
            }, isRevoked: { [revoked] in revoked.contains($0) })
    }

    /// The node's own signature is checked like anybody's before it enters.
    private func verify(_ envelope: Envelope) throws -> VerifiedEvent {
        let leaf = keys.events.chain.leaf
        return try UnverifiedEvent(parsing: envelope.bytes)
            .verify(for: origin, certificate: { $0 == leaf.digest ? leaf : nil })
    }
}

extension Register {
    /// Certificates and revocation lists of a log, by the digest of their DER.
    fileprivate func objects(of log: LogKey) throws(StoreError) -> Set<Digest> {
        Set(try certificates(log).map(\.digest))
    }
}
