package import Vocabulary

/// A certificate, signature, key or trust list that cannot be relied on.
package struct SealError: Failure, Hashable {
    package let code: ErrorCode
    package let reason: String
    package let nextStep: String

    package init(_ code: ErrorCode, _ reason: String, next nextStep: String) {
        self.code = code
        self.reason = reason
        self.nextStep = nextStep
    }

    /// The same, found in a file.
    func at(_ file: String) -> SealError {
        SealError(code, "\(file.shownInMessage): \(reason)", next: nextStep)
    }
}
