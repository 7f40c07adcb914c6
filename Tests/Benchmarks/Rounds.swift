import Glibc

/// Measures ours and the peer in turns, on the same data, and takes the median of each.
struct Rounds {
    let count: Int

    struct Result {
        let ours: Double
        let peer: Double
        let peakMemory: Int
    }

    /// One measured turn: a figure in the row's unit, and the memory it took.
    typealias Turn = () throws -> (figure: Double, peakMemory: Int)

    /// Each is run once unmeasured first, so that caches are warm for both.
    func measure(ours: Turn, peer: Turn) throws -> Result {
        _ = try ours()
        _ = try peer()
        var figures: [Double] = []
        var peers: [Double] = []
        var peak = 0
        for _ in 0..<count {
            let turn = try Self.quiet(ours)
            figures.append(turn.figure)
            peak = max(peak, turn.peakMemory)
            peers.append(try Self.quiet(peer).figure)
        }
        return Result(ours: Self.median(figures), peer: Self.median(peers), peakMemory: peak)
    }

    /// What earlier turns left to be written must not slow this one.
    private static func quiet(_ turn: Turn) throws -> (figure: Double, peakMemory: Int) {
        sync()
        return try turn()
    }

    static func median(_ figures: [Double]) -> Double {
        let sorted = figures.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}
