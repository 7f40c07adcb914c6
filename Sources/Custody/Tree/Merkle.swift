package import Vocabulary

/// The hashes of RFC 6962, section 2.1: a leaf and a node can never be taken for each other.
package enum Merkle {
    /// SHA-256(0x00 || entry)
    package static func leaf(_ entry: [UInt8]) -> Digest {
        var stream = DigestStream()
        stream.update([0x00] + entry)
        return stream.finish()
    }

    /// SHA-256(0x01 || left || right)
    package static func node(_ left: Digest, _ right: Digest) -> Digest { Digest(of: 0x01, left, right) }

    /// The root of a tree without leaves: SHA-256 of nothing.
    package static let emptyRoot = Digest(of: [])

    /// The root over leaves or over subtrees of equal height, with RFC 6962's split at the largest power of two.
    package static func root(_ hashes: some RandomAccessCollection<Digest>) -> Digest {
        guard let first = hashes.first else { return emptyRoot }
        guard hashes.count > 1 else { return first }
        let split = splitPoint(hashes.count)
        return node(root(hashes.prefix(split)), root(hashes.dropFirst(split)))
    }

    /// The largest power of two that is smaller than `count`, which is at least 2.
    static func splitPoint(_ count: Int) -> Int {
        1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)
    }
}
