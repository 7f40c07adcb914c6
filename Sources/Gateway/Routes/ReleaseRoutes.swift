import Exchange
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Vocabulary
import Wire

/// Releases: the request, the bytes, the acknowledgement.
struct ReleaseRoutes: Sendable {
    let node: ExchangeNode

    func add(to router: Router<CallerContext>) {
        router.post(RouterPath(Routes.releases.pattern)) { [node] request, context in
            let grant = try await node.release(
                try context.parameter("bundle"), under: try context.parameter("agreement"),
                asking: try await request.statement(), by: try context.member())
            return try Response.json(try ReleaseGrant(grant), status: .created)
        }
        router.get(RouterPath(Routes.releaseContent.pattern)) { [node] request, context in
            let member = try context.member()
            let delivery = try await node.delivery(try context.parameter("release"), for: member)
            let logger = context.logger
            let content = Content(
                size: delivery.size, digest: delivery.digest, fileName: "\(delivery.release).asice",
                read: { try delivery.read(at: $0, count: $1) },
                checkAgain: { try await node.stillGood(member, delivery.release) },
                sent: { range in
                    do {
                        try await node.sent(range, of: delivery.release, to: member)
                    } catch {
                        // The recipient has the bytes; that the log does not say so is for the operator.
                        let code = (error as? any Failure)?.code.name ?? "none"
                        logger.error("bytes were sent that the log does not tell of", metadata: ["code": "\(code)"])
                    }
                })
            return try ContentAnswer(content, request: request).response()
        }
        router.post(RouterPath(Routes.releaseReceipt.pattern)) { [node] request, context in
            let recorded = try await node.acknowledge(
                try context.parameter("release"), with: try await request.statement(), by: try context.member())
            return try Response.json(try EventResult(recorded), status: .created)
        }
    }
}

extension ReleaseGrant {
    init(_ grant: Grant) throws {
        self.init(
            release: grant.release, bundle: grant.bundle, expires: grant.expires, exhibits: grant.exhibits,
            heldBack: try ExhibitsDecision.of(grant.heldBack), obligations: grant.obligations,
            isExtract: grant.isExtract, size: UInt64(grant.size), fileDigest: grant.fileDigest,
            bundleDigest: grant.bundleDigest, event: grant.event,
            receipt: String(decoding: grant.receipt, as: UTF8.self), certificates: grant.certificates)
    }
}
