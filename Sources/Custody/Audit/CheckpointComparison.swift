import Vocabulary

/// Whether a log today still is the log that it once said it was.
package struct CheckpointComparison {
    package let old: SignedCheckpoint
    package let keys: LogKeys

    package init(old: SignedCheckpoint, keys: LogKeys) {
        self.old = old
        self.keys = keys
    }

    /// - Throws: `CustodyError` if the log shrank, shows two views of itself, or was rewritten; whatever the source throws.
    package func check(_ head: Checkpoint, tiles: @escaping TileSource) throws {
        _ = try old.verify(log: keys)
        let before = old.checkpoint
        guard before.size <= head.size else {
            throw CustodyError(
                .custodyLogShrunk,
                "The log has \(head.size.counted("entry", "entries")), and once signed for \(before.size).",
                next:
                    "Keep both checkpoints. Entries were removed, or an old backup was restored: restore the newest one."
            )
        }
        guard before.size > 0 else { return }
        guard before.size < head.size else {
            guard before.root == head.root else {
                throw CustodyError(
                    .custodyLogSplitView,
                    "The log signed two different trees of \(head.size.counted("entry", "entries")).",
                    next: "Keep both checkpoints: together they prove that the log showed two views of itself.")
            }
            return
        }
        try ConsistencyProof(from: before.size, to: head.size, tiles: tiles).verify(old: before.root, new: head.root)
    }
}
