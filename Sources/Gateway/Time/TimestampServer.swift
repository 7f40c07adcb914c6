package import Exchange
import Hummingbird
package import Logging
import NIOCore
import ServiceLifecycle

/// A time-stamping authority in plain HTTP, for everybody who can reach it: what is asked gives nothing away, and what
/// is answered proves itself.
package struct TimestampServer: Service {
    private let service: TimestampService
    private let host: String
    private let port: Int
    private let logger: Logger
    private let onRunning: @Sendable (_ port: Int) async -> Void

    private static let mostConnections = 256

    /// - Parameters:
    ///   - port: 0 takes a free one.
    ///   - onRunning: is told the port.
    package init(
        _ service: TimestampService, host: String, port: Int, logger: Logger,
        onRunning: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) {
        self.service = service
        self.host = host
        self.port = port
        self.logger = logger
        self.onRunning = onRunning
    }

    package func run() async throws {
        let router = Router()
        let (service, onRunning) = (service, onRunning)
        for path in ["/", "/v1/timestamp"] as [RouterPath] {
            router.post(path) { request, _ in try await TimestampRoute.answer(request, by: service) }
        }
        let application = Application(
            router: router,
            server: .http1(configuration: .init(idleTimeout: .seconds(30))),
            configuration: .init(
                address: .hostname(host, port: port),
                availableConnectionsDelegate: .maximum(Self.mostConnections, logger: logger)),
            onServerRunning: { await onRunning($0.localAddress?.port ?? 0) },
            logger: logger)
        do { try await application.run() } catch { throw ListenFailure.translated(error, host: host, port: port) }
    }
}
