package import Vocabulary

/// What goes wrong with a bundle, a bag, a sheet or a file that is to be packed.
package struct BundleError: Failure, Hashable {
    package let code: ErrorCode
    package let reason: String
    package let nextStep: String

    package init(_ code: ErrorCode, _ reason: String, next nextStep: String) {
        self.code = code
        self.reason = reason
        self.nextStep = nextStep
    }

    /// The same failure as another module told it.
    package init(_ failure: any Failure) {
        self.init(failure.code, failure.reason, next: failure.nextStep)
    }

    /// The same failure, found at a place.
    func at(_ place: String) -> BundleError {
        BundleError(code, "\(place): \(reason)", next: nextStep)
    }
}
