package import Exchange
import HTTPTypes
import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import ServiceLifecycle

/// A time-stamping authority in plain HTTP, for everybody who can reach it: what is asked gives nothing away, and what
/// is answered proves itself.
package struct TimestampServer: Service {
    private let service: TimestampService
    private let host: String
    private let port: Int
    private let tally: Tally
    private let limits: TransportLimits
    private let logger: Logger
    private let onRunning: @Sendable (_ port: Int) async -> Void

    /// A request has 4,096 bytes at most.
    package static let limits: TransportLimits = {
        var limits = TransportLimits()
        limits.strangers = 256
        limits.strangersPerAddress = 32
        limits.patienceWithStrangers = .seconds(10)
        return limits
    }()

    /// - Parameters:
    ///   - port: 0 takes a free one.
    ///   - tally: told of connections that were ended.
    ///   - onRunning: is told the port.
    package init(
        _ service: TimestampService, host: String, port: Int, tally: Tally,
        limits: TransportLimits = TimestampServer.limits,
        logger: Logger,
        onRunning: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) {
        self.service = service
        self.host = host
        self.port = port
        self.tally = tally
        self.limits = limits
        self.logger = logger
        self.onRunning = onRunning
    }

    package func run() async throws {
        let router = Router()
        let (service, onRunning, limits) = (service, onRunning, limits)
        let places = Places(limits, tally: tally)
        router.add(middleware: OneAnswer())
        for path in ["/", "/v1/timestamp"] as [RouterPath] {
            router.post(path) { request, _ in try await TimestampRoute.answer(request, by: service) }
        }
        let application = Application(
            router: router,
            server: HTTPServerBuilder { OpenChannel(limits: limits, places: places, responder: $0) },
            configuration: .init(
                address: .hostname(host, port: port),
                // Places decides who goes; this only bounds what the system holds while connections end.
                availableConnectionsDelegate: .maximum(2 * limits.strangers, logger: logger)),
            onServerRunning: { await onRunning($0.localAddress?.port ?? 0) },
            logger: logger)
        do { try await application.run() } catch { throw ListenFailure.translated(error, host: host, port: port) }
    }
}

/// Says of every answer that it is the last one of its connection; `LastAnswerHandler` makes it so.
private struct OneAnswer<Context: RequestContext>: RouterMiddleware {
    @concurrent
    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do { response = try await next(request, context) } catch let error as any HTTPResponseError {
            response = try error.response(from: request, context: context)
        }
        response.headers[.connection] = "close"
        return response
    }
}
