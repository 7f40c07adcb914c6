import Vocabulary

/// What a node sent, or what came of sending, is not such that we may rely on it or go on.
struct OnlineError: Failure, Hashable {
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
    static let onlineAgreement = ErrorCode("online.agreement", .refused)
    static let onlineAgreementVersion = ErrorCode("online.agreement-version", .usage)
    static let onlineClock = ErrorCode("online.clock", .usage)
    static let onlineNodeAnswer = ErrorCode("online.node-answer", .evidence)
    static let onlineBundle = ErrorCode("online.bundle", .evidence)
    static let onlineChanged = ErrorCode("online.file-changed", .usage)
    static let onlineProof = ErrorCode("online.proof", .evidence)
    static let onlineReceipt = ErrorCode("online.receipt", .evidence)
    static let onlineReceiptFile = ErrorCode("online.receipt-file", .usage)
    static let onlineContent = ErrorCode("online.content", .evidence)
    static let onlineExhibit = ErrorCode("online.exhibit", .refused)
    static let onlineEvent = ErrorCode("online.event", .usage)
    static let onlineRequest = ErrorCode("online.request", .usage)
    static let onlineHearing = ErrorCode("online.hearing", .usage)
}
