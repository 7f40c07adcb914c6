import Exchange
import Gateway
import Logging
import ServiceLifecycle
import Vocabulary

/// What a running node does to find damage by itself.
struct NodeAudits: Sendable {
    private let audit: RunningNodeAudit?
    private let scrub: Scrub?
    let services: [any Service]

    init(_ part: AuditPart?, of node: ExchangeNode, _ logger: Logger) throws {
        var services: [any Service] = []
        if let part, let schedule = part.schedule {
            let audit = try RunningNodeAudit(of: node, bytesPerSecond: part.bytesPerSecond)
            services.append(AuditService(audit: audit, schedule: schedule, node: node, logger: logger))
            self.audit = audit
        } else {
            // What an audit left that was configured before.
            try RunningNodeAudit.discard(on: node)
            audit = nil
        }
        if let rate = part?.scrubBytesPerSecond {
            let scrub = Scrub(of: node, bytesPerSecond: rate) { Self.tell($0, logger) }
            services.append(ScrubService(scrub: scrub))
            self.scrub = scrub
        } else {
            scrub = nil
        }
        self.services = services
    }

    private static func tell(_ notice: Scrub.Notice, _ logger: Logger) {
        switch notice {
        case .damaged(let failure):
            logger.error(
                "the scrub found damage: \(failure.reason) \(failure.nextStep)",
                metadata: ["code": "\(failure.code.name)"])
        case .wholeAgain(let blob):
            logger.notice("the blob \(blob) was damaged, and is whole again")
        case .stopped(let failure):
            logger.error(
                "the scrub cannot go on, and is tried again: \(failure.reason) \(failure.nextStep)",
                metadata: ["code": "\(failure.code.name)"])
        }
    }

    var metrics: [Metric] {
        get async {
            var metrics: [Metric] = []
            if let audit { metrics += await audit.figures.metrics }
            if let scrub { metrics += await scrub.figures.metrics }
            return metrics
        }
    }
}

/// Audits the node again and again, as long as it runs.
struct AuditService: Service {
    let audit: RunningNodeAudit
    let schedule: AuditSchedule
    let node: ExchangeNode
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown { await repeatedly() }
    }

    /// How often it looks whether it is time, since the clock may be set; and how long it waits after a failure.
    private static let look = Duration.seconds(30)
    private static let pause = Duration.seconds(3600)

    private func repeatedly() async {
        let start = node.now
        while !Task.isCancelled {
            do {
                let now = node.now
                let due = schedule.next(after: await audit.lastBegun, start: start, now: now)
                let isUnfinished = await audit.isUnfinished
                guard isUnfinished || due <= now else {
                    try await Task.sleep(for: Self.look)
                    continue
                }
                let (document, path) = try await audit.run()
                tell(document, path)
            } catch is CancellationError {
                return
            } catch {
                tell(error)
                do { try await Task.sleep(for: Self.pause) } catch { return }
            }
        }
    }

    private func tell(_ error: any Error) {
        let words = "the audit of the running node could not be done, and is tried again"
        guard let failure = error as? any Failure else { return logger.error("\(words)") }
        logger.error(
            "\(words): \(failure.reason) \(failure.nextStep)", metadata: ["code": "\(failure.code.name)"])
    }

    private func tell(_ document: AuditDocument, _ path: String) {
        let findings = document.report.findings
        guard let first = findings.first else {
            logger.notice("the audit found everything as it was acknowledged; its report is \(path)")
            return
        }
        logger.error(
            "the audit found \(findings.count.counted("thing")) not as acknowledged, first \(first.place): \(first.reason) Its report is \(path); keep the disk as it is",
            metadata: ["code": "\(first.code)"])
    }
}

/// Reads blobs as long as the node runs.
struct ScrubService: Service {
    let scrub: Scrub

    func run() async throws {
        let scrub = scrub
        await cancelWhenGracefulShutdown { await scrub.run() }
    }
}

extension AuditFigures {
    fileprivate var metrics: [Metric] {
        func gauge(_ name: String, _ help: String, _ value: Int) -> Metric {
            Metric(name: "saksi_audit_\(name)", help: help, kind: .gauge, value: value)
        }
        return [
            gauge("running", "1 while the node audits itself.", isRunning ? 1 : 0),
            gauge("read_bytes", "Bytes of blobs that the audit under way has read.", Int(progress?.bytes ?? 0)),
            gauge("total_bytes", "Bytes of blobs that the audit under way reads.", Int(progress?.totalBytes ?? 0)),
            gauge(
                "last_finished_seconds", "When the last audit ended, in seconds since 1970; 0 if none did.",
                Int(finished?.secondsSince1970 ?? 0)),
            gauge("last_findings", "What the last audit found.", findings),
        ]
    }
}

extension ScrubFigures {
    fileprivate var metrics: [Metric] {
        [
            Metric(
                name: "saksi_scrub_bytes_total", help: "Bytes of blobs read since the start.", kind: .counter,
                value: bytes),
            Metric(
                name: "saksi_scrub_blobs_total", help: "Blobs read to their end since the start.", kind: .counter,
                value: blobs),
            Metric(
                name: "saksi_scrub_damaged_blobs", help: "Blobs that were not whole when they were read last.",
                kind: .gauge, value: damaged),
            Metric(
                name: "saksi_scrub_last_round_seconds",
                help: "When all blobs had been read, in seconds since 1970; 0 if they were not yet.", kind: .gauge,
                value: Int(lastRound?.secondsSince1970 ?? 0)),
        ]
    }
}
