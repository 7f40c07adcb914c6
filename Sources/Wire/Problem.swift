package import Vocabulary

/// A problem document (RFC 9457): the same codes as the command line.
package struct Problem: Codable, Hashable, Sendable {
    /// `urn:saksi:` and the code.
    package let type: String
    package let status: Int
    package let code: String
    /// What happened, and to what.
    package let detail: String
    /// What the reader can do next.
    package let next: String
    /// The exit code that the command line ends with.
    package let exit: Int32
    /// What decided, where policy refused.
    package let reasons: [Reason]?

    package static let contentType = "application/problem+json"

    package init(_ failure: any Failure, status: Int? = nil, reasons: [Reason]? = nil) {
        type = "urn:saksi:\(failure.code.name)"
        self.status = status ?? Self.status(for: failure.code)
        code = failure.code.name
        detail = failure.reason
        next = failure.nextStep
        exit = failure.code.exit.rawValue
        self.reasons = reasons
    }

    /// The HTTP status that goes with an exit code, where the use case does not say otherwise.
    private static func status(for code: ErrorCode) -> Int {
        switch code.exit {
        case .done: 200
        case .evidence, .misconduct: 422
        case .usage: 400
        case .refused, .trust: 403
        case .waitingForApproval: 409
        case .tryAgain: 503
        case .storage: 507
        case .bug: 500
        }
    }
}

/// One clause that decided, or the nearest that would have permitted.
package struct Reason: Codable, Hashable, Sendable {
    /// The file it stands in: `KH-TH-JIT-2026-01`, `KH-TIPSE-2008`.
    package let source: String
    /// The clause or heading: `4(3)`, `members`.
    package let clause: String
    /// One sentence for people.
    package let text: String

    package init(source: String, clause: String, text: String) {
        self.source = source
        self.clause = clause
        self.text = text
    }
}
