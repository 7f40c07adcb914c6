import HTTPTypes
import Hummingbird
import Logging
import NIOHTTP1
import Vocabulary
import Wire

/// Stands before every route: nobody passes whose chain is not good at this very request.
///
/// It wraps the whole router, so no order of routes or middleware can lead around it. Errors that routes
/// throw leave here as problem documents.
struct CallerGate<Routes: HTTPResponder>: HTTPResponder where Routes.Context == CallerContext {
    private let validator: CallerValidator
    private let routes: Routes
    private let chains: PresentedChains
    private let tally: Tally

    init(validator: @escaping CallerValidator, routes: Routes, chains: PresentedChains, tally: Tally) {
        self.validator = validator
        self.routes = routes
        self.chains = chains
        self.tally = tally
    }

    func respond(to request: Request, context: ConnectionContext) async throws -> Response {
        tally.count(.requests)
        var response: Response
        do {
            response = try await answer(request, context)
            tally.count(response.status)
        } catch {
            guard ConnectionEnd.isOne(error) else { throw error }
            // Nobody is there any more; what is written below goes nowhere, and is no fault of the node.
            tally.count(.cut)
            response = Response(status: .badRequest, headers: [.connection: "close"])
        }
        SecurityHeaders.add(to: &response)
        if request.headers[.connection]?.lowercased() == "close"
            || response.status.code >= 400 && mayHaveLongBody(request)
        {
            response.headers[.connection] = "close"
        }
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func answer(_ request: Request, _ context: ConnectionContext) async throws -> Response {
        switch await standing(context.presented) {
        case .refused(let failure):
            tally.count(.refusedCallers)
            context.logger.info("caller refused", metadata: ["code": "\(failure.code)"])
            return HelpAnswer.response(to: request, failure)
        case .trusted(let caller):
            await chains.remember(context.presented)
            let admitted = AdmittedRequest(logger: context.logger, caller: caller, channel: context.channel)
            do {
                try CrossSiteGuard.check(request)
                if request.headers[.expect] != nil {
                    context.channel.triggerUserOutboundEvent(MessageHandler.GoOn(), promise: nil)
                }
                let response = try await routes.respond(to: request, context: CallerContext(source: admitted))
                return ErrorAnswer.inOurForm(response)
            } catch {
                if error is CrossSiteGuard.Refused { tally.count(.crossSite) }
                return try ErrorAnswer.response(to: error, logger: context.logger)
            }
        }
    }

    private func standing(_ presented: [[UInt8]]) async -> CallerStanding {
        presented.isEmpty ? .refused(Self.missing) : await validator(presented)
    }

    private func mayHaveLongBody(_ request: Request) -> Bool {
        guard let length = request.headers[.contentLength].flatMap({ Int($0) }) else {
            return request.headers[.transferEncoding] != nil
        }
        return length > 65_536
    }

    private static var missing: GatewayError {
        GatewayError(
            .certificateMissing, "No certificate came with this connection.",
            next:
                "Choose your certificate when the program or browser asks for one; if it does not ask, install it first."
        )
    }
}
