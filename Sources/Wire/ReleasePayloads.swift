package import Vocabulary

/// The body of `POST …/decide`: a dry run. Without exhibits, all that the caller may list are meant.
package struct DecideRequest: Codable, Hashable, Sendable {
    package let action: Action
    package let purpose: Purpose?
    /// The offence that the purpose is about, as a statement would declare it.
    package let offence: Offence?
    /// On whose territory it takes place, and whose court or authority will use it, as a statement would declare it.
    package let place: Party?
    package let forum: Party?
    package let exhibits: [ExhibitNumber]?

    package init(
        action: Action, purpose: Purpose?, offence: Offence? = nil, place: Party? = nil, forum: Party? = nil,
        exhibits: [ExhibitNumber]?
    ) {
        self.place = place
        self.forum = forum
        self.action = action
        self.purpose = purpose
        self.offence = offence
        self.exhibits = exhibits
    }
}

/// What policy would say, exhibit by exhibit.
package struct DecideAnswer: Codable, Hashable, Sendable {
    package let agreement: AgreementID
    package let action: Action
    package let exhibits: [ExhibitDecision]
    /// What two leaders have signed about some of these exhibits, whatever became of it; absent if nothing.
    package let overrides: [OverrideSummary]?

    package init(
        agreement: AgreementID, action: Action, exhibits: [ExhibitDecision], overrides: [OverrideSummary]
    ) {
        self.agreement = agreement
        self.action = action
        self.exhibits = exhibits
        self.overrides = overrides.isEmpty ? nil : overrides
    }
}

package struct ExhibitDecision: Codable, Hashable, Sendable {
    package enum Outcome: String, Word {
        case permit, deny, pending

        package static let noun = "outcome"
    }

    package let number: ExhibitNumber
    package let outcome: Outcome
    package let code: String
    package let reasons: [Reason]
    /// What the asker can do.
    package let next: String
    /// What a release would carry with it, in words: “redact victim-identity”.
    package let obligations: [String]
    /// What its giver wrote down as conditions; nothing lifts them.
    package let conditions: String?

    package init(
        number: ExhibitNumber, outcome: Outcome, code: String, reasons: [Reason], next: String, obligations: [String],
        conditions: String?
    ) {
        self.number = number
        self.outcome = outcome
        self.code = code
        self.reasons = reasons
        self.next = next
        self.obligations = obligations
        self.conditions = conditions
    }
}

/// A release that was granted and committed to the log. Its bytes can be fetched until it expires.
package struct ReleaseGrant: Codable, Hashable, Sendable {
    package let release: ReleaseID
    package let bundle: BundleID
    package let expires: Instant
    /// The exhibits that are in what will be sent.
    package let exhibits: [ExhibitNumber]
    /// The exhibits that were asked for and are held back, and why.
    package let heldBack: [ExhibitDecision]
    /// What the recipient must do, in words.
    package let obligations: [String]
    /// Whether it is an extract signed by the node, or the whole bundle as its packer made it.
    package let isExtract: Bool
    /// Bytes to be fetched.
    package let size: UInt64
    package let fileDigest: Digest
    package let bundleDigest: Digest
    /// The node's committed `released` event, which the acknowledgement answers.
    package let event: EventID
    /// The proof of that event, and the chain that signed it.
    package let receipt: String
    package let certificates: [Base64Bytes]

    package init(
        release: ReleaseID, bundle: BundleID, expires: Instant, exhibits: [ExhibitNumber], heldBack: [ExhibitDecision],
        obligations: [String], isExtract: Bool, size: UInt64, fileDigest: Digest, bundleDigest: Digest, event: EventID,
        receipt: String, certificates: [[UInt8]]
    ) {
        self.release = release
        self.bundle = bundle
        self.expires = expires
        self.exhibits = exhibits
        self.heldBack = heldBack
        self.obligations = obligations
        self.isExtract = isExtract
        self.size = size
        self.fileDigest = fileDigest
        self.bundleDigest = bundleDigest
        self.event = event
        self.receipt = receipt
        self.certificates = certificates.map { Base64Bytes($0) }
    }
}
