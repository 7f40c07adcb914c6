package import Vocabulary

/// What is wrong with a record of cooperation: a hearing, later a request or a case.
package struct CooperationError: Failure, Hashable {
    package let code: ErrorCode
    package let reason: String
    package let nextStep: String

    package init(_ code: ErrorCode, _ reason: String, next nextStep: String) {
        self.code = code
        self.reason = reason
        self.nextStep = nextStep
    }
}

extension ErrorCode {
    package static let hearingForm = ErrorCode("cooperation.hearing.form", .usage)
    package static let hearingUnfilled = ErrorCode("cooperation.hearing.unfilled", .usage)
    package static let hearingPersonal = ErrorCode("cooperation.hearing.personal", .usage)
    package static let hearingSite = ErrorCode("cooperation.hearing.site", .usage)
    package static let hearingTime = ErrorCode("cooperation.hearing.time", .usage)
    package static let hearingOrder = ErrorCode("cooperation.hearing.order", .usage)
    package static let hearingLaw = ErrorCode("cooperation.hearing.law", .usage)
    package static let hearingRecording = ErrorCode("cooperation.hearing.recording", .usage)
    package static let hearingPresence = ErrorCode("cooperation.hearing.presence", .usage)
}
