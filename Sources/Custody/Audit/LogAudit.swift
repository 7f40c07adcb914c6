import Vocabulary

/// Checks a whole log: its entries, its tiles against the entries, its tree against the checkpoint,
/// and the checkpoint against those that were seen before.
package struct LogAudit {
    package let keys: LogKeys
    package let cosigners: [Cosigner]
    package let tiles: TileSource
    package let entries: TileSource

    /// - Parameters:
    ///   - tiles: reads a tile of hashes.
    ///   - entries: reads a bundle of entries. Whatever the two throw is a finding at that place.
    package init(keys: LogKeys, cosigners: [Cosigner] = [], tiles: @escaping TileSource, entries: @escaping TileSource)
    {
        self.keys = keys
        self.cosigners = cosigners
        self.tiles = tiles
        self.entries = entries
    }

    /// - Parameters:
    ///   - bytes: the checkpoint as stored or served.
    ///   - earlier: checkpoints of this log that somebody kept: each must still be true.
    package func run(checkpoint bytes: [UInt8], earlier: [SignedCheckpoint] = []) -> AuditReport {
        let begun = LogWalk.begin(checkpoint: bytes, keys: keys, cosigners: cosigners)
        guard var walk = begun.walk else { return begun.refused }
        while let path = walk.need {
            walk.give(Result { try path.level == nil ? entries(path) : tiles(path) })
        }
        let report = walk.finish(unknown: begun.signatures.unknown)
        return report.adding(earlier.compactMap { compare($0, with: walk.checkpoint) })
    }

    /// - Returns: what is wrong, if anything.
    private func compare(_ old: SignedCheckpoint, with head: Checkpoint) -> AuditFinding? {
        do {
            try CheckpointComparison(old: old, keys: keys).check(head, tiles: tiles)
            return nil
        } catch {
            return AuditFinding(
                .checkpoint(size: old.checkpoint.size),
                Self.asCustodyError(error, .custodyTileForm, "The tiles of the log"))
        }
    }

    static func unreadable(_ path: TilePath, _ error: any Error) -> CustodyError {
        asCustodyError(error, .custodyTileForm, "\(path)")
    }

    private static func asCustodyError(_ error: any Error, _ code: ErrorCode, _ noun: String) -> CustodyError {
        if let error = error as? CustodyError { return error }
        let reason = (error as? any Failure)?.reason ?? "no reason was given"
        return CustodyError(code, "\(noun) could not be read: \(reason)", next: "Restore it from a backup or a mirror.")
    }

    static func wrongRoot(_ size: Int, ofEntries: Bool) -> CustodyError {
        CustodyError(
            .custodyCheckpointRoot,
            "The \(ofEntries ? "" : "hashes of the ")\(size) entries do not give the root hash of the signed checkpoint.",
            next:
                "An entry was changed after it was signed for. Keep everything, and compare the entries with a mirror.")
    }
}
