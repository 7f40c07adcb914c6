import Hummingbird

/// Turns away whoever is no member, as a node that may ask for cosignatures or time-stamps, before a route reads anything
/// of the request.
struct MembersOnly: RouterMiddleware {
    typealias Context = CallerContext

    @concurrent
    func handle(
        _ request: Request, context: CallerContext,
        next: @concurrent (Request, CallerContext) async throws -> Response
    ) async throws -> Response {
        _ = try context.member()
        return try await next(request, context)
    }
}
