import Custody
import Foundation
import Glibc
import Vocabulary

/// What a cosigner without a server signed last, one note for each log, and beside it what did not go together.
///
/// It is as precious as the key: with an older one, or an empty one, a log that was rewritten since would be signed. One
/// process has it at a time.
final class CosignedFolder: Sendable {
    let path: String
    private let lock: CInt

    /// Opens the folder, made if it is not there.
    /// - Throws: `cosign.in-use` if another process has it.
    init(_ path: String) throws(CommandError) {
        self.path = path
        do {
            try FileManager.default.createDirectory(
                atPath: path + "/misconduct", withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw Self.failed("made", path)
        }
        lock = unsafe open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw Self.failed("used", path) }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            throw CommandError(
                .cosignInUse, "Another “saksi cosign” is at work with “\(path.shownInMessage)”.",
                next: "Wait until it is done; if one runs with --every, no other is needed.")
        }
    }

    deinit { close(lock) }

    private func file(of log: LogOrigin) -> String { "\(path)/\(Digest(ofText: log.text).hexadecimal)" }

    /// - Returns: nil only if there is no such file. What cannot be read is never taken for nothing.
    func last(_ log: LogOrigin) throws -> SignedCheckpoint? {
        guard FileManager.default.fileExists(atPath: file(of: log)) else { return nil }
        let note = try SignedCheckpoint(parsing: try InputFile.read(file(of: log), limit: 1 << 17))
        guard note.checkpoint.origin == log.text else {
            throw CommandError(
                .cosignState, "“\(file(of: log).shownInMessage)” holds a checkpoint of another log.",
                next: "Sign nothing with this key until it is known how that came; do not remove the file.")
        }
        return note
    }

    /// Puts a note in the place of the last one. The disk has confirmed it when this returns.
    func save(_ note: SignedCheckpoint, of log: LogOrigin) throws(CommandError) {
        try OutputFile.replace(note.bytes, at: file(of: log), mode: 0o600)
        let folder = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw Self.failed("written", path) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw Self.failed("written", path) }
    }

    /// Keeps two checkpoints that do not go together, once.
    /// - Returns: the file.
    func keep(_ contradiction: Contradiction, receivedAt: Instant) throws -> String {
        let file = "\(path)/misconduct/\(contradiction.kind.rawValue)-\(contradiction.id.hexadecimal).json"
        if !FileManager.default.fileExists(atPath: file) {
            try OutputFile.write(try contradiction.document(receivedAt: receivedAt), to: file, mode: 0o600)
        }
        return file
    }

    private static func failed(_ done: String, _ path: String) -> CommandError {
        CommandError(
            .cosignState, "The folder “\(path.shownInMessage)” cannot be \(done).",
            next: "Check the disk and the rights; nothing was signed.")
    }
}

extension ErrorCode {
    static let cosignInUse = ErrorCode("cosign.in-use", .tryAgain)
    static let cosignState = ErrorCode("cosign.state", .storage)
    static let cosignFirst = ErrorCode("cosign.first", .usage)
    static let cosignKey = ErrorCode("cosign.key", .trust)
    static let cosignOwnLog = ErrorCode("cosign.own-log", .usage)
    static let cosignMisconduct = ErrorCode("cosign.misconduct", .misconduct)
}
