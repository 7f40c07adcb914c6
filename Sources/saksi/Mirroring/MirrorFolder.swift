import Custody
import Foundation
import Glibc
import Vocabulary

/// A folder of mirrored logs, held by one process at a time.
final class MirrorFolder: Sendable {
    let path: String
    private let aside: String?
    private let lock: CInt

    /// Opens the folder, made if it is not there.
    /// - Parameter aside: a folder for what the mirror has to keep and does not take.
    /// - Throws: `mirror.in-use` if another process has it.
    init(_ path: String, aside: String?) throws(CommandError) {
        self.aside = aside
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        try Self.make(self.path)
        lock = unsafe open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw MirroredFiles.failed("used", path) }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            throw CommandError(
                .mirrorInUse, "Another process is at work on the mirror “\(path.shownAsPath)”.",
                next: "Wait until it is done; if one runs with --every, no other is needed.")
        }
    }

    deinit { close(lock) }

    /// The files of one log, by the hash of its origin.
    func files(of log: LogOrigin) throws(CommandError) -> MirroredFiles {
        let folder = "\(path)/\(Digest(ofText: log.text).hexadecimal)"
        try Self.make(folder)
        return MirroredFiles(folder: folder, log: log, aside: aside)
    }

    /// Makes a folder and those above it, and has the disk confirm each new name.
    static func make(_ path: String) throws(CommandError) {
        guard unsafe mkdir(path, 0o700) != 0 else { return try sync(above(path)) }
        if errno == ENOENT {
            try make(above(path))
            return try make(path)
        }
        guard errno == EEXIST, path.isFolder else { throw MirroredFiles.failed("made", path) }
    }

    private static func above(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    static func sync(_ folder: String) throws(CommandError) {
        let names = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard names >= 0 else { throw MirroredFiles.failed("written", folder) }
        defer { close(names) }
        guard fsync(names) == 0 else { throw MirroredFiles.failed("written", folder) }
    }
}

/// The files of one mirrored log: those of C2SP tlog-tiles, a pending checkpoint, and what contradicts them.
struct MirroredFiles: Sendable {
    let folder: String
    let log: LogOrigin
    let aside: String?

    static let mode: UInt32 = 0o600

    // MARK: checkpoints

    enum Note: String { case checkpoint, pending }

    /// - Returns: nil only if there is no such file. What cannot be read is never taken for nothing.
    func note(_ name: Note) throws -> SignedCheckpoint? {
        let file = "\(folder)/\(name.rawValue)"
        guard FileManager.default.fileExists(atPath: file) else { return nil }
        let note = try SignedCheckpoint(parsing: try InputFile.read(file, limit: 1 << 17))
        guard note.checkpoint.origin == log.text else {
            throw Self.damaged(file, "it is a checkpoint of another log")
        }
        return note
    }

    /// Puts a note in the place of the last one. The disk has confirmed it when this returns.
    func save(_ note: SignedCheckpoint, as name: Note) throws(CommandError) {
        try OutputFile.replace(note.bytes, at: "\(folder)/\(name.rawValue)", mode: Self.mode)
        try MirrorFolder.sync(folder)
    }

    func removePending() throws(CommandError) {
        try remove("\(folder)/\(Note.pending.rawValue)")
        try MirrorFolder.sync(folder)
    }

    // MARK: tiles

    func holds(_ path: TilePath) -> Bool { FileManager.default.fileExists(atPath: file(path)) }

    func read(_ path: TilePath) throws(CommandError) -> [UInt8] {
        try InputFile.read(file(path), limit: Self.longestTile)
    }

    /// Gives a tile or a bundle of entries its name, once: the same bytes again are no error, others are.
    func write(_ bytes: [UInt8], as path: TilePath) throws(CommandError) {
        let file = file(path)
        guard !FileManager.default.fileExists(atPath: file) else {
            guard try read(path) == bytes else { throw Self.damaged(file, "other bytes stand there") }
            return
        }
        try MirrorFolder.make(String(file[..<(file.lastIndex(of: "/") ?? file.endIndex)]))
        try OutputFile.write(bytes, to: file, mode: Self.mode)
    }

    /// Removes partial tiles at a place that no tree of these needs.
    func removePartial(at path: TilePath, exceptIn layouts: [TileLayout]) throws(CommandError) {
        let widths = "\(folder)/\(path.text.prefix { $0 != "." }).p"
        let needed = Set(layouts.map { String($0.width(of: path)) })
        for name in (try? FileManager.default.contentsOfDirectory(atPath: widths)) ?? [] where !needed.contains(name) {
            try remove("\(widths)/\(name)")
        }
        // Left where something is still in it.
        _ = unsafe rmdir(widths)
    }

    func file(_ path: TilePath) -> String { "\(folder)/\(path.text)" }

    /// A bundle of 256 of the longest entries.
    private static let longestTile = 256 * (65_535 + 2)

    // MARK: what contradicts

    /// Keeps two checkpoints that do not go together, once.
    func keep(_ pair: Contradiction, receivedAt now: Instant) -> KeptCheckpoints {
        KeptCheckpoints(pair, at: places(for: KeptCheckpoints.name(of: pair)), mode: Self.mode, receivedAt: now)
    }

    /// The same of an entry that cannot stand in the log.
    /// - Returns: where it is kept, and what to do with it. What was found is said either way.
    func keep(_ entry: RefusedEntry) throws -> String {
        let document = try entry.document()
        // What is kept has to prove what it says.
        _ = try RefusedEntry(document: document)
        var trouble: String?
        for file in places(for: "entry-\(entry.proof.index)-\(Digest(of: entry.entry).hexadecimal).json") {
            do throws(CommandError) {
                let there = (try? InputFile.read(file)).flatMap { try? RefusedEntry(document: $0) }
                if there?.entry != entry.entry {
                    try OutputFile.write(document, to: file, mode: Self.mode, makingFolders: true)
                }
                return "The entry is kept with the proof in “\(file.shownAsPath)”: copy that file to a safe place."
            } catch {
                trouble = trouble ?? error.reason
            }
        }
        return "The entry and the proof are NOT kept: \(trouble ?? "") Copy both from here to a safe place now:\n"
            + "\(String(decoding: document, as: UTF8.self))\n"
    }

    private func places(for name: String) -> [String] {
        // Where it cannot be made, the next place is taken.
        try? MirrorFolder.make("\(folder)/misconduct")
        return ["\(folder)/misconduct/\(name)"] + [aside].compactMap { $0.map { "\($0)/\(name)" } }
    }

    private func remove(_ file: String) throws(CommandError) {
        guard unsafe unlink(file) == 0 || errno == ENOENT else { throw Self.failed("changed", folder) }
    }

    static func failed(_ done: String, _ path: String) -> CommandError {
        CommandError(
            .mirrorFolder, "The mirror “\(path.shownAsPath)” cannot be \(done).",
            next: "Check the disk and the rights; what stands in the mirror is as it was.")
    }

    static func damaged(_ file: String, _ why: String) -> CommandError {
        CommandError(
            .mirrorDamaged, "“\(file.shownAsPath)” is not what was mirrored: \(why).",
            next:
                "Keep the disk. Begin a mirror in another folder, and compare the two: the older one may be all that is left of a log that was rewritten."
        )
    }
}

extension ErrorCode {
    static let mirrorInUse = ErrorCode("mirror.in-use", .tryAgain)
    static let mirrorFolder = ErrorCode("mirror.folder", .storage)
    static let mirrorDamaged = ErrorCode("mirror.damaged", .evidence)
    static let mirrorRight = ErrorCode("mirror.right", .refused)
    static let mirrorMisconduct = ErrorCode("mirror.misconduct", .misconduct)
    static let mirrorEntry = ErrorCode("mirror.entry", .misconduct)
}
