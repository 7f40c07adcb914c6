package import Vocabulary

/// The answer of `GET /v1/node`.
package struct NodeDescription: Codable, Hashable, Sendable {
    package let node: Identity
    package let time: Instant
    package let version: String
    package let caller: MemberID
    /// The digest of the trust list that the node uses.
    package let trustList: Digest
    /// The agreements on whose roster the caller stands; no others are named.
    package let agreements: [AgreementSummary]

    package init(
        node: Identity, time: Instant, version: String, caller: MemberID, trustList: Digest,
        agreements: [AgreementSummary]
    ) {
        self.node = node
        self.time = time
        self.version = version
        self.caller = caller
        self.trustList = trustList
        self.agreements = agreements
    }
}

package struct AgreementSummary: Codable, Hashable, Sendable {
    package let agreement: AgreementID
    package let version: Int
    package let digest: Digest
    package let title: String
    package let channel: Channel
    package let from: CalendarDay
    /// Absent where it is open-ended.
    package let until: CalendarDay?
    /// Whether the dates cover the node's present time.
    package let inForce: Bool
    /// Since when new access is suspended; absent if it is not, or for whose time on the roster has not come or is over.
    package let suspendedSince: Instant?
    /// The origin of its custody log on this node.
    package let log: String
    /// How many entries the log has; absent for whose time on the roster has not come or is over.
    package let size: UInt64?

    package init(
        agreement: AgreementID, version: Int, digest: Digest, title: String, channel: Channel, from: CalendarDay,
        until: CalendarDay?, inForce: Bool, suspendedSince: Instant? = nil, log: String, size: UInt64?
    ) {
        self.agreement = agreement
        self.version = version
        self.digest = digest
        self.title = title
        self.channel = channel
        self.from = from
        self.until = until
        self.inForce = inForce
        self.suspendedSince = suspendedSince
        self.log = log
        self.size = size
    }
}
