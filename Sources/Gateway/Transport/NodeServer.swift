package import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle

/// The node's HTTPS listener: TLS 1.3 with certificates on both sides, and the routes behind the gate.
///
/// It ends on graceful shutdown after the requests that are running have been answered.
package struct NodeServer: Service {
    private let configuration: NodeServerConfiguration
    private let validator: CallerValidator
    private let routes: RouterResponder<CallerContext>
    private let tally: Tally
    private let logger: Logger
    private let onRunning: @Sendable (_ port: Int) async -> Void

    /// - Parameters:
    ///   - validator: is asked at each request; see ``CallerValidator``.
    ///   - router: complete; routes that are added later are not served.
    ///   - onRunning: is told the port once connections are accepted.
    package init(
        configuration: NodeServerConfiguration, validator: @escaping CallerValidator, router: Router<CallerContext>,
        tally: Tally, logger: Logger, onRunning: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.validator = validator
        routes = router.buildResponder()
        self.tally = tally
        self.logger = logger
        self.onRunning = onRunning
    }

    package func run() async throws {
        let limits = configuration.limits
        let chains = PresentedChains()
        let tls = try context()
        let (tally, onRunning, validator) = (tally, onRunning, validator)
        let places = Places(limits, tally: tally)
        let application = Application(
            responder: CallerGate(
                validator: validator, routes: routes, chains: chains, tally: tally),
            server: HTTPServerBuilder { responder in
                MutualTLSChannel(
                    tls: tls, limits: limits, chains: chains, places: places, validator: validator, tally: tally,
                    responder: responder)
            },
            configuration: .init(
                address: .hostname(configuration.host, port: configuration.port),
                // Places decides who goes; this only bounds what the system holds while connections end.
                availableConnectionsDelegate: .maximum(2 * limits.maxConnections, logger: logger)),
            onServerRunning: { await onRunning($0.localAddress?.port ?? 0) },
            logger: logger)
        do { try await application.run() } catch {
            throw ListenFailure.translated(error, host: configuration.host, port: configuration.port)
        }
    }

    private func context() throws -> NIOSSLContext {
        let identity = configuration.identity
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: identity.chain.map { .certificate($0) }, privateKey: .privateKey(identity.key))
        tls.minimumTLSVersion = .tlsv13
        tls.certificateVerification = .optionalVerification
        tls.trustRoots = .certificates(
            try configuration.callerRoots.map { try NIOSSLCertificate(bytes: $0, format: .der) })
        tls.sendCANameList = true
        tls.applicationProtocols = ["http/1.1"]
        return try NIOSSLContext(configuration: tls)
    }
}
