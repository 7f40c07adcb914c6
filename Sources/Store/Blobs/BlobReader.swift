package import Vocabulary

/// One blob, open for reading. Any number of readers may use it at once.
package final class BlobReader: Sendable {
    private let file: Descriptor
    package let digest: Digest
    /// In bytes.
    package let size: Int64

    init(_ file: consuming Descriptor, digest: Digest) throws(StoreError) {
        size = try file.size
        self.file = file
        self.digest = digest
    }

    /// Reads exactly these bytes; a short read is an error.
    /// - Parameter offset: in bytes; with `count` inside the blob.
    package func read(at offset: Int64, count: Int) throws(StoreError) -> [UInt8] {
        let bytes = try file.read(at: offset, count: count)
        guard bytes.count == count else {
            throw StoreError(
                .blobDamaged, "The stored file \(digest) ends at byte \(offset + Int64(bytes.count)).",
                next: "Tell the operator of the node to run “saksid audit”.")
        }
        return bytes
    }

    /// The same, past what the system still has in memory, which says nothing about the disk.
    func readFromDisk(at offset: Int64, count: Int) throws(StoreError) -> [UInt8] {
        file.forget(at: offset, count: count)
        let bytes = try read(at: offset, count: count)
        file.forget(at: offset, count: count)
        return bytes
    }

    /// Hashes the whole blob, a piece at a time.
    package func rehash() throws(StoreError) -> Digest { try file.rehash() }
}

extension Descriptor {
    /// SHA-256 of all that the file holds, with flat memory.
    func rehash() throws(StoreError) -> Digest {
        var stream = DigestStream()
        var offset: Int64 = 0
        while true {
            let piece = try read(at: offset, count: Self.pieceSize)
            stream.update(piece)
            offset += Int64(piece.count)
            if piece.count < Self.pieceSize { return stream.finish() }
        }
    }

    private static var pieceSize: Int { 1 << 20 }
}
