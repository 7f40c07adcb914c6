import Vocabulary

/// What can happen to evidence, and to the agreement and the log themselves. A closed list.
package enum EventType: String, Word {
    // Objects and copies, wherever they are
    case receivedFromOutside = "received-from-outside"
    case seized
    case sealed
    case sealChecked = "seal-checked"
    case sealBroken = "seal-broken"
    case resealed
    case transferred
    case stored
    case checkedOut = "checked-out"
    case examined
    case sampled
    case consumed
    case acquired
    case copied
    case translated
    case packaged
    // Between parties
    case submitted
    case accepted
    case rejected
    case decisionDenied = "decision-denied"
    /// Permitted once the approvals that are asked for are given.
    case decisionPending = "decision-pending"
    case approvalGiven = "approval-given"
    case consentGiven = "consent-given"
    case consentWithdrawn = "consent-withdrawn"
    /// One leader's signature under lifting a clause for one use.
    case overrideGiven = "override-given"
    case overrideWithdrawn = "override-withdrawn"
    case releaseRequested = "release-requested"
    case released
    case delivered
    case received
    case verified
    case opened
    case viewed
    case reissued
    // Courts
    case disclosed
    case withheld
    case depositedInCourt = "deposited-in-court"
    case tendered
    case admitted
    case excluded
    case producedInCourt = "produced-in-court"
    case courtOrderRecorded = "court-order-recorded"
    case courtOrderEnded = "court-order-ended"
    case passedOnward = "passed-onward"
    // Endings
    case returned
    case returnedToOwner = "returned-to-owner"
    case forfeited
    case lost
    case damaged
    case destroyed
    case holdSet = "hold-set"
    case holdLifted = "hold-lifted"
    // About other events, keys, agreements, the log
    case chargeChanged = "charge-changed"
    case corrected
    /// The words that the node kept beside an event are there no more.
    case wordsDestroyed = "words-destroyed"
    /// What stands before it was restored from a mirror; decision records and words from before are not held.
    case registerRebuilt = "register-rebuilt"
    case keyAdded = "key-added"
    case keyRevoked = "key-revoked"
    case agreementActivated = "agreement-activated"
    case agreementSuspended = "agreement-suspended"
    case agreementResumed = "agreement-resumed"
    case recorded
    // Requests
    case requestSent = "request-sent"
    case requestConfirmed = "request-confirmed"
    case requestLapsed = "request-lapsed"
    case requestAcknowledged = "request-acknowledged"
    case requestForwarded = "request-forwarded"
    case requestQueried = "request-queried"
    case requestAccepted = "request-accepted"
    case requestExecuted = "request-executed"
    case requestRefused = "request-refused"
    case requestPostponed = "request-postponed"
    case requestWithdrawn = "request-withdrawn"
    case requestClosed = "request-closed"
    // Video-link sessions
    case sessionRequested = "session-requested"
    case sessionAgreed = "session-agreed"
    case sessionDeclined = "session-declined"
    case sessionPrepared = "session-prepared"
    case sessionTested = "session-tested"
    case sessionOpened = "session-opened"
    case sessionSuspended = "session-suspended"
    case sessionResumed = "session-resumed"
    case sessionSegment = "session-segment"
    case sessionClosed = "session-closed"
    case sessionMinuted = "session-minuted"
    case sessionSigned = "session-signed"
    case sessionCertified = "session-certified"
    case sessionCancelled = "session-cancelled"
    case sessionFailed = "session-failed"

    package static let noun = "type of custody event"
}

/// Whose signature an event carries: the person who acts signs the act.
package enum EventSigning: String, Sendable, CaseIterable {
    case person
    case node
    case either
}

extension EventType {
    package var signing: EventSigning {
        switch self {
        case .accepted, .rejected, .decisionDenied, .decisionPending, .released, .delivered, .recorded,
            .keyAdded, .keyRevoked, .wordsDestroyed, .registerRebuilt, .requestLapsed:
            .node
        case .stored, .copied, .verified, .withheld, .agreementActivated, .agreementSuspended, .agreementResumed,
            .sessionSegment,
            .corrected:
            .either
        default: .person
        }
    }
}
