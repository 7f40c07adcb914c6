import Custody
import Policy
import Store
import Vocabulary

/// Takes recorded decisions again, each by exactly the files that decided it.
struct Replays {
    let history: DecidingHistory
    /// By the digest of the policy; files are read and compiled once.
    private var libraries: [Digest: PolicyLibrary] = [:]

    init(history: DecidingHistory) {
        self.history = history
    }

    mutating func replay(_ row: DecisionRow, _ report: inout NodeAuditReport) {
        do {
            let record = try DecisionRecord(reading: row.record)
            if let entry = row.entry, !history.covers(record, at: entry) {
                throw ExchangeError(
                    .auditReplay, "The decision was taken by something else than what was in force at its entry.",
                    next: "Keep the record; whoever changed the policy or the record has to explain it.")
            }
            guard let library = try libraries[record.policy] ?? history.library(for: record) else {
                return report.countUnreplayed()
            }
            libraries[record.policy] = library
            guard try library.replay(row.record) == row.record else {
                throw ExchangeError(
                    .auditReplay, "The decision does not come out again from its record.",
                    next: "Keep the record; whoever changed the policy or the record has to explain it.")
            }
        } catch let other as PolicyError where other.code == .policyReplayOther {
            // Another program decided, with other words or another engine.
            report.countUnreplayed()
        } catch {
            report.add("decision \(row.id)", error: error)
        }
    }
}
