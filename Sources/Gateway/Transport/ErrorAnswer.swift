package import HTTPTypes
package import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
package import Vocabulary
package import Wire

/// A refusal that chooses its own status, and names the clauses that decided.
package struct Refusal: Error {
    package let problem: Problem
    /// Fields that go with the answer.
    package let fields: HTTPFields

    package init(
        _ failure: any Failure, status: HTTPResponse.Status? = nil, reasons: [Reason]? = nil, fields: HTTPFields = [:]
    ) {
        problem = Problem(failure, status: status?.code, reasons: reasons)
        self.fields = fields
    }
}

extension Response {
    /// A problem document (RFC 9457).
    package init(problem: Problem) {
        let body = (try? CanonicalJSON.encode(problem)) ?? []
        self.init(
            status: HTTPResponse.Status(code: problem.status),
            headers: [.contentType: Problem.contentType],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
}

/// Turns what a route threw into a problem document.
enum ErrorAnswer {
    /// - Throws: what ends the connection instead of being answered.
    static func response(to error: any Error, logger: Logger) throws -> Response {
        switch error {
        case let refusal as Refusal:
            var response = Response(problem: refusal.problem)
            response.headers.append(contentsOf: refusal.fields)
            return response
        case let refused as CrossSiteGuard.Refused:
            return Response(problem: Problem(refused.failure))
        case let failure as any Failure:
            return Response(problem: Problem(failure))
        case let error as HTTPError:
            return Response(problem: problem(for: error.status))
        case let error where ConnectionEnd.isOne(error):
            throw error
        case is HTTPParserError:
            var response = Response(problem: unreadable)
            response.headers[.connection] = "close"
            return response
        default:
            // Only the type: a description could carry names or content.
            logger.error("unexpected error", metadata: ["type": "\(type(of: error))"])
            let fault = GatewayError(
                .gatewayFault, "The node made a mistake with this request; nothing was recorded for it.",
                next: "Try again, and tell the operator of the node if it happens again.")
            return Response(problem: Problem(fault))
        }
    }

    /// The router answers some errors itself, in a form of its own; they get ours. Problems and pages stay, and so does
    /// the one answer whose form another protocol sets.
    static func inOurForm(_ response: Response) -> Response {
        let type = response.headers[.contentType] ?? ""
        guard response.status.code >= 400, type != Problem.contentType, type != CosignerRoutes.sizeType,
            !type.hasPrefix("text/html")
        else { return response }
        var answer = Response(problem: problem(for: response.status))
        for field in response.headers where field.name != .contentType && field.name != .contentLength {
            answer.headers.append(field)
        }
        return answer
    }

    /// What arrived is no HTTP/1.1.
    static var unreadable: Problem { problem(for: .badRequest) }

    private static func problem(for status: HTTPResponse.Status) -> Problem {
        switch status.code {
        case 404:
            Problem(
                GatewayError(
                    .noSuchResource, "There is nothing here, or nothing that you may see.",
                    next: "Check the address, and the list of what you may see."),
                status: 404)
        case 500...599:
            Problem(
                GatewayError(.overloaded, "The node cannot answer this now.", next: "Try again later."),
                status: status.code)
        default:
            Problem(
                GatewayError(
                    .malformedRequest, "The node does not accept the request: \(status.code) \(status.reasonPhrase).",
                    next: "Compare it with docs/spec/exchange-api.md; a newer client may help."),
                status: status.code)
        }
    }
}
