import Vocabulary

/// The demonstration cannot be given, or something in it did not go as it must.
struct DemoError: Failure, Hashable {
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
    static let demoNode = ErrorCode("demo.node", .usage)
    static let demoAgreements = ErrorCode("demo.agreements", .usage)
    static let demoFolder = ErrorCode("demo.folder", .usage)
    static let demoUnexpected = ErrorCode("demo.unexpected", .bug)
}
