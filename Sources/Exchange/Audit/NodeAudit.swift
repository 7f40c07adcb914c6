import Custody
import Policy
import Seal
import Store
import Vocabulary

/// Reads everything that a node holds, and checks each against the other: blobs against their digests, events against
/// their certificates, trees against checkpoints, the register against the logs, decisions by replay.
///
/// It does so in small steps and knows after each how far it is, so that it can be stopped and taken up again. It writes
/// nothing; whoever runs it keeps its state.
struct NodeAudit {
    let folder: DataFolder
    let keys: NodeKeys
    /// The node as the trust list has it; nil if it does not name it.
    let trusted: TrustedNode?
    /// The logs as they are now.
    let heads: [Store.LogHead]
    let amount: RegisterAmount?
    let pace: AuditPace
    var state: AuditState
    /// What the steps about one log share.
    var work: LogWork?
    /// The blob that is being read.
    var blob: BlobCheck?
    /// Entries, rows, blobs and mebibytes that were read since the state was kept last.
    private(set) var unkept: Int64 = 0
    /// Bytes of blobs that the last step read.
    var bytesOfStep = 0

    /// - Parameters:
    ///   - list: the trust list of this moment.
    ///   - kept: of an audit that was not finished; taken up if it is about these very logs.
    init(
        _ folder: DataFolder, of keys: NodeKeys, by list: TrustList, ofCopy: Bool = false,
        taking kept: AuditState? = nil, at now: Instant, pace: AuditPace = AuditPace()
    ) {
        self.folder = folder
        self.pace = pace
        self.keys = keys
        trusted = list.nodes[keys.node]
        amount = try? folder.register.amount()
        var unreadable: (any Error)?
        do { heads = try folder.register.logs() } catch {
            heads = []
            unreadable = error
        }
        let logs = heads.map { AuditedLog($0) }
        if var kept, kept.fits(logs, node: keys.node, ofCopy: ofCopy, at: now) {
            kept.resumed.append(now)
            state = kept
        } else {
            state = AuditState(node: keys.node, ofCopy: ofCopy, logs: logs, begun: now)
            if let unreadable { state.report.add("logs", error: unreadable) }
        }
    }

    var isDone: Bool { state.step == .done }
    var isResumed: Bool { !state.resumed.isEmpty }

    /// Whether it is time to keep the state: often enough to lose little, seldom enough to cost little.
    var isToBeKept: Bool {
        guard !isDone, work?.walk?.isBetweenBundles ?? true else { return false }
        return unkept >= max(pace.keepEvery, all / 1000)
    }

    /// The state as it is to be kept.
    mutating func kept() -> AuditState {
        unkept = 0
        return state
    }

    private var all: Int64 {
        guard let amount else { return 0 }
        return 2 * amount.entries + amount.bundles + amount.decisions + amount.blobs + amount.bytes >> 20
    }

    mutating func did(_ count: Int64) { unkept += count }

    /// Does the next piece of work.
    mutating func step() {
        bytesOfStep = 0
        switch state.step {
        case .register:
            do { state.report.add(register: try folder.register.check()) } catch {
                state.report.add("register", error: error)
            }
            auditRebuilding()
            did(amount.map { $0.bundles + $0.decisions } ?? 0)
            beginLog(0)
        case .tree, .bundles, .decisions, .words, .rows, .ways, .entries:
            stepOfLog()
        case .memory:
            auditMemory()
            go(to: .strangers)
        case .strangers:
            do { try auditStrangers() } catch { state.report.add("logs", error: error) }
            go(to: .blobs)
        case .blobs:
            if !stepOfBlobs() { go(to: .folder) }
        case .folder:
            auditFolder()
            state.report.close()
            go(to: .done)
        case .done: break
        }
    }

    mutating func go(to step: AuditStep) {
        state.step = step
        state.after = ""
    }

    /// The steps about one log, or what follows if there is no such log.
    mutating func beginLog(_ number: Int) {
        work = nil
        state.log = number
        go(to: number < heads.count ? .tree : .memory)
    }

    var progress: AuditProgress {
        let head = heads.indices.contains(state.log) ? heads[state.log] : nil
        let report = state.report
        let (what, done, total): (String, Int64, Int64) =
            switch state.step {
            case .register: ("the register", 0, 0)
            case .tree: ("the log \(head?.origin ?? "")", Int64(work?.walk?.read ?? 0), head?.size ?? 0)
            case .bundles: ("bundles and releases", Int64(report.bundles), amount?.bundles ?? 0)
            case .decisions: ("decisions", Int64(report.decisions), amount?.decisions ?? 0)
            case .words, .rows, .ways, .memory, .strangers: ("rows of the register", 0, 0)
            case .entries: ("rows for the log \(head?.origin ?? "")", Int64(state.after) ?? 0, head?.size ?? 0)
            case .blobs: ("blobs", Int64(report.blobs), amount?.blobs ?? 0)
            case .folder, .done: ("the data folder", 0, 0)
            }
        return AuditProgress(
            what: what, done: done, total: total, bytes: report.bytes, totalBytes: amount?.bytes ?? 0)
    }
}

/// How much an audit does at a time.
package struct AuditPace: Hashable, Sendable {
    /// Bundles of 256 entries in one step.
    package var bundles = 4
    /// Rows in one step.
    package var rows = 500
    /// Bytes of one blob in one step.
    package var bytes = 8 << 20
    /// The state is kept after so many entries, rows, blobs and mebibytes, or after a thousandth of all.
    package var keepEvery: Int64 = 64

    package init() {}
}
