import Foundation

/// Decisions a second, with clauses and obligations, beside Cedar on the same rules and the same requests.
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
                let outcome = try Child(
                    program: Installation.own, arguments: ["measure-decisions", String(scale.decisions)],
                    ground: ground
                ).run()
                let (figure, count) = try Self.read(outcome)
                permitted.insert(count)
                return (figure, outcome.peakMemory)
            },
            peer: {
                let outcome = try Child(
                    program: python, arguments: [ground("cedar.py"), ground.folder, String(scale.cedarDecisions)],
                    ground: ground
                ).run()
                let (figure, count) = try Self.read(outcome)
                permitted.insert(count)
                return (figure, 0)
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

    /// The rate, and how many of the requests were permitted.
    private static func read(_ outcome: Child.Outcome) throws -> (Double, Int) {
        let words = outcome.output.split { $0.isWhitespace }
        guard words.count == 2, let rate = Double(words[0]), let count = Int(words[1]) else {
            throw BenchmarkFailure("No figures came back: \(outcome.output.prefix(200))")
        }
        return (rate, count)
    }
}
