import Custody
import Foundation
import Vocabulary

/// A log as a mirror has it: the files of C2SP tlog-tiles below one folder. Nothing of it is believed yet.
struct MirroredLog: Sendable {
    let folder: String
    let origin: LogOrigin
    let checkpoint: SignedCheckpoint

    var size: Int { checkpoint.checkpoint.size }

    /// The logs of a node in a mirror; the folder of one log may be named as well.
    static func logs(of node: Identity, in mirror: String) throws -> [MirroredLog] {
        return try folders(of: mirror).compactMap { folder -> MirroredLog? in
            // Without a checkpoint nothing of it was ever whole.
            guard let bytes = FileManager.default.contents(atPath: folder + "/checkpoint") else { return nil }
            let log: MirroredLog
            do {
                let checkpoint = try SignedCheckpoint(parsing: Array(bytes))
                log = MirroredLog(
                    folder: folder, origin: try LogOrigin(parsing: checkpoint.checkpoint.origin), checkpoint: checkpoint
                )
            } catch {
                throw wrong(
                    "“\(folder.shownAsPath)/checkpoint” is no checkpoint: \((error as? any Failure)?.reason ?? "")")
            }
            let name = folder.split(separator: "/").last.map(String.init) ?? ""
            guard (try? Digest(hexadecimal: name)) == nil || name == Digest(ofText: log.origin.text).hexadecimal else {
                throw wrong(
                    "“\(folder.shownAsPath)/checkpoint” is of \(log.origin), which belongs into another folder.")
            }
            return log.origin.node == node && log.size > 0 ? log : nil
        }
    }

    private static func folders(of mirror: String) throws -> [String] {
        guard !FileManager.default.fileExists(atPath: mirror + "/checkpoint") else { return [mirror] }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: mirror) else {
            throw wrong("The mirror “\(mirror.shownAsPath)” is not there, or cannot be read.")
        }
        return names.filter { (try? Digest(hexadecimal: $0)) != nil }.sorted().map { "\(mirror)/\($0)" }
    }

    /// What a mirror has seen signed and does not have whole: a checkpoint that it was fetching when it ended, and what
    /// it refused.
    static func seen(in mirror: String) throws -> [HeldProof] {
        try folders(of: mirror).flatMap { folder in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/misconduct")) ?? []
            let files = ["\(folder)/pending"] + names.sorted().map { "\(folder)/misconduct/\($0)" }
            return try files.compactMap { file -> HeldProof? in
                guard FileManager.default.fileExists(atPath: file) else { return nil }
                do {
                    let bytes = FileManager.default.contents(atPath: file).map { Array($0) } ?? []
                    return try HeldProof(try checkpoint(seenAs: bytes), in: file)
                } catch {
                    throw wrong("“\(file.shownAsPath)”: \((error as? any Failure)?.reason ?? "")")
                }
            }
        }
    }

    private static func checkpoint(seenAs bytes: [UInt8]) throws -> SignedCheckpoint {
        guard bytes.first == UInt8(ascii: "{") else { return try SignedCheckpoint(parsing: bytes) }
        if let pair = try? Contradiction(document: bytes) { return pair.received }
        return try RefusedEntry(document: bytes).checkpoint
    }

    func tile(_ path: TilePath) throws -> [UInt8] {
        guard let bytes = FileManager.default.contents(atPath: "\(folder)/\(path.text)") else {
            throw Self.wrong("“\(folder.shownAsPath)/\(path)” is missing, or cannot be read.")
        }
        return Array(bytes)
    }

    /// Checks all of it: entries, tiles, root, and that it goes with what others hold.
    /// - Parameter earlier: checkpoints of no larger logs.
    func check(keys: LogKeys, cosigners: [Cosigner], earlier: [SignedCheckpoint]) throws {
        let report = LogAudit(keys: keys, cosigners: cosigners, tiles: tile, entries: tile)
            .run(checkpoint: checkpoint.bytes)
        if let finding = report.findings.first {
            throw Self.wrong("“\(folder.shownAsPath)”, \(finding.place): \(finding.error.reason)")
        }
        for old in earlier {
            do {
                try CheckpointComparison(old: old, keys: keys).check(checkpoint.checkpoint, tiles: tile)
            } catch let failure as CustodyError {
                throw ExchangeError(
                    .rebuildContradiction,
                    "What \(origin) signed elsewhere and its mirror cannot both be true: \(failure.reason)",
                    next: "Keep both: they are evidence. Nothing was written; tell your central authority.")
            }
        }
    }

    static func wrong(_ reason: String) -> ExchangeError {
        ExchangeError(
            .rebuildMirror, reason, next: "Keep it as it is, and take a mirror that somebody else holds.")
    }
}

/// Reads the entries of a mirrored log commit by commit.
struct MirroredCommits {
    struct Entry {
        let index: Int64
        let bytes: [UInt8]
        let raw: RawEntry
    }

    struct Commit {
        let entries: [Entry]
        let time: Instant
    }

    private let log: MirroredLog
    private var bundles: ArraySlice<TilePath>
    private var waiting: ArraySlice<[UInt8]> = []
    private var index: Int64 = 0
    /// What kept the reading from going on.
    private(set) var failure: (any Error)?

    init(of log: MirroredLog) {
        self.log = log
        bundles = TileLayout(size: log.size).entryBundles[...]
    }

    mutating func next() -> Commit? {
        var entries: [Entry] = []
        do {
            while true {
                guard let bytes = waiting.popFirst() else {
                    guard let path = bundles.popFirst() else { return nil }
                    waiting = try EntryBundle.decode(log.tile(path), path: path)[...]
                    continue
                }
                let entry = Entry(index: index, bytes: bytes, raw: try RawEntry(parsing: bytes))
                entries.append(entry)
                index += 1
                if case .event(let event) = entry.raw, let recorded = event.event.recorded {
                    return Commit(entries: entries, time: recorded.at)
                }
            }
        } catch {
            failure = error
            return nil
        }
    }
}
