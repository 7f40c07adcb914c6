package import Exchange
package import Hummingbird
import Wire

/// What a listener serves.
package typealias NodeRouter = Router<CallerContext>

/// The routes of `docs/spec/exchange-api.md`.
package enum NodeRoutes {
    /// - Parameters:
    ///   - cosigner: if this node cosigns the logs of others.
    ///   - timestamps: the time-stamping authority that the node is as well, if it is one.
    package static func router(
        for node: ExchangeNode, cosigner: CosignerService? = nil, timestamps: TimestampService? = nil
    ) -> NodeRouter {
        let router = NodeRouter(context: CallerContext.self)
        router.add(middleware: FailureTranslation())
        // Before the next line: these routes alone are not for members only.
        if let cosigner {
            CosignerRoutes(cosigner: cosigner, parties: { await node.parties(to: $0) }).add(to: router)
        }
        if let timestamps { TimestampRoute.add(timestamps, to: router) }
        router.add(middleware: MembersOnly())
        NodeRoute(node: node).add(to: router)
        UploadRoutes(node: node).add(to: router)
        RegisterRoutes(node: node).add(to: router)
        ReleaseRoutes(node: node).add(to: router)
        LogRoutes(node: node).add(to: router)
        ActivationRoutes(node: node).add(to: router)
        GrantRoutes(node: node).add(to: router)
        LiftingRoutes(node: node).add(to: router)
        return router
    }

    /// Of a cosigner that is no node.
    package static func router(for cosigner: CosignerService) -> NodeRouter {
        let router = NodeRouter(context: CallerContext.self)
        router.add(middleware: FailureTranslation())
        CosignerRoutes(cosigner: cosigner).add(to: router)
        return router
    }
}
