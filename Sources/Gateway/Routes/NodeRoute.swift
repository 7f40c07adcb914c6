import Exchange
import Hummingbird
import Vocabulary
import Wire

/// `GET /v1/node`: who this is, what time it has, and what the caller belongs to.
struct NodeRoute: Sendable {
    let node: ExchangeNode

    func add(to router: Router<CallerContext>) {
        router.get(RouterPath(Routes.node.pattern)) { [node] _, context in
            let member = try context.member()
            let agreements = try await node.agreements(of: member).map { listed in
                AgreementSummary(
                    agreement: listed.id, version: listed.version, digest: listed.digest, title: listed.title,
                    channel: listed.channel, from: listed.from, until: listed.until, inForce: listed.isInForce,
                    suspendedSince: listed.suspendedSince,
                    log: listed.log, size: listed.size.map { UInt64($0) })
            }
            return try Response.json(
                NodeDescription(
                    node: node.node, time: node.now, version: Version.current, caller: member.member,
                    trustList: await node.trustListDigest, agreements: agreements))
        }
    }
}
