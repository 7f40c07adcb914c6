import Foundation

/// Decisions a second, with clauses and obligations, beside Cedar on the same rules and the same requests; and among
/// other agreements that are loaded.
struct DecisionRow {
    let ground: Ground
    let scale: Scale

    func run() throws -> Row {
        let python = try Installation.tool("python3")
        let sample = DecisionSample()
        try ground.write(sample.cedarPolicies, to: "policies.cedar")
        try ground.write(try sample.cedarEntities, to: "entities.json")
        try ground.write(try sample.cedarRequests, to: "requests.json")
        try ground.write(CedarPeer.script, to: "cedar.py")
        var permitted: Set<Int> = []
        let result = try Rounds(count: scale.rounds).measure(
            ours: {
                let turn = try ours(others: 0)
                permitted.insert(turn.permitted)
                return (turn.rate, turn.peakMemory)
            },
            peer: {
                let outcome = try Child(
                    program: python, arguments: [ground("cedar.py"), ground.folder, String(scale.cedarDecisions)],
                    ground: ground
                ).run()
                let figures = try Self.read(outcome, 2)
                permitted.insert(Int(figures[1]))
                return (figures[0], 0)
            })
        guard permitted.count == 1 else {
            throw BenchmarkFailure(
                "Ours and Cedar do not permit the same requests: \(permitted.sorted()) of \(sample.requests.count).")
        }
        let version = Installation.version(
            "python3", ["-c", "import importlib.metadata as m; print(m.version('cedarpy'))"], ground
        ).replacingOccurrences(of: "python3", with: "cedarpy")
        return Row(
            "decisions", ours: result.ours, peer: result.peer,
            peerName: "Cedar on the same 100 clauses, parsed before, \(version)", unit: .decisions,
            peakMemory: result.peakMemory)
    }

    /// How many other agreements are loaded.
    static let others = [1, 10, 1000]

    /// What a decision costs may not depend on what else is in force. The peer is the same without other agreements.
    func amongOthers() throws -> [Row] {
        try Self.others.map { others in
            let result = try Rounds(count: scale.rounds).measure(
                ours: {
                    let turn = try ours(others: others)
                    return (turn.rate, turn.peakMemory)
                },
                peer: { (try ours(others: 0).rate, 0) })
            return Row(
                "decisions-\(others)", ours: result.ours, peer: result.peer,
                peerName: "the same with no other agreement loaded", unit: .decisions, peakMemory: result.peakMemory)
        }
    }

    private func ours(others: Int) throws -> (rate: Double, permitted: Int, peakMemory: Int) {
        let outcome = try Child(
            program: Installation.own, arguments: ["measure-decisions", String(scale.decisions), String(others)],
            ground: ground
        ).run()
        let figures = try Self.read(outcome, 4)
        FileHandle.standardError.write(
            Data("  \(others) others: median \(Int(figures[2])) ns, grown by \(Int(figures[3]) >> 10) KiB\n".utf8))
        guard figures[3] < Double(Self.mostGrown) else {
            throw BenchmarkFailure("The process grew by \(Int(figures[3])) bytes while it only decided.")
        }
        return (figures[0], Int(figures[1]), outcome.peakMemory)
    }

    /// What may stay of a million decisions, in bytes: pages that the allocator touched first.
    private static let mostGrown = 2 << 20

    private static func read(_ outcome: Child.Outcome, _ count: Int) throws -> [Double] {
        let figures = outcome.output.split { $0.isWhitespace }.compactMap { Double($0) }
        guard figures.count == count else {
            throw BenchmarkFailure("No figures came back: \(outcome.output.prefix(200))")
        }
        return figures
    }
}
