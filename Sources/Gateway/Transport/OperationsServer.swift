import HTTPTypes
import Hummingbird
package import Logging
import NIOCore
import ServiceLifecycle
import Vocabulary
import Wire

/// `/health`, `/ready`, `/metrics`, `/notices` and `/contradictions` for the operator, in plain HTTP on the loopback interface.
package struct OperationsServer: Service {
    private let port: Int
    private let tally: Tally
    private let missing: @Sendable () async -> [String]
    private let gauges: @Sendable () async -> [Metric]
    private let notices: (@Sendable (_ after: String?) async throws -> [UInt8])?
    private let contradictions: (@Sendable () async throws -> [UInt8])?
    private let logger: Logger
    private let onRunning: @Sendable (_ port: Int) async -> Void

    /// - Parameters:
    ///   - port: on 127.0.0.1; 0 takes a free one.
    ///   - missing: what the node still lacks before it can serve, each in one line; nothing means ready.
    ///   - gauges: further numbers, asked at each reading.
    ///   - notices: a page of whom the operator still has to tell of a release, as JSON; nil where nothing is released.
    ///   - contradictions: checkpoints that a cosigner was shown and that do not go together, as JSON; nil of none.
    ///   - onRunning: is told the port.
    package init(
        port: Int, tally: Tally, missing: @escaping @Sendable () async -> [String],
        gauges: @escaping @Sendable () async -> [Metric] = { [] },
        notices: (@Sendable (_ after: String?) async throws -> [UInt8])?,
        contradictions: (@Sendable () async throws -> [UInt8])? = nil, logger: Logger,
        onRunning: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) {
        self.port = port
        self.tally = tally
        self.missing = missing
        self.gauges = gauges
        self.notices = notices
        self.contradictions = contradictions
        self.logger = logger
        self.onRunning = onRunning
    }

    package func run() async throws {
        let router = Router()
        router.add(middleware: LoopbackOnly())
        let (tally, missing, gauges, onRunning) = (tally, missing, gauges, onRunning)
        let (notices, contradictions) = (notices, contradictions)
        router.get("/health") { _, _ in Self.text("ok\n") }
        router.get("/ready") { _, _ in
            let lacking = await missing()
            return lacking.isEmpty
                ? Self.text("ready\n")
                : Self.text(lacking.map { "\($0)\n" }.joined(), status: .serviceUnavailable)
        }
        router.get("/metrics") { _, _ in
            let all = tally.metrics + (await gauges())
            return Self.text(Metric.page(all), type: "text/plain; version=0.0.4; charset=utf-8")
        }
        if let notices {
            router.get("/notices") { request, context in
                try await Self.page(context.logger) {
                    try await notices(request.uri.queryParameters["after"].map { String($0) })
                }
            }
        }
        if let contradictions {
            router.get("/contradictions") { _, context in
                try await Self.page(context.logger) { try await contradictions() }
            }
        }
        let application = Application(
            router: router,
            server: .http1(configuration: .init(idleTimeout: .seconds(30))),
            configuration: .init(
                address: .hostname("127.0.0.1", port: port),
                availableConnectionsDelegate: .maximum(32, logger: logger)),
            onServerRunning: { await onRunning($0.localAddress?.port ?? 0) },
            logger: logger)
        do { try await application.run() } catch {
            throw ListenFailure.translated(error, host: "127.0.0.1", port: port)
        }
    }

    private static func page(_ logger: Logger, _ read: () async throws -> [UInt8]) async throws -> Response {
        do {
            return text(String(decoding: try await read(), as: UTF8.self), type: "application/json")
        } catch {
            var response = try ErrorAnswer.response(to: error, logger: logger)
            // A page that cannot be named is the asker's mistake; whatever else went wrong is not.
            if response.status != .badRequest { response.status = .internalServerError }
            return response
        }
    }

    private static func text(
        _ text: String, status: HTTPResponse.Status = .ok, type: String = "text/plain; charset=utf-8"
    ) -> Response {
        Response(
            status: status, headers: [.contentType: type, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}

/// Refuses what a page in a browser of this machine sends under a name of its own (DNS rebinding).
private struct LoopbackOnly<Context: RequestContext>: RouterMiddleware {
    @concurrent
    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let authority = request.head.authority ?? ""
        let host = authority.hasPrefix("[") ? authority : String(authority.prefix { $0 != ":" })
        guard ["127.0.0.1", "localhost"].contains(host) || host.hasPrefix("[::1]") else {
            return Response(
                problem: Problem(
                    GatewayError(
                        .crossSite, "The request was refused: it is not for the loopback address.",
                        next: "Ask 127.0.0.1 or localhost.")))
        }
        return try await next(request, context)
    }
}
