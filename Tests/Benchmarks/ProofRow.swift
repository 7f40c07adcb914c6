import Custody
import Store
import Vocabulary

/// An inclusion proof out of a large log, with its tiles in a register on the disk.
struct ProofRow {
    let ground: Ground
    let scale: Scale

    /// In microseconds.
    private static let limit = 100.0

    func run() throws -> Row {
        let outcome = try Child(
            program: Installation.own, arguments: ["measure-proofs", ground.folder, String(scale.largeLog)],
            ground: ground
        ).run()
        ground.forget(Self.data)
        return Row(
            "inclusion-proof", ours: try outcome.figures(1)[0], peer: Self.limit,
            peerName: "limit of 100 µs, median, \(scale.largeLog) entries", unit: .microseconds,
            peakMemory: outcome.peakMemory)
    }

    private static let data = "proof-data"

    /// The median time of proofs for entries by chance, in microseconds.
    static func measure(ground folder: String, size: Int) async throws -> Double {
        let data = try await DataFolder.open("\(folder)/\(Self.data)", options: StoreOptions(reserve: 0))
        let register = data.register
        let log = try await register.openLog("saksi/kh/phnom-penh/\(Ground.agreement)").key
        try await fill(register, log, size)
        var times: [Double] = []
        var known = KnownTiles()
        for _ in 0..<5000 {
            let index = Int.random(in: 0..<size)
            let begun = ContinuousClock.now
            let proof = try InclusionProof(index: index, size: size, known: &known) { path in
                guard let level = path.level,
                    let bytes = try register.tile(log, level: level, index: Int64(path.index))
                else { throw BenchmarkFailure("The tile \(path) is missing.") }
                return Array(bytes.prefix(path.width * 32))
            }
            times.append((ContinuousClock.now - begun).inSeconds * 1e6)
            guard !proof.hashes.isEmpty else { throw BenchmarkFailure("A proof is empty.") }
        }
        try data.close()
        return Rounds.median(times)
    }

    /// The tiles of a log whose leaves are made up; entries are not needed for a proof.
    private static func fill(_ register: Register, _ log: LogKey, _ size: Int) async throws {
        var hashes = (0..<size).map { Digest(ofText: String($0)) }
        var level = 0
        while !hashes.isEmpty {
            var above: [Digest] = []
            var tiles: [TileRow] = []
            for start in stride(from: 0, to: hashes.count, by: TilePath.fullWidth) {
                let own = Array(hashes[start..<min(start + TilePath.fullWidth, hashes.count)])
                tiles.append(
                    TileRow(level: level, index: Int64(start / TilePath.fullWidth), hashes: own.flatMap(\.bytes)))
                if own.count == TilePath.fullWidth { above.append(Merkle.root(own)) }
                if tiles.count == 1000 || start + TilePath.fullWidth >= hashes.count {
                    try await register.commit(
                        Store.Commit(
                            step: LogStep(
                                log: log, expectedSize: 0, entries: [], tiles: tiles, checkpoint: [],
                                time: SystemTimekeeper().now)))
                    tiles = []
                }
            }
            hashes = above
            level += 1
        }
    }
}
