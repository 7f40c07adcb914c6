import Custody
import Policy
import Store
import Vocabulary

/// Reads everything that a stopped node holds, and checks each against the other: blobs against their digests,
/// events against their certificates, trees against checkpoints, the register against the logs, decisions by replay.
///
/// It writes nothing but what the recovery of the store writes at every start.
package struct NodeAudit: Sendable {
    private let folder: DataFolder
    private let node: Identity
    private let key: VerifierKey

    /// - Throws: what keeps the store from being opened at all.
    init(_ setting: NodeSetting) async throws {
        folder = try await DataFolder.open(
            setting.dataFolder, options: StoreOptions(reserve: setting.reserveBytes))
        node = setting.keys.node
        key = setting.keys.log.verifier
    }

    /// Audits the node whose folder it is. Damage that keeps the store from being opened is a finding like any other.
    /// - Throws: what says nothing about the evidence: another process has the folder.
    package static func report(on setting: NodeSetting) async throws -> NodeAuditReport {
        do {
            let audit = try await NodeAudit(setting)
            let report = audit.run()
            try audit.close()
            return report
        } catch let damage as StoreError
            where [.rowDamaged, .registerDamaged, .registerVersion].contains(damage.code)
        {
            var report = NodeAuditReport(node: setting.keys.node)
            report.add("register", damage)
            return report
        }
    }

    func run() -> NodeAuditReport {
        var report = NodeAuditReport(node: node)
        auditRegister(&report)
        var agreements: Set<AgreementID> = []
        do {
            for head in try folder.register.logs() {
                let log = LogReading(
                    origin: try LogOrigin(parsing: head.origin), key: head.key, register: folder.register)
                audit(log, head, &report)
                let keys = LogKeys(origin: log.origin, key: key)
                CosignaturesFollowLog(log: log, keys: keys).audit(head) {
                    report.add("\(log.origin): \($0)", error: $1)
                }
                TimestampsFollowLog(log: log, keys: keys).audit(head) { report.add("\(log.origin): \($0)", error: $1) }
                let times = commitTimes(log, head, &report)
                var decided: Set<Int64> = []
                if let agreement = log.origin.agreement {
                    let rows = RowsFollowLog(log: log, folder: folder, agreement: agreement, commits: times)
                    auditRows(rows, &report)
                    let decisions = auditDecisions(rows, &report)
                    decided = decisions.decided
                    agreements.insert(agreement)
                    report.note(
                        wordsDestroyed: try WordsFollowLog(rows: rows).audit {
                            report.add("\(log.origin): \($0)", error: $1)
                        })
                    rows.audit(spent: decisions.spent) { report.add("\(log.origin): \($0)", error: $1) }
                }
                RegisterFollowsLog(log: log, folder: folder, decided: decided).audit(size: Int(head.size)) {
                    report.add("\(log.origin): \($0)", error: $1)
                }
            }
            auditMemory(&report)
            try auditStrangers(agreements, &report)
        } catch {
            report.add("logs", error: error)
        }
        auditBlobs(&report)
        auditFolder(&report)
        report.close()
        return report
    }

    func close() throws {
        try folder.close()
    }

    /// A log that is behind where it stood when words were destroyed has them again, and says nothing of it.
    private func auditMemory(_ report: inout NodeAuditReport) {
        let memory = LogMemory(in: folder, signedBy: key)
        do {
            for origin in try memory.origins {
                do { try memory.check(origin) } catch {
                    report.add("\(origin), as it stood when words were destroyed", error: error)
                }
            }
        } catch {
            report.add("data folder, logs-seen.json", error: error)
        }
    }

    /// Rows of an agreement that has no log here follow from nothing.
    private func auditStrangers(_ agreements: Set<AgreementID>, _ report: inout NodeAuditReport) throws {
        var places: Set<String> = []
        try folder.register.forEachRow { row in
            if let (table, agreement) = row.place, !agreements.contains(agreement) {
                places.insert("\(table) of \(agreement), which has no log here")
            }
        }
        for place in places.sorted() { report.add(place, RowsFollowLog.differs) }
    }

    /// What lies in the data folder and no row names: not wrong by itself, and for a person to look at.
    private func auditFolder(_ report: inout NodeAuditReport) {
        do {
            report.note(setAside: try folder.setAside(), strangers: try folder.blobs.strangers())
        } catch {
            report.add("data folder", error: error)
        }
    }

    private func auditRegister(_ report: inout NodeAuditReport) {
        do { report.add(register: try folder.register.check()) } catch { report.add("register", error: error) }
    }

    private func audit(_ log: LogReading, _ head: Store.LogHead, _ report: inout NodeAuditReport) {
        guard head.size > 0 else { return }
        report.add(
            log: LogAudit(keys: LogKeys(origin: log.origin, key: key), tiles: log.tile, entries: log.tile)
                .run(checkpoint: head.checkpoint))
    }

    /// When each commit of a log was made; size and time of the register must be those of the last.
    private func commitTimes(
        _ log: LogReading, _ head: Store.LogHead, _ report: inout NodeAuditReport
    ) -> CommitTimes {
        var times = CommitTimes()
        do {
            for row in try folder.register.events(ofType: EventType.recorded.rawValue, in: log.key) {
                if let recorded = try log.event(at: Int(row.entry)).event.recorded { times.add(recorded) }
            }
            let isEmpty = head.size == 0
            guard isEmpty || times.last == head.time,
                try isEmpty || SignedCheckpoint(parsing: head.checkpoint).checkpoint.size == Int(head.size)
            else { throw RowsFollowLog.differs }
        } catch {
            report.add("logs, \(log.origin)", error: error)
        }
        return times
    }

    private func auditBlobs(_ report: inout NodeAuditReport) {
        var last: Digest?
        do {
            while true {
                let page = try folder.register.blobs(after: last, limit: 500)
                for blob in page {
                    report.countBlob(size: blob.size)
                    do { try folder.blobs.recheck(blob.digest, size: blob.size) } catch {
                        report.add("blob \(blob.digest)", error: error)
                    }
                }
                guard let final = page.last else { return }
                last = final.digest
            }
        } catch {
            report.add("blobs", error: error)
        }
    }

    /// Every bundle and release of the register must be what the log says.
    private func auditRows(_ rows: RowsFollowLog, _ report: inout NodeAuditReport) {
        var last: Int64?
        do {
            while true {
                let page = try folder.register.bundles(rows.agreement, after: last, limit: 500)
                for bundle in page {
                    last = bundle.entry
                    report.countBundle()
                    expect("bundle \(bundle.id)", &report) { try rows.follows(bundle) }
                    for release in try folder.register.releases(of: bundle.id, agreement: rows.agreement) {
                        report.countRelease()
                        expect("release \(release.id)", &report) { try rows.follows(release) }
                    }
                }
                if page.isEmpty { return }
            }
        } catch {
            report.add("register of \(rows.agreement)", error: error)
        }
    }

    private func expect(_ place: String, _ report: inout NodeAuditReport, _ holds: () throws -> Bool) {
        do {
            guard try holds() else { throw RowsFollowLog.differs }
        } catch {
            report.add(place, error: error)
        }
    }

    /// A decision must come out again, to the same bytes, under the policy that it was taken under.
    /// - Returns: the entries of the log that rest on a decision of the register, and the approvals that were used up.
    private func auditDecisions(
        _ rows: RowsFollowLog, _ report: inout NodeAuditReport
    ) -> (decided: Set<Int64>, spent: [Digest: Int64]) {
        var last: DecisionID?
        var decided: Set<Int64> = []
        var spent: [Digest: Int64] = [:]
        do {
            let history = try DecidingHistory(of: rows.log, in: folder)
            history.check({ report.add("\(rows.log.origin): \($0)", error: $1) }, agreement: rows.agreement)
            var replays = Replays(history: history)
            while true {
                let page = try folder.register.decisions(after: last, limit: 500)
                for row in page {
                    last = row.id
                    guard row.agreement == rows.agreement else { continue }
                    report.countDecision()
                    expect("decision \(row.id)", &report) { try rows.follows(row) }
                    replays.replay(row, &report)
                    guard let entry = row.entry else { continue }
                    decided.insert(entry)
                    guard let record = try? DecisionRecord(reading: row.record) else { continue }
                    expect("what decision \(row.id) rests on", &report) { try rows.gave(record, before: entry) }
                    for event in record.approvalsSpent {
                        if let other = spent[event], other != entry {
                            report.add("approval \(event)", RowsFollowLog.differs)
                        }
                        spent[event] = entry
                    }
                }
                if page.isEmpty { return (decided, spent) }
            }
        } catch {
            report.add("decisions", error: error)
            return (decided, spent)
        }
    }
}

extension RegisterRow {
    /// The table of a row that belongs to an agreement, and which.
    fileprivate var place: (table: String, agreement: AgreementID)? {
        switch self {
        case .bundle(let row): ("bundles", row.agreement)
        case .record(_, let agreement, _): ("records", agreement)
        case .exhibit(let row): ("exhibits", row.agreement)
        case .exhibitClass(let row): ("exhibit_classes", row.agreement)
        case .receipt(let row): ("receipts", row.agreement)
        case .release(let row): ("releases", row.agreement)
        case .decision(let row): ("decisions", row.agreement)
        case .knownCase(let row): ("cases", row.agreement)
        case .hearing(let row): ("hearings", row.agreement)
        case .approval(let row): ("approvals", row.agreement)
        case .consent(let row): ("consents", row.agreement)
        case .override(let row): ("overrides", row.agreement)
        case .courtOrder(let row): ("court_orders", row.agreement)
        case .text(let row): ("texts", row.agreement)
        case .upload(let row): ("uploads", row.agreement)
        case .log, .cosignature, .timestamp, .event, .certificate, .blob: nil
        }
    }
}
