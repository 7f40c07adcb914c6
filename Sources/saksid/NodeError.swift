import Vocabulary

/// The node cannot start, or has to end.
struct NodeError: Failure, Hashable {
    let code: ErrorCode
    let reason: String
    let nextStep: String

    init(_ code: ErrorCode, _ reason: String, next nextStep: String) {
        self.code = code
        self.reason = reason
        self.nextStep = nextStep
    }
}

extension ErrorCode {
    static let nodeFile = ErrorCode("node.configuration-file", .usage)
    static let nodeIdentity = ErrorCode("node.identity", .trust)
    static let nodeKeyFile = ErrorCode("node.key-file", .usage)
    static let nodeRuns = ErrorCode("node.running", .storage)
    static let nodeStop = ErrorCode("node.stop-overdue", .tryAgain)
    static let nodeFault = ErrorCode("node.fault", .bug)
}
