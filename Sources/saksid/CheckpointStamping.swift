import Courier
import Exchange
import Gateway
import Logging
import Seal
import ServiceLifecycle
import Vocabulary

/// Has the newest checkpoint of every log stamped by the authorities that the configuration names, one round after the
/// other. It never stands in the way of a commit: a round stamps what the logs have grown to since the last.
struct CheckpointStamping: Service {
    let node: ExchangeNode
    let rule: StampingRule
    /// As whom another node is asked.
    let credential: Credential
    let figures: StampingFigures
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                for address in rule.authorities { group.addTask { await keepStamping(by: address) } }
            }
        }
    }

    private func keepStamping(by address: TimestampAddress) async {
        var done = StampedSoFar()
        var failures = 0
        var isTold = false
        while !Task.isCancelled {
            do {
                for checkpoint in try await node.checkpointsToStamp(after: done) {
                    let token = try await client(address).token(over: checkpoint.digest)
                    let stamp = try await node.keep(token, over: checkpoint)
                    done.add(checkpoint)
                    await figures.add(given: 1)
                    if !isTold, !stamp.counts(against: node.node.party) {
                        tell(stamp, address)
                        isTold = true
                    }
                }
                if failures > 0 { logger.notice("time-stamps of \(address) are coming again") }
                failures = 0
            } catch {
                // To be ended in the middle of a request is no failure of the authority.
                if Task.isCancelled { return }
                if failures == 0 { warn(error, address) }
                failures += 1
                await figures.add(failed: 1)
            }
            // After a failure later and later, up to a quarter of an hour, and never all nodes at the same moment.
            let seconds = min(rule.everySeconds << min(failures, 10), max(900, rule.everySeconds))
            let jitter = failures == 0 ? 1 : Double.random(in: 0.75...1.25)
            try? await Task.sleep(for: .seconds(Double(seconds) * jitter))
        }
    }

    private func client(_ address: TimestampAddress) async throws -> TimestampClient {
        var tls: NodeTLS?
        if address.isNode {
            tls = try NodeTLS(
                credential: credential, expecting: .anyNode, trust: await node.trust.current(),
                timekeeper: SystemTimekeeper())
        }
        return try TimestampClient(
            address, tls: tls, timekeeper: SystemTimekeeper(), randomness: SystemRandomness())
    }

    private func tell(_ stamp: TrustedTimestamp, _ address: TimestampAddress) {
        logger.warning(
            "\(stamp.authority.identity) at \(address) is of this node's own party: its time-stamps count for nobody")
    }

    private func warn(_ error: any Error, _ address: TimestampAddress) {
        let failure = error as? any Failure
        logger.warning(
            "checkpoints are not stamped by \(address): \(failure?.reason ?? "\(error)") \(failure?.nextStep ?? "")",
            metadata: ["code": "\(failure?.code.name ?? "")"])
    }
}

/// What came of asking for time-stamps since the start.
actor StampingFigures {
    private var given = 0
    private var failed = 0

    func add(given: Int = 0, failed: Int = 0) {
        self.given += given
        self.failed += failed
    }

    var metrics: [Metric] {
        [
            Metric(
                name: "saksi_checkpoint_timestamps_total", help: "Time-stamps that checkpoints got.", kind: .counter,
                value: given),
            Metric(
                name: "saksi_checkpoint_timestamp_failures_total",
                help: "Rounds in which an authority gave no time-stamp.", kind: .counter, value: failed),
        ]
    }
}
