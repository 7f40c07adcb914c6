import Seal
import Store
package import Vocabulary

/// The audits of a running node, each of a copy of its register, and their signed reports.
package actor RunningNodeAudit {
    private let node: ExchangeNode
    private let clock: Pacing.Clock
    private let bytesPerSecond: Int64
    private let pace: AuditPace
    private let executor = DiskExecutor("saksi.audit")
    private let state: SealedState
    private let reports: KeptReports
    private let board: AuditBoard

    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    private static let stateName = "audit-running.state"

    /// - Parameter bytesPerSecond: how fast blobs are read.
    package init(of node: ExchangeNode, bytesPerSecond: Int64) throws {
        try self.init(of: node, bytesPerSecond: bytesPerSecond, clock: .system, pace: AuditPace())
    }

    init(of node: ExchangeNode, bytesPerSecond: Int64, clock: Pacing.Clock, pace: AuditPace) throws {
        self.node = node
        self.clock = clock
        self.bytesPerSecond = bytesPerSecond
        self.pace = pace
        state = SealedState(Self.stateName, in: node.folder, signedBy: node.keys)
        let reports = try KeptReports(in: node.folder)
        let last = try reports.newest().flatMap {
            try? CanonicalJSON.decode(AuditDocument.self, from: $0, noun: "report", limit: 64 << 20)
        }
        self.reports = reports
        board = AuditBoard(AuditFigures(last: last))
    }

    /// At once, also while a long piece of work is done.
    package nonisolated var figures: AuditFigures { get async { await board.figures } }

    /// Whether an audit was cut short, and what it rests on is here.
    package var isUnfinished: Bool { state.read(AuditState.self) != nil && node.folder.hasSnapshot }

    /// When the last one was begun.
    package nonisolated var lastBegun: Instant? { get async { await board.figures.begun } }

    /// One audit, from where the last one was cut short.
    /// - Returns: the report, and where it lies.
    /// - Throws: `CancellationError` when the node stops; its state is kept.
    package func run() async throws -> (document: AuditDocument, path: String) {
        await board.begin()
        do {
            let signed = try SignedAuditDocument(
                AuditDocument(try await audited(), finished: node.now), signedBy: node.keys)
            let path = try reports.keep(
                signed.bytes, signature: signed.signature, finished: signed.document.finished,
                isClean: signed.isClean, signatureName: { signed.signaturePath(of: $0) })
            try end()
            await board.end(AuditFigures(last: signed.document))
            return (signed.document, path)
        } catch {
            await board.stop()
            throw error
        }
    }

    private func audited() async throws -> AuditState {
        let begun: (copy: DataFolder, audit: NodeAudit)
        do { begun = try await self.begun() } catch let error as StoreError {
            return try AuditState.unopened(error, node: node.node, ofCopy: true, at: node.now)
        }
        let copy = begun.copy
        var audit = begun.audit
        // What it is about has to be known for the copy to be of use after a stop.
        try state.write(audit.kept(), at: node.now)
        var pacing = Pacing(bytesPerSecond: bytesPerSecond, clock: clock)
        do {
            while !audit.isDone {
                try Task.checkCancellation()
                audit.step()
                await board.show(audit.progress)
                if audit.isToBeKept { try state.write(audit.kept(), at: node.now) }
                if audit.bytesOfStep > 0 {
                    try await clock.sleep(pacing.pause(after: audit.bytesOfStep))
                } else {
                    await Task.yield()
                }
            }
            try copy.close()
        } catch {
            try? copy.close()
            throw error
        }
        return audit.state
    }

    private func end() throws { try Self.discard(on: node) }

    /// Gives up what was not finished: also for a node that audits no more.
    package static func discard(on node: ExchangeNode) throws {
        try SealedState(stateName, in: node.folder, signedBy: node.keys).remove()
        try node.folder.dropSnapshot()
    }

    /// The audit that was cut short, on the copy that it is about; else one of a new copy.
    private func begun() async throws -> (copy: DataFolder, audit: NodeAudit) {
        let list = await node.trust.current().list
        let keys = try node.keys.knowing(list)
        func audit(_ copy: DataFolder, taking kept: AuditState?) -> NodeAudit {
            NodeAudit(copy, of: keys, by: list, ofCopy: true, taking: kept, at: node.now, pace: pace)
        }
        // A copy that cannot be opened any more is of no use; the register itself is not touched by that.
        if let kept = state.read(AuditState.self), let copy = try? await node.folder.openSnapshot() {
            let taken = audit(copy, taking: kept)
            if taken.isResumed { return (copy, taken) }
            try copy.close()
        }
        let copy = try await node.folder.snapshot()
        return (copy, audit(copy, taking: nil))
    }
}

/// What an audit says of itself while it works.
private actor AuditBoard {
    private(set) var figures: AuditFigures

    init(_ figures: AuditFigures) { self.figures = figures }

    func begin() { figures.isRunning = true }
    func show(_ progress: AuditProgress) { figures.progress = progress }
    func end(_ figures: AuditFigures) { self.figures = figures }
    func stop() {
        figures.isRunning = false
        figures.progress = nil
    }
}

/// How the audits of a running node stand, for its operator.
package struct AuditFigures: Sendable {
    package var isRunning = false
    package var progress: AuditProgress?
    /// Of the last one that was finished.
    package let begun: Instant?
    package let finished: Instant?
    package let findings: Int

    init(last: AuditDocument?) {
        begun = last?.begun
        finished = last?.finished
        findings = last.map { $0.report.findings.count + $0.report.unlisted } ?? 0
    }
}
