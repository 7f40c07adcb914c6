import ArgumentParser
import Custody
import Exchange
import Foundation
import Gateway
import Vocabulary

/// `saksid cosigner --config FILE`: cosigns the logs of other parties until it is told to stop.
struct CosignerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cosigner",
        abstract: "Cosign the custody logs of other parties until SIGTERM or SIGINT.",
        discussion: "The push protocol of C2SP tlog-witness, for nodes of the trust list. A node can do it too.")

    @Option(help: "The cosigner's configuration, a YAML file; docs/operations.md explains it.")
    var config: String

    func run() async throws {
        await Ending.report {
            let configuration = try CosignerConfiguration(loading: config)
            let logger = Listening.logger
            let identity = configuration.part.identity
            try configuration.tls.check(speaksFor: identity)
            let trust = try TrustKeeper(
                loading: configuration.trust, timekeeper: SystemTimekeeper(),
                onRefused: { Listening.tell($0, logger) })
            let cosigner = try await CosignerStart(part: configuration.part, folder: configuration.data, logger: logger)
                .open(trust: trust, remembersTrust: true)
            let listening = Listening(
                name: identity, address: configuration.listen, tls: configuration.tls,
                operationsPort: configuration.operationsPort, stopSeconds: 30)
            try await listening.run(
                callerRoots: await cosigner.partyRoots, validator: cosigner.callerValidator,
                router: NodeRoutes.router(for: cosigner), gauges: { await cosigner.figures.metrics },
                contradictions: { try CanonicalJSON.encode(try await cosigner.notices()) })
        }
    }
}

extension CosignerFigures {
    var metrics: [Metric] {
        func refused(_ reason: String, _ help: String, _ value: Int) -> Metric {
            Metric(name: "saksi_cosigner_refused_\(reason)_total", help: help, kind: .counter, value: value)
        }
        func kept(_ name: String, _ help: String, _ value: Int) -> Metric {
            Metric(name: "saksi_cosigner_kept_\(name)", help: help, kind: .gauge, value: value)
        }
        return [
            Metric(
                name: "saksi_cosigner_cosigned_total", help: "Checkpoints cosigned since the start.", kind: .counter,
                value: cosigned),
            refused("malformed", "Requests for a cosignature that were not of their form.", malformed),
            refused("unsigned", "Checkpoints that no known key of their log signed.", notSigned),
            refused("unknown_log", "Checkpoints of logs that are not cosigned here.", unknownLog),
            refused("conflict", "Requests that began at another size than was cosigned last.", conflict),
            refused("unproven", "Checkpoints that were not shown to continue the last one.", unproven),
            kept("split_views", "Pairs of checkpoints that prove a split view.", self.kept[.splitView] ?? 0),
            kept("unproven", "Pairs of checkpoints of which the later was not proved.", self.kept[.unproven] ?? 0),
            kept("smaller", "Pairs of checkpoints of which the later is smaller.", self.kept[.smaller] ?? 0),
        ]
    }
}
