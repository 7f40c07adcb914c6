import Glibc
import Vocabulary

/// A file that is open for reading. It keeps no position, so several tasks may read from it at once.
package final class OpenFile: Sendable {
    let number: Int32
    package let path: String

    /// Opens without following a symbolic link in the last place, and without waiting on a pipe.
    package init(reading path: String) throws(BundleError) {
        number = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        self.path = path
        guard number >= 0 else { throw SystemFailure.error(errno, path, "could not be opened") }
    }

    /// - Parameters:
    ///   - bytes: a path that need not be UTF-8.
    ///   - path: how it is shown.
    init(bytes: [UInt8], shown path: String) throws(BundleError) {
        number = unsafe (bytes + [0]).withUnsafeBytes { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                guard let start = characters.baseAddress else { return -1 }
                return unsafe open(start, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
            }
        }
        self.path = path
        guard number >= 0 else { throw SystemFailure.error(errno, path, "could not be opened") }
    }

    deinit { close(number) }

    package func facts() throws(BundleError) -> FileFacts {
        var status = stat()
        guard unsafe fstat(number, &status) == 0 else {
            throw SystemFailure.error(errno, path, "could not be examined")
        }
        return FileFacts(status)
    }

    /// Reads up to `count` bytes at `offset` into the start of `buffer`; fewer only at the end of the file.
    package func read(into buffer: inout [UInt8], count: Int, at offset: Int64) throws(BundleError) -> Int {
        try read(into: &buffer, range: 0..<min(count, buffer.count), at: offset)
    }

    /// Fills a part of the buffer; less than that only at the end of the file.
    func read(into buffer: inout [UInt8], range: Range<Int>, at offset: Int64) throws(BundleError) -> Int {
        var done = 0
        let wanted = range.count
        while done < wanted {
            let got = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe pread(
                    number, bytes.baseAddress?.advanced(by: range.lowerBound + done), wanted - done,
                    Int(offset) + done)
            }
            if got < 0 {
                if errno == EINTR { continue }
                throw SystemFailure.error(errno, path, "could not be read")
            }
            if got == 0 { break }
            done += got
        }
        return done
    }

    /// Exactly `count` bytes at `offset`.
    package func bytes(at offset: Int64, count: Int) throws(BundleError) -> [UInt8] {
        guard count > 0 else { return [] }
        var buffer = [UInt8](repeating: 0, count: count)
        guard try read(into: &buffer, count: count, at: offset) == count else {
            throw BundleError(
                .truncated, "“\(path.shownInMessage)” ends before its contents are complete.",
                next: "Copy or retrieve the file again.")
        }
        return buffer
    }
}
