package import Seal
package import Vocabulary

/// What is asked of a bundle.
package struct VerificationRequest: Sendable {
    /// Without one the signers stay unknown, and the bundle is never accepted.
    package var trust: TrustStore?
    /// Why the trust list that was given cannot be relied on; everything else is checked all the same.
    package var trustFault: BundleError?
    package var time: TrustedTime
    /// The clock: no time-stamp in a signature lies behind it.
    package var now: Instant
    /// Who must have signed, beside the packer.
    package var requiredSigners: [Identity]
    /// The reader. A bundle that names anybody for whom it is meant must name them.
    package var recipient: MemberID?
    /// Whether one that names nobody is refused, too.
    package var mustNameRecipient = false
    /// Whether a bag without any signature is refused: whoever brings a trust list expects to learn who signed.
    package var mustBeSigned = false

    /// - Parameter now: left out where the time is the present.
    package init(
        trust: TrustStore?, time: TrustedTime, now: Instant? = nil, requiredSigners: [Identity] = [],
        recipient: MemberID? = nil
    ) {
        self.trust = trust
        self.time = time
        self.now = now ?? time.instant
        self.requiredSigners = requiredSigners
        self.recipient = recipient
    }
}

/// The time that certificates and revocation are judged by, and what vouches for it.
///
/// A time-stamp of another party, in the signature or over a receipt's checkpoint; else the quorum of a receipt, else now.
/// The signing time that a signer claims is only shown.
package enum TrustedTime: Sendable, Hashable {
    case stamp(TrustedTimestamp)
    case receipt(Instant)
    case now(Instant)

    package var instant: Instant {
        switch self {
        case .stamp(let stamp): stamp.latest
        case .receipt(let instant), .now(let instant): instant
        }
    }

    package var words: String {
        switch self {
        case .stamp(let stamp): "at \(stamp.time), by the time-stamp"
        case .receipt(let instant): "at \(instant), by the receipt"
        case .now(let instant): "at \(instant), the time of this check"
        }
    }
}

/// The outcome: the report, and the bundle as a verified one if everything held.
package struct Verification: Sendable {
    package let report: VerificationReport
    package let bundle: VerifiedBundle?

    init(report: VerificationReport, bundle: VerifiedBundle?) {
        self.report = report
        self.bundle = bundle
    }

    /// Of a file of which so little is a container that there is nothing else to check: that is a finding too.
    package init(unreadable path: String, _ error: BundleError) {
        var report = VerificationReport(subject: path)
        report.add(VerificationReport.Check(failed: "container", error))
        self.init(report: report, bundle: nil)
    }

    /// The same with further checks; if one of them fails, the bundle is no verified one.
    package func adding(_ checks: [VerificationReport.Check]) -> Verification {
        var report = report
        for check in checks { report.add(check) }
        return Verification(report: report, bundle: report.isGood ? bundle : nil)
    }
}
