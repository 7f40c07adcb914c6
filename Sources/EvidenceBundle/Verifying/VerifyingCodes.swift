package import Vocabulary

/// Where parts of a bundle or of an exported bag that are each in order say different things.
extension ErrorCode {
    package static let manifestDisagrees = ErrorCode("bundle.manifest.disagrees", .evidence)
    package static let caseDisagrees = ErrorCode("bundle.record.case", .evidence)
    package static let recipientNotNamed = ErrorCode("bundle.record.recipient", .evidence)
    package static let bagNone = ErrorCode("bundle.bag.none", .usage)
}
