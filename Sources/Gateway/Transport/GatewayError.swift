package import Vocabulary

/// What goes wrong between the socket and the use case.
package struct GatewayError: Failure, Hashable {
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
    package static let certificateMissing = ErrorCode("gateway.certificate.missing", .trust)
    package static let ownCertificate = ErrorCode("gateway.certificate.own", .trust)
    package static let crossSite = ErrorCode("gateway.cross-site", .refused)
    package static let noSuchResource = ErrorCode("gateway.not-found", .usage)
    package static let malformedRequest = ErrorCode("gateway.request", .usage)
    package static let uploadVersion = ErrorCode("gateway.upload-version", .usage)
    package static let addressTaken = ErrorCode("gateway.address.taken", .tryAgain)
    package static let addressUnusable = ErrorCode("gateway.address.unusable", .usage)
    package static let overloaded = ErrorCode("gateway.busy", .tryAgain)
    package static let gatewayFault = ErrorCode("gateway.fault", .bug)
}
