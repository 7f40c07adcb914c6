import Testing
import Vocabulary

@testable import Custody

extension EventTests {
    @Test("An approval names its terms and who asked, a consent its uses in order, a withdrawal the one consent")
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
    }
}
