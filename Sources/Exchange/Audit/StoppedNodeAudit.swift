import Seal
import Store
package import Vocabulary

/// The audit of a node that is stopped: on the register itself.
package struct StoppedNodeAudit: Sendable {
    private let setting: NodeSetting
    private let timekeeper: any Timekeeper
    private let pace: AuditPace

    package init(_ setting: NodeSetting, timekeeper: any Timekeeper = SystemTimekeeper(), pace: AuditPace = AuditPace())
    {
        self.setting = setting
        self.timekeeper = timekeeper
        self.pace = pace
    }

    private static let stateName = "audit.state"

    /// What whoever runs it is told on the way.
    package struct Listener: Sendable {
        /// An audit that was not finished goes on.
        package var onResumed: @Sendable (_ begun: Instant) -> Void = { _ in }
        package var onProgress: @Sendable (AuditProgress) -> Void = { _ in }
        /// After the state was kept.
        package var onKept: @Sendable () throws -> Void = {}
        /// With the report, before the state goes: where it cannot be delivered, the audit is not over.
        package var onReport: @Sendable (SignedAuditDocument) throws -> Void = { _ in }

        package init() {}
    }

    /// Takes up the audit that was not finished, or begins one. Damage that keeps the store from being opened is a finding
    /// like any other.
    ///
    /// - Parameters:
    ///   - anew: begins one in any case.
    ///   - keepsState: whether it can be taken up if it is stopped.
    /// - Throws: what says nothing about the evidence: another process has the folder, or the state cannot be kept.
    package func run(
        anew: Bool = false, keepsState: Bool = true, listener: Listener = Listener()
    ) async throws -> SignedAuditDocument {
        let folder: DataFolder
        do throws(StoreError) {
            folder = try await DataFolder.open(
                setting.dataFolder, options: StoreOptions(reserve: setting.reserveBytes))
        } catch {
            let state = try AuditState.unopened(
                error, node: setting.keys.node, ofCopy: false, at: timekeeper.now)
            return try signed(state, listener)
        }
        let kept = SealedState(Self.stateName, in: folder, signedBy: setting.keys)
        let list = await setting.trust.current().list
        var audit = NodeAudit(
            folder, of: try setting.keys.knowing(list), by: list,
            taking: anew || !keepsState ? nil : kept.read(AuditState.self), at: timekeeper.now, pace: pace)
        if audit.isResumed { listener.onResumed(audit.state.begun) }
        while !audit.isDone {
            audit.step()
            listener.onProgress(audit.progress)
            guard keepsState, audit.isToBeKept else { continue }
            try kept.write(audit.kept(), at: timekeeper.now)
            try listener.onKept()
        }
        let report = try signed(audit.state, listener)
        if keepsState { try kept.remove() }
        try folder.close()
        return report
    }

    /// Gives up what was not finished.
    static func discard(in folder: DataFolder, of keys: NodeKeys) throws {
        try SealedState(stateName, in: folder, signedBy: keys).remove()
    }

    private func signed(_ state: AuditState, _ listener: Listener) throws -> SignedAuditDocument {
        let report = try SignedAuditDocument(
            AuditDocument(state, finished: timekeeper.now), signedBy: setting.keys)
        try listener.onReport(report)
        return report
    }
}

extension NodeAudit {
    /// Audits the node whose folder it is, in one go.
    static func report(on setting: NodeSetting) async throws -> NodeAuditReport {
        try await StoppedNodeAudit(setting).run(keepsState: false).document.report
    }
}
