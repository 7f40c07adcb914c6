import Exchange
import Foundation
import Gateway
import Logging
import Seal
import ServiceLifecycle
import UnixSignals
import Vocabulary

/// Runs a listener and its operations port until the process is told to stop.
struct Listening: Sendable {
    /// Who listens, as the first line on standard output says.
    let name: Identity
    let address: Address
    let tls: KeyFile
    let operationsPort: Int
    /// How long running requests may take to end.
    let stopSeconds: Int

    typealias Page = @Sendable () async throws -> [UInt8]

    static var logger: Logger {
        var logger = Logger(label: "saksid")
        logger.logLevel = .notice
        return logger
    }

    /// Tells the operator of a cosigner that this node asks.
    static func tell(_ notice: CosigningNotice, _ logger: Logger) {
        let level: Logger.Level =
            switch notice.kind {
            case .stopped: .error
            case .trouble: .warning
            case .over: .notice
            }
        logger.log(level: level, "\(notice.sentence)", metadata: ["cosigner": "\(notice.cosigner)"])
    }

    /// Tells the operator of a changed trust list that is not used.
    static func tell(_ refusal: SealError, _ logger: Logger) {
        logger.error(
            "the changed trust list is not used: \(refusal.reason) \(refusal.nextStep)",
            metadata: ["code": "\(refusal.code.name)"])
    }

    /// - Parameter others: what runs as long as the listener does.
    func run(
        callerRoots: [[UInt8]], validator: @escaping CallerValidator, router: NodeRouter,
        gauges: @escaping @Sendable () async -> [Metric],
        notices: (@Sendable (_ after: String?) async throws -> [UInt8])? = nil, contradictions: Page? = nil,
        beside others: [any Service] = []
    ) async throws {
        let (name, address, logger) = (name, address, Self.logger)
        let tally = Tally()
        let ready = ReadyFlag()
        let server = NodeServer(
            configuration: NodeServerConfiguration(
                host: address.host, port: address.port,
                identity: try TLSIdentity(pem: try InputBytes.read(tls.path), passphrase: try tls.passphrase()),
                callerRoots: callerRoots),
            validator: validator, router: router, tally: tally, logger: logger,
            onRunning: { port in
                await ready.set()
                print("saksid: \(name) listens on https://\(address.host):\(port)")
                fflush(nil)
            })
        let operations = OperationsServer(
            port: operationsPort, tally: tally, missing: { await ready.isSet ? [] : ["The listener is not up yet."] },
            gauges: gauges, notices: notices, contradictions: contradictions, logger: logger,
            onRunning: { port in
                print("saksid: operations on http://127.0.0.1:\(port)")
                fflush(nil)
            })
        // The last is told to stop first: what answers may wait for what works beside it.
        var all: [any Service] = [operations]
        all += others
        all += [server, StopBound(seconds: stopSeconds)] as [any Service]
        var services = ServiceGroupConfiguration(
            services: all.map { ServiceGroupConfiguration.ServiceConfiguration(service: $0) },
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        services.maximumGracefulShutdownDuration = .seconds(stopSeconds)
        do {
            try await ServiceGroup(configuration: services).run()
        } catch is CancellationError {
            logger.notice("requests that were still running were ended, because the node was told to stop")
        }
    }
}

extension KeyFile {
    /// The certificate of a listener must be its own, or every caller would turn away.
    func check(speaksFor expected: Identity) throws {
        let identity = try Credential(pem: try InputBytes.read(path), passphrase: try passphrase()).identity
        guard identity == expected else {
            throw NodeError(
                .nodeIdentity, "The TLS certificate speaks for \(identity), not for \(expected).",
                next: "Correct the identity or “tls” in the configuration.")
        }
    }
}

/// Whether requests are accepted.
actor ReadyFlag {
    private(set) var isSet = false

    func set() { isSet = true }
}
