import Testing
import Vocabulary

@testable import Custody

extension EventTests {
    @Test("That words were destroyed is said by the node, of one event")
    func wordsDestroyed() throws {
        var event = try actors.event(.wordsDestroyed, by: Actors.node) {
            $0.previous = [EventMention(event: EventID(from: SystemRandomness()), digest: Digest(ofText: "x"))]
        }
        try event.checkForm()
        event.previous = event.previous.map { $0 + $0 }
        #expect(throws: CustodyError.self) { try event.checkForm() }
        event.previous = nil
        #expect(throws: CustodyError.self) { try event.checkForm() }
        event = try actors.event(.wordsDestroyed, by: Actors.investigator) {
            $0.previous = [EventMention(event: EventID(from: SystemRandomness()), digest: Digest(ofText: "x"))]
        }
        #expect(throws: CustodyError.self) { try event.checkForm() }
    }

    @Test(
        "An approval names its terms and who asked, a consent its uses in order, an end the one statement that it ends")
    func grants() throws {
        func refused(_ type: EventType, _ field: String, _ spoil: (inout CustodyEvent) throws -> Void) throws {
            var event = try actors.event(type, by: Actors.investigator) { event in
                event.previous = [
                    EventMention(event: EventID(from: SystemRandomness()), digest: Digest(ofText: "x"))
                ]
                try actors.grant(&event)
            }
            try event.checkForm()
            try spoil(&event)
            let error = #expect(throws: CustodyError.self) { try event.checkForm() }
            #expect(error?.reason.contains("“\(field)”") == true, "\(error?.reason ?? "")")
        }
        try refused(.approvalGiven, "approval") { $0.approval = nil }
        try refused(.approvalGiven, "counterpart") { $0.counterpart = nil }
        try refused(.approvalGiven, "counterpart") {
            $0.counterpart = Counterpart(try AuthorityID(parsing: "th/oag"))
        }
        try refused(.consentGiven, "consent") { $0.consent = nil }
        try refused(.consentGiven, "consent") {
            $0.consent = GivenConsent(actions: [], purposes: [.trial], recipient: nil, expires: nil)
        }
        try refused(.consentWithdrawn, "previous") { $0.previous = nil }
        try refused(.examined, "consent") {
            $0.consent = GivenConsent(actions: [.retrieve], purposes: [.trial], recipient: nil, expires: nil)
        }
        for type in [EventType.overrideWithdrawn, .courtOrderEnded] {
            try refused(type, "previous") { $0.previous = nil }
            try refused(type, "previous") { $0.previous = $0.previous.map { $0 + [$0[0]] } }
            try refused(type, "place") { $0.place = try Party(parsing: "KH") }
        }
        try refused(.overrideWithdrawn, "bundle") { ($0.bundle, $0.exhibits) = (nil, nil) }
        try refused(.overrideGiven, "override") { $0.override = nil }
        try refused(.overrideGiven, "bundle") { $0.bundle = nil }
        try refused(.overrideGiven, "previous") { $0.previous = $0.previous.map { $0 + [$0[0]] } }
        try refused(.overrideGiven, "override") {
            $0.override = GivenOverride(
                action: .retrieve, clauses: [], purposes: [.trial], policy: Digest(ofText: "p"),
                reasons: Digest(ofText: "r"), expires: $0.at)
        }
        try refused(.courtOrderRecorded, "courtOrder") { $0.courtOrder = nil }
        try refused(.courtOrderRecorded, "authorization") { $0.authorization = nil }
        let order = StatedCourtOrder(of: try Party(parsing: "KH"), date: try CalendarDay(parsing: "2026-05-03"))
        try refused(.producedInCourt, "courtOrder") { $0.courtOrder = order }
        var given = try actors.event(.overrideGiven, by: Actors.investigator) { try actors.grant(&$0) }
        try given.checkForm()
        // Another order of the same clauses is another spelling of the same terms.
        let text = String(decoding: try CanonicalJSON.encode(given), as: UTF8.self)
        let one = "{\"clause\":\"4(9)\",\"of\":\"KH-TH-JIT-2026-01\"}"
        let other = "{\"clause\":\"4(10)\",\"of\":\"KH-TH-JIT-2026-01\"}"
        #expect(text.contains("\(one),\(other)"))
        given = try CustodyEvent(payload: Array(text.replacing("\(one),\(other)", with: "\(other),\(one)").utf8))
        let error = #expect(throws: CustodyError.self) { try given.checkForm() }
        #expect(error?.reason.contains("“override”") == true)
    }
}
