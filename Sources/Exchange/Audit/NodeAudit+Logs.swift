import Custody
import Policy
import Store
import Vocabulary

/// What the steps of an audit about one log hand to each other. All of it can be found again from the register.
struct LogWork {
    let head: Store.LogHead
    let log: LogReading
    var walk: LogWalk?
    var unknown: [NoteSignature] = []
    var times: CommitTimes?
    /// What stands before it was restored from a mirror; nil if nothing was, or that was not looked for yet.
    var restored: RestoredPart?
    var replays: Replays?
    /// The entries that rest on a decision of the register, and the approvals that decisions used up.
    var decided: (entries: Set<Int64>, spent: [Digest: Int64])?

    func place(_ place: String) -> String { "\(log.origin): \(place)" }
}

extension NodeAudit {
    mutating func stepOfLog() {
        if work == nil { work = begunWork() }
        guard var work = self.work else { return beginLog(state.log + 1) }
        var isOver = true
        do {
            isOver = try stepOfLog(&work)
        } catch {
            // The rest of this step cannot be read; all others can.
            state.report.add(work.place("\(state.step)"), error: error)
        }
        self.work = work
        guard isOver else { return }
        let steps = work.log.origin.agreement == nil ? AuditStep.ofNodeLog : AuditStep.ofLog
        if let place = steps.firstIndex(of: state.step), place + 1 < steps.count {
            go(to: steps[place + 1])
        } else {
            beginLog(state.log + 1)
        }
    }

    /// - Returns: whether the step is done for this log.
    private mutating func stepOfLog(_ work: inout LogWork) throws -> Bool {
        switch state.step {
        case .tree: tree(&work)
        case .bundles: try bundles(&work)
        case .decisions: try decisions(&work)
        case .words: try words(&work)
        case .rows: try rows(&work)
        case .ways: ways(&work)
        default: try entries(&work)
        }
    }

    private mutating func begunWork() -> LogWork? {
        let head = heads[state.log]
        do {
            return LogWork(
                head: head,
                log: LogReading(
                    origin: try LogOrigin(parsing: head.origin), key: head.key, register: folder.register))
        } catch {
            state.report.add("logs, \(head.origin)", error: error)
            return nil
        }
    }

    /// Some bundles of entries with the tiles above them.
    private mutating func tree(_ work: inout LogWork) -> Bool {
        if work.walk == nil, work.head.size > 0 {
            let begun = LogWalk.begin(
                checkpoint: work.head.checkpoint, keys: ownKeys(of: work.log), taken: Int(state.after) ?? 0)
            work.walk = begun.walk
            work.unknown = begun.signatures.unknown
            if begun.walk == nil { state.report.add(log: begun.refused) }
        }
        guard var walk = work.walk else {
            auditKeys(work)
            findTimes(&work)
            return true
        }
        let before = walk.read
        while let path = walk.need, !walk.isBetweenBundles || walk.read - before < pace.bundles * TilePath.fullWidth {
            walk.give(Result { try work.log.tile(path) })
        }
        did(Int64(walk.read - before))
        let isOver = walk.need == nil
        if isOver {
            state.report.add(log: walk.finish(unknown: work.unknown))
            auditKeys(work)
            auditWhatOthersSigned(work)
            findTimes(&work)
        } else {
            let (events, _, findings) = walk.drain()
            state.report.add(events: events, findings, of: work.log.origin)
            // What was read again after a stop says nothing new, and is not counted as done before it is passed.
            state.after = "\(max(Int(state.after) ?? 0, walk.read))"
        }
        work.walk = isOver ? nil : walk
        return isOver
    }

    /// With which keys a log has to be signed, as it says itself. Where the events that say it cannot be read, they are
    /// findings of the log's own audit.
    private func ownKeys(of log: LogReading) -> LogKeys {
        guard let signing = try? log.signing(by: keys) else {
            return LogKeys(origin: log.origin, key: keys.log.verifier)
        }
        // What a stolen key signed for the node is the node's, and no list may give it more than the log does.
        return signing.succession.terms.isEmpty ? signing.known : signing.succession.listed
    }

    /// Whether the node has the key in force, and the trust list gives what the log says.
    private mutating func auditKeys(_ work: LogWork) {
        let log = work.log
        guard work.head.size > 0, let signing = try? log.signing(by: keys) else { return }
        let place = work.place("its keys")
        if !signing.isCurrent { state.report.add(place, ExchangeError.unannounced(log.origin, signing.inForce)) }
        do {
            guard let pinned = try trusted.map({ try LogKeys(origin: log.origin, of: $0) }) else { return }
            for wrong in signing.succession.contradictions(to: pinned, size: Int(work.head.size)) {
                state.report.add(place, wrong)
            }
        } catch {
            state.report.add(place, error: error)
        }
    }

    /// Cosignatures and time-stamps over checkpoints of the log.
    private mutating func auditWhatOthersSigned(_ work: LogWork) {
        let known =
            (try? work.log.signing(by: keys))?.known ?? LogKeys(origin: work.log.origin, key: keys.log.verifier)
        CosignaturesFollowLog(log: work.log, keys: known).audit(work.head) {
            state.report.add(work.place($0), error: $1)
        }
        TimestampsFollowLog(log: work.log, keys: known).audit(work.head) {
            state.report.add(work.place($0), error: $1)
        }
    }

    /// What the steps behind the tree rest on.
    private mutating func findTimes(_ work: inout LogWork) {
        for error in find(&work) { state.report.add("logs, \(work.log.origin)", error: error) }
    }

    /// Taken up behind the tree: what there was to find was found then.
    private func findAgain(_ work: inout LogWork) {
        if work.times == nil { _ = find(&work) }
    }

    private func find(_ work: inout LogWork) -> [any Error] {
        let (times, error) = times(of: work)
        work.times = times
        do {
            // A note that cannot be read is a finding of its own, and excuses nothing.
            work.restored = try RestoredPart(of: work.log, try? RebuildNote.read(in: folder), times)
            return [error].compactMap(\.self)
        } catch let unreadable {
            return [error, unreadable].compactMap(\.self)
        }
    }

    /// When each commit of a log was made; size and time of the register must be those of the last.
    private func times(of work: LogWork) -> (times: CommitTimes, error: (any Error)?) {
        var times = CommitTimes()
        do {
            for row in try folder.register.events(ofType: EventType.recorded.rawValue, in: work.log.key) {
                if let recorded = try work.log.event(at: Int(row.entry)).event.recorded { times.add(recorded) }
            }
            let isEmpty = work.head.size == 0
            guard isEmpty || times.last == work.head.time,
                try isEmpty
                    || SignedCheckpoint(parsing: work.head.checkpoint).checkpoint.size == Int(work.head.size)
            else { throw RowsFollowLog.differs }
            return (times, nil)
        } catch {
            return (times, error)
        }
    }

    private func rowsFollowLog(_ work: inout LogWork) -> RowsFollowLog? {
        guard let agreement = work.log.origin.agreement else { return nil }
        findAgain(&work)
        return RowsFollowLog(
            log: work.log, folder: folder, agreement: agreement, commits: work.times ?? CommitTimes(),
            restored: work.restored)
    }

    private mutating func expect(_ place: String, _ holds: () throws -> Bool) {
        do {
            guard try holds() else { throw RowsFollowLog.differs }
        } catch {
            state.report.add(place, error: error)
        }
    }

    /// A page of bundles and their releases: each must be what the log says.
    private mutating func bundles(_ work: inout LogWork) throws -> Bool {
        guard let rows = rowsFollowLog(&work) else { return true }
        let page = try folder.register.bundles(rows.agreement, after: Int64(state.after), limit: pace.rows)
        for bundle in page {
            state.report.countBundle()
            expect("bundle \(bundle.id)") { try rows.follows(bundle) }
            for release in try folder.register.releases(of: bundle.id, agreement: rows.agreement) {
                state.report.countRelease()
                expect("release \(release.id)") { try rows.follows(release) }
                did(1)
            }
            state.after = "\(bundle.entry)"
            did(1)
        }
        return page.isEmpty
    }

    /// A page of decisions: each must come out again, to the same bytes, under the policy that it was taken under.
    private mutating func decisions(_ work: inout LogWork) throws -> Bool {
        guard let rows = rowsFollowLog(&work) else { return true }
        let last = state.after.isEmpty ? nil : try DecisionID(parsing: state.after)
        if work.decided == nil { work.decided = foundDecided(rows.agreement, upTo: last) }
        if work.replays == nil {
            let history = try DecidingHistory(of: rows.log, in: folder)
            if last == nil {
                history.check({ state.report.add(work.place($0), error: $1) }, agreement: rows.agreement)
            }
            work.replays = Replays(history: history)
        }
        guard var replays = work.replays, var decided = work.decided else { return true }
        defer {
            work.replays = replays
            work.decided = decided
        }
        let page = try folder.register.decisions(after: last, limit: pace.rows)
        for row in page {
            defer {
                state.after = row.id.text
                did(1)
            }
            guard row.agreement == rows.agreement else { continue }
            state.report.countDecision()
            expect("decision \(row.id)") { try rows.follows(row) }
            replays.replay(row, &state.report)
            guard let entry = row.entry else { continue }
            decided.entries.insert(entry)
            guard let record = try? DecisionRecord(reading: row.record) else { continue }
            expect("what decision \(row.id) rests on") { try rows.gave(record, before: entry) }
            for event in record.approvalsSpent {
                if let other = decided.spent[event], other != entry {
                    state.report.add("approval \(event)", RowsFollowLog.differs)
                }
                decided.spent[event] = entry
            }
        }
        return page.isEmpty
    }

    /// What decisions up to one gave, found again without taking them again.
    private func foundDecided(
        _ agreement: AgreementID, upTo last: DecisionID?
    ) -> (entries: Set<Int64>, spent: [Digest: Int64]) {
        var entries: Set<Int64> = []
        var spent: [Digest: Int64] = [:]
        guard let last else { return (entries, spent) }
        var after: DecisionID?
        while true {
            // A row that cannot be read ends the step of the decisions; what follows rests on those before it, then as now.
            guard let page = try? folder.register.decisions(after: after, limit: pace.rows), !page.isEmpty else {
                return (entries, spent)
            }
            for row in page {
                after = row.id
                guard row.id <= last else { return (entries, spent) }
                guard row.agreement == agreement, let entry = row.entry else { continue }
                entries.insert(entry)
                for event in (try? DecisionRecord(reading: row.record))?.approvalsSpent ?? [] { spent[event] = entry }
            }
        }
    }

    private static let lastID = String(repeating: "f", count: 32)

    private func allDecided(
        _ work: inout LogWork, _ agreement: AgreementID
    ) throws -> (entries: Set<Int64>, spent: [Digest: Int64]) {
        let all = try work.decided ?? foundDecided(agreement, upTo: try DecisionID(parsing: Self.lastID))
        work.decided = all
        return all
    }

    private mutating func words(_ work: inout LogWork) throws -> Bool {
        guard let rows = rowsFollowLog(&work) else { return true }
        var absent = AbsentParts()
        let destroyed = try WordsFollowLog(rows: rows).audit(&absent) { state.report.add(work.place($0), error: $1) }
        state.report.note(wordsDestroyed: destroyed)
        if let restored = work.restored { state.report.note(absent, of: restored, in: work.log.origin) }
        return true
    }

    private mutating func rows(_ work: inout LogWork) throws -> Bool {
        guard let rows = rowsFollowLog(&work) else { return true }
        let spent = try allDecided(&work, rows.agreement).spent
        rows.audit(spent: spent) { state.report.add(work.place($0), error: $1) }
        return true
    }

    private func registerFollowsLog(_ work: inout LogWork) throws -> RegisterFollowsLog {
        var entries: Set<Int64> = []
        if let agreement = work.log.origin.agreement { entries = try allDecided(&work, agreement).entries }
        findAgain(&work)
        return RegisterFollowsLog(log: work.log, folder: folder, decided: entries, restored: work.restored)
    }

    private mutating func ways(_ work: inout LogWork) -> Bool {
        RegisterFollowsLog(log: work.log, folder: folder, decided: [], restored: nil)
            .auditWays { state.report.add(work.place($0), error: $1) }
        return true
    }

    /// Some entries, each of which must have its rows.
    private mutating func entries(_ work: inout LogWork) throws -> Bool {
        let first = Int64(state.after) ?? 0
        let end = min(work.head.size, first + Int64(pace.rows))
        guard first < end else { return true }
        var absent = AbsentParts()
        try registerFollowsLog(&work)
            .audit(first..<end, &absent) { state.report.add(work.place($0), error: $1) }
        if let restored = work.restored { state.report.note(absent, of: restored, in: work.log.origin) }
        state.after = "\(end)"
        did(end - first)
        return end == work.head.size
    }
}
