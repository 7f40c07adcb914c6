import Exchange
import HTTPTypes
import Hummingbird
import NIOCore
import Seal
import Wire

/// Answers a time-stamp request by HTTP (RFC 3161, section 3.4).
enum TimestampRoute {
    static func answer(_ request: Request, by service: TimestampService) async throws -> Response {
        guard request.headers[.contentType]?.lowercased() == TimestampMedia.query else {
            throw HTTPError(.unsupportedMediaType)
        }
        let body: ByteBuffer
        do { body = try await request.body.collect(upTo: TimestampService.requestLimit) } catch {
            throw HTTPError(.contentTooLarge)
        }
        let reply = await service.reply(to: Array(buffer: body))
        return Response(
            status: .ok, headers: [.contentType: TimestampMedia.reply, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: reply)))
    }

    /// For callers whom the node knows.
    static func add(_ service: TimestampService, to router: Router<CallerContext>) {
        router.post(RouterPath(Routes.timestamp.pattern)) { request, _ in
            try await answer(request, by: service)
        }
    }
}
