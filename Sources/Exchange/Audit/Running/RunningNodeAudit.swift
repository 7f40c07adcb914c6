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
    private var standing: AuditFigures

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
        standing = AuditFigures(last: last)
    }

    package var figures: AuditFigures { standing }

    /// Whether an audit was cut short, and what it rests on is here.
    package var isUnfinished: Bool { state.read(AuditState.self) != nil && node.folder.hasSnapshot }

    /// When the last one was begun.
    package var lastBegun: Instant? { standing.begun }

    /// One audit, from where the last one was cut short.
    /// - Returns: the report, and where it lies.
    /// - Throws: `CancellationError` when the node stops; its state is kept.
    package func run() async throws -> (document: AuditDocument, path: String) {
        standing.isRunning = true
        defer { standing.isRunning = false }
        let copy = try await subject()
        var audit = NodeAudit(
            copy, of: node.keys, ofCopy: true, taking: state.read(AuditState.self), at: node.now, pace: pace)
        // What it is about has to be known for the copy to be of use after a stop.
        try state.write(audit.kept(), at: node.now)
        var pacing = Pacing(bytesPerSecond: bytesPerSecond, clock: clock)
        do {
            while !audit.isDone {
                try Task.checkCancellation()
                audit.step()
                standing.progress = audit.progress
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
        let signed = try SignedAuditDocument(
            AuditDocument(audit.state, finished: node.now), signedBy: node.keys)
        let path = try reports.keep(
            signed.bytes, signature: signed.signature, finished: signed.document.finished, isClean: signed.isClean,
            signatureName: { signed.signaturePath(of: $0) })
        try end()
        standing = AuditFigures(last: signed.document)
        return (signed.document, path)
    }

    private func end() throws { try Self.discard(on: node) }

    /// Gives up what was not finished: also for a node that audits no more.
    package static func discard(on node: ExchangeNode) throws {
        try SealedState(stateName, in: node.folder, signedBy: node.keys).remove()
        try node.folder.dropSnapshot()
    }

    private func subject() async throws -> DataFolder {
        if state.read(AuditState.self) != nil, let copy = try await node.folder.openSnapshot() { return copy }
        return try await node.folder.snapshot()
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
