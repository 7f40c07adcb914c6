import HTTPTypes
import Hummingbird
import NIOCore
import Vocabulary
import Wire

/// The one thing that somebody without a good certificate can get: what is wrong, and what to do.
///
/// A browser gets a page in four languages, everybody else a problem document with the exact code. The
/// connection ends with it: the next one offers the choice of a certificate again.
enum HelpAnswer {
    static func response(to request: Request, _ failure: any Failure) -> Response {
        var response = wantsPage(request) ? page(failure) : Response(problem: Problem(failure, status: 403))
        response.headers[.connection] = "close"
        return response
    }

    private static func wantsPage(_ request: Request) -> Bool {
        request.headers[.accept]?.lowercased().contains("text/html") ?? false
    }

    private static func page(_ failure: any Failure) -> Response {
        let page = HelpPage(matter: HelpMatter(code: failure.code), code: failure.code)
        return Response(
            status: .forbidden,
            headers: [
                .contentType: "text/html; charset=utf-8",
                .contentSecurityPolicy: HelpPage.contentPolicy,
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: page.html)))
    }
}
