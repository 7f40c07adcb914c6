import Vocabulary

/// Whether a log, as somebody shows it today, still is the one that gave a receipt: the event stands where it was
/// acknowledged, and everything before the receipt's checkpoint is as it was. What does not hold is said of the event.
package struct ReceiptComparison {
    package let receipt: Receipt
    package let keys: LogKeys
    private let event: CustodyEvent

    /// - Throws: `CustodyError` if the receipt does not prove what it says under these keys.
    package init(_ receipt: Receipt, keys: LogKeys) throws(CustodyError) {
        _ = try receipt.checkpoint.verify(log: keys)
        try receipt.proof.verify(leaf: Merkle.leaf(receipt.envelope.bytes), root: receipt.checkpoint.checkpoint.root)
        event = try UnverifiedEvent(receipt.envelope).event
        self.receipt = receipt
        self.keys = keys
    }

    /// - Parameters:
    ///   - head: the checkpoint that is shown.
    ///   - tiles: the hash tiles that are shown with it; nothing in them is believed.
    /// - Throws: `custody.log.shrunk`, `custody.log.split-view` or `custody.proof.consistency`, with the event's name;
    ///   `custody.tile.content` if the tiles do not belong to the checkpoint; whatever the source throws.
    package func check(_ head: SignedCheckpoint, tiles: @escaping TileSource) throws {
        _ = try head.verify(log: keys)
        let (old, new) = (receipt.checkpoint.checkpoint, head.checkpoint)
        let reader = SubtreeReader(size: new.size, tiles: tiles)
        guard try reader.hash(0..<new.size) == new.root else { throw Self.strangeTiles(new.size) }
        guard new.size > receipt.index else {
            throw contradiction(
                new, "The log shows \(new.size.counted("entry", "entries")), and \(named) \(try fate(new.size, tiles))")
        }
        let place = try InclusionProof(index: receipt.index, size: new.size, tiles: tiles)
        guard isProved(by: place, leaf: Merkle.leaf(receipt.envelope.bytes), new) else {
            let shown = try reader.hash(receipt.index..<receipt.index + 1)
            guard isProved(by: place, leaf: shown, new) else { throw Self.strangeTiles(new.size) }
            throw contradiction(
                new, "Entry \(receipt.index) of the log is another one now, and \(named) \(try fate(new.size, tiles))")
        }
        guard new.size >= old.size else {
            throw contradiction(
                new,
                "The log shows \(new.size.counted("entry", "entries")), not all that stood behind it, although \(named) is where it was"
            )
        }
        guard let changed = try changedEntries(reader) else { return }
        throw contradiction(new, "\(changed) another now, although \(named) is where it was")
    }

    private var named: String {
        "the event \(event.event) (\(event.type)), acknowledged as entry \(receipt.index) of \(receipt.proof.size),"
    }

    private func isProved(by proof: InclusionProof, leaf: Digest, _ checkpoint: Checkpoint) -> Bool {
        do throws(CustodyError) {
            try proof.verify(leaf: leaf, root: checkpoint.root)
            return true
        } catch {
            return false
        }
    }

    /// What became of an event that is not where it was.
    private func fate(_ size: Int, _ tiles: TileSource) throws -> String {
        let leaf = Merkle.leaf(receipt.envelope.bytes)
        for path in TileLayout(size: size).hashTiles where path.level == 0 {
            let hashes = try HashTile(path: path, bytes: tiles(path)).hashes
            if let place = hashes.firstIndex(of: leaf) {
                return "stands as entry \(path.index * TilePath.fullWidth + place) now"
            }
        }
        return "is nowhere in it"
    }

    /// The receipt's proof has the hash of each range of entries beside its own: the largest one is the first to be named.
    private func changedEntries(_ reader: SubtreeReader) throws -> String? {
        let ranges = InclusionProof.siblings(of: receipt.index, in: receipt.proof.size)
        for (range, hash) in zip(ranges, receipt.proof.hashes).reversed() where try reader.hash(range) != hash {
            return range.count == 1
                ? "Entry \(range.lowerBound) is"
                : "One or more of the entries \(range.lowerBound) to \(range.upperBound - 1) are"
        }
        return nil
    }

    private func contradiction(_ new: Checkpoint, _ what: String) -> CustodyError {
        let code: ErrorCode =
            if new.size < receipt.proof.size {
                .custodyLogShrunk
            } else if new.size == receipt.proof.size {
                .custodyLogSplitView
            } else {
                .custodyProofConsistency
            }
        return CustodyError(
            code, what + ".",
            next:
                "Keep the receipt and the checkpoint that is shown now: the log signed both. Ask once more; if it stays so, entries were taken away or rewritten."
        )
    }

    private static func strangeTiles(_ size: Int) -> CustodyError {
        CustodyError(
            .custodyTileContent,
            "The tiles that are shown do not give the root of the checkpoint of \(size.counted("entry", "entries")).",
            next: "Ask again; if it stays so, the node's tiles are damaged or not those of its log.")
    }
}
