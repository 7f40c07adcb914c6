import Seal
package import Vocabulary

/// Reads one blob again, a piece at a time, and compares size and digest at the end.
package struct BlobCheck: Sendable {
    private let reader: BlobReader
    private let size: Int64
    private var digest: ResumableDigest

    package enum Standing: Hashable, Sendable {
        /// There is more to read.
        case reading
        case whole
        case damaged
    }

    init(_ reader: BlobReader, size: Int64, digest: ResumableDigest) {
        self.reader = reader
        self.size = size
        self.digest = digest
    }

    package var blob: Digest { reader.digest }

    /// How far it is, so that it can be taken up again (`Blobs.check(_:size:from:)`).
    package var state: [UInt8] { digest.state }

    /// Reads the next piece, from the disk and not from memory.
    /// - Returns: how many bytes were read, and how the blob stands.
    package mutating func read(atMost count: Int) throws(StoreError) -> (bytes: Int, standing: Standing) {
        guard reader.size == size else { return (0, .damaged) }
        let offset = Int64(digest.count)
        let piece = try reader.readFromDisk(at: offset, count: Int(min(Int64(max(1, count)), size - offset)))
        digest.update(piece)
        guard Int64(digest.count) == size else { return (piece.count, .reading) }
        return (piece.count, digest.finish() == blob ? .whole : .damaged)
    }
}

extension Blobs {
    /// - Parameter state: of a check that was not finished.
    /// - Throws: `storage.blob-missing`; `seal.digest.state` for a state that is none.
    package func check(_ digest: Digest, size: Int64, from state: [UInt8]? = nil) throws -> BlobCheck {
        var stream = ResumableDigest()
        // More than there is was not read of this blob.
        if let state, case let begun = try ResumableDigest(state: state), begun.count < size { stream = begun }
        return BlobCheck(try open(digest), size: size, digest: stream)
    }

    /// What a blob is that is not what it was.
    package static func damaged(_ digest: Digest) -> StoreError {
        StoreError(
            .blobDamaged, "The stored file \(digest) is not what it was: its bytes no longer give its digest.",
            next: "Keep the disk as it is, and bring the file back from a backup or from a party that received it.")
    }
}
