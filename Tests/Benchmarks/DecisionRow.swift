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
        var medians: [Double] = []
        var (own, theirs) = (Set<String>(), Set<String>())
        let result = try Rounds(count: scale.rounds).measure(
            ours: {
                let turn = try ours(others: 0)
                own.insert(turn.answers)
                medians.append(turn.median)
                return (turn.rate, turn.peakMemory)
            },
            peer: {
                let outcome = try Child(
                    program: python, arguments: [ground("cedar.py"), ground.folder, String(scale.cedarDecisions)],
                    ground: ground
                ).run()
                let (figures, answers) = try Self.read(outcome, 1)
                theirs.insert(answers)
                return (figures[0], 0)
            })
        let requests = sample.requests.indices
        guard own == theirs, let answers = own.first, own.count == 1, answers.count == requests.count else {
            let answers = (own.sorted() + theirs.sorted()).map(Array.init)
            let differing = requests.filter { number in
                Set(answers.map { number < $0.count ? $0[number] : "?" }).count > 1
            }
            throw BenchmarkFailure("Ours and Cedar do not answer the same to the requests \(differing).")
        }
        let median = Rounds.median(medians)
        guard median < Self.slowest else {
            throw BenchmarkFailure("The median decision takes \(Int(median)) ns, the limit is \(Int(Self.slowest)).")
        }
        guard result.ours >= Self.leastRatio * result.peer else {
            throw BenchmarkFailure(
                "Ours decides \(Int(result.ours / result.peer)) times as fast as Cedar, and has to \(Int(Self.leastRatio)) times."
            )
        }
        let version = Installation.version(
            "python3", ["-c", "import importlib.metadata as m; print(m.version('cedarpy'))"], ground
        ).replacingOccurrences(of: "python3", with: "cedarpy")
        return Row(
            "decisions", ours: result.ours, peer: result.peer,
            peerName: "Cedar on the same 100 clauses, parsed before, \(version)", unit: .decisions,
            peakMemory: result.peakMemory)
    }

    /// What the median decision has to stay below, in nanoseconds.
    private static let slowest = 1000.0
    /// How many times as many decisions a second as Cedar's it has to be.
    private static let leastRatio = 50.0

    /// And of the rate without any others when others are loaded. One allocation for each of a thousand others would take
    /// many times as long as the decision itself.
    private static let leastAmongOthers = 0.85

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
            guard result.ours >= Self.leastAmongOthers * result.peer else {
                throw BenchmarkFailure(
                    "With \(others) other agreements it decides \(result.ours / result.peer) times as fast.")
            }
            return Row(
                "decisions-\(others)", ours: result.ours, peer: result.peer,
                peerName: "the same with no other agreement loaded", unit: .decisions, peakMemory: result.peakMemory)
        }
    }

    private func ours(others: Int) throws -> (rate: Double, median: Double, answers: String, peakMemory: Int) {
        let outcome = try Child(
            program: Installation.own, arguments: ["measure-decisions", String(scale.decisions), String(others)],
            ground: ground
        ).run()
        let (figures, answers) = try Self.read(outcome, 3)
        FileHandle.standardError.write(
            Data("  \(others) others: median \(Int(figures[1])) ns, grown by \(Int(figures[2]) >> 10) KiB\n".utf8))
        guard figures[2] < Double(Self.mostGrown) else {
            throw BenchmarkFailure("The process grew by \(Int(figures[2])) bytes while it only decided.")
        }
        return (figures[0], figures[1], answers, outcome.peakMemory)
    }

    /// What may stay of a million decisions, in bytes: pages that the allocator touched first.
    private static let mostGrown = 2 << 20

    /// So many figures, and at the end the answers to each request.
    private static func read(_ outcome: Child.Outcome, _ count: Int) throws -> (figures: [Double], answers: String) {
        let words = outcome.output.split { $0.isWhitespace }
        let figures = words.prefix(count).compactMap { Double($0) }
        guard words.count == count + 1, figures.count == count else {
            throw BenchmarkFailure("No figures came back: \(outcome.output.prefix(200))")
        }
        return (figures, String(words[count]))
    }
}
