import Custody
import Foundation
import Seal
import TestKit
import Vocabulary

@testable import Exchange
@testable import Store

/// A bench that is lost and made anew from its log.
extension Bench {
    /// Writes the log of the agreement as a mirror keeps it.
    func mirror(to name: String = "mirror") async throws -> String {
        let active = try await node.agreement(try id, for: try await caller(.prosecutor))
        let log = active.log
        let checkpoint = try log.checkpoint()
        let folder = "\(name)/\(Digest(ofText: log.origin.text).hexadecimal)"
        let layout = TileLayout(size: checkpoint.checkpoint.size)
        for path in layout.hashTiles + layout.entryBundles {
            try workspace.write(try log.tile(path), to: "\(folder)/\(path)")
        }
        try workspace.write(checkpoint.bytes, to: "\(folder)/checkpoint")
        return workspace(name)
    }

    func rebuilding(_ data: String = "anew") throws -> NodeSetting {
        NodeSetting(
            dataFolder: workspace(data), keys: try NodeKeys(in: workspace),
            trust: try TrustKeeper(loading: workspace("pki/trust.yaml"), timekeeper: clock), reserveBytes: 0)
    }

    /// Rebuilds into another folder; whatever lies in the workspace is looked at, the old blobs included.
    func rebuilt(goesOn: Bool = true, files: [String] = ["."]) async throws -> RebuildReport {
        let order = RebuildOrder(
            mirrors: [try await mirror()], files: files.map { workspace($0) }, proofs: [], goesOn: goesOn)
        let (report, thrown) = try await NodeRebuild.run(
            order, on: try rebuilding(), timekeeper: clock, randomness: SystemRandomness())
        if let thrown { throw thrown }
        return report
    }

    /// Audits a copy of a rebuilt folder, which may belong to this process.
    /// - Parameter change: done to the copy before it is read.
    func auditRebuilt(
        _ data: String = "anew", after change: (_ folder: String) throws -> Void = { _ in }
    ) async throws -> NodeAuditReport {
        let name = "copy-\(UUID().uuidString)"
        try FileManager.default.copyItem(atPath: workspace(data), toPath: workspace(name))
        try change(workspace(name))
        return try await NodeAudit.report(on: try rebuilding(name))
    }

    /// Every row of a register as it is on the disk.
    func rows(in data: String) async throws -> Set<RegisterRow> {
        let copy = workspace("copy-\(UUID().uuidString)")
        try FileManager.default.copyItem(atPath: workspace(data), toPath: copy)
        let folder = try await DataFolder.open(copy, options: StoreOptions(reserve: 0))
        var rows: Set<RegisterRow> = []
        try folder.register.forEachRow { rows.insert($0) }
        try folder.close()
        return rows
    }
}
