import Courier
import Gateway
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import TestKit
import Vocabulary

/// A node on a free port of the loopback interface, for as long as a test needs it.
struct RunningNode {
    let port: Int
    let tally: Tally
    let group: ServiceGroup

    var base: String { "https://127.0.0.1:\(port)" }

    /// - Parameter validator: says who is trusted; by default the member and the other node of ``TestPKI``.
    static func with<Result: Sendable>(
        limits: TransportLimits = .patient, identity: TLSIdentity? = nil, validator: CallerValidator? = nil,
        routes: (Router<CallerContext>) -> Void = { _ in }, _ body: @Sendable (RunningNode) async throws -> Result
    ) async throws -> Result {
        let pki = try TestPKI.made.get()
        let router = Router(context: CallerContext.self)
        router.get("/who") { _, context in context.caller.identity.text }
        routes(router)
        let tally = Tally()
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let server = NodeServer(
            configuration: NodeServerConfiguration(
                host: "127.0.0.1", port: 0, identity: try identity ?? TLSIdentity(pem: try pki.pem("node")),
                callerRoots: [try pki.workspace.read("root.der")],
                limits: limits),
            validator: try validator ?? testValidator(), router: router, tally: tally, logger: logger,
            onRunning: { port.yield($0) })
        let group = ServiceGroup(
            configuration: .init(services: [.init(service: server)], logger: logger))
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { port.finish() }
                try await group.run()
            }
            guard let port = await ports.first(where: { _ in true }) else { throw CancellationError() }
            let outcome: Swift.Result<Result, any Error>
            do {
                outcome = .success(try await body(RunningNode(port: port, tally: tally, group: group)))
            } catch {
                outcome = .failure(error)
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return try outcome.get()
        }
    }

    /// A client that knows this node.
    func client(_ name: String = "member", patience: NodePatience = NodePatience()) throws -> NodeClient {
        let pki = try TestPKI.made.get()
        return NodeClient(
            address: try NodeAddress(parsing: base),
            tls: try NodeTLS(
                pem: Secret(try pki.pem(name)), passphrase: nil,
                expecting: .node(try Identity(parsing: "kh/node/phnom-penh")),
                timeout: .minutes(5), judge: try testJudge()),
            patience: patience)
    }
}

extension TransportLimits {
    /// For what is not a test of time: a busy machine may take as long as it likes.
    static var patient: TransportLimits {
        var limits = TransportLimits()
        limits.patienceWithStrangers = .minutes(5)
        limits.handshake = .minutes(5)
        return limits
    }
}

/// What a trust list would say, by certificate; a chain whose intermediate is missing is not good.
func testJudge() throws -> NodeJudge {
    let pki = try TestPKI.made.get()
    let known: [Digest: (identity: String, length: Int)] = [
        try pki.digest("member"): ("kh/ahtjpp/0101", 2), try pki.digest("node"): ("kh/node/phnom-penh", 2),
        try pki.digest("other-node"): ("th/node/bangkok", 1),
    ]
    return { presented in
        guard let leaf = presented.first, let found = known[Digest(of: leaf)] else {
            throw GatewayError(ErrorCode("trust.root.unknown", .trust), "The root is not known.", next: "Ask.")
        }
        guard presented.count == found.length else {
            throw GatewayError(ErrorCode("trust.chain.incomplete", .trust), "A certificate is missing.", next: "Ask.")
        }
        return try Identity(parsing: found.identity)
    }
}

func testValidator() throws -> CallerValidator {
    let judge = try testJudge()
    return { presented in
        do {
            let identity = try judge(presented)
            return .trusted(Caller(identity: identity, certificate: Digest(of: presented.first ?? [])))
        } catch let failure as any Failure {
            return .refused(failure)
        } catch {
            return .refused(GatewayError(.gatewayFault, "\(error)", next: ""))
        }
    }
}
