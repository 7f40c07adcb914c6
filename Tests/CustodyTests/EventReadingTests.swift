import TestKit
import Testing
import Vocabulary

@testable import Custody

@Suite("Reading of events")
struct EventReadingTests {
    /// An event with every field that there is, whether or not such an event makes sense.
    static func full() throws -> CustodyEvent {
        let actors = try Actors.shared.get()
        var event = try actors.event(
            .destroyed, by: Actors.investigator, signedBy: [Actors.investigator, Actors.prosecutor])
        let digest = Digest(ofText: "x")
        let salt = Salt(from: SystemRandomness())
        event.bundle = try actors.bundle()
        event.exhibits = try [1, 2, 30].map {
            ExhibitMention(
                number: try ExhibitNumber($0), commitment: SaltedCommitment(salt: salt, content: [UInt8($0)]))
        }
        event.counterpart = Counterpart(try AuthorityID(parsing: "th/oag"))
        event.purpose = .relatedCharge
        event.offence = try OffenceCode(parsing: "forced-criminality")
        event.place = try Party(parsing: "KH")
        event.forum = try Party(parsing: "TH")
        event.clauses = try ["4(3)", "in-force"].map {
            ClauseCitation(of: try AgreementID(parsing: "KH-TIPSE-2008"), clause: try ClauseNumber(parsing: $0))
        }
        event.decision = DecisionMention(id: DecisionID(from: SystemRandomness()), digest: digest)
        event.release = ReleaseID(from: SystemRandomness())
        event.session = SessionID(from: SystemRandomness())
        event.medium = .counter
        event.location = try SiteCode(parsing: "KH-PNH-0004")
        event.seal = try SealNumber(parsing: "PP-004711")
        event.authorization = digest
        event.condition = digest
        event.note = digest
        event.digestBefore = digest
        event.digestAfter = digest
        event.previous = [EventMention(event: EventID(from: SystemRandomness()), digest: digest)]
        event.attested = .paper
        event.activation = try actors.activation().event.activation
        event.key = KeyMention(verifier: actors.nodeKey.verifier)
        event.recorded = RecordedRange(from: 0, to: 12, at: event.at)
        event.approval = GivenApproval(action: .retrieve, policy: digest, expires: event.at)
        event.consent = GivenConsent(
            actions: [.retrieve, .disclose], purposes: [.trial, .compensation], recipient: try Party(parsing: "TH"),
            expires: event.at)
        event.override = GivenOverride(
            action: .retrieve,
            clauses: [
                ClauseCitation(
                    of: try AgreementID(parsing: "KH-TH-JIT-2026-01"), clause: try ClauseNumber(parsing: "5(2)"))
            ], purposes: [.trial, .compensation], policy: digest, reasons: digest, expires: event.at)
        event.courtOrder = StatedCourtOrder(
            of: try Party(parsing: "KH"), date: try CalendarDay(parsing: "2026-05-03"))
        return event
    }

    /// The slow reader, which writes again what it read and compares.
    private func slowly(_ bytes: [UInt8]) -> CustodyEvent? {
        try? CanonicalJSON.decode(CustodyEvent.self, from: bytes, noun: "event")
    }

    @Test("What the canonical writer writes is read back, with every field and with the fewest")
    func roundTrip() throws {
        let full = try Self.full()
        #expect(Mirror(reflecting: full).children.allSatisfy { "\($0.value)" != "nil" })
        #expect(try CustodyEvent(payload: CanonicalJSON.encode(full)) == full)
        let actors = try Actors.shared.get()
        let least = try actors.event(.seized, by: Actors.investigator) { $0.case = nil }
        #expect(try CustodyEvent(payload: CanonicalJSON.encode(least)) == least)
    }

    @Test("Each field may be left out or not just as the canonical reader says")
    func fieldsLeftOut() throws {
        let text = String(decoding: try CanonicalJSON.encode(try Self.full()), as: UTF8.self)
        let keys = text.matches(of: /"([a-zA-Z]+)":/).map { String($0.output.1) }
        for key in Set(keys) {
            for spelling in [
                text.replacing("\"\(key)\":", with: "\"x\(key)\":"), text.replacing("\"\(key)\":", with: "\"\":"),
            ] {
                let bytes = Array(spelling.utf8)
                #expect(slowly(bytes) == nil)
                #expect(throws: CustodyError.self, "\(key)") { try CustodyEvent(payload: bytes) }
            }
        }
    }

    @Test(
        "Of thousands of damaged payloads the quick reader takes none that the canonical one does not, and as the same")
    func damaged() throws {
        let payload = try CanonicalJSON.encode(try Self.full())
        var generator = SeededGenerator(seed: 1949)
        let interesting = Array("{}[]\",:0 9a\\-/\n".utf8)
        for round in 0..<6000 {
            var bytes = payload
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch round % 4 {
            case 0: bytes[place] = interesting.randomElement(using: &generator) ?? 0
            case 1: bytes.insert(interesting.randomElement(using: &generator) ?? 0, at: place)
            case 2: bytes.remove(at: place)
            default: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            }
            let quick = try? CustodyEvent(payload: bytes)
            // Reading slowly takes long: only what the quick reader took, and a part of the rest, is compared.
            guard quick != nil || round % 8 == 0 else { continue }
            let text = String(decoding: bytes, as: UTF8.self)
            // No number of an event is negative, and the quick reader knows it.
            #expect(
                quick == slowly(bytes) || quick == nil && text.contains(":-"), "seed 1949, round \(round): \(text)")
        }
    }
}
