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

    @Flag(
        help:
            "Make the data folder for a key that has never signed, and end. Once for each key; also with the configuration of a node that cosigns."
    )
    var begin = false

    func run() async throws {
        await Ending.report {
            if begin { return try await beginFolder() }
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
                contradictions: { try CanonicalJSON.encode(try cosigner.notices()) })
        }
    }

    private func beginFolder() async throws {
        let bytes = try InputBytes.read(config)
        var fields = try StrictYAML.read(bytes, file: config).fields("configuration")
        let format = try fields.required("format")
        let (start, trust): (CosignerStart, String)
        if try format.text() == NodeConfiguration.format {
            let node = try NodeConfiguration(reading: bytes, path: config)
            guard let part = node.cosigner else {
                throw format.failure(
                    "This node does not cosign: its configuration has no “cosigner”.",
                    next: "Add “cosigner”, as docs/operations.md explains it, and begin again.")
            }
            start = CosignerStart(part: part, folder: node.cosignerFolder, logger: Listening.logger)
            trust = node.trust
        } else {
            let cosigner = try CosignerConfiguration(reading: bytes, path: config)
            start = CosignerStart(part: cosigner.part, folder: cosigner.data, logger: Listening.logger)
            trust = cosigner.trust
        }
        let key = try await start.begin(trust: trust)
        print(
            """
            saksid: \(start.part.identity) can begin, with the key \(key.text)
            saksid: never begin with this key again; if \(start.folder) is lost, take a new key
            """)
        fflush(nil)
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
            Metric(
                name: "saksi_cosigner_failed_total",
                help: "Requests that were not answered because of the disk or of what is on it.", kind: .counter,
                value: failed),
            Metric(
                name: "saksi_cosigner_not_kept_total",
                help: "Pairs of checkpoints that were not kept, or for which an older one had to go.", kind: .counter,
                value: notKept),
            kept("split_views", "Pairs of checkpoints that prove a split view.", self.kept[.splitView] ?? 0),
            kept("unproven", "Pairs of checkpoints of which the later was not proved.", self.kept[.unproven] ?? 0),
            kept("smaller", "Pairs of checkpoints of which the later is smaller.", self.kept[.smaller] ?? 0),
        ]
    }
}
