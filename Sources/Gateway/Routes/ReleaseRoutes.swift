import Exchange
import HTTPTypes
import Hummingbird
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
            let delivery = try node.delivery(try context.parameter("release"), for: member)
            return try ContentAnswer(delivery, request: request, node: node, member: member, context: context)
                .response()
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
            heldBack: try grant.heldBack.map { try ExhibitDecision($0) }, obligations: grant.obligations,
            isExtract: grant.isExtract, size: UInt64(grant.size), fileDigest: grant.fileDigest,
            bundleDigest: grant.bundleDigest, event: grant.event,
            receipt: String(decoding: grant.receipt, as: UTF8.self), certificates: grant.certificates)
    }
}
