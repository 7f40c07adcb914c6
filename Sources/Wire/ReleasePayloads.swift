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

/// A page of what policy would say, exhibits that are decided alike together.
package struct DecideAnswer: Codable, Hashable, Sendable {
    package let agreement: AgreementID
    package let action: Action
    package let exhibits: [ExhibitsDecision]
    /// What their givers wrote down as conditions, each text once; nothing lifts them. Absent if nothing.
    package let conditions: [GiversConditions]?
    /// What two leaders have signed about some of these exhibits, whatever became of it; absent if nothing, and on every
    /// page but the first.
    package let overrides: [OverrideSummary]?
    /// What courts ordered about the bundle, ended or not; absent if nothing, and on every page but the first.
    package let courtOrders: [CourtOrderList.Order]?
    /// True where the list of overrides has more about them; else absent.
    package let hasMoreOverrides: Bool?
    /// True where the list of courts' orders has more about it; else absent.
    package let hasMoreCourtOrders: Bool?
    /// After which exhibit the next page starts; absent on the last.
    package let next: ExhibitNumber?

    package init(
        agreement: AgreementID, action: Action, exhibits: [ExhibitsDecision], conditions: [GiversConditions],
        overrides: [OverrideSummary], hasMoreOverrides: Bool,
        courtOrders: [CourtOrderList.Order], hasMoreCourtOrders: Bool, next: ExhibitNumber?
    ) {
        self.agreement = agreement
        self.action = action
        self.exhibits = exhibits
        self.conditions = conditions.isEmpty ? nil : conditions
        self.overrides = overrides.isEmpty ? nil : overrides
        self.hasMoreOverrides = hasMoreOverrides ? true : nil
        self.next = next
        self.courtOrders = courtOrders.isEmpty ? nil : courtOrders
        self.hasMoreCourtOrders = hasMoreCourtOrders ? true : nil
    }
}

/// What was decided on exhibits that are alike in it.
package struct ExhibitsDecision: Codable, Hashable, Sendable {
    package enum Outcome: String, Word {
        case permit, deny, pending

        package static let noun = "outcome"
    }

    package let exhibits: [ExhibitNumber]
    package let outcome: Outcome
    package let code: String
    package let reasons: [Reason]
    /// What the asker can do.
    package let next: String
    /// What a release would carry with it, in words: “redact victim-identity”.
    package let obligations: [String]

    package init(
        exhibits: [ExhibitNumber], outcome: Outcome, code: String, reasons: [Reason], next: String,
        obligations: [String]
    ) {
        self.exhibits = exhibits
        self.outcome = outcome
        self.code = code
        self.reasons = reasons
        self.next = next
        self.obligations = obligations
    }
}

/// What was written down as a condition at these exhibits.
package struct GiversConditions: Codable, Hashable, Sendable {
    package let exhibits: [ExhibitNumber]
    package let text: String

    package init(exhibits: [ExhibitNumber], text: String) {
        self.exhibits = exhibits
        self.text = text
    }
}

/// A release that was granted and committed to the log. Its bytes can be fetched until it expires.
package struct ReleaseGrant: Codable, Hashable, Sendable {
    package let release: ReleaseID
    package let bundle: BundleID
    package let expires: Instant
    /// The exhibits that are in what will be sent.
    package let exhibits: [ExhibitNumber]
    /// The exhibits that were asked for and are held back, and why. The conditions at them are told by `…/decide`.
    package let heldBack: [ExhibitsDecision]
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
        release: ReleaseID, bundle: BundleID, expires: Instant, exhibits: [ExhibitNumber], heldBack: [ExhibitsDecision],
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
