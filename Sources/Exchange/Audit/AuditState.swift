import Custody
import Store
package import Vocabulary

/// What an audit looks at, one after the other. From `tree` to `entries` for each log.
enum AuditStep: String, Codable, Hashable, Sendable, CaseIterable {
    /// Every row with its sum, and SQLite's own check of its file.
    case register
    /// Entries, tiles and checkpoint of a log.
    case tree
    /// Bundles and releases against the log.
    case bundles
    /// Decisions, taken again.
    case decisions
    /// Words beside events.
    case words
    /// All other rows of the agreement against the log.
    case rows
    /// Rows that lead to an entry.
    case ways
    /// Entries that must have their rows.
    case entries
    /// Where logs stood when words were destroyed.
    case memory
    /// Rows of agreements that have no log.
    case strangers
    case blobs
    /// What lies in the folder and no row names.
    case folder
    case done

    static let ofLog: [AuditStep] = [.tree, .bundles, .decisions, .words, .rows, .ways, .entries]

    /// Of a log without an agreement, only some make sense.
    static let ofNodeLog: [AuditStep] = [.tree, .ways, .entries]
}

/// A log as an audit found it when it began.
package struct AuditedLog: Codable, Hashable, Sendable {
    /// As the register has it.
    package let origin: String
    package let size: Int64
    /// Nil while nothing was committed, or where the checkpoint is not of its form.
    package let root: Digest?
    /// The whole signed note; empty while nothing was committed.
    package let checkpoint: String

    init(_ head: Store.LogHead) {
        origin = head.origin
        size = head.size
        root = try? SignedCheckpoint(parsing: head.checkpoint).checkpoint.root
        checkpoint = String(decoding: head.checkpoint, as: UTF8.self)
    }
}

/// How far an audit has come, so that it can be taken up after whatever stopped it: `docs/spec/audit.md`.
package struct AuditState: Codable, Hashable, Sendable {
    static let format = "saksi-audit-state/1"

    let format: String
    /// Whether of the register itself, or of a copy of it beside a running node.
    let ofCopy: Bool
    let begun: Instant
    /// When it was taken up again.
    var resumed: [Instant]
    let logs: [AuditedLog]
    var step: AuditStep
    /// Which log, where the step is about one.
    var log: Int
    /// The last thing that the step has done, by its name or place; empty at its beginning.
    var after: String
    /// The blob that is read in part.
    var underWay: BlobUnderWay?
    /// What came of it so far.
    var report: NodeAuditReport

    init(node: Identity, ofCopy: Bool, logs: [AuditedLog], begun: Instant) {
        format = Self.format
        self.ofCopy = ofCopy
        self.begun = begun
        resumed = []
        self.logs = logs
        step = .register
        log = 0
        after = ""
        report = NodeAuditReport(node: node)
    }

    /// Damage that keeps the register from being opened is a finding like any other.
    /// - Throws: what says nothing about the evidence.
    static func unopened(
        _ error: StoreError, node: Identity, ofCopy: Bool, at now: Instant
    ) throws(StoreError) -> AuditState {
        guard [.rowDamaged, .registerDamaged, .registerVersion].contains(error.code) else { throw error }
        var state = AuditState(node: node, ofCopy: ofCopy, logs: [], begun: now)
        state.report.add("register", error)
        return state
    }

    /// An audit that is not finished within this time begins anew: what it read first is too long ago.
    private static let longest: Int64 = 60 * 86_400

    /// Whether it is about these logs as they are now, and is of our time.
    func fits(_ logs: [AuditedLog], node: Identity, ofCopy: Bool, at now: Instant) -> Bool {
        format == Self.format && self.ofCopy == ofCopy && self.logs == logs && report.node == node && begun <= now
            && now.secondsSince1970 - begun.secondsSince1970 <= Self.longest
    }
}

/// A blob of which a part was read.
struct BlobUnderWay: Codable, Hashable, Sendable {
    let blob: Digest
    /// The digest of what was read, as it can be taken up again, in hexadecimal digits.
    let digest: String

    init(_ check: BlobCheck) {
        blob = check.blob
        digest = Hexadecimal.encode(check.state)
    }

    /// - Returns: nil where it is of another blob, or of a longer one.
    func resumed(_ row: BlobRow, in blobs: Blobs) -> BlobCheck? {
        guard row.digest == blob, let state = Hexadecimal.decode(digest) else { return nil }
        return try? blobs.check(row.digest, size: row.size, from: state)
    }
}

/// How far an audit has come, for whoever waits for it.
package struct AuditProgress: Hashable, Sendable {
    /// What is being read, in words.
    package let what: String
    package let done: Int64
    package let total: Int64
    /// Bytes of blobs.
    package let bytes: Int64
    package let totalBytes: Int64
}
