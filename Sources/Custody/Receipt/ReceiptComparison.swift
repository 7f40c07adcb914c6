import Vocabulary

/// Whether a log, as somebody shows it today, still is the one that gave a receipt: the event stands where it was
/// acknowledged, and everything before the receipt's checkpoint is as it was. What does not hold is said of the event.
package struct ReceiptComparison {
    package let receipt: Receipt
    package let keys: LogKeys
    private let event: CustodyEvent

    /// - Parameter cosigners: whose signatures can confirm what a stolen key signed.
    /// - Throws: `CustodyError` if the receipt does not prove what it says under these keys.
    package init(_ receipt: Receipt, keys: LogKeys, cosigners: [Cosigner] = []) throws(CustodyError) {
        _ = try receipt.checkpoint.verify(log: keys, cosigners: cosigners)
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
        let reader = try SubtreeReader(size: new.size, root: new.root, tiles: tiles)
        guard new.size > receipt.index else {
            throw contradiction(
                new, "The log shows \(new.size.counted("entry", "entries")), and \(named) is not where it was")
        }
        guard try reader.hash(receipt.index..<receipt.index + 1) == Merkle.leaf(receipt.envelope.bytes) else {
            throw contradiction(
                new, "Entry \(receipt.index) of the log is another one now, and \(named) is not where it was")
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

    /// In so many tiles of 256 entries around its place an event is looked for that is not there any more. A log can say that
    /// it has as many entries as it likes, and who is found out must not be able to keep anybody busy with them.
    private static let mostLookedThrough = 64

    /// What became of an event that is not where it was. Nothing depends on it: what is wrong is known without it.
    /// - Returns: a sentence; nil if the event is where it was.
    package func fate(in head: SignedCheckpoint, tiles: @escaping TileSource) throws -> String? {
        let size = head.checkpoint.size
        let reader = try SubtreeReader(size: size, root: head.checkpoint.root, tiles: tiles)
        let leaf = Merkle.leaf(receipt.envelope.bytes)
        let all = (size + TilePath.fullWidth - 1) / TilePath.fullWidth
        let most = min(Self.mostLookedThrough, all)
        let middle = min(receipt.index / TilePath.fullWidth, max(0, all - 1))
        let first = max(0, min(middle - most / 2, all - most))
        for index in (first..<first + most).sorted(by: { abs($0 - middle) < abs($1 - middle) }) {
            guard let place = try reader.leaves(tile: index).firstIndex(of: leaf) else { continue }
            let entry = index * TilePath.fullWidth + place
            return entry == receipt.index ? nil : "It stands as entry \(entry) now."
        }
        guard most < all else { return "It is nowhere in it." }
        let end = min(size, (first + most) * TilePath.fullWidth)
        return "It is not among the entries \(first * TilePath.fullWidth) to \(end - 1), where it was looked for."
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
}
