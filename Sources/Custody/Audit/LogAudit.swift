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
        var differences: [TileDifference] = []
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
                compare(tile, &differences, &findings)
            }
        }
        walk.finish()
        let isWhole = walk.frontier.size == head.size
        let entriesAgree = isWhole && walk.frontier.root == head.root
        findings += differences.map { $0.finding(entriesAgreeWithCheckpoint: entriesAgree) }
        findings += walk.findings
        if isWhole, !entriesAgree {
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

    private func compare(
        _ expected: HashTile, _ differences: inout [TileDifference], _ findings: inout [AuditFinding]
    ) {
        let path = expected.path
        do {
            let stored = try HashTile(path: path, bytes: tiles(path))
            let places = stored.hashes.indices.filter { stored.hashes[$0] != expected.hashes[$0] }
            differences += places.map { TileDifference(path: path, place: $0) }
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
