import Custody
import Policy
import Seal
package import Vocabulary

/// An agreement as one of its members sees it.
package struct ListedAgreement: Sendable {
    package let id: AgreementID
    package let version: Int
    package let digest: Digest
    package let title: String
    package let channel: Channel
    package let from: CalendarDay
    package let until: CalendarDay?
    package let isInForce: Bool
    /// Since when new access is suspended; nil if it is not, or for whose time on the roster has not come or is over.
    package let suspendedSince: Instant?
    /// The origin of its custody log on this node.
    package let log: String
    /// Entries in that log; nil for whose time on the roster has not come or is over.
    package let size: Int?
}

extension ExchangeNode {
    /// The agreements whose roster names the caller; no others are shown. What goes on under one is for whom it names now.
    package func agreements(of caller: CallingMember) async throws -> [ListedAgreement] {
        var listed: [ListedAgreement] = []
        for ledger in await ledgers.all {
            guard let active = await ledger.active, active.agreement.roster.names(caller.member),
                let channel = active.agreement.channel
            else { continue }
            let isPresent = stands(caller, on: active)
            listed.append(
                ListedAgreement(
                    id: active.agreement.id, version: active.agreement.version, digest: active.agreement.digest,
                    title: active.agreement.title.text(), channel: channel, from: active.agreement.term.from,
                    until: active.agreement.term.until, isInForce: active.agreement.term.covers(now),
                    suspendedSince: isPresent ? active.policy.suspension?.since : nil,
                    log: active.ledger.origin.text, size: isPresent ? await active.ledger.size : nil))
        }
        return listed
    }

    package var trustListDigest: Digest {
        get async { await trust.current().list.digest }
    }
}
