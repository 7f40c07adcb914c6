package import Vocabulary

/// Why a decision is what it is. Listed in docs/spec/agreement.md and docs/spec/codes.md.
extension ErrorCode {
    package static let policyPermitted = ErrorCode("policy.permitted", .done)
    /// Permitted because a court ordered it; recorded as such.
    package static let policyCourtOrder = ErrorCode("policy.court-order", .done)

    /// Produced in court: recorded, though nothing permits it and nothing forbids it.
    package static let policyRecorded = ErrorCode("policy.recorded", .done)
    /// Two leaders lifted a forbid for this use.
    package static let policyOverridden = ErrorCode("policy.overridden", .done)

    package static let policyUnknownAgreement = ErrorCode("policy.gate.unknown-agreement", .refused)
    package static let policyNotYetInForce = ErrorCode("policy.gate.not-yet-in-force", .refused)
    package static let policyEnded = ErrorCode("policy.gate.ended", .refused)
    package static let policyBasisNotInForce = ErrorCode("policy.gate.basis-not-in-force", .refused)
    package static let policySuspended = ErrorCode("policy.gate.suspended", .refused)
    package static let policyNotMember = ErrorCode("policy.gate.not-a-member", .refused)
    package static let policyMembershipNotCurrent = ErrorCode("policy.gate.membership-not-current", .refused)
    package static let policyPurposeMissing = ErrorCode("policy.gate.purpose-missing", .refused)
    package static let policyOffenceNotListed = ErrorCode("policy.gate.offence-not-listed", .refused)
    package static let policyOffenceUnknown = ErrorCode("policy.gate.offence-unknown", .refused)
    package static let policyThresholdNotMet = ErrorCode("policy.gate.threshold-not-met", .refused)
    package static let policyThresholdUnknown = ErrorCode("policy.gate.threshold-unknown", .refused)
    package static let policyOtherChannel = ErrorCode("policy.gate.other-channel", .refused)
    package static let policyChannelUnknown = ErrorCode("policy.gate.channel-unknown", .refused)

    package static let policyForbidden = ErrorCode("policy.forbidden", .refused)
    package static let policyNoPermit = ErrorCode("policy.no-permit", .refused)
    package static let policyNoPermitInBasis = ErrorCode("policy.no-permit-in-basis", .refused)
    package static let policyApprovalNeeded = ErrorCode("policy.approval.needed", .waitingForApproval)
    package static let policyApprovalImpossible = ErrorCode("policy.approval.impossible", .refused)
    package static let policyCannotFulfil = ErrorCode("policy.obligation.cannot", .refused)
    package static let policyRenditionNeeded = ErrorCode("policy.obligation.rendition-needed", .refused)

    /// Not there, or not for the one who asks: the same answer for both.
    package static let policyNotThere = ErrorCode("policy.not-there", .refused)
}
