import Dispatch
import Glibc
import Vocabulary

/// A piece of a file that is being written, at an address as `O_DIRECT` wants it.
struct WriteBlock: Sendable {
    static let size = 4 << 20
    private static let alignment = 4096

    /// A little larger than the block, which starts where the address fits.
    var storage = [UInt8](repeating: 0, count: size + alignment)
    private var start = 0

    init() { align() }

    /// Finds the start again: storage that somebody else held has moved.
    mutating func align() {
        start = unsafe storage.withUnsafeMutableBytes { bytes in
            let rest = UInt(bitPattern: bytes.baseAddress) % UInt(Self.alignment)
            return rest == 0 ? 0 : Self.alignment - Int(rest)
        }
    }

    /// Where bytes of the block stand in its storage.
    func range(_ offset: Int, _ count: Int) -> Range<Int> { start + offset..<start + offset + count }

    mutating func copy(_ bytes: [UInt8], _ part: Range<Int>, to offset: Int) {
        let place = range(offset, part.count)
        unsafe storage.withUnsafeMutableBytes { target in
            unsafe bytes.withUnsafeBytes { source in
                unsafe UnsafeMutableRawBufferPointer(rebasing: target[place])
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: source[part]))
            }
        }
    }
}

/// The open file behind a `NewFile`. It keeps no position, so several writes may be under way.
struct WriteTarget: Sendable {
    let number: Int32
    /// Past the page cache; negative where the file system does not permit it.
    let direct: Int32
    let path: String

    /// Writes the start of a block. Whole ones go past the page cache.
    func write(_ block: WriteBlock, count: Int, at offset: Int64) throws(BundleError) {
        let range = block.range(0, count)
        if direct >= 0, count == WriteBlock.size, try put(block.storage, range, at: offset, past: direct) { return }
        try put(block.storage, range, at: offset)
    }

    func put(_ bytes: [UInt8], _ range: Range<Int>, at offset: Int64) throws(BundleError) {
        _ = try put(bytes, range, at: offset, past: number)
    }

    /// - Returns: false if the file system does not write in this way, to this address.
    private func put(
        _ bytes: [UInt8], _ range: Range<Int>, at offset: Int64, past number: Int32
    ) throws(BundleError) -> Bool {
        var done = 0
        while done < range.count {
            let wrote = unsafe bytes.withUnsafeBytes { source in
                unsafe pwrite(
                    number, source.baseAddress?.advanced(by: range.lowerBound + done), range.count - done,
                    Int(offset) + done)
            }
            if wrote < 0 {
                if errno == EINTR { continue }
                if errno == EINVAL, number == direct { return false }
                throw SystemFailure.output(errno, path, "could not be written")
            }
            guard wrote > 0 else { throw SystemFailure.output(EIO, path, "could not be written") }
            done += wrote
        }
        return true
    }

    func close() {
        Glibc.close(number)
        if direct >= 0 { Glibc.close(direct) }
    }
}

/// Where tasks run that wait for the disk, so that they do not take a place from those that compute.
final class DiskExecutor: TaskExecutor {
    static let shared = DiskExecutor()
    private let queue = DispatchQueue(label: "saksi.disk", attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = unsafe asUnownedTaskExecutor()
        queue.async { unsafe job.runSynchronously(on: executor) }
    }
}
