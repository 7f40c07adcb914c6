/// A word, number or date that is not of its form.
package struct VocabularyError: Failure, Hashable {
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
    package static let identifierForm = ErrorCode("vocabulary.identifier", .usage)
    package static let digestForm = ErrorCode("vocabulary.digest", .usage)
    package static let instantForm = ErrorCode("vocabulary.instant", .usage)
    package static let dayForm = ErrorCode("vocabulary.day", .usage)
    package static let unknownWord = ErrorCode("vocabulary.unknown-word", .usage)
    package static let jsonForm = ErrorCode("vocabulary.json", .usage)
    package static let yamlForm = ErrorCode("vocabulary.yaml", .usage)
}
