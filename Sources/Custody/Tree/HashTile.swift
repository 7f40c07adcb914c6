package import Vocabulary

/// Up to 256 neighbouring hashes of one level, as C2SP tlog-tiles stores and serves them.
///
/// A partial tile is the beginning of every wider one at the same place: whoever keeps the widest can serve them all.
package struct HashTile: Hashable, Sendable {
    package let path: TilePath
    package let hashes: [Digest]

    init(level: Int, index: Int, hashes: [Digest]) {
        path = TilePath(unchecked: level, index: index, width: hashes.count)
        self.hashes = hashes
    }

    /// - Throws: `CustodyError` unless there are exactly as many bytes as the path's width asks for.
    package init(path: TilePath, bytes: [UInt8]) throws(CustodyError) {
        guard path.level != nil, bytes.count == path.width * 32, let hashes = Digest.list(bytes) else {
            throw CustodyError(
                .custodyTileForm, "The tile \(path) has \(bytes.count.counted("byte")) instead of \(path.width * 32).",
                next: "Restore it from a mirror or a backup, or have the log rebuilt from its entries.")
        }
        self.path = path
        self.hashes = hashes
    }

    /// 32 bytes for each hash.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(hashes.count * 32)
        for hash in hashes { bytes += hash.bytes }
        return bytes
    }
}
