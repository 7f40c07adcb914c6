import Custody
import Store
package import Vocabulary

/// What an audit of a node looked at, and what is not as it was acknowledged.
package struct NodeAuditReport: Codable, Hashable, Sendable {
    package struct Finding: Codable, Hashable, Sendable {
        /// Where: `blob sha256:…`, `saksi/kh/… entry 7`, `bundles, 3f…`.
        package let place: String
        package let code: String
        package let reason: String
        package let next: String
    }

    package let node: Identity
    package private(set) var blobs = 0
    package private(set) var bytes: Int64 = 0
    package private(set) var logs = 0
    package private(set) var events = 0
    package private(set) var tiles = 0
    package private(set) var bundles = 0
    package private(set) var releases = 0
    package private(set) var decisions = 0
    /// Decisions whose files are not here in the version that decided, or that another program took: not taken again.
    package private(set) var unreplayed = 0
    /// Events whose words were destroyed, salt and all, as the log says; the events stand.
    package private(set) var wordsDestroyed: [DestroyedWords] = []
    /// Logs of which a part was restored from a mirror, and what is not here of that part.
    package private(set) var restored: [RestoredLog] = []
    /// Signature lines of keys that nobody told this node of; they prove nothing and do no harm.
    package private(set) var unknownSignatures: [String] = []
    /// Blobs that some start found without a row and set aside, by name.
    package private(set) var setAside: [String] = []
    /// What lies among the blobs and is none, by path.
    package private(set) var strangers: [String] = []
    package private(set) var findings: [Finding] = []
    /// Findings beyond those that are listed.
    package private(set) var unlisted = 0

    /// No report lists more findings: whoever has so many has to begin at the first ones anyway.
    static let mostFindings = 10_000

    init(node: Identity) {
        self.node = node
    }

    /// In plain words.
    package var text: String {
        let counts =
            "\(node): \(logs) logs with \(events) events and \(tiles) tiles, \(blobs) blobs of \(bytes) bytes, "
            + "\(bundles) bundles, \(releases) releases and \(decisions) decisions were read again."
        let unknown = unknownSignatures.map { "Signature of an unknown key, which proves nothing: \($0)" }
        let found = findings.map { "\($0.place): \($0.reason) \($0.next) [\($0.code)]" }
        let more = unlisted > 0 ? ["\(unlisted) further findings are not listed."] : []
        let whole = restored.isEmpty ? "All is as it was acknowledged." : "All that is here is as it was acknowledged."
        let verdict =
            findings.isEmpty ? whole : "\((findings.count + unlisted).counted("thing")) not as acknowledged."
        let aside = setAside.map {
            "Set aside: \($0). No row names it: an acceptance was cut short, or somebody took its rows away. Look at it."
        }
        let destroyed = wordsDestroyed.map {
            "The words beside event \($0.event) were destroyed at \($0.at); the event stands."
        }
        let others = strangers.map { "Among the blobs lies \($0), which is none." }
        let before = [counts] + restored.map(\.text) + destroyed + unknown + aside + others
        return (before + found + more + [verdict]).joined(separator: "\n")
    }

    mutating func add(_ place: String, _ failure: any Failure) {
        guard findings.count < Self.mostFindings else {
            unlisted += 1
            return
        }
        findings.append(
            Finding(place: place, code: failure.code.name, reason: failure.reason, next: failure.nextStep))
    }

    /// Anything that a read threw.
    mutating func add(_ place: String, error: any Error) {
        if let failure = error as? any Failure {
            add(place, failure)
        } else {
            add(
                place,
                ExchangeError(.auditUnreadable, "It could not be read.", next: "Restore it from a backup or a mirror."))
        }
    }

    mutating func add(log report: AuditReport) {
        logs += 1
        tiles += report.tiles
        unknownSignatures += report.unknown.map { "\(report.origin): \($0.name)" }
        add(events: report.events, report.findings, of: report.origin)
    }

    /// Of a log that is not read to its end.
    mutating func add(events count: Int, _ found: [AuditFinding], of origin: LogOrigin) {
        events += count
        for finding in found { add("\(origin) \(finding.place)", finding.error) }
    }

    mutating func add(register damages: [Damage]) {
        for damage in damages {
            add(
                damage.row.isEmpty ? damage.table : "\(damage.table), \(damage.row)",
                ExchangeError(
                    .auditRegister, "In the register, \(damage.reason).",
                    next: "Keep the disk as it is, and restore the register from a backup."))
        }
    }

    mutating func note(setAside: [String], strangers: [String]) {
        self.setAside = setAside
        self.strangers = strangers
    }

    mutating func countBlob(size: Int64) {
        blobs += 1
        bytes += size
    }

    mutating func countBundle() { bundles += 1 }
    mutating func countRelease() { releases += 1 }
    mutating func countDecision() { decisions += 1 }

    mutating func note(wordsDestroyed: [DestroyedWords]) { self.wordsDestroyed += wordsDestroyed }

    /// Of a log that is read in pieces: what is not here is added to what was told of it before.
    mutating func note(_ absent: AbsentParts, of part: RestoredPart, in log: LogOrigin) {
        if restored.last?.log != log.text { restored.append(RestoredLog(log, part)) }
        restored[restored.count - 1].add(absent)
    }

    mutating func countUnreplayed() { unreplayed += 1 }

    /// What could not be checked is not as it should be, and nobody shall read that it is.
    mutating func close() {
        guard unreplayed > 0 else { return }
        add(
            "decisions",
            ExchangeError(
                .auditNotReplayed,
                "\(unreplayed) decisions could not be taken again: the files that decided are not here in those versions, "
                    + "or another version of this program decided.",
                next: "Bring the data folder back from a backup with its policy files; "
                    + "or audit with the program that took them."))
    }
}

extension ErrorCode {
    package static let auditUnreadable = ErrorCode("exchange.audit.unreadable", .evidence)
    package static let auditRegister = ErrorCode("exchange.audit.register", .evidence)
    package static let auditDiffers = ErrorCode("exchange.audit.differs", .evidence)
    package static let auditNotReplayed = ErrorCode("exchange.audit.not-replayed", .evidence)
    package static let auditReplay = ErrorCode("exchange.audit.replay", .evidence)
}
