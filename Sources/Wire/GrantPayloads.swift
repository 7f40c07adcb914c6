package import Custody
package import Vocabulary

/// The answer of `GET …/approvals`: what waits for the caller's approval, the newest request first.
package struct WaitingList: Codable, Hashable, Sendable {
    package struct Request: Codable, Hashable, Sendable {
        /// The `decision-pending` that the request was answered with, the newest first.
        package let requests: [EventID]
        package let askedAt: Instant
        package let requester: MemberID
        package let action: Action
        package let purpose: Purpose?
        package let offence: Offence?
        /// As the request declares them.
        package let place: Party?
        package let forum: Party?
        package let bundle: BundleMention
        package let caseNumber: CaseNumber
        /// Those that wait for the caller.
        package let exhibits: [ExhibitMention]
        /// The digest of the policy that an approval names.
        package let policy: Digest
        /// Which of the missing approvals the caller can give: “KH team-leader”.
        package let seats: [String]
        package let clauses: [ClauseCitation]
        /// How many days an approval counts, at most.
        package let withinDays: Int

        package init(
            requests: [EventID], askedAt: Instant, requester: MemberID, action: Action, purpose: Purpose?,
            offence: Offence?, place: Party?, forum: Party?, bundle: BundleMention, caseNumber: CaseNumber,
            exhibits: [ExhibitMention], policy: Digest, seats: [String], clauses: [ClauseCitation], withinDays: Int
        ) {
            self.requests = requests
            self.askedAt = askedAt
            self.requester = requester
            self.action = action
            self.purpose = purpose
            self.offence = offence
            self.place = place
            self.forum = forum
            self.bundle = bundle
            self.caseNumber = caseNumber
            self.exhibits = exhibits
            self.policy = policy
            self.seats = seats
            self.clauses = clauses
            self.withinDays = withinDays
        }
    }

    package let waiting: [Request]

    package init(waiting: [Request]) {
        self.waiting = waiting
    }
}

/// The answer of `GET …/consents`: what the caller's party consented to.
package struct ConsentList: Codable, Hashable, Sendable {
    package struct Consent: Codable, Hashable, Sendable {
        package let event: EventID
        /// Of the envelope, by which its withdrawal names it.
        package let digest: Digest
        package let giver: MemberID
        package let given: Instant
        package let terms: GivenConsent
        /// Absent where it is about all that the party gave.
        package let bundle: BundleMention?
        package let exhibits: [ExhibitMention]?
        package let offence: OffenceCode?
        package let caseNumber: CaseNumber?
        package let isWithdrawn: Bool

        package init(
            event: EventID, digest: Digest, giver: MemberID, given: Instant, terms: GivenConsent,
            bundle: BundleMention?, exhibits: [ExhibitMention]?, offence: OffenceCode?, caseNumber: CaseNumber?,
            isWithdrawn: Bool
        ) {
            self.event = event
            self.digest = digest
            self.giver = giver
            self.given = given
            self.terms = terms
            self.bundle = bundle
            self.exhibits = exhibits
            self.offence = offence
            self.caseNumber = caseNumber
            self.isWithdrawn = isWithdrawn
        }
    }

    package let consents: [Consent]

    package init(consents: [Consent]) {
        self.consents = consents
    }
}
