import Custody
import Policy
import Seal
import Store
import Vocabulary

/// Lets the logs of a rebuilt node go on, each with an event that says that what stands before it was restored.
struct RebuildSealing {
    let folder: DataFolder
    let keys: NodeKeys
    let trust: RebuildTrust
    let timekeeper: any Timekeeper
    let randomness: any Randomness

    /// A log that has its event already, because the last run was cut short, gets no other.
    /// - Throws: why the logs must not go on; then nothing was committed to any of them.
    func run(_ report: RebuildReport) async throws {
        for log in report.logs {
            guard let lost = log.lost.first else { continue }
            throw ExchangeError(
                .rebuildBehind,
                "The log \(log.origin) ends here at \(log.size), and signed for \(lost.to.counted("entry", "entries")) (\(lost.shownBy)). "
                    + "What would be committed now would be a second history.",
                next:
                    "Find a mirror that has them. If there is none, this log is at its end: begin with a new node name and "
                    + "a new log key, as docs/operations.md says.")
        }
        let logs = try report.logs.map { (origin: try LogOrigin(parsing: $0.origin), size: $0.size) }
        for log in logs { try check(log.origin) }
        let opener = LogOpener(
            folder: folder, keys: keys, timekeeper: timekeeper, randomness: randomness, commits: Bell(),
            onFatal: { _ in })
        for log in logs { try await seal(try await opener.open(log.origin), since: log.size) }
        try await seal(try await opener.open(try LogOrigin(nodeLog: keys.node)), since: 0)
    }

    /// The configured key is the one with which the log signs, now and behind its end; what decides is here.
    private func check(_ origin: LogOrigin) throws {
        guard let saved = try folder.register.log(origin.text) else { throw ExchangeError.notThere }
        let log = LogReading(origin: origin, key: saved.key, register: folder.register)
        let own = keys.log.verifier.named(origin)
        let isInUse = try trust.keys(of: origin).entries.contains {
            $0.key == own && $0.sizes.contains(Int(saved.size) + 1)
        }
        do {
            let signing = try log.signing(by: keys)
            guard isInUse, signing.isCurrent else { throw Self.otherKey(origin) }
            _ = try log.head(by: signing.known)
        } catch let failure as CustodyError where failure.code != .custodyLogBehind {
            throw Self.otherKey(origin)
        }
        _ = try PolicyMemory(in: folder).inForce(in: log)
    }

    private static func otherKey(_ origin: LogOrigin) -> ExchangeError {
        ExchangeError(
            .rebuildKey, "The log \(origin) was not signed with the configured log key, or may not be any more.",
            next:
                "Give the key that signed it. If it is lost, this log is at its end: begin with a new node name and a new "
                + "log key, as docs/operations.md says.")
    }

    private func seal(_ ledger: Ledger, since size: Int) async throws {
        let log = LogReading(origin: ledger.origin, key: ledger.key, register: folder.register)
        if let sealed = try log.rebuilt(), sealed >= size { return }
        let register = folder.register
        let unspent = try ledger.origin.agreement.map { try register.approvals($0).filter { $0.spent == nil } } ?? []
        let events = NodeEvents(keys: keys, randomness: randomness)
        let rebuilt = try events.make(.registerRebuilt, in: ledger.origin, at: timekeeper.now) { _ in }
        _ = try await ledger.commit { _ in
            Draft(
                objects: try events.objects(), events: [rebuilt],
                rows: { placement in
                    let entry = Int64(placement.indices[0])
                    return Store.Commit(
                        spentApprovals: Dictionary(unspent.map { ($0.event, entry) }) { first, _ in first })
                })
        }
    }
}

extension LogReading {
    /// The event before which everything was restored from a mirror, the last one; nil if nothing ever was.
    func rebuilt() throws -> Int64? {
        guard let row = try register.events(ofType: EventType.registerRebuilt.rawValue, in: key).last else {
            return nil
        }
        let event = try event(at: Int(row.entry)).event
        return event.type == .registerRebuilt && event.actor == origin.node ? row.entry : nil
    }
}
