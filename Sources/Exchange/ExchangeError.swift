package import Vocabulary

/// A use case that was refused, with what the caller may know of it.
package struct ExchangeError: Failure, Hashable {
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
    package static let notAMember = ErrorCode("exchange.caller.not-a-member", .trust)
    package static let notANode = ErrorCode("exchange.caller.not-a-node", .trust)
    package static let cosignerKey = ErrorCode("exchange.cosigner.key", .trust)
    package static let cosignerAnswer = ErrorCode("exchange.cosigner.answer", .tryAgain)
    package static let cosignerUnknown = ErrorCode("exchange.cosigner.unknown", .trust)
    package static let cosignerOwnLog = ErrorCode("exchange.cosigner.own-log", .usage)
    package static let notFound = ErrorCode("exchange.not-found", .refused)
    package static let statementMismatch = ErrorCode("exchange.statement.mismatch", .usage)
    package static let statementPlace = ErrorCode("exchange.statement.place", .usage)
    package static let statementActor = ErrorCode("exchange.statement.actor", .refused)
    package static let statementType = ErrorCode("exchange.statement.type", .refused)
    package static let statementCertificates = ErrorCode("exchange.statement.certificates", .usage)
    package static let statementTime = ErrorCode("exchange.statement.time", .usage)
    package static let bundleAgreement = ErrorCode("exchange.submission.agreement", .usage)
    package static let bundleRecipient = ErrorCode("exchange.submission.recipient", .refused)
    package static let bundleKnown = ErrorCode("exchange.submission.bundle-known", .usage)
    package static let submissionRefused = ErrorCode("exchange.submission.refused", .refused)
    package static let uploadDigest = ErrorCode("exchange.upload.digest", .evidence)
    package static let uploadOffset = ErrorCode("exchange.upload.offset", .usage)
    package static let uploadLength = ErrorCode("exchange.upload.length", .usage)
    package static let uploadTooLarge = ErrorCode("exchange.upload.too-large", .refused)
    package static let releaseRefused = ErrorCode("exchange.release.refused", .refused)
    package static let releaseExpired = ErrorCode("exchange.release.expired", .refused)
    package static let releaseSuspended = ErrorCode("exchange.release.suspended", .refused)
    package static let releaseWithdrawn = ErrorCode("exchange.release.withdrawn", .refused)
    package static let releaseUntold = ErrorCode("exchange.release.untold", .refused)
    package static let releaseRange = ErrorCode("exchange.release.range", .usage)
    package static let renditionNeeded = ErrorCode("exchange.release.rendition-needed", .refused)
    package static let decisionPending = ErrorCode("exchange.decision.pending", .waitingForApproval)
    package static let approvalOwn = ErrorCode("exchange.approval.own", .refused)
    package static let approvalNotNeeded = ErrorCode("exchange.approval.not-needed", .usage)
    package static let approvalOutdated = ErrorCode("exchange.approval.outdated", .usage)
    package static let consentOver = ErrorCode("exchange.consent.over", .usage)
    package static let grantDamaged = ErrorCode("exchange.grant.damaged", .storage)
    package static let actionRefused = ErrorCode("exchange.action.refused", .refused)
    package static let hearingSite = ErrorCode("exchange.hearing.site", .usage)
    package static let hearingSide = ErrorCode("exchange.hearing.side", .refused)
    package static let hearingKnown = ErrorCode("exchange.hearing.known", .usage)
    package static let releaseOver = ErrorCode("exchange.release.over", .refused)
    package static let caseDamaged = ErrorCode("exchange.case.damaged", .storage)
    package static let agreementFolder = ErrorCode("exchange.agreement.folder", .usage)
    package static let agreementUnsigned = ErrorCode("exchange.agreement.unsigned", .trust)
    package static let agreementChanged = ErrorCode("exchange.agreement.changed", .usage)
    package static let agreementEarly = ErrorCode("exchange.agreement.early", .usage)
    package static let agreementLost = ErrorCode("exchange.agreement.lost", .storage)
    package static let agreementNothing = ErrorCode("exchange.agreement.nothing", .usage)
    package static let agreementPaused = ErrorCode("exchange.agreement.paused", .usage)
    package static let agreementLog = ErrorCode("exchange.agreement.log", .usage)
    package static let busy = ErrorCode("exchange.busy", .tryAgain)
    package static let stopped = ErrorCode("exchange.log.stopped", .storage)
}

extension ExchangeError {
    /// The one answer for what does not exist and for what the caller may not know of.
    ///
    /// The same words for every kind of thing, so that neither they nor their length tell what was looked for.
    package static let notThere = ExchangeError(
        .notFound, "There is nothing here for you under that name.",
        next: "Check the identifier and the agreement; `saksi list` shows what you may see.")
}
