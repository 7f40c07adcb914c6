import ArgumentParser
import Exchange
import Foundation
import Gateway
import Logging
import Seal
import ServiceLifecycle
import UnixSignals
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
            let logger = Self.logger
            let start = NodeStart(configuration) { refusal in
                logger.error(
                    "the changed trust list is not used: \(refusal.reason) \(refusal.nextStep)",
                    metadata: ["code": "\(refusal.code.name)"])
            }
            let node = try await start.open { failure in
                // What is in memory can no longer be told from what is on the disk: end now, recover at the next start.
                Ending.fatal(failure)
            }
            for line in node.recovered { logger.warning("\(line)") }
            if try await node.figures().agreements == 0 {
                logger.warning("no agreement is in force here; put one into force with: saksid activate --config FILE")
            }
            let tally = Tally()
            let ready = ReadyFlag()
            try start.checkTransport()
            let tls = try TLSIdentity(
                pem: try InputBytes.read(configuration.tls.path),
                passphrase: try configuration.tls.passphrase())
            let server = NodeServer(
                configuration: NodeServerConfiguration(
                    host: configuration.listen.host, port: configuration.listen.port, identity: tls,
                    callerRoots: await node.partyRoots),
                validator: node.callerValidator,
                router: NodeRoutes.router(for: node), tally: tally, logger: logger,
                onRunning: { port in
                    await ready.set()
                    print("saksid: \(node.node) listens on https://\(configuration.listen.host):\(port)")
                    fflush(nil)
                })
            let operations = OperationsServer(
                port: configuration.operationsPort, tally: tally,
                missing: { await ready.isSet ? [] : ["The listener is not up yet."] },
                gauges: { (try? await node.figures())?.metrics ?? [] },
                notices: { try CanonicalJSON.encode(try node.notices(after: $0)) }, logger: logger,
                onRunning: { port in
                    print("saksid: operations on http://127.0.0.1:\(port)")
                    fflush(nil)
                })
            var services = ServiceGroupConfiguration(
                services: [
                    .init(service: operations), .init(service: server),
                    .init(service: StopBound(seconds: configuration.limits.stopSeconds)),
                ],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
            services.maximumGracefulShutdownDuration = .seconds(configuration.limits.stopSeconds)
            do {
                try await ServiceGroup(configuration: services).run()
            } catch is CancellationError {
                logger.notice("requests that were still running were ended, because the node was told to stop")
            }
            try node.close()
        }
    }
}

extension ServeCommand {
    private static var logger: Logger {
        var logger = Logger(label: "saksid")
        logger.logLevel = .notice
        return logger
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

/// Whether requests are accepted.
private actor ReadyFlag {
    private(set) var isSet = false

    func set() { isSet = true }
}
