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
            throw Gateway.Refusal(refusal, reasons: refusal.wireReasons)
        } catch let failure as ExchangeError {
            guard let status = Self.statuses[failure.code] else { throw failure }
            throw Gateway.Refusal(failure, status: status)
        } catch let failure as VocabularyError where failure.code == .identifierForm {
            // An identifier in the path that is not of its form names nothing.
            throw Gateway.Refusal(ExchangeError.notFound("resource"), status: .notFound)
        }
    }

    private static let statuses: [ErrorCode: HTTPResponse.Status] = [
        .notFound: .notFound,
        .uploadOffset: .conflict,
        .bundleKnown: .conflict,
        .uploadTooLarge: .contentTooLarge,
        .releaseExpired: .gone,
        .busy: .serviceUnavailable,
    ]
}

extension Exchange.Refusal {
    /// The reasons as problem documents carry them; sentences without a clause are about the agreement as a whole.
    var wireReasons: [Wire.Reason] {
        Wire.Reason.list(clauses: clauses, sentences: sentences)
    }
}

extension Wire.Reason {
    static func list(clauses: [Policy.ClauseReference], sentences: [String]) -> [Self] {
        sentences.enumerated().map { index, sentence in
            let clause = clauses.indices.contains(index) ? clauses[index] : clauses.first
            return Self(
                source: clause?.document.text ?? "", clause: clause.map { "\($0.clause)" } ?? "", text: sentence)
        }
    }
}
