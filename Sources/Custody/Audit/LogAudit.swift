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
        var findings: [AuditFinding] = []
        var unknown: [NoteSignature] = []
        guard let signed = checked(bytes, &findings, &unknown) else {
            return AuditReport(
                origin: keys.origin, size: 0, events: 0, objects: 0, tiles: 0, findings: findings, unknown: unknown)
        }
        let head = signed.checkpoint
        let layout = TileLayout(size: head.size)
        var walk = EntryAudit(origin: keys.origin)
        var expected = TreeEdge()
        var tileCount = 0
        for path in layout.entryBundles {
            do {
                for entry in try EntryBundle.decode(entries(path), path: path) { walk.read(entry) }
            } catch {
                findings.append(AuditFinding(.tile(path), Self.unreadable(path, error)))
                break
            }
            for tile in expected.append(walk.leaves) where tile.path.width == layout.width(of: tile.path) {
                tileCount += 1
                compare(tile, &findings)
            }
        }
        walk.finish()
        findings += walk.findings
        if walk.frontier.size == head.size, walk.frontier.root != head.root {
            findings.append(AuditFinding(.checkpoint(size: head.size), Self.wrongRoot(head.size)))
        }
        for old in earlier { compare(old, with: head, &findings) }
        return AuditReport(
            origin: keys.origin, size: head.size, events: walk.events, objects: walk.objects, tiles: tileCount,
            findings: findings, unknown: unknown)
    }

    private func checked(
        _ bytes: [UInt8], _ findings: inout [AuditFinding], _ unknown: inout [NoteSignature]
    ) -> SignedCheckpoint? {
        do {
            let signed = try SignedCheckpoint(parsing: bytes)
            do {
                unknown = try signed.verify(log: keys, cosigners: cosigners).unknown
            } catch {
                findings.append(AuditFinding(.checkpoint(size: signed.checkpoint.size), error))
            }
            return findings.isEmpty ? signed : nil
        } catch {
            findings.append(AuditFinding(.checkpoint(size: 0), error))
            return nil
        }
    }

    private func compare(_ expected: HashTile, _ findings: inout [AuditFinding]) {
        let path = expected.path
        do {
            let stored = try HashTile(path: path, bytes: tiles(path))
            guard let place = zip(stored.hashes, expected.hashes).enumerated().first(where: { $1.0 != $1.1 })?.offset
            else { return }
            findings.append(
                AuditFinding(
                    .tile(path),
                    CustodyError(
                        .custodyTileContent, "Hash \(place) of \(path) is not that of the entries below it.",
                        next:
                            "Either the tile or an entry was changed: the finding on the checkpoint's root, if there is one, tells that it was the entry."
                    )))
        } catch {
            findings.append(AuditFinding(.tile(path), Self.unreadable(path, error)))
        }
    }

    private func compare(_ old: SignedCheckpoint, with head: Checkpoint, _ findings: inout [AuditFinding]) {
        do {
            try CheckpointComparison(old: old, keys: keys).check(head, tiles: tiles)
        } catch {
            let place = AuditFinding.Place.checkpoint(size: old.checkpoint.size)
            findings.append(AuditFinding(place, Self.asCustodyError(error, .custodyTileForm, "The tiles of the log")))
        }
    }

    private static func unreadable(_ path: TilePath, _ error: any Error) -> CustodyError {
        asCustodyError(error, .custodyTileForm, "\(path)")
    }

    private static func asCustodyError(_ error: any Error, _ code: ErrorCode, _ noun: String) -> CustodyError {
        if let error = error as? CustodyError { return error }
        let reason = (error as? any Failure)?.reason ?? "no reason was given"
        return CustodyError(code, "\(noun) could not be read: \(reason)", next: "Restore it from a backup or a mirror.")
    }

    private static func wrongRoot(_ size: Int) -> CustodyError {
        CustodyError(
            .custodyCheckpointRoot, "The \(size) entries do not give the root hash of the signed checkpoint.",
            next:
                "An entry was changed after it was signed for. Keep everything, and compare the entries with a mirror.")
    }
}

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
                .custodyLogShrunk, "The log has \(head.size) entries, and once signed for \(before.size).",
                next:
                    "Keep both checkpoints. Entries were removed, or an old backup was restored: restore the newest one."
            )
        }
        guard before.size > 0 else { return }
        guard before.size < head.size else {
            guard before.root == head.root else {
                throw CustodyError(
                    .custodyLogSplitView, "The log signed two different trees of \(head.size) entries.",
                    next: "Keep both checkpoints: together they prove that the log showed two views of itself.")
            }
            return
        }
        try ConsistencyProof(from: before.size, to: head.size, tiles: tiles).verify(old: before.root, new: head.root)
    }
}
