import Gateway
import Logging
import ServiceLifecycle
import Synchronization
import TestKit
import Testing
import Vocabulary

@Suite("What the operator sees")
struct OperationsTests {
    private final class Lack: Sendable { let isLacking = Atomic<Bool>(true) }

    @Test("Health, readiness and metrics are told on the loopback port")
    func operations() async throws {
        let tally = Tally()
        tally.count(.requests, by: 3)
        let lack = Lack()
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let server = OperationsServer(
            port: 0, tally: tally,
            missing: { lack.isLacking.load(ordering: .relaxed) ? ["the trust list is older than 30 days"] : [] },
            gauges: {
                func lag(_ cosigner: String, _ value: Int) -> Metric {
                    Metric(name: "saksi_lag", help: "Lag.", kind: .gauge, value: value, label: ("cosigner", cosigner))
                }
                let size = Metric(name: "saksi_log_size", help: "Entries.", kind: .gauge, value: 7)
                return [lag("th/cosigner/bangkok", 2), size, lag("vn/cosigner/ha-noi", 0)]
            },
            notices: { after in
                if after == "no-page" {
                    throw VocabularyError(.identifierForm, "That is no page.", next: "Leave it out.")
                }
                guard let after else {
                    throw GatewayError(ErrorCode("storage.row-damaged", .storage), "A row is damaged.", next: "Audit.")
                }
                return Array("after \(after)".utf8)
            }, logger: logger,
            onRunning: { port.yield($0) })
        let group = ServiceGroup(configuration: .init(services: [.init(service: server)], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let port = try #require(await ports.first { _ in true })
            func ask(_ path: String) async throws -> String {
                try await tool("curl", ["-s", "-w", "%{http_code}", "http://127.0.0.1:\(port)\(path)"]).output
            }
            let health = try await ask("/health")
            #expect(health == "ok\n200")
            let unready = try await ask("/ready")
            #expect(unready == "the trust list is older than 30 days\n503")
            lack.isLacking.store(false, ordering: .relaxed)
            let ready = try await ask("/ready")
            #expect(ready == "ready\n200")
            let metrics = try await ask("/metrics")
            #expect(metrics.contains("# TYPE saksi_requests_total counter\nsaksi_requests_total 3\n"))
            #expect(metrics.contains("# TYPE saksi_log_size gauge\nsaksi_log_size 7\n"))
            // Those of one name stand together, below one heading.
            #expect(
                metrics.contains(
                    """
                    # TYPE saksi_lag gauge
                    saksi_lag{cosigner="th/cosigner/bangkok"} 2
                    saksi_lag{cosigner="vn/cosigner/ha-noi"} 0

                    """))
            let damaged = try await ask("/notices")
            #expect(damaged.hasSuffix("500"))
            #expect(damaged.contains(#""code":"storage.row-damaged""#))
            let malformed = try await ask("/notices?after=no-page")
            #expect(malformed.hasSuffix("400"))
            let page = try await ask("/notices?after=7")
            #expect(page == "after 7200")
            let rebound = try await tool(
                "curl",
                ["-s", "-w", "%{http_code}", "-H", "Host: evil.example", "http://127.0.0.1:\(port)/notices?after=7"])
            #expect(rebound.output.hasSuffix("403"))
            #expect(!rebound.output.contains("after 7"))
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }
}
