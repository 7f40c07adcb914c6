package import Vocabulary
package import Wire

/// What keeps this program and its node apart: the network, the node's certificate, or the node's own refusal.
package struct NodeFailure: Failure {
    package let code: ErrorCode
    package let reason: String
    package let nextStep: String
    /// The node's own words, where the node refused.
    package let problem: Problem?
    /// The HTTP status, where the node answered.
    package let status: Int?

    package init(_ code: ErrorCode, _ reason: String, next nextStep: String, status: Int? = nil) {
        self.code = code
        self.reason = reason
        self.nextStep = nextStep
        self.status = status
        problem = nil
    }

    /// The node's refusal, with its code, reason and next step as they are.
    package init(_ problem: Problem) {
        code = ErrorCode(problem.code, ExitStatus(rawValue: problem.exit) ?? .tryAgain)
        reason = problem.detail
        nextStep = problem.next
        self.problem = problem
        status = problem.status
    }
}

extension ErrorCode {
    package static let nodeAddress = ErrorCode("node.address", .usage)
    package static let nodeUnreachable = ErrorCode("node.unreachable", .tryAgain)
    package static let nodeInterrupted = ErrorCode("node.interrupted", .tryAgain)
    package static let nodeSilent = ErrorCode("node.silent", .tryAgain)
    package static let nodeAnswer = ErrorCode("node.answer", .tryAgain)
    package static let nodeHandshake = ErrorCode("node.handshake", .trust)
    package static let nodeIsMember = ErrorCode("node.identity.member", .trust)
    package static let nodeIsOther = ErrorCode("node.identity.other", .trust)
    package static let ownIdentity = ErrorCode("node.own-certificate", .trust)
    package static let nodeFile = ErrorCode("node.file", .storage)
    package static let nodeFileChanged = ErrorCode("node.file.changed", .usage)
}
