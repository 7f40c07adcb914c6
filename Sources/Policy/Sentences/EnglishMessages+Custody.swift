extension EnglishMessages {
    /// What somebody did, for each type of custody event; with `/with` where the other side has its place in it.
    static let custody: [String: String] = Dictionary(
        uniqueKeysWithValues: (things + exchange + courts + standing + requests + sessions).map { type, did in
            ("type of custody event/\(type)", did)
        }
    ).merging(clocks) { $1 }

    private static let clocks = [
        "source of time/gnss": "a satellite receiver",
        "source of time/device": "a device's own clock",
        "source of time/stated": "somebody's statement",
    ]

    private static let things = [
        ("received-from-outside", "received it from outside the exchange"),
        ("received-from-outside/with", "received it from {other}, outside the exchange"),
        ("seized", "seized it"),
        ("sealed", "sealed it"),
        ("seal-checked", "checked the seal"),
        ("seal-broken", "broke the seal"),
        ("resealed", "sealed it again"),
        ("transferred", "handed it over"),
        ("transferred/with", "handed it over to {other}"),
        ("stored", "put it into store"),
        ("stored/with", "put it into store at {other}"),
        ("checked-out", "took it out of store"),
        ("examined", "examined it"),
        ("sampled", "took a sample of it"),
        ("consumed", "used it up"),
        ("acquired", "acquired data from it"),
        ("copied", "made a copy"),
        ("copied/with", "made a copy for {other}"),
        ("translated", "translated it"),
        ("packaged", "packed it"),
    ]

    private static let exchange = [
        ("submitted", "submitted it to the exchange"),
        ("submitted/with", "submitted it to {other}"),
        ("accepted", "accepted it"),
        ("accepted/with", "accepted it from {other}"),
        ("rejected", "rejected it"),
        ("rejected/with", "rejected what {other} submitted"),
        ("decision-denied", "refused a request"),
        ("decision-denied/with", "refused a request of {other}"),
        ("decision-pending", "let a request wait for approvals"),
        ("decision-pending/with", "let a request of {other} wait for approvals"),
        ("approval-given", "approved a request"),
        ("approval-given/with", "approved a request of {other}"),
        ("consent-given", "consented to a use"),
        ("consent-withdrawn", "withdrew a consent"),
        ("override-given", "signed, as a leader, that a clause is lifted for one use"),
        ("override-withdrawn", "withdrew, as a leader, what was signed to lift a clause"),
        ("release-requested", "asked for its release"),
        ("release-requested/with", "asked {other} for its release"),
        ("released", "released it"),
        ("released/with", "released it to {other}"),
        ("delivered", "sent it"),
        ("delivered/with", "sent it to {other}"),
        ("received", "received it"),
        ("received/with", "received it from {other}"),
        ("verified", "verified it"),
        ("opened", "opened it"),
        ("viewed", "viewed it"),
        ("reissued", "reissued it under another channel"),
    ]

    private static let courts = [
        ("disclosed", "disclosed it"),
        ("disclosed/with", "disclosed it to {other}"),
        ("withheld", "withheld it"),
        ("withheld/with", "withheld it from {other}"),
        ("deposited-in-court", "deposited it in court"),
        ("deposited-in-court/with", "deposited it with {other}"),
        ("tendered", "tendered it in evidence"),
        ("admitted", "recorded that a court admitted it"),
        ("excluded", "recorded that a court excluded it"),
        ("produced-in-court", "produced it in court"),
        ("court-order-recorded", "recorded an order of a court"),
        ("court-order-ended", "recorded that an order of a court has ended"),
        ("passed-onward", "passed it on"),
        ("passed-onward/with", "passed it on to {other}"),
        ("returned", "returned it"),
        ("returned/with", "returned it to {other}"),
        ("returned-to-owner", "returned it to its owner"),
        ("forfeited", "recorded that it was forfeited"),
        ("lost", "recorded that it was lost"),
        ("damaged", "recorded that it was damaged"),
        ("destroyed", "destroyed it"),
        ("hold-set", "set a legal hold on it"),
        ("hold-lifted", "lifted a legal hold on it"),
    ]

    private static let standing = [
        ("charge-changed", "recorded that the charge was changed"),
        ("corrected", "corrected an earlier step"),
        ("key-added", "added a key"),
        ("key-revoked", "revoked a key"),
        ("words-destroyed", "destroyed words that were kept beside the log"),
        ("register-rebuilt", "restored what stands before this step from a copy of the log that others kept"),
        ("agreement-activated", "put a version of the agreement into force"),
        ("agreement-suspended", "suspended the agreement"),
        ("agreement-resumed", "resumed the agreement"),
        ("recorded", "recorded the entries before it"),
    ]

    private static let requests = [
        ("request-sent", "sent a request"),
        ("request-sent/with", "sent a request to {other}"),
        ("request-confirmed", "confirmed a request in writing"),
        ("request-lapsed", "let a request lapse that nobody confirmed"),
        ("request-acknowledged", "acknowledged a request"),
        ("request-forwarded", "forwarded a request"),
        ("request-forwarded/with", "forwarded a request to {other}"),
        ("request-queried", "asked back about a request"),
        ("request-accepted", "accepted a request"),
        ("request-executed", "executed a request"),
        ("request-refused", "refused a request"),
        ("request-postponed", "postponed a request"),
        ("request-withdrawn", "withdrew a request"),
        ("request-closed", "closed a request"),
    ]

    private static let sessions = [
        ("session-requested", "asked for a hearing by video link"),
        ("session-agreed", "agreed to a hearing by video link"),
        ("session-declined", "declined a hearing by video link"),
        ("session-prepared", "prepared a hearing by video link"),
        ("session-tested", "tested the link of a hearing"),
        ("session-opened", "opened a hearing by video link"),
        ("session-suspended", "suspended a hearing by video link"),
        ("session-resumed", "resumed a hearing by video link"),
        ("session-segment", "recorded a part of a hearing by video link"),
        ("session-closed", "closed a hearing by video link"),
        ("session-minuted", "took the minutes of a hearing by video link"),
        ("session-signed", "signed the record of a hearing by video link"),
        ("session-certified", "certified the record of a hearing by video link"),
        ("session-cancelled", "cancelled a hearing by video link"),
        ("session-failed", "recorded that a hearing by video link failed"),
    ]
}
