import Glibc
import Vocabulary

/// A file for a new private key: for its owner alone, whole and confirmed by the disk before anybody is told of it, and
/// never in the place of another.
enum KeyFileWriting {
    static func write(_ bytes: [UInt8], to path: String) throws(NodeError) {
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw refused(path) }
        defer { close(file) }
        do throws(NodeError) {
            var rest = bytes[...]
            while !rest.isEmpty {
                let written = unsafe rest.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
                guard written > 0 || errno == EINTR else { throw refused(path) }
                rest = rest.dropFirst(max(written, 0))
            }
            guard fsync(file) == 0 else { throw refused(path) }
            try confirmName(of: path)
        } catch {
            unsafe unlink(path)
            throw error
        }
    }

    /// The name is on the disk once the folder is.
    private static func confirmName(of path: String) throws(NodeError) {
        let end = path.lastIndex(of: "/")
        let folder = end.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw refused(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw refused(path) }
    }

    private static func refused(_ path: String) -> NodeError {
        let why = errno
        guard why != EEXIST else {
            return NodeError(
                .nodeKeyFile, "“\(path.shownInMessage)” is there already, and a key is never overwritten.",
                next: "Name a new file.")
        }
        let words = unsafe String(cString: strerror(why))
        return NodeError(
            .nodeKeyFile, "The key could not be written to “\(path.shownInMessage)”: \(words).",
            next: "Check the folder, its rights and the room on the disk; nothing was kept.")
    }
}
