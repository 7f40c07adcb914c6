package import Vocabulary

/// What goes wrong with the disk or with what was kept on it.
package struct StoreError: Failure, Hashable {
    package let code: ErrorCode
    package let reason: String
    package let nextStep: String
    /// The bytes that are missing on the disk, where that is the reason.
    package let missing: Int64?

    package init(_ code: ErrorCode, _ reason: String, next nextStep: String, missing: Int64? = nil) {
        self.code = code
        self.reason = reason
        self.nextStep = nextStep
        self.missing = missing
    }

    /// After a failed sync nobody knows what the disk holds, and asking again may answer "all is well"
    /// although it is not: the process has to end, and the next start recovers.
    package var isFatal: Bool { code == .syncFailed || code == .storeStopped }
}

extension StoreError {
    package static let grantEnded = StoreError(
        .grantEnded, "What this would use up or end is not there, or has ended already.",
        next: "List what was given; there may be nothing left to do.")
}

extension ErrorCode {
    package static let syncFailed = ErrorCode("storage.sync-failed", .storage)
    package static let storeStopped = ErrorCode("storage.stopped", .storage)
    package static let writeFailed = ErrorCode("storage.write-failed", .storage)
    package static let readFailed = ErrorCode("storage.read-failed", .storage)
    package static let noSpace = ErrorCode("storage.no-space", .storage)
    package static let folderInUse = ErrorCode("storage.folder-in-use", .storage)
    package static let registerFailed = ErrorCode("storage.register-failed", .storage)
    package static let registerDamaged = ErrorCode("storage.register-damaged", .storage)
    package static let registerVersion = ErrorCode("storage.register-version", .storage)
    package static let registerSettings = ErrorCode("storage.register-settings", .storage)
    package static let rowDamaged = ErrorCode("storage.row-damaged", .storage)
    package static let duplicateRow = ErrorCode("storage.duplicate-row", .storage)
    package static let duplicateEvent = ErrorCode("storage.duplicate-event", .usage)
    package static let duplicateBundle = ErrorCode("storage.duplicate-bundle", .usage)
    package static let approvalSpent = ErrorCode("storage.approval-spent", .tryAgain)
    package static let overrideSeconded = ErrorCode("storage.override-seconded", .tryAgain)
    package static let grantEnded = ErrorCode("storage.grant-ended", .tryAgain)
    package static let logBehind = ErrorCode("storage.log-behind", .storage)
    package static let logAhead = ErrorCode("storage.log-ahead", .storage)
    package static let logUnknown = ErrorCode("storage.log-unknown", .storage)
    package static let cosignedDamaged = ErrorCode("storage.cosigned-damaged", .storage)
    package static let pairDamaged = ErrorCode("storage.pair-damaged", .storage)
    package static let cosignerNotBegun = ErrorCode("storage.cosigner-not-begun", .storage)
    package static let cosignerOtherKey = ErrorCode("storage.cosigner-other-key", .storage)
    package static let cosignerBegun = ErrorCode("storage.cosigner-begun", .usage)
    package static let blobMissing = ErrorCode("storage.blob-missing", .storage)
    package static let blobDamaged = ErrorCode("storage.blob-damaged", .storage)
    package static let uploadUnknown = ErrorCode("storage.upload-unknown", .usage)
    package static let uploadOffset = ErrorCode("storage.upload-offset", .usage)
    package static let uploadLength = ErrorCode("storage.upload-length", .usage)
    package static let uploadTooLarge = ErrorCode("storage.upload-too-large", .usage)
    package static let uploadsFull = ErrorCode("storage.uploads-full", .tryAgain)
    package static let uploadSuperseded = ErrorCode("storage.upload-superseded", .tryAgain)
}
