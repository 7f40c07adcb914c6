import Custody
import Store
import Vocabulary

/// Where each log stood when words were last destroyed, beside the register in the data folder.
///
/// An older register has the words again, and its log knows nothing of their end. But it is shorter than what is kept
/// here, and so it is found out at the next start. Checkpoints that others keep do the same where the whole folder is
/// an older one.
struct LogMemory {
    private let folder: DataFolder
    /// With which the node may have signed logs that name no key.
    private let keys: [VerifierKey]
    private static let name = "logs-seen.json"

    private struct Seen: Codable {
        /// Signed notes, by the log's origin.
        var checkpoints: [String: String]
    }

    /// - Parameter keys: with which the node signs its logs, or did.
    init(in folder: DataFolder, signedBy keys: [VerifierKey]) {
        self.folder = folder
        self.keys = keys
    }

    private func seen() throws -> Seen {
        guard let bytes = try folder.read(Self.name) else { return Seen(checkpoints: [:]) }
        return try CanonicalJSON.decode(Seen.self, from: bytes, noun: "note of the logs", limit: 1 << 20)
    }

    /// The logs of which something is kept.
    var origins: [LogOrigin] {
        get throws { try seen().checkpoints.keys.sorted().map { try LogOrigin(parsing: $0) } }
    }

    /// Keeps where a log stands.
    func remember(_ origin: LogOrigin) throws {
        guard let saved = try folder.register.log(origin.text) else { throw ExchangeError.notThere }
        var seen = try seen()
        seen.checkpoints[origin.text] = String(decoding: saved.checkpoint, as: UTF8.self)
        try folder.write(try CanonicalJSON.encode(seen), to: Self.name)
    }

    /// - Throws: `CustodyError` if the log is shorter than it was, or another one.
    func check(_ origin: LogOrigin) throws {
        guard let note = try seen().checkpoints[origin.text] else { return }
        let old = try SignedCheckpoint(parsing: Array(note.utf8))
        let any = LogKeys(origin: origin, entries: keys.map { LogKeys.Entry(key: $0, sizes: 0...Int.max) })
        guard let saved = try folder.register.log(origin.text), saved.size > 0 else {
            return try CheckpointComparison(old: old, keys: any)
                .check(Checkpoint(origin: origin, size: 0, root: Merkle.emptyRoot), tiles: { _ in [] })
        }
        let log = LogReading(origin: origin, key: saved.key, register: folder.register)
        // What the log says of its keys is true of the note as well, or the note is from behind its end.
        let own = LogKeys(origin: origin, entries: try log.succession().keys.entries + any.entries)
        try CheckpointComparison(old: old, keys: own).check(
            try SignedCheckpoint(parsing: saved.checkpoint).checkpoint, tiles: log.tile)
    }

    /// At a start: holds every log against what is kept, and keeps what a stop in the middle left out.
    func settle() throws {
        for origin in try origins { try check(origin) }
        for saved in try folder.register.logs() where saved.size > 0 {
            let last = try folder.register.events(ofType: EventType.wordsDestroyed.rawValue, in: saved.key).last
            guard let last else { continue }
            let note = try seen().checkpoints[saved.origin]
            let size = try note.map { try SignedCheckpoint(parsing: Array($0.utf8)).checkpoint.size } ?? 0
            if size <= last.entry { try remember(try LogOrigin(parsing: saved.origin)) }
        }
    }
}
