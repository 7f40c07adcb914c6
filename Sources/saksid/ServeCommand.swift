import ArgumentParser
import Exchange
import Foundation
import Gateway
import Logging
import Seal
import ServiceLifecycle
import Vocabulary

/// `saksid serve --config FILE`: runs until it is told to stop, and finishes what is under way.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run the node until SIGTERM or SIGINT; running requests are finished.")

    @Option(help: "The node's configuration, a YAML file; docs/operations.md explains it.")
    var config: String

    func run() async throws {
        await Ending.report {
            let configuration = try NodeConfiguration(loading: config)
            let logger = Listening.logger
            let start = NodeStart(configuration, onRefusedList: { Listening.tell($0, logger) })
            let node = try await start.open(listens: true) { failure in
                // What is in memory can no longer be told from what is on the disk: end now, recover at the next start.
                Ending.fatal(failure)
            }
            for line in node.recovered { logger.warning("\(line)") }
            if try await node.figures().agreements == 0 {
                logger.warning("no agreement is in force here; put one into force with: saksid activate --config FILE")
            }
            let report = try await node.keyReport()
            let tls = try configuration.tls.credential().chain.leaf
            for remark in report.remarks(tls: tls) { logger.warning("\(remark)") }
            try configuration.tls.check(speaksFor: configuration.node)
            var cosigner: CosignerService?
            if let part = configuration.cosigner {
                cosigner = try await CosignerStart(
                    part: part, folder: configuration.cosignerFolder, logger: logger
                ).open(trust: node.trust, remembersTrust: false)
            }
            let service = cosigner
            let asked = try await CosignatureService.all(
                configuration, of: node, onNotice: { Listening.tell($0, logger) })
            let authority = try configuration.timestamping?.service(
                in: "\(configuration.data)/time-stamping", logger: logger)
            // A node is heard only where it has something to ask.
            let validator =
                service?.callerValidator
                ?? (authority == nil ? node.callerValidator : node.callerValidatorForNodes)
            let stamping = try configuration.stamping.map {
                CheckpointStamping(
                    node: node, rule: $0, credential: try configuration.tlsCredential(), figures: StampingFigures(),
                    logger: logger)
            }
            var beside: [any Service] = asked
            if let stamping { beside.append(stamping) }
            let audits = try NodeAudits(configuration.audit, of: node, logger)
            beside += audits.services
            let listening = Listening(
                name: node.node, address: configuration.listen, tls: configuration.tls,
                operationsPort: configuration.operationsPort, stopSeconds: configuration.limits.stopSeconds)
            try await listening.run(
                callerRoots: await node.partyRoots, validator: validator,
                router: NodeRoutes.router(for: node, cosigner: service, timestamps: authority),
                gauges: {
                    var metrics = (try? await node.figures())?.metrics ?? []
                    metrics += await service?.figures.metrics ?? []
                    for push in asked.map(\.push) { metrics += await push.figures.metrics }
                    metrics += await authority?.metrics ?? []
                    metrics += await stamping?.figures.metrics ?? []
                    metrics += await audits.metrics
                    if let count = try? await node.logsWithoutTrustedKey() {
                        metrics.append(KeyMetrics.ofLogs(withoutTrustedKey: count))
                    }
                    return metrics + KeyMetrics.of(events: report.events, tls: tls, at: SystemTimekeeper().now)
                },
                notices: { try CanonicalJSON.encode(try node.notices(after: $0)) },
                contradictions: service.map { cosigner -> Listening.Page in
                    { try CanonicalJSON.encode(try cosigner.notices()) }
                }, beside: beside)
            try node.close()
        }
    }
}

extension NodeFigures {
    fileprivate var metrics: [Metric] {
        func gauge(_ name: String, _ help: String, _ value: Int) -> Metric {
            Metric(name: name, help: help, kind: .gauge, value: value)
        }
        return [
            gauge("saksi_agreements", "Agreements in force.", agreements),
            gauge("saksi_agreements_suspended", "Agreements that are suspended.", suspended),
            gauge("saksi_log_entries", "Entries of all custody logs.", entries),
            gauge("saksi_uploads_unfinished", "Uploads that are under way.", uploads),
            gauge("saksi_disk_free_bytes", "Bytes free on the disk of the data folder.", Int(free)),
            gauge("saksi_blobs_set_aside", "Blobs without a row, for the operator to look at.", setAside),
        ]
    }
}
