import Custody
import Store
package import Vocabulary

/// The part of a log that was restored from a mirror: up to the event that says so, signed by the node.
struct RestoredPart {
    /// Every entry before it was restored.
    let end: Int64
    /// When the log went on; nil while nobody has said that it does.
    let at: Instant?

    init(end: Int64, at: Instant?) {
        self.end = end
        self.at = at
    }

    /// Only the log's own event excuses what is missing in a node that goes on. Until then the note beside the register
    /// tells how far the mirror went, and that is a finding of its own.
    init?(of log: LogReading, _ note: RebuildNote?, _ times: CommitTimes) throws {
        if let entry = try log.rebuilt() {
            end = entry
            at = times.time(of: entry)
        } else if let size = note?.size(of: log.origin) {
            end = size
            at = nil
        } else {
            return nil
        }
    }

    func covers(_ entry: Int64) -> Bool { entry < end }
}

/// What neither log nor files say, and so was not restored.
struct AbsentParts {
    /// In the order of the log.
    var decisions: [DecisionID] = []
    var words: [EventID] = []
    var releases: [ReleaseID] = []
}

/// A log of which a part was restored from a mirror.
package struct RestoredLog: Codable, Hashable, Sendable {
    package let log: String
    /// Every entry before it was restored.
    package let end: Int64
    /// When the log went on.
    package let at: Instant?
    /// Decisions that events of that part name, and whose records are not here.
    package private(set) var decisions: [DecisionID] = []
    /// Events of that part whose words are not here, though nothing says that they were destroyed.
    package private(set) var words: [EventID] = []
    /// Releases of that part whose file nobody had.
    package private(set) var releases: [ReleaseID] = []
    /// How many more of each there are than are listed.
    package private(set) var unlisted = Unlisted()

    package struct Unlisted: Codable, Hashable, Sendable {
        package fileprivate(set) var decisions = 0
        package fileprivate(set) var words = 0
        package fileprivate(set) var releases = 0
    }

    init(_ log: LogOrigin, _ part: RestoredPart) {
        self.log = log.text
        end = part.end
        at = part.at
    }

    mutating func add(_ absent: AbsentParts) {
        Self.add(absent.decisions, to: &decisions, &unlisted.decisions)
        Self.add(absent.words, to: &words, &unlisted.words)
        Self.add(absent.releases, to: &releases, &unlisted.releases)
    }

    /// The report is kept again and again while an audit goes on, and so no list of it grows with the log: as with findings.
    private static func add<Name>(_ names: [Name], to list: inout [Name], _ unlisted: inout Int) {
        let room = max(0, NodeAuditReport.mostFindings - list.count)
        list += names.prefix(room)
        unlisted += max(0, names.count - room)
    }

    /// In plain words.
    var text: String {
        let when = at.map { ", as it says itself, at \($0)" } ?? ""
        // The node's own log is in no mirror.
        guard (try? LogOrigin(parsing: log))?.agreement != nil else {
            return "\(log): it began anew when the node was rebuilt\(when). What stood in it before is lost."
        }
        return "\(log): what stands before entry \(end) was restored from a mirror\(when). Of that part are not here: "
            + "the records of \((decisions.count + unlisted.decisions).counted("decision")), "
            + "the words beside \((words.count + unlisted.words).counted("event")), "
            + "the files of \((releases.count + unlisted.releases).counted("release"))."
    }
}

extension RowsFollowLog {
    /// Whether an approval was used up where the register says so: as a decision on record has it, or, for one that was
    /// restored, as the release says that used it. One of which nothing says so was closed where the log went on.
    func isSpent(_ row: ApprovalRow, asSaidBy spent: [Digest: Int64]) -> Bool {
        guard let restored, restored.covers(row.entry) else { return spent[row.event] == row.spent }
        guard let entry = row.spent else { return restored.at == nil }
        guard spent[row.event] == nil, entry > row.entry, let event = event(at: entry) else { return false }
        return event.type == .registerRebuilt && event.actor == log.origin.node
            || event.type == .released && restored.covers(entry)
                && (event.previous ?? []).contains { $0.digest == row.event }
    }
}
