import Custody
import Foundation
import Glibc
import Vocabulary

/// What a cosigner without a server signed last, one note for each log, and beside it what did not go together.
///
/// `cosigner.json` names the key that signs from it, and `begun` the logs that it signed, as in the folder of `saksid cosigner`.
/// It is as precious as the key: with an older one, an empty one or another key's, a log that was rewritten since would be
/// signed. One process has it at a time.
final class CosignedFolder: Sendable {
    let path: String
    private let mark: CosignerMark
    private let lock: CInt

    /// Opens the folder, made if it is not there.
    /// - Throws: `cosign.in-use` if another process has it; `cosign.state` if it is not the folder of this key.
    init(_ path: String, key: VerifierKey) throws {
        self.path = path
        mark = try CosignerMark(key)
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
        try check()
    }

    /// What somebody signed with another key, or nobody knows with which, is no memory of this key.
    private func check() throws {
        if let kept = try read(CosignerMark.name) {
            guard kept == mark.bytes else {
                throw CommandError(
                    .cosignState, "“\(path.shownInMessage)” is the folder of another cosigner's key.",
                    next: "Correct --state or --key: each key has a folder of its own, for ever.")
            }
            return
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: path)
        guard !names.contains(where: { $0 == BegunLogs.name || (try? Digest(hexadecimal: $0)) != nil }) else {
            throw CommandError(
                .cosignState,
                "“\(path.shownInMessage)” does not say whose folder it is: its \(CosignerMark.name) is missing.",
                next: "Bring that file back. If it is lost, begin with a new key and another folder.")
        }
    }

    deinit { close(lock) }

    private func name(of log: LogOrigin) -> String { Digest(ofText: log.text).hexadecimal }

    /// - Returns: nil only if there is no such name. What cannot be read is never taken for nothing.
    private func read(_ name: String) throws -> [UInt8]? {
        var status = stat()
        let file = "\(path)/\(name)"
        if unsafe lstat(file, &status) != 0, errno == ENOENT { return nil }
        return try InputFile.read(file, limit: 1 << 20)
    }

    private func begun() throws -> BegunLogs {
        try read(BegunLogs.name).map { bytes throws(CustodyError) in try BegunLogs(parsing: bytes) } ?? BegunLogs()
    }

    /// - Returns: nil only if nothing of this log was ever signed.
    func last(_ log: LogOrigin) throws -> SignedCheckpoint? {
        let file = "\(path)/\(name(of: log))"
        guard let bytes = try read(name(of: log)) else {
            guard try !begun().origins.contains(Digest(ofText: log.text)) else {
                throw CommandError(
                    .cosignState,
                    "What was signed last of the log \(log), “\(file.shownInMessage)”, is missing.",
                    next:
                        "Sign nothing with this key until that file is there as it was. If it is lost, begin with a new key."
                )
            }
            return nil
        }
        let note = try SignedCheckpoint(parsing: bytes)
        guard note.checkpoint.origin == log.text else {
            throw CommandError(
                .cosignState, "“\(file.shownInMessage)” holds a checkpoint of another log.",
                next: "Sign nothing with this key until it is known how that came; do not remove the file.")
        }
        return note
    }

    /// Puts a note in the place of the last one. The disk has confirmed it when this returns.
    func save(_ note: SignedCheckpoint, of log: LogOrigin) throws {
        // First of all whose it is: what has a note and no name of a key is opened by nobody.
        try write(mark.bytes, CosignerMark.name)
        try write(note.bytes, name(of: log))
        try write(begun().adding([Digest(ofText: log.text)]).bytes, BegunLogs.name)
    }

    /// Also what is there already: nobody knows whether the disk ever confirmed it.
    private func write(_ bytes: [UInt8], _ name: String) throws(CommandError) {
        try OutputFile.replace(bytes, at: "\(path)/\(name)", mode: 0o600)
    }

    /// Keeps two checkpoints that do not go together, once; where the folder takes them not, in the state folder.
    func keep(_ contradiction: Contradiction, in session: Session) -> KeptCheckpoints {
        let name = KeptCheckpoints.name(of: contradiction)
        return KeptCheckpoints(
            contradiction, at: ["\(path)/misconduct/\(name)", "\(session.stateFolder)/contradictions/\(name)"],
            mode: 0o600, receivedAt: session.now)
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
    static let cosignBegun = ErrorCode("cosign.begun", .usage)
    static let cosignFirst = ErrorCode("cosign.first", .usage)
    static let cosignKey = ErrorCode("cosign.key", .trust)
    static let cosignOwnLog = ErrorCode("cosign.own-log", .usage)
    static let cosignMisconduct = ErrorCode("cosign.misconduct", .misconduct)
}
