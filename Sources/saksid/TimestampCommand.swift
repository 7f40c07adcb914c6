import ArgumentParser
import Exchange
import Foundation
import Gateway
import Logging
import Seal
import ServiceLifecycle
import UnixSignals
import Vocabulary

/// `saksid tsa --config FILE`: a time-stamping authority by itself (RFC 3161), in plain HTTP.
struct TimestampCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tsa", abstract: "Run a time-stamping authority until SIGTERM or SIGINT.",
        discussion: """
            It answers requests of RFC 3161 in plain HTTP, as openssl ts -query and curl make them: a request gives \
            nothing away, and an answer proves itself. The clock of the machine must be right to a second.
            """)

    @Option(help: "The authority's configuration, a YAML file; docs/operations.md explains it.")
    var config: String

    /// How long running requests may take to end.
    private static let stopSeconds = 10

    func run() async throws {
        await Ending.report {
            let configuration = try TimestampConfiguration(loading: config)
            let logger = Listening.logger
            let service = try configuration.timestamping.service(in: configuration.data, logger: logger)
            let (ready, tally) = (ReadyFlag(), Tally())
            let server = TimestampServer(
                service, host: configuration.listen.host, port: configuration.listen.port, tally: tally,
                logger: logger,
                onRunning: { port in
                    await ready.set()
                    print("saksid: \(service.identity) stamps at http://\(configuration.listen.host):\(port)/")
                    fflush(nil)
                })
            let operations = OperationsServer(
                port: configuration.operationsPort, tally: tally,
                missing: {
                    guard await ready.isSet else { return ["The listener is not up yet."] }
                    return await service.trouble.map { [$0.sentence] } ?? []
                },
                gauges: { await service.metrics }, notices: nil, logger: logger,
                onRunning: { port in
                    print("saksid: operations on http://127.0.0.1:\(port)")
                    fflush(nil)
                })
            var services = ServiceGroupConfiguration(
                services: [
                    .init(service: operations), .init(service: server),
                    .init(service: StopBound(seconds: Self.stopSeconds)),
                ],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
            services.maximumGracefulShutdownDuration = .seconds(Self.stopSeconds)
            do {
                try await ServiceGroup(configuration: services).run()
            } catch is CancellationError {
                logger.notice("requests that were still running were ended, because the authority was told to stop")
            }
        }
    }
}

extension TimestampService {
    var metrics: [Metric] {
        figures.metrics + [
            Metric(
                name: "saksi_timestamps_ready",
                help: "Whether time-stamps can be given: the clock is not behind, the certificate is good.",
                kind: .gauge, value: trouble == nil ? 1 : 0)
        ]
    }
}

extension TimestampFigures {
    fileprivate var metrics: [Metric] {
        func counter(_ name: String, _ help: String, _ value: Int) -> Metric {
            Metric(name: name, help: help, kind: .counter, value: value)
        }
        return [
            counter("saksi_timestamps_given_total", "Time-stamps that this authority gave.", given),
            counter("saksi_timestamps_refused_total", "Time-stamp requests that were refused.", refused),
            counter("saksi_timestamps_failed_total", "Time-stamp requests that met a fault of the authority.", failed),
        ]
    }
}
