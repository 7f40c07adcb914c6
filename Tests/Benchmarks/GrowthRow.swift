import Exchange

/// What a log costs that has 10 and 100 times as many events: to add to it, and to audit it.
struct GrowthRow {
    let ground: Ground
    let scale: Scale

    static let factors = [1, 10, 100]
    static let names = factors.dropFirst().flatMap { ["custody-grown-\($0)", "audit-grown-\($0)"] } + ["audit-events"]

    /// Of the rates that a log has, those of a small one are the peer. An audit is the only reader of all of it, and
    /// stands beside what `openssl` verifies on one core.
    func run() throws -> [Row] {
        let outcome = try Child(
            program: Installation.own,
            arguments: ["measure-growth", ground.folder, String(scale.smallLog)], ground: ground
        ).run()
        ground.forget(CustodyLoad.data)
        let figures = try outcome.figures(2 * Self.factors.count)
        let (added, audited) = (figures.prefix(Self.factors.count), Array(figures.suffix(Self.factors.count)))
        var rows: [Row] = []
        for (place, factor) in Self.factors.enumerated().dropFirst() {
            let peer = "the same log with \(scale.smallLog) events"
            rows.append(
                Row(
                    "custody-grown-\(factor)", ours: added[place], peer: added[0], peerName: peer, unit: .events,
                    peakMemory: outcome.peakMemory))
            rows.append(
                Row(
                    "audit-grown-\(factor)", ours: audited[place], peer: audited[0], peerName: peer, unit: .events,
                    peakMemory: outcome.peakMemory))
        }
        let openssl = try Child(
            program: try Installation.tool("openssl"), arguments: ["speed", "-seconds", "1", "ecdsap256"],
            ground: ground
        ).run()
        guard let line = openssl.output.split(separator: "\n").last(where: { $0.contains("nistp256") }),
            let rate = line.split(separator: " ").last.flatMap({ Double($0) })
        else { throw BenchmarkFailure("openssl speed said something else than its rates: \(openssl.output)") }
        rows.append(
            Row(
                "audit-events", ours: audited[Self.factors.count - 1], peer: rate,
                peerName: "openssl speed ecdsap256, verify, " + Installation.version("openssl", ["version"], ground),
                unit: .events, peakMemory: outcome.peakMemory))
        return rows
    }

    /// Fills a log step by step, in a process of its own, and measures at each size.
    /// - Returns: events a second that enter it, and events a second that are audited, of each size.
    static func measure(ground folder: String, small: Int) async throws -> (added: [Double], audited: [Double]) {
        let load = try CustodyLoad(ground: folder)
        var (added, audited): ([Double], [Double]) = ([], [])
        var size = 0
        for factor in factors {
            let node = try await load.open(isFirst: size == 0)
            // What is measured is the last part of the way.
            let measured = small / 2
            while size < factor * small - measured {
                let count = min(10_000, factor * small - measured - size)
                _ = try await load.record(count, waiting: 1000, on: node)
                size += count
            }
            added.append(try await load.record(measured, waiting: 1000, on: node).rate)
            size += measured
            try node.close()
            audited.append(try await load.audit())
        }
        return (added, audited)
    }
}
