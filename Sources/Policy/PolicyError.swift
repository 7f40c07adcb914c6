package import Vocabulary

/// A policy file that cannot be read, a set of files that does not fit together, or a record that does not replay.
///
/// A refusal is no error: it is a `Decision`.
package struct PolicyError: Failure, Hashable {
    package let code: ErrorCode
    package let reason: String
    package let nextStep: String

    package init(_ code: ErrorCode, _ reason: String, next nextStep: String) {
        self.code = code
        self.reason = reason
        self.nextStep = nextStep
    }

    /// The same error, as this module's own.
    init(_ error: VocabularyError) {
        self.init(error.code == .yamlForm ? .policyFileForm : error.code, error.reason, next: error.nextStep)
    }
}

extension ErrorCode {
    // Files
    package static let policyFileForm = ErrorCode("policy.file.form", .usage)
    package static let policyFileFormat = ErrorCode("policy.file.format", .usage)
    package static let policyFileMeaning = ErrorCode("policy.file.meaning", .usage)
    package static let policyFileNotSupported = ErrorCode("policy.file.not-supported", .usage)
    package static let policyLawGrants = ErrorCode("policy.file.law-grants", .usage)
    package static let policyBarsTheAccused = ErrorCode("policy.file.bars-the-accused", .usage)
    package static let policyOverrideMisplaced = ErrorCode("policy.file.override-misplaced", .usage)
    // Files that belong together
    package static let policyTwice = ErrorCode("policy.library.twice", .usage)
    package static let policyMissing = ErrorCode("policy.library.missing", .usage)
    package static let policyOtherRoster = ErrorCode("policy.library.other-roster", .usage)
    package static let policyPartyWithoutBasis = ErrorCode("policy.library.party-without-basis", .usage)
    package static let policyNotInstrument = ErrorCode("policy.library.not-an-instrument", .usage)
    package static let policyCircle = ErrorCode("policy.library.circle", .usage)
    package static let policyTooLarge = ErrorCode("policy.library.too-large", .usage)
    // Records
    package static let policyRecordTooLarge = ErrorCode("policy.record.too-large", .usage)
    // Replay
    package static let policyReplayOther = ErrorCode("policy.replay.other-policy", .evidence)
    package static let policyReplayDiffers = ErrorCode("policy.replay.differs", .evidence)
}
