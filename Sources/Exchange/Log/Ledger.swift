import Custody
import Seal
import Store
import Vocabulary

/// The owner of one log's head: nothing enters the log but through here, one commit after the other.
///
/// Work that arrives while a commit runs waits and is committed together with what else waits.
/// The work itself, which includes the decision, runs at that moment: so a decision and its commit
/// are one step, and nothing can change between them.
actor Ledger {
    typealias Work = @Sendable (_ now: Instant) throws -> Draft

    nonisolated let origin: LogOrigin
    nonisolated let key: LogKey
    private var head: Custody.LogHead
    private var waiting: [(work: Work, answer: CheckedContinuation<Committed, any Error>)] = []
    private var isCommitting = false
    private var stopped: (any Error)?

    private let register: Register
    private let reading: LogReading
    private let keys: NodeKeys
    private let timekeeper: any Timekeeper
    private let randomness: any Randomness
    /// Called when a sync failed: what is in memory can no longer be trusted, and the process must end.
    private let onFatal: @Sendable (any Failure) -> Void

    /// More than this many steps at once are told to come back.
    private static let mostWaiting = 4096

    init(
        resuming head: Custody.LogHead, key: LogKey, register: Register, keys: NodeKeys, timekeeper: any Timekeeper,
        randomness: any Randomness, onFatal: @escaping @Sendable (any Failure) -> Void
    ) {
        self.head = head
        origin = head.origin
        self.key = key
        self.register = register
        reading = LogReading(origin: head.origin, key: key, register: register)
        self.keys = keys
        self.timekeeper = timekeeper
        self.randomness = randomness
        self.onFatal = onFatal
    }

    var size: Int { head.size }

    /// Runs the work when its turn comes, commits what it drafts, and returns when that is durable.
    func commit(_ work: @escaping Work) async throws -> Committed {
        if let stopped { throw stopped }
        guard waiting.count < Self.mostWaiting else {
            throw ExchangeError(
                .busy, "Too many steps are waiting to be committed to this log.", next: "Run the same command again.")
        }
        return try await withCheckedThrowingContinuation { answer in
            waiting.append((work, answer))
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

    private typealias Waiting = (work: Work, answer: CheckedContinuation<Committed, any Error>)

    private func commit(_ batch: [Waiting]) async {
        let now = timekeeper.now
        var drafts:
            [(draft: Draft, entries: [LogEntry], work: Work, answer: CheckedContinuation<Committed, any Error>)] = []
        var objects: Set<Digest> = []
        for (work, answer) in batch {
            do {
                if let stopped { throw stopped }
                let draft = try work(now)
                let fresh = try draft.objects.filter { object in
                    guard objects.insert(object.digest).inserted else { return false }
                    return try register.certificateEntry(key, object.digest) == nil
                }
                let events = draft.events.map(LogEntry.event)
                let others = fresh.map(LogEntry.object)
                drafts.append((draft, draft.objectsFollow ? events + others : others + events, work, answer))
            } catch {
                answer.resume(throwing: error)
            }
        }
        guard !drafts.isEmpty else { return }
        do {
            let plan = try head.plan(drafts.map(\.entries), clock: now, knowledge: knowledge)
            let outcomes = plan.outcomes
            guard !plan.isEmpty else {
                for (draft, outcome) in zip(drafts, outcomes) { draft.answer.resume(with: failure(of: outcome)) }
                return
            }
            let recorded = try Envelope(
                signing: plan.recorded(
                    id: EventID(from: randomness), signer: keys.events.chain.leaf.digest, offset: .indochina,
                    clock: .ntp),
                with: [keys.events])
            let commit = try plan.commit(recorded: try verify(recorded))
            let checkpoint = try SignedCheckpoint(signing: commit.checkpoint, with: keys.log)
            var rows = Store.Commit()
            var answers: [(CheckedContinuation<Committed, any Error>, Result<Committed, any Error>)] = []
            for ((draft, entries, _, answer), outcome) in zip(drafts, outcomes) {
                switch outcome {
                case .failure(let refusal): answers.append((answer, .failure(refusal)))
                case .success(let range):
                    let first = range.lowerBound + (draft.objectsFollow ? 0 : entries.count - draft.events.count)
                    let placement = Placement(
                        indices: Array(first..<(first + draft.events.count)), time: plan.time)
                    rows.merge(draft.rows(placement))
                    answers.append(
                        (
                            answer,
                            .success(Committed(events: draft.events, placement: placement, checkpoint: checkpoint))
                        ))
                }
            }
            rows.follow(commit, of: key, checkpoint: checkpoint, from: head, at: plan.time)
            try await register.commit(rows)
            head = commit.head
            for (answer, result) in answers { answer.resume(with: result) }
        } catch let clash as StoreError where drafts.count > 1 && Self.isClash(clash) {
            // Two steps that arrived together want the same row. Each takes its turn alone, so that the later one
            // sees what the earlier one did, and nobody else's step fails with them.
            for draft in drafts { await commit([(draft.work, draft.answer)]) }
        } catch {
            stopIfFatal(error)
            for draft in drafts { draft.answer.resume(throwing: error) }
        }
    }

    private static func isClash(_ error: StoreError) -> Bool {
        [.duplicateBundle, .duplicateEvent, .duplicateRow].contains(error.code)
    }

    private func failure(of outcome: Result<Range<Int>, CustodyError>) -> Result<Committed, any Error> {
        switch outcome {
        case .failure(let refusal): .failure(refusal)
        case .success:
            .failure(ExchangeError(.stopped, "A step without entries was committed.", next: "Please report this."))
        }
    }

    /// A failed sync leaves it open what is on the disk. Nothing more is promised by this process.
    private func stopIfFatal(_ error: any Error) {
        guard let failure = error as? StoreError, failure.isFatal else { return }
        stopped = failure
        onFatal(failure)
    }

    private var knowledge: LogKnowledge {
        let register = register
        let key = key
        return LogKnowledge(
            hasEvent: { (try? register.event($0)) != nil },
            hasObject: { ((try? register.certificateEntry(key, $0)) ?? nil) != nil },
            digestOfEvent: { [reading] id in
                guard let row = try? register.event(id), row.log == key else { return nil }
                return reading.envelopeDigest(at: row.entry)
            })
    }

    /// The node's own signature is checked like anybody's before it enters.
    private func verify(_ envelope: Envelope) throws -> VerifiedEvent {
        let leaf = keys.events.chain.leaf
        return try UnverifiedEvent(parsing: envelope.bytes)
            .verify(for: origin, certificate: { $0 == leaf.digest ? leaf : nil })
    }
}
