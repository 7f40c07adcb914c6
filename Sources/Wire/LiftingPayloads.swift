package import Custody
package import Policy
package import Vocabulary

/// A signed event with the words that it has the salted digest of: the reasons of an override, a court's name and the
/// reference of its order. The log gets the event, and the node keeps the words beside it.
package struct WordedStatement: Codable, Hashable, Sendable {
    package let statement: SignedStatement
    /// Absent where a second leader signs what is there already.
    package let words: SaltedText?

    package init(statement: SignedStatement, words: SaltedText?) {
        self.statement = statement
        self.words = words
    }
}

/// The answer of `GET …/overrides`: a page of those about something that the caller may list, the newest first.
package struct OverrideList: Codable, Hashable, Sendable {
    package let overrides: [OverrideSummary]
    /// The entry of the log after which the next page starts; absent on the last.
    package let next: UInt64?
    /// The digest of the policy that an override names.
    package let policy: Digest

    package init(overrides: [OverrideSummary], next: UInt64?, policy: Digest) {
        self.overrides = overrides
        self.next = next
        self.policy = policy
    }
}

package struct OverrideSummary: Codable, Hashable, Sendable {
    package let event: EventID
    /// Of the envelope that proposed it, by which the second leader's statement names it.
    package let digest: Digest
    package let bundle: BundleMention
    package let caseNumber: CaseNumber?
    /// Those that the caller may list; absent where it is about the whole bundle and they may list all of it.
    package let exhibits: [ExhibitMention]?
    package let terms: GivenOverride
    /// Who signed it, the one who proposed it first.
    package let leaders: [MemberID]
    package let proposed: Instant
    package let state: OverrideState
    /// Absent where the caller may not list all that it is about, and where it was destroyed.
    package let reasons: SaltedText?

    package init(
        event: EventID, digest: Digest, bundle: BundleMention, caseNumber: CaseNumber?, exhibits: [ExhibitMention]?,
        terms: GivenOverride, leaders: [MemberID], proposed: Instant, state: OverrideState, reasons: SaltedText?
    ) {
        self.event = event
        self.digest = digest
        self.bundle = bundle
        self.caseNumber = caseNumber
        self.exhibits = exhibits
        self.terms = terms
        self.leaders = leaders
        self.proposed = proposed
        self.state = state
        self.reasons = reasons
    }
}

/// The answer of `GET …/court-orders`: a page of those about no bundle, or about one of which the caller may list something.
package struct CourtOrderList: Codable, Hashable, Sendable {
    package struct Order: Codable, Hashable, Sendable {
        package let event: EventID
        /// Of the envelope, by which its end names it.
        package let digest: Digest
        package let recorder: MemberID
        package let recorded: Instant
        package let order: StatedCourtOrder
        package let bundle: BundleMention?
        package let caseNumber: CaseNumber?
        /// The court's name, a line feed, and the reference; absent where it was destroyed.
        package let words: SaltedText?
        /// Absent while it stands.
        package let end: End?

        package init(
            event: EventID, digest: Digest, recorder: MemberID, recorded: Instant, order: StatedCourtOrder,
            bundle: BundleMention?,
            caseNumber: CaseNumber?, words: SaltedText?, end: End?
        ) {
            self.event = event
            self.digest = digest
            self.recorder = recorder
            self.recorded = recorded
            self.order = order
            self.bundle = bundle
            self.caseNumber = caseNumber
            self.words = words
            self.end = end
        }
    }

    /// Who stated that an order has ended, and when.
    package struct End: Codable, Hashable, Sendable {
        package let recorder: MemberID
        package let recorded: Instant

        package init(recorder: MemberID, recorded: Instant) {
            self.recorder = recorder
            self.recorded = recorded
        }
    }

    /// The newest first.
    package let orders: [Order]
    /// The entry of the log after which the next page starts; absent on the last.
    package let next: UInt64?

    package init(orders: [Order], next: UInt64?) {
        self.orders = orders
        self.next = next
    }
}
