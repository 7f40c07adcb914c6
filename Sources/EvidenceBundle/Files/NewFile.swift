import Glibc
import Vocabulary

/// A file under way: written under a temporary name, and there under its own name only when complete and synced.
///
/// The system calls, in order: `open(O_CREAT|O_EXCL)`, `write`…, `pwrite` for what is written back, `fsync`,
/// `link` (which refuses an existing name), `unlink` of the temporary name, `fsync` of the folder. File systems
/// without links (FAT sticks) get a look and a plain `rename`.
/// Whatever goes wrong, or if nobody calls `commit`, the temporary name is removed.
package final class NewFile {
    private let number: Int32
    private let temporary: String
    private let path: String
    private let folder: String
    private var buffer: [UInt8]
    private var buffered = 0
    /// How many bytes have been given to the file, those in the buffer included.
    private(set) var length: Int64 = 0
    private var committed = false

    private static let bufferSize = 1 << 20

    /// - Parameter path: must not exist yet.
    package init(_ path: String) throws(BundleError) {
        self.path = path
        let slash = path.lastIndex(of: "/")
        folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        temporary = "\(folder)/.\(name.prefix(80)).\(getpid()).\(UInt32.random(in: 0 ... .max)).part"
        buffer = [UInt8](repeating: 0, count: Self.bufferSize)
        guard unsafe access(path, F_OK) != 0 else { throw SystemFailure.error(EEXIST, path, "") }
        number = unsafe open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard number >= 0 else {
            throw errno == ENOENT
                ? BundleError(
                    .sourceMissing, "The folder “\(folder.shownInMessage)” is not there.",
                    next: "Make it first: mkdir -p.")
                : SystemFailure.error(errno, path, "could not be made")
        }
    }

    deinit {
        if number >= 0 {
            close(number)
            if !committed { unsafe unlink(temporary) }
        }
    }

    package func append(_ bytes: [UInt8]) throws(BundleError) {
        try append(bytes, count: bytes.count)
    }

    /// Appends the first `count` bytes.
    func append(_ bytes: [UInt8], count: Int) throws(BundleError) {
        var taken = 0
        while taken < count {
            let step = min(count - taken, buffer.count - buffered)
            let from = taken
            let to = buffered
            unsafe buffer.withUnsafeMutableBytes { target in
                unsafe bytes.withUnsafeBytes { source in
                    unsafe target.baseAddress?.advanced(by: to).copyMemory(
                        from: source.baseAddress.unsafelyUnwrapped.advanced(by: from), byteCount: step)
                }
            }
            taken += step
            buffered += step
            length += Int64(step)
            if buffered == buffer.count { try flush() }
        }
    }

    /// Writes over bytes that were appended before.
    func patch(_ bytes: [UInt8], at offset: Int64) throws(BundleError) {
        let start = length - Int64(buffered)
        if offset >= start {
            buffer.replaceSubrange(Int(offset - start)..<Int(offset - start) + bytes.count, with: bytes)
        } else {
            if offset + Int64(bytes.count) > start { try flush() }
            try put(bytes, count: bytes.count, at: offset)
        }
    }

    private func flush() throws(BundleError) {
        guard buffered > 0 else { return }
        try put(buffer, count: buffered, at: length - Int64(buffered))
        buffered = 0
    }

    private func put(_ bytes: [UInt8], count: Int, at offset: Int64) throws(BundleError) {
        var done = 0
        while done < count {
            let wrote = unsafe bytes.withUnsafeBytes { source in
                unsafe pwrite(number, source.baseAddress?.advanced(by: done), count - done, Int(offset) + done)
            }
            if wrote < 0 {
                if errno == EINTR { continue }
                throw SystemFailure.error(errno, path, "could not be written")
            }
            guard wrote > 0 else { throw SystemFailure.error(EIO, path, "could not be written") }
            done += wrote
        }
    }

    /// Makes the file durable and gives it its name. The folder is synced too.
    package func commit() throws(BundleError) {
        try flush()
        guard fsync(number) == 0 else { throw SystemFailure.error(errno, path, "could not be synced") }
        if unsafe link(temporary, path) == 0 {
            unsafe unlink(temporary)
        } else {
            guard errno == EPERM || errno == ENOTSUP || errno == ENOSYS else {
                throw SystemFailure.error(errno, path, "could not be named")
            }
            guard unsafe access(path, F_OK) != 0 else { throw SystemFailure.error(EEXIST, path, "") }
            guard unsafe rename(temporary, path) == 0 else {
                throw SystemFailure.error(errno, path, "could not be named")
            }
        }
        committed = true
        try OpenFolder(folder).sync()
    }

    /// Writes a whole file durably under a new name.
    package static func write(_ bytes: [UInt8], to path: String) throws(BundleError) {
        let file = try NewFile(path)
        try file.append(bytes)
        try file.commit()
    }
}
