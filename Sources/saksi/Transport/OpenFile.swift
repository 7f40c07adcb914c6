import NIOCore
import Vocabulary

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A file that stays open while a transfer needs it.
final class OpenFile: Sendable {
    private let descriptor: CInt
    private let path: String

    /// Opens a file for reading.
    init(reading path: String) throws(NodeFailure) {
        self.path = path
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure("opened", path) }
    }

    /// Opens a file for writing, made readable for its owner only if it is new.
    init(writing path: String) throws(NodeFailure) {
        self.path = path
        descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Self.failure("written", path) }
    }

    deinit {
        close(descriptor)
    }

    /// - Throws: `node.file.changed` if the file ends before `count` bytes.
    func read(_ count: Int, at offset: Int64) throws(NodeFailure) -> ByteBuffer {
        var buffer = ByteBuffer()
        while buffer.readableBytes < count {
            let done = buffer.readableBytes
            let missing = count - done
            let result = unsafe buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: missing) { space in
                Swift.max(0, unsafe pread(descriptor, space.baseAddress, missing, off_t(offset) + off_t(done)))
            }
            guard result > 0 else {
                throw NodeFailure(
                    .nodeFileChanged, "The file “\(path)” became shorter, or cannot be read, while it was being sent.",
                    next: "Leave the file alone while it is sent, and start again.")
            }
        }
        return buffer
    }

    func write(_ bytes: ByteBuffer, at offset: Int64) throws(NodeFailure) {
        var bytes = bytes
        var offset = offset
        while bytes.readableBytes > 0 {
            let written = unsafe bytes.withUnsafeReadableBytes { source in
                unsafe pwrite(descriptor, source.baseAddress, source.count, off_t(offset))
            }
            guard written > 0 else { throw Self.failure("written", path) }
            bytes.moveReaderIndex(forwardBy: written)
            offset += Int64(written)
        }
    }

    func truncate(to length: Int64) throws(NodeFailure) {
        guard ftruncate(descriptor, off_t(length)) == 0 else { throw Self.failure("written", path) }
    }

    func synchronize() throws(NodeFailure) {
        guard fsync(descriptor) == 0 else { throw Self.failure("written", path) }
    }

    private static func failure(_ done: String, _ path: String) -> NodeFailure {
        let full = errno == ENOSPC || errno == EDQUOT
        return NodeFailure(
            .nodeFile, "The file “\(path)” cannot be \(done)\(full ? ": the disk is full" : "").",
            next: full ? "Make room and run the same command again." : "Check the path and its permissions.")
    }
}
