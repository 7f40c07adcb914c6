import Foundation
import Glibc
import Vocabulary

/// A small file that a command writes: complete and synced under its name, or not there at all.
///
/// The system calls, in order: `open(O_CREAT|O_EXCL)` of a temporary name, `write`, `fsync`, `link` to the name
/// (which fails if it is taken), `unlink` of the temporary name, `fsync` of the folder.
enum OutputFile {
    /// - Parameter mode: permissions of the new file.
    static func write(
        _ bytes: [UInt8], to path: String, mode: mode_t = 0o644, makingFolders: Bool = false
    ) throws(CommandError) {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        if makingFolders { try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }
        let temporary = "\(folder)/.saksi.\(getpid()).\(UInt32.random(in: 0 ... .max)).part"
        let number = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
        guard number >= 0 else { throw failed(path, errno) }
        defer {
            close(number)
            unsafe unlink(temporary)
        }
        var done = 0
        while done < bytes.count {
            let wrote = unsafe bytes.withUnsafeBytes { source in
                unsafe Glibc.write(number, source.baseAddress?.advanced(by: done), bytes.count - done)
            }
            if wrote < 0, errno == EINTR { continue }
            guard wrote > 0 else { throw failed(path, wrote < 0 ? errno : EIO) }
            done += wrote
        }
        guard fsync(number) == 0 else { throw failed(path, errno) }
        try name(temporary, path)
        let parent = unsafe open(folder, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
        guard parent >= 0 else { throw failed(path, errno) }
        defer { close(parent) }
        guard fsync(parent) == 0 else { throw failed(path, errno) }
    }

    private static func name(_ temporary: String, _ path: String) throws(CommandError) {
        if unsafe link(temporary, path) == 0 { return }
        // FAT sticks have no links: a look and a rename must do there.
        guard errno == EPERM || errno == EOPNOTSUPP, unsafe access(path, F_OK) != 0 else { throw failed(path, errno) }
        guard unsafe rename(temporary, path) == 0 else { throw failed(path, errno) }
    }

    private static func failed(_ path: String, _ number: Int32) -> CommandError {
        let shown = path.shownInMessage
        switch number {
        case EEXIST:
            return CommandError(
                .commandOutputExists, "“\(shown)” is there already, and nothing is ever replaced.",
                next: "Choose another name, or move the old file away first.")
        case ENOENT, ENOTDIR:
            return CommandError(
                .commandFileMissing, "The folder for “\(shown)” is not there.", next: "Make it first: mkdir -p.")
        case ENOSPC, EDQUOT:
            return CommandError(
                .commandOutputFailed, "The disk is full: “\(shown)” could not be written.",
                next: "Make room, then run the same command again.")
        case EACCES, EPERM, EROFS:
            return CommandError(
                .commandOutputFailed, "“\(shown)” could not be written: you may not write there.",
                next: "Choose a folder of your own.")
        default:
            return CommandError(
                .commandOutputFailed, "“\(shown)” could not be written: \(unsafe String(cString: strerror(number))).",
                next: "Check the disk, then run the same command again.")
        }
    }
}
