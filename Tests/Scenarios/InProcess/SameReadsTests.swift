import Custody
import EvidenceBundle
import Foundation
import Policy
import Seal
import Store
import TestKit
import Testing
import Vocabulary

@testable import Exchange

/// What it costs to say nothing: the same for what is not there and for what is not for the one who asks.
@Suite("Reads of the register")
struct SameReadsTests {
    @Test("What one may not list costs the register as many reads as what is not there, on every route")
    func everyRoute() async throws {
        let bench = try await Bench()
        let hidden = try await bench.held(Array(repeating: "medical-report,none,none", count: 40))
        let other = try await bench.pack(["medical-report,none,none"])
        let absent = Bench.Packed(path: hidden.path, record: other.record, digest: hidden.digest)
        let caller = try await bench.caller(.officer)
        let id = try bench.id
        let node = bench.node
        let release = try await bench.retrieve(try await bench.held(["document,none,none"])).release
        func asked(_ type: EventType, _ packed: Bench.Packed) throws -> Statement {
            try bench.statement(type, by: .officer) { event in
                event.case = packed.record.case.number
                event.bundle = BundleMention(id: packed.id, digest: packed.digest)
                event.purpose = .investigation
            }
        }
        let routes: [(String, (Bench.Packed) async throws -> Void)] = [
            ("bundle", { _ = try await node.listedBundle($0.id, under: id, for: caller) }),
            ("exhibits", { _ = try await node.exhibits(of: $0.id, under: id, after: nil, limit: 10, for: caller) }),
            ("receipt", { _ = try await node.receipt(of: $0.id, under: id, for: caller) }),
            ("custody", { _ = try await node.custody(of: $0.id, under: id, for: caller) }),
            (
                "decide",
                {
                    _ = try await node.why(
                        .retrieve, purpose: .investigation, exhibits: nil, of: $0.id, under: id, for: caller)
                }
            ),
            ("after", { _ = try await node.list(under: id, caseNumber: nil, after: $0.id, limit: 10, for: caller) }),
            (
                "releases",
                { _ = try await node.release($0.id, under: id, asking: try asked(.releaseRequested, $0), by: caller) }
            ),
            ("events", { _ = try await node.record(try asked(.examined, $0), under: id, by: caller) }),
            (
                "overrides",
                {
                    let stated = try bench.overriding($0, by: .officer, policy: Digest(ofText: "policy"))
                    _ = try await node.override(stated.statement, because: stated.words, under: id, by: caller)
                }
            ),
            (
                "court-orders",
                {
                    let stated = try bench.ordering($0, of: "TH", by: .officer)
                    _ = try await node.record(stated.statement, order: stated.words, under: id, by: caller)
                }
            ),
            (
                "content",
                { packed in
                    // Somebody else's release, and none.
                    let name = packed.id == hidden.id ? release : ReleaseID(from: SystemRandomness())
                    _ = try await node.delivery(name, for: caller)
                }
            ),
        ]
        for (name, route) in routes {
            var reads: [Int] = []
            var said: [Bench.Answer?] = []
            for packed in [hidden, absent] {
                let before = node.folder.register.reads
                said.append(await bench.refusal { try await route(packed) })
                reads.append(node.folder.register.reads - before)
            }
            #expect(said[0]?.code == "exchange.not-found", "\(name): \(said)")
            #expect(said[0] == said[1], "\(name): \(said)")
            #expect(reads[0] == reads[1], "\(name): \(reads)")
        }
    }

    @Test("Who is revoked in the middle of an upload is cut off, and what arrived is kept")
    func revokedSender() async throws {
        let bench = try await Bench()
        let caller = try await bench.caller(.investigator)
        let upload = try await bench.node.beginUpload(under: try bench.id, length: 10, by: caller)
        let writer = try await bench.node.continueUpload(upload.id, at: 0, of: caller)
        try await writer.append([1, 2, 3])
        #expect(try await writer.acknowledge().offset == 3)
        try Demonstration(folder: bench.workspace("pki"), now: bench.clock.now, randomness: SystemRandomness())
            .revoke(try bench.credential(.investigator).chain.leaf)
        bench.clock.advance(seconds: 3)
        try await writer.append([4])
        let refused = await bench.refusal { _ = try await writer.acknowledge() }
        #expect(refused?.code == "trust.revocation.revoked", "\(refused as Any)")
        #expect(try bench.node.folder.register.upload(upload.id)?.offset == 4)
    }

    @Test("A proposal that waits for an approval is on record as pending, and not as denied")
    func pendingProposal() async throws {
        let bench = try await Bench()
        let caller = try await bench.caller(.investigator)
        func propose(_ category: EvidenceCategory) async throws {
            try await bench.node.propose(
                Proposal(
                    caseNumber: try CaseNumber(parsing: Bench.caseNumber), channel: .police,
                    exhibits: [
                        ExhibitTraits(
                            category: category, handling: [], victimIdentity: .none, origin: try Party(parsing: "KH"),
                            flags: [], copy: nil, evaluation: nil, hasRedaction: false)
                    ], declared: Declaration()),
                under: try bench.id, by: caller)
        }
        #expect(await bench.refusal { try await propose(.document) } == nil)
        let waits = await bench.refusal { try await propose(.expertReport) }
        #expect(waits?.code == "exchange.decision.pending")
        let events = try await bench.events()
        #expect(events.last { $0.type == .decisionPending }?.clauses?.map(\.clause.text) == ["1(4)"])
        #expect(!events.contains { $0.type == .decisionDenied })
        #expect(try await bench.audit().findings.isEmpty)
    }
}
