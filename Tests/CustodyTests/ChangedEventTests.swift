import Foundation
import TestKit
import Testing
import Vocabulary

@testable import Custody

/// Events that are changed and then signed, logged and cosigned as they are: what both verifiers hold against them is their
/// form, and nothing else.
@Suite("Changed events, signed all the same, to both verifiers")
struct ChangedEventTests {
    /// An event, who signs it, and its type.
    private struct Sample {
        let payload: [UInt8]
        let signers: [String]
        let type: EventType
    }

    private let own: OwnReceipts

    init() throws { own = try OwnReceipts() }

    /// One of each kind of form: by the node, by people, with each of the fields that belong to one type.
    private func samples() throws -> [Sample] {
        var samples = [
            Sample(
                payload: try CanonicalJSON.encode(try own.acceptance()), signers: [Actors.node], type: .accepted)
        ]
        func add(
            _ type: EventType, by actor: String, signedBy signers: [String]? = nil,
            _ change: (inout CustodyEvent) throws -> Void = { _ in }
        ) throws {
            let event = try own.actors.event(type, by: actor, signedBy: signers) { event in
                if event.type != .recorded { try own.actors.grant(&event) }
                try change(&event)
            }
            samples.append(
                Sample(payload: try CanonicalJSON.encode(event), signers: signers ?? [actor], type: type))
        }
        func previous() -> [EventMention] {
            [EventMention(event: EventID(from: SystemRandomness()), digest: Digest(ofText: "previous"))]
        }
        try add(.submitted, by: Actors.investigator, signedBy: [Actors.investigator, Actors.prosecutor]) {
            $0.bundle = try own.actors.bundle()
            ($0.place, $0.forum) = (try Party(parsing: "KH"), try Party(parsing: "TH"))
        }
        try add(.opened, by: Actors.investigator, signedBy: [Actors.node]) { $0.attested = .session }
        try add(.seized, by: Actors.investigator, signedBy: [Actors.prosecutor]) { $0.attested = .paper }
        for type in [EventType.approvalGiven, .consentGiven, .courtOrderRecorded] {
            try add(type, by: Actors.prosecutor)
        }
        try add(.overrideGiven, by: Actors.prosecutor) { $0.previous = previous() }
        for type in [EventType.consentWithdrawn, .overrideWithdrawn, .courtOrderEnded] {
            try add(type, by: Actors.prosecutor) { $0.previous = previous() }
        }
        for type in [EventType.wordsDestroyed, .corrected] {
            try add(type, by: Actors.node) { $0.previous = previous() }
        }
        try add(.recorded, by: Actors.node) { $0.recorded = RecordedRange(from: 4, to: 6, at: $0.at) }
        try add(.keyAdded, by: Actors.node) { $0.key = KeyMention(verifier: own.actors.nodeKey.verifier) }
        try add(.keyRevoked, by: Actors.node) { $0.key = KeyMention(certificate: Digest(ofText: "certificate")) }
        for event in [try own.actors.activation(), try own.actors.handover()] {
            samples.append(
                Sample(
                    payload: event.envelope.payload, signers: [event.event.actor.text], type: .agreementActivated))
        }
        return samples
    }

    @Test("Both take the same of them, and most of the changed are refused")
    func compared() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var chance = SeededGenerator(seed: seed)
        let samples = try samples()
        let pool = try samples.map { try EventChange.value(of: $0.payload) }
        let many = LongTests.areAsked ? 4000 : 160
        var (tried, taken) = (0, 0)
        for (sample, value) in zip(samples, pool) {
            var payloads = [sample.payload]
            payloads += try EventChange.all(of: value, others: pool, count: many, using: &chance)
            payloads += EventChange.bytes(of: sample.payload, count: many / 4, using: &chance)
            let receipts = try payloads.map { try own.receipt(payload: $0, signedBy: sample.signers) }
            let peer = try own.peer(sample.type)
            let theirs = try peer.theirs(receipts)
            #expect(theirs[0].refusal == nil, "\(sample.type): \(theirs[0])")
            for (place, receipt) in receipts.enumerated() {
                let ours = peer.ours(receipt)
                #expect(
                    ours == theirs[place],
                    """
                    seed \(seed): ours “\(ours)”, theirs “\(theirs[place])”, of \
                    \(String(decoding: payloads[place], as: UTF8.self))
                    """)
                taken += theirs[place].refusal == nil ? 1 : 0
            }
            tried += receipts.count
        }
        print("ChangedEventTests: \(tried) events of \(samples.count) kinds, \(taken) taken by both, seed \(seed)")
        #expect(taken > samples.count && taken * 2 < tried, "seed \(seed)")
    }
}
