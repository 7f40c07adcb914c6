package import Exchange
package import Hummingbird
import Wire

/// The routes of `docs/spec/exchange-api.md`.
package enum NodeRoutes {
    package static func router(for node: ExchangeNode) -> Router<CallerContext> {
        let router = Router(context: CallerContext.self)
        router.add(middleware: FailureTranslation())
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
}
