import CArchive
import Glibc
import Vocabulary

/// A file under way: written under a temporary name, and there under its own name only when complete and synced.
///
/// The system calls, in order: `open(O_CREAT|O_EXCL)`, `flock`, `pwrite`…, `fsync`, `link` (which refuses an existing
/// name), `unlink` of the temporary name, `fsync` of the folder. File systems without links (FAT sticks) get a look and
/// a plain `rename`. Whole blocks go past the page cache (`O_DIRECT`) where the file system permits it: what is
/// packed is larger than any cache, and at the end there is nothing left to write back.
/// Whatever goes wrong, or if nobody calls `commit`, the temporary name is removed.
package final class NewFile {
    private let target: WriteTarget
    private let temporary: String
    private let path: String
    private let folder: String
    private var block = WriteBlock()
    private var spare: [WriteBlock] = []
    /// Bytes in the block.
    private var buffered = 0
    /// How many bytes have been given to the file, those in the block included.
    private(set) var length: Int64 = 0
    private var committed = false

    /// - Parameters:
    ///   - path: must not exist yet.
    ///   - mode: permissions, of which the system may take some away. Evidence is for its owner alone.
    package init(_ path: String, mode: UInt32 = 0o600) throws(BundleError) {
        self.path = path
        let (folder, name) = PathSegments.divided(path)
        self.folder = folder
        guard unsafe access(path, F_OK) != 0 else { throw SystemFailure.error(EEXIST, path, "") }
        TemporaryName.removeStale(of: name, in: folder)
        temporary = "\(folder)/\(TemporaryName.make(for: name))"
        let number = unsafe open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
        guard number >= 0 else {
            throw SystemFailure.output(errno, path, "could not be made")
        }
        // While the lock is held, nobody takes the file for one that was left behind.
        flock(number, LOCK_EX | LOCK_NB)
        target = WriteTarget(
            number: number, direct: unsafe open(temporary, O_WRONLY | saksi_o_direct | O_CLOEXEC | O_NOFOLLOW),
            path: path)
    }

    deinit {
        target.close()
        if !committed { unsafe unlink(temporary) }
    }

    /// Asks for room for a file of about this size, so that a full disk shows before the work and not after it.
    func reserve(_ size: Int64) throws(BundleError) {
        guard size > Int64(WriteBlock.size), fallocate(target.number, 0, 0, Int(size)) != 0 else { return }
        if errno == ENOSPC || errno == EDQUOT { throw SystemFailure.output(errno, path, "could not be written") }
    }

    package func append(_ bytes: [UInt8]) throws(BundleError) {
        try append(bytes, count: bytes.count)
    }

    /// Appends the first `count` bytes.
    func append(_ bytes: [UInt8], count: Int) throws(BundleError) {
        var taken = 0
        while taken < count {
            let step = min(count - taken, WriteBlock.size - buffered)
            block.copy(bytes, taken..<taken + step, to: buffered)
            taken += step
            took(step)
            if buffered == WriteBlock.size { try flush() }
        }
    }

    private func took(_ count: Int) {
        buffered += count
        length += Int64(count)
    }

    /// Writes over bytes that were appended before.
    func patch(_ bytes: [UInt8], at offset: Int64) throws(BundleError) {
        let start = length - Int64(buffered)
        let split = max(0, min(bytes.count, Int(start - offset)))
        if split > 0 { try target.put(bytes, 0..<split, at: offset) }
        if split < bytes.count {
            block.copy(bytes, split..<bytes.count, to: Int(offset + Int64(split) - start))
        }
    }

    private func flush() throws(BundleError) {
        guard buffered > 0 else { return }
        try target.write(block, count: buffered, at: length - Int64(buffered))
        buffered = 0
    }

    /// Makes the file durable and gives it its name. The folder is synced too.
    package func commit() throws(BundleError) {
        try flush()
        guard ftruncate(target.number, Int(length)) == 0 else {
            throw SystemFailure.output(errno, path, "could not be written")
        }
        guard fsync(target.number) == 0 else { throw SystemFailure.output(errno, path, "could not be synced") }
        if unsafe link(temporary, path) == 0 {
            unsafe unlink(temporary)
        } else {
            guard errno == EPERM || errno == ENOTSUP || errno == ENOSYS else {
                throw SystemFailure.output(errno, path, "could not be named")
            }
            guard unsafe access(path, F_OK) != 0 else { throw SystemFailure.error(EEXIST, path, "") }
            guard unsafe rename(temporary, path) == 0 else {
                throw SystemFailure.output(errno, path, "could not be named")
            }
        }
        committed = true
        try OpenFolder(folder).sync()
    }

    /// Writes a whole file durably under a new name.
    package static func write(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o600) throws(BundleError) {
        let file = try NewFile(path, mode: mode)
        try file.append(bytes)
        try file.commit()
    }
}

// MARK: large contents

extension NewFile {
    private enum Finished: Sendable {
        case hashed(DigestStream)
        case written(WriteBlock)
        case failed(BundleError)
    }

    /// What was appended, or nil if the source ended too early.
    typealias Streamed = (digest: Digest, checksum: UInt32)?

    private static let mostBlocks = 4

    /// Appends contents of a known size. They are read into the block they are written from; while one core hashes a
    /// block, the other takes its checksum and reads the next, and the disk writes those before.
    /// - Parameters:
    ///   - read: fills a range of the buffer, given how much was read before; 0 at the end.
    ///   - each: is told how many bytes came.
    func stream(
        size: Int64, read: (inout [UInt8], Range<Int>, Int64) throws(BundleError) -> Int,
        each: (Int) throws(BundleError) -> Void
    ) async throws(BundleError) -> Streamed {
        var checksum = Checksum()
        var hash: DigestStream? = DigestStream()
        var done: Int64 = 0
        var failure: BundleError?
        await withTaskGroup(of: Finished.self) { group in
            var blocks = 1 + spare.count
            /// Waits for a child, and takes back what it had.
            func settle() async throws(BundleError) {
                switch await group.next() {
                case .hashed(let stream): hash = stream
                case .written(let block): spare.append(block)
                case .failed(let error): throw error
                case nil: throw Conveyor.cancelled
                }
            }
            do throws(BundleError) {
                while done < size {
                    if Task.isCancelled { throw Conveyor.cancelled }
                    let wanted = Int(min(Int64(WriteBlock.size - buffered), size - done))
                    let range = block.range(buffered, wanted)
                    let got = try read(&block.storage, range, done)
                    guard got > 0 else { break }
                    let part = range.lowerBound..<range.lowerBound + got
                    while hash == nil { try await settle() }
                    if let stream = hash.take() {
                        let bytes = block.storage
                        group.addTask { .hashed(Self.hash(stream, bytes, part)) }
                    }
                    checksum.update(block.storage, part)
                    took(got)
                    done += Int64(got)
                    if buffered == WriteBlock.size {
                        let full = block
                        let offset = length - Int64(buffered)
                        group.addTask(executorPreference: DiskExecutor.shared) { [target] in
                            do throws(BundleError) {
                                try target.write(full, count: WriteBlock.size, at: offset)
                                return .written(full)
                            } catch { return .failed(error) }
                        }
                        while spare.isEmpty, blocks >= Self.mostBlocks { try await settle() }
                        if spare.isEmpty { blocks += 1 }
                        block = spare.popLast() ?? WriteBlock()
                        block.align()
                        buffered = 0
                    } else {
                        // The rest of the block is still to be filled: nobody else may hold it then.
                        while hash == nil { try await settle() }
                    }
                    try each(got)
                }
                while hash == nil { try await settle() }
            } catch { failure = error }
            for await finished in group {
                switch finished {
                case .written(let block): spare.append(block)
                case .failed(let error): failure = failure ?? error
                case .hashed: break
                }
            }
        }
        if let failure { throw failure }
        guard done == size, let hash else { return nil }
        return (hash.finish(), checksum.value)
    }

    private static func hash(_ stream: DigestStream, _ bytes: [UInt8], _ range: Range<Int>) -> DigestStream {
        var stream = stream
        unsafe bytes.withUnsafeBytes { unsafe stream.update(UnsafeRawBufferPointer(rebasing: $0[range])) }
        return stream
    }
}
