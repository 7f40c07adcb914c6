import Foundation

/// Custody events a second: signed beforehand, every signature checked, durable before each answer.
struct CustodyRow {
    let ground: Ground
    let scale: Scale

    func run() throws -> Row {
        let openssl = try Installation.tool("openssl")
        let seconds = scale.isQuick ? 1 : 3
        let result = try Rounds(count: scale.rounds).measure(
            ours: {
                let outcome = try Child(
                    program: Installation.own,
                    arguments: [
                        "measure-custody", ground.folder, String(scale.events), String(scale.eventsWaiting),
                    ], ground: ground
                ).run()
                ground.forget("custody-data")
                return (try outcome.figure, outcome.peakMemory)
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
}

extension Child.Outcome {
    /// The figure that a measuring program printed.
    var figure: Double {
        get throws {
            guard let figure = Double(output.trimmingCharacters(in: .whitespacesAndNewlines)) else {
                throw BenchmarkFailure("No figure came back: \(output.prefix(200))")
            }
            return figure
        }
    }
}
