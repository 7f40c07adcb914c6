import Custody
import Foundation
import Testing
import Vocabulary

@testable import saksi

/// What the paper tells of an event, field by field.
@Suite("The rows of a certificate of custody", .timeLimit(.minutes(10)))
struct CertificateEventTests {
    private let desk: CertificateDesk

    init() throws { desk = try CertificateDesk.shared.get() }

    private static let digest = "sha256:" + String(repeating: "cd", count: 32)
    private static let id = String(repeating: "5", count: 32)

    private func page(_ change: (inout [String: Any]) -> Void) throws -> String {
        let files = try desk.unsigned { json, _ in CertificateDesk.change(&json, 8, change) }
        let bytes = try #require(files[CertificateFile.record])
        _ = try ProvenCustody(parsing: bytes)
        // But for the digest of the record itself.
        return try CertificateDesk.words(files).replacing(Digest(of: bytes).hexadecimal, with: "")
    }

    @Test("Each field of an event that a court may ask for is on the paper: another value makes another page")
    func fields() throws {
        let original = try page { _ in }
        let changes: [(String, (inout [String: Any]) -> Void)] = [
            ("type", { $0["type"] = "viewed" }), ("actor", { $0["actor"] = "th/dsi/0202" }),
            ("at", { $0["at"] = "2026-05-04T02:13:05.123Z" }), ("clock", { $0["clock"] = "stated" }),
            ("exhibits", { $0["exhibits"] = [["number": 2, "commitment": Self.digest] as [String: Any]] }),
            ("digestBefore", { $0["digestBefore"] = Self.digest }),
            ("digestAfter", { $0["digestAfter"] = Self.digest }),
            ("counterpart", { $0["counterpart"] = "th/oag" }), ("purpose", { $0["purpose"] = "asset-recovery" }),
            ("offence", { $0["offence"] = "forced-labour" }), ("place", { $0["place"] = "VN" }),
            ("forum", { $0["forum"] = "VN" }), ("session", { $0["session"] = Self.id }),
            ("clauses", { $0["clauses"] = [["clause": "99", "of": "LAW-1"]] }),
            ("medium", { $0["medium"] = "courier" }), ("location", { $0["location"] = "KH-PNH-0001" }),
            ("seal", { $0["seal"] = "A-1" }), ("authorization", { $0["authorization"] = Self.digest }),
            ("condition", { $0["condition"] = Self.digest }), ("note", { $0["note"] = Self.digest }),
            ("previous", { $0["previous"] = [["digest": Self.digest, "event": Self.id]] }),
            ("attested", { $0["attested"] = "session" }),
            (
                "approval",
                {
                    $0["approval"] = [
                        "action": "retrieve", "expires": "2026-05-05T00:00:00.000Z", "policy": Self.digest,
                    ]
                }
            ),
            ("courtOrder", { $0["courtOrder"] = ["date": "2026-05-04", "party": "VN"] }),
        ]
        var pages = [original]
        for (field, change) in changes {
            let changed = try page(change)
            #expect(!pages.contains(changed), "\(field)")
            pages.append(changed)
        }
    }

    @Test("A consent is printed as narrow as it was given")
    func consent() throws {
        let given: [String: Any] = [
            "actions": ["retrieve"], "purposes": ["trial"], "recipient": "TH", "expires": "2026-05-05T00:00:00.000Z",
        ]
        let whole = try page { $0["consent"] = given }
        #expect(whole.contains("Only for people of TH."))
        let others: [(String, Any)] = [
            ("actions", ["disclose"]), ("purposes", ["investigation"]), ("recipient", "VN"),
            ("expires", "2027-01-01T00:00:00.000Z"),
        ]
        for (field, other) in others {
            let changed = try page { $0["consent"] = given.merging([field: other]) { $1 } }
            #expect(changed != whole, "\(field)")
        }
        let anybody = try page { $0["consent"] = given.filter { $0.key != "recipient" } }
        #expect(!anybody.contains("Only for people"))
    }

    @Test("A step that another one corrects says so")
    func corrected() throws {
        let files = try desk.unsigned { json, _ in
            CertificateDesk.change(&json, 9) { event in
                event["type"] = "corrected"
                event["previous"] = [["digest": Self.digest, "event": Self.id]]
            }
            CertificateDesk.change(&json, 8) { $0["event"] = Self.id }
        }
        #expect(try CertificateDesk.words(files).contains("Corrected by no. 10."))
    }
}
