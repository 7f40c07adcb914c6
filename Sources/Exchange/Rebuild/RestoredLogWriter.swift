import Custody
import Store
import Vocabulary

/// Writes a mirrored log and the rows that follow from it into the register, some thousand entries at a time.
///
/// The checkpoint is the mirror's from the first of them on: who looks before the last one is written finds a log that does
/// not give its root, and the note beside the register says why.
struct RestoredLogWriter {
    private let register: Register
    private let key: LogKey
    private let checkpoint: SignedCheckpoint
    /// Of what is written.
    private(set) var tree = GrowingTree()
    private var rows = Store.Commit()
    private var entries: [[UInt8]] = []
    private var time: Instant?

    private static let mostAtOnce = 4096

    init(register: Register, key: LogKey, checkpoint: SignedCheckpoint) {
        self.register = register
        self.key = key
        self.checkpoint = checkpoint
    }

    var isFull: Bool { entries.count >= Self.mostAtOnce }

    /// Only whole commits are written, whose time is known.
    mutating func add(_ commit: MirroredCommits.Commit, _ rows: Store.Commit) throws {
        try self.rows.merge(rows)
        entries += commit.entries.map(\.bytes)
        time = commit.time
    }

    mutating func write() async throws {
        guard let time, !entries.isEmpty else { return }
        let size = tree.size
        let tiles = tree.append(entries).map {
            TileRow(level: $0.path.level ?? 0, index: Int64($0.path.index), hashes: $0.bytes)
        }
        rows.step = LogStep(
            log: key, expectedSize: Int64(size), entries: entries, tiles: tiles, checkpoint: checkpoint.bytes,
            time: time)
        try await register.commit(rows)
        rows = Store.Commit()
        entries = []
    }
}
