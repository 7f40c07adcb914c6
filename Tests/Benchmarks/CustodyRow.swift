import Foundation

/// Custody events: signed beforehand, every signature checked, decided, durable before each answer.
struct CustodyRow {
    let ground: Ground
    let scale: Scale

    /// How many a second, with 1,000 at one time.
    func rate() throws -> Row {
        let openssl = try Installation.tool("openssl")
        let seconds = scale.isQuick ? 1 : 3
        let result = try Rounds(count: scale.rounds).measure(
            ours: {
                let turn = try measured(waiting: scale.eventsWaiting)
                return (turn.rate, turn.peakMemory)
            },
            peer: {
                let outcome = try Child(
                    program: openssl, arguments: ["speed", "-multi", "2", "-seconds", String(seconds), "ecdsap256"],
                    ground: ground
                ).run()
                guard let line = outcome.output.split(separator: "\n").last(where: { $0.contains("nistp256") }),
                    let rate = line.split(separator: " ").last.flatMap({ Double($0) })
                else { throw BenchmarkFailure("openssl speed said something else than its rates: \(outcome.output)") }
                return (rate, 0)
            })
        return Row(
            "custody-events", ours: result.ours, peer: result.peer,
            peerName: "openssl speed -multi 2 ecdsap256, verify, "
                + Installation.version("openssl", ["version"], ground),
            unit: .events, peakMemory: result.peakMemory)
    }

    /// How long one of a hundred waits at most: with few at one time, and with many.
    func latency() throws -> [Row] {
        [try few(), try many()]
    }

    private func few() throws -> Row {
        let sync = try SyncProbe(folder: ground.folder).seconds
        let result = try Rounds(count: scale.rounds).measure(
            ours: {
                let turn = try measured(waiting: scale.eventsWaitingFew)
                return (turn.slowest * 1e6, turn.peakMemory)
            },
            peer: { (Self.limit, 0) })
        return Row(
            "custody-p99-\(scale.eventsWaitingFew)", ours: result.ours, peer: Self.limit,
            peerName: String(format: "limit of 10 ms; 64 KiB written and synced take this disk %.1f ms", sync * 1e3),
            unit: .microseconds, peakMemory: result.peakMemory)
    }

    private func many() throws -> Row {
        var rates: [Double] = []
        let result = try Rounds(count: scale.rounds).measure(
            ours: {
                let turn = try measured(waiting: scale.eventsWaiting)
                rates.append(turn.rate)
                return (turn.slowest * 1e6, turn.peakMemory)
            },
            peer: { (0, 0) })
        let limit = 3 * Double(scale.eventsWaiting) / Rounds.median(rates) * 1e6
        return Row(
            "custody-p99-\(scale.eventsWaiting)", ours: result.ours, peer: limit,
            peerName: "limit of three times what so many take at the rate of the same turns", unit: .microseconds,
            peakMemory: result.peakMemory)
    }

    /// In microseconds.
    private static let limit = 10_000.0

    private func measured(waiting: Int) throws -> (rate: Double, slowest: Double, peakMemory: Int) {
        let outcome = try Child(
            program: Installation.own,
            arguments: ["measure-custody", ground.folder, String(scale.events), String(waiting)], ground: ground
        ).run()
        ground.forget(CustodyLoad.data)
        let figures = try outcome.figures(2)
        return (figures[0], figures[1], outcome.peakMemory)
    }
}

extension Child.Outcome {
    /// The figures that a measuring program printed.
    func figures(_ count: Int) throws -> [Double] {
        let figures = output.split { $0.isWhitespace }.compactMap { Double($0) }
        guard figures.count == count else { throw BenchmarkFailure("No figures came back: \(output.prefix(200))") }
        return figures
    }
}
