package import Seal
package import Vocabulary

/// What is asked of a bundle.
package struct VerificationRequest: Sendable {
    /// Without one the signers stay unknown, and the bundle is never accepted.
    package var trust: TrustStore?
    package var time: TrustedTime
    /// Who must have signed, beside the packer.
    package var requiredSigners: [Identity]
    /// The reader, if the bundle must be meant for them.
    package var recipient: MemberID?

    package init(
        trust: TrustStore?, time: TrustedTime, requiredSigners: [Identity] = [], recipient: MemberID? = nil
    ) {
        self.trust = trust
        self.time = time
        self.requiredSigners = requiredSigners
        self.recipient = recipient
    }
}

/// The time that certificates and revocation are judged by, and what vouches for it.
///
/// In this order: a time-stamp, the quorum of a receipt, else now. The signing time that a signer claims is only shown.
package enum TrustedTime: Sendable, Hashable {
    case timestamp(Instant)
    case receipt(Instant)
    case now(Instant)

    package var instant: Instant {
        switch self {
        case .timestamp(let instant), .receipt(let instant), .now(let instant): instant
        }
    }

    package var words: String {
        switch self {
        case .timestamp(let instant): "at \(instant), by a time-stamp"
        case .receipt(let instant): "at \(instant), by the receipt"
        case .now(let instant): "at \(instant), the time of this check"
        }
    }
}

/// The outcome: the report, and the bundle as a verified one if everything held.
package struct Verification: Sendable {
    package let report: VerificationReport
    package let bundle: VerifiedBundle?
}
