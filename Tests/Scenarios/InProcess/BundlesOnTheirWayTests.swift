import Custody
import EvidenceBundle
import Foundation
import Policy
import Testing
import Vocabulary

@testable import Exchange

/// What becomes of a bundle when people leave before it arrives.
@Suite("Bundles on their way while the roster changes")
struct BundlesOnTheirWayTests {
    private static let gone = ["kh/ahtjpp/0101", "th/dsi/0202"]

    /// Takes the investigator and the officer off the roster.
    private func exchange(_ bench: Bench, after first: PolicyFile) async throws {
        bench.clock.advance(seconds: 60)
        let second = try bench.signed(
            bench.roster(without: Self.gone, version: 2, after: first), by: [.ministry, .attorney])
        _ = try await bench.handIn([second], by: .ministry)
        bench.clock.advance(seconds: 60)
    }

    @Test("Whoever stays gets what somebody packed who has left since, and for whom else it was meant gets nothing")
    func left() async throws {
        let bench = try await Bench()
        // Under the version before the roster stood apart, and under the roster that is exchanged.
        let before = try await bench.pack(["document,none,none"], for: ["th/dsi/0202", "th/oag"])
        bench.clock.advance(seconds: 60)
        let first = try await bench.annex()
        let packed = try await bench.pack(["photograph,none,none"], for: ["th/dsi/0202", "th/dsi/0201"])
        let upload = try await bench.upload(packed, by: .prosecutor)
        try await exchange(bench, after: first)

        _ = try await bench.submit(packed, upload, by: .prosecutor)
        try await bench.submit(before, by: .prosecutor)
        try await bench.retrieve(packed, by: .leader)
        for person in [Bench.Person.officer, .investigator] {
            let answer = await bench.refusal { try await bench.retrieve(packed, by: person) }
            #expect(answer?.code == "exchange.not-found", "\(person): \(answer as Any)")
        }
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test("Who came after the packing and left again counts no more than who never came")
    func notYet() async throws {
        let bench = try await Bench()
        let (without, both) = (["th/dsi/0202"], [Bench.Person.ministry, .attorney])
        let first = try bench.signed(bench.roster(without: without), by: both)
        _ = try await bench.node.activate([bench.signed(bench.annexed(), by: both), first])
        bench.clock.advance(seconds: 60)
        let early = try await bench.pack(["document,none,none"], for: ["th/dsi/0202"])
        bench.clock.advance(seconds: 60)
        let second = try bench.signed(bench.roster(version: 2, after: first), by: [.attorney])
        _ = try await bench.handIn([second], by: .attorney)
        bench.clock.advance(seconds: 60)
        let meanwhile = try await bench.pack(["document,none,none"], for: ["th/dsi/0202"])
        let third = try bench.signed(bench.roster(without: without, version: 3, after: second), by: [.attorney])
        bench.clock.advance(seconds: 60)
        _ = try await bench.handIn([third], by: .attorney)
        let answer = await bench.refusal { try await bench.submit(early) }
        #expect(answer?.code == "exchange.submission.recipient", "\(answer as Any)")
        try await bench.submit(meanwhile)
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test("Packed by or for somebody who had left by then, or who never stood there, it is refused")
    func never() async throws {
        let bench = try await Bench()
        let first = try await bench.annex()
        let early = try await bench.pack(["document,none,none"], for: ["th/dsi/0201", "vn/c02/0101"])
        try await exchange(bench, after: first)
        let cases: [(packed: Bench.Packed, code: String)] = [
            (early, "exchange.submission.recipient"),
            (
                try await bench.pack(["document,none,none"], by: .prosecutor, for: ["th/dsi/0202"]),
                "exchange.submission.recipient"
            ),
            (try await bench.pack(["document,none,none"], by: .investigator), "exchange.statement.actor"),
            // Of the other side, and of nobody's.
            (try await bench.pack(["document,none,none"], by: .leader), "exchange.statement.actor"),
            (try await bench.pack(["document,none,none"], by: .stranger), "exchange.statement.actor"),
        ]
        for (packed, code) in cases {
            let answer = await bench.refusal { try await bench.submit(packed, by: .prosecutor) }
            #expect(answer?.code == code, "\(packed.record.packer): \(answer as Any)")
        }
        // Who has left submits nothing, whatever was packed when.
        let own = await bench.refusal { try await bench.submit(early, by: .investigator) }
        #expect(own?.code == "exchange.not-found", "\(own as Any)")
        #expect(bench.heldFiles().isEmpty)
    }
}
