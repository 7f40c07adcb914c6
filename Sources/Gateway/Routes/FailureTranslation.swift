import Exchange
import HTTPTypes
import Hummingbird
import Policy
import Vocabulary
import Wire

/// Gives a refusal its HTTP status, and the clauses that decided.
struct FailureTranslation: RouterMiddleware {
    typealias Context = CallerContext

    @concurrent
    func handle(
        _ request: Request, context: CallerContext,
        next: @concurrent (Request, CallerContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let refusal as Exchange.Refusal {
            throw Gateway.Refusal(refusal, reasons: refusal.statements.map { Wire.Reason($0) })
        } catch let failure as ExchangeError {
            guard let status = Self.statuses[failure.code] else { throw failure }
            throw Gateway.Refusal(failure, status: status)
        } catch let failure as VocabularyError where failure.code == .identifierForm {
            // An identifier in the path that is not of its form names nothing.
            throw Gateway.Refusal(ExchangeError.notThere, status: .notFound)
        }
    }

    private static let statuses: [ErrorCode: HTTPResponse.Status] = [
        .notFound: .notFound,
        .uploadOffset: .conflict,
        .bundleKnown: .conflict,
        .hearingKnown: .conflict,
        .agreementChanged: .conflict,
        .agreementEarly: .conflict,
        .agreementPaused: .conflict,
        .uploadTooLarge: .contentTooLarge,
        .releaseExpired: .gone,
        .busy: .serviceUnavailable,
    ]
}

extension Wire.Reason {
    /// A sentence that is about the whole names no place.
    init(_ statement: Explanation.Statement) {
        self.init(source: statement.document?.text ?? "", clause: statement.place ?? "", text: statement.text)
    }
}
