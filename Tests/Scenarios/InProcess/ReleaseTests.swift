import Custody
import EvidenceBundle
import Foundation
import Policy
import Store
import Testing
import Vocabulary

@testable import Exchange

/// What goes out, what is held back, and what the log says of both.
@Suite("Releases, exhibit by exhibit")
struct ReleaseTests {
    @Test("A redaction goes in the place of its original, and both decisions are on record")
    func substitute() async throws {
        let bench = try await Bench()
        let packed = try await bench.held(["document,direct,none", "document,none,none,1,redaction"])
        let grant = try await bench.retrieve(packed, [1], by: .officer)
        #expect(grant.exhibits.map(\.value) == [2])
        #expect(grant.heldBack.isEmpty)
        let both = try await bench.retrieve(packed, by: .officer)
        #expect(both.exhibits.map(\.value) == [2])
        #expect(try bench.node.notices().notices.map(\.desk) == ["kh-victim-desk", "kh-victim-desk"])
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test("An extract is made for one member: the next who asks for the same exhibits gets one of their own")
    func ownExtract() async throws {
        let bench = try await Bench()
        let packed = try await bench.held(["document,none,none", "document,none,none"])
        let first = try await bench.retrieve(packed, [1])
        let again = try await bench.retrieve(packed, [1])
        let other = try await bench.retrieve(packed, [1], by: .officer)
        #expect(first.exhibits == other.exhibits)
        #expect(first.bundleDigest == again.bundleDigest)
        #expect(first.bundleDigest != other.bundleDigest)
    }

    @Test("A redaction that may not be released itself is not released in the place of another exhibit")
    func substituteRefused() async throws {
        let bench = try await Bench()
        let packed = try await bench.held(["document,direct,none", "document,none,privileged,1,redaction"])
        for numbers in [[1], [1, 2], nil] {
            let answer = await bench.refusal { try await bench.retrieve(packed, numbers, by: .officer) }
            #expect(answer?.code == "exchange.release.refused", "\(answer as Any)")
            #expect(answer?.reason.contains("2(5)") == true, "\(answer as Any)")
        }
        let events = try await bench.events()
        #expect(!events.contains { $0.type == .released })
        let denied = events.filter { $0.type == .decisionDenied }
        #expect(denied.map { $0.clauses?.map(\.clause.text) } == [["2(5)"], ["2(5)"], ["2(5)"]])
        #expect(try bench.node.notices().notices.isEmpty)
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test("A redaction that waits for an approval holds its original back until it is approved")
    func substitutePending() async throws {
        let bench = try await Bench()
        let packed = try await bench.held([
            "document,direct,none", "intercept,none,none,1,redaction", "photograph,none,none",
        ])
        let grant = try await bench.retrieve(packed, [1, 3], by: .officer)
        #expect(grant.exhibits.map(\.value) == [3])
        #expect(grant.heldBack.map(\.number.value) == [1])
        #expect(grant.heldBack.map(\.verdict.outcome) == [.pending])
        let pending = try await bench.events().filter { $0.type == .decisionPending }
        #expect(pending.map { $0.exhibits?.map(\.number.value) } == [[1]])
        #expect(pending.first?.clauses?.map(\.clause.text) == ["2(2)"])
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test("A redaction that one may not list is as one that is not there, in the answer and in the log")
    func substituteUnseen() async throws {
        let bench = try await Bench()
        let hidden = try await bench.held(["document,direct,none", "medical-report,none,none,1,redaction"])
        // Of the redaction this one gives nothing: it can take nobody's place.
        let absent = try await bench.held(["document,direct,none", "photograph,none,none"])
        let answers = await [hidden, absent].asyncMap { packed in
            await bench.refusal { try await bench.retrieve(packed, [1], by: .officer) }
        }
        #expect(answers[0]?.code == "exchange.release.rendition-needed", "\(answers)")
        #expect(answers[1] != nil)
        let denied = try await bench.events().filter { $0.type == .decisionDenied }
        #expect(denied.first?.clauses == nil)
        #expect(denied.first?.decision != nil)
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test(
        "After the last day nothing is given; the log cites the clause that sets the day, and no desk is told of a release"
    )
    func pastDay() async throws {
        let bench = try await Bench()
        let packed = try await bench.held(["chat-export,none,none", "document,none,none"])
        let before = try await bench.retrieve(packed)
        #expect(before.exhibits.map(\.value) == [1, 2])
        #expect(try bench.node.notices().notices.map(\.desk) == ["kh-chat-desk"])
        bench.clock.advance(seconds: 2 * 86_400)
        let after = try await bench.retrieve(packed)
        #expect(after.exhibits.map(\.value) == [2])
        #expect(after.heldBack.map(\.verdict.code) == ["exchange.release.over"])
        let alone = await bench.refusal { try await bench.retrieve(packed, [1]) }
        #expect(alone?.code == "exchange.release.over")
        #expect(try bench.node.notices().notices.count == 1)
        let denied = try await bench.events().filter { $0.type == .decisionDenied }
        #expect(denied.map { $0.clauses?.map(\.clause.text) } == [["2(4)"], ["2(4)"]])
        #expect(denied.allSatisfy { $0.decision == nil })
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test("Two whole downloads that end together are one delivery")
    func deliveredOnce() async throws {
        let bench = try await Bench()
        let packed = try await bench.held(["document,none,none"])
        let grant = try await bench.retrieve(packed)
        let caller = try await bench.caller(.leader)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<12 {
                group.addTask { try await bench.node.sent(0..<grant.size, of: grant.release, to: caller) }
            }
            try await group.waitForAll()
        }
        #expect(try await bench.events().filter { $0.type == .delivered }.count == 1)
    }

    @Test("A bundle with a long description is listed, released and judged like any other")
    func longRecord() async throws {
        let bench = try await Bench()
        let packed = try await bench.pack(
            // Each of these is two bytes in the record.
            ["document,none,none", "photograph,none,none"], words: String(repeating: "\\", count: 8000))
        try await bench.submit(packed)
        let caller = try await bench.caller(.leader)
        let id = try bench.id
        #expect(
            try await bench.node.exhibits(of: packed.id, under: id, after: nil, limit: 10, for: caller).exhibits.count
                == 2)
        let why = try await bench.node.why(
            .retrieve, purpose: .investigation, exhibits: nil, of: packed.id, under: id, for: caller)
        #expect(why.answers.map(\.verdict.outcome) == [.permit, .permit])
        #expect(why.answers.allSatisfy { $0.conditions?.count == 8000 })
        #expect(try await bench.retrieve(packed, [2]).exhibits.map(\.value) == [2])
        #expect(try await bench.node.hearings(under: id, for: caller).isEmpty)
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test("An extract whose release is not committed leaves no file behind")
    func extractForNothing() async throws {
        let bench = try await Bench()
        let packed = try await bench.held(["document,none,none", "photograph,none,none"])
        let before = bench.heldFiles()
        let stated = try bench.statement(.releaseRequested, by: .leader) { event in
            event.case = packed.record.case.number
            event.bundle = BundleMention(id: packed.id, digest: packed.digest)
            event.purpose = .investigation
            event.exhibits = try bench.mentions([1], of: packed)
        }
        let caller = try await bench.caller(.leader)
        _ = try await bench.node.release(packed.id, under: try bench.id, asking: stated, by: caller)
        let after = bench.heldFiles()
        #expect(after.count == before.count + 1)
        // The same signed event a second time is no second release, and its extract is another file.
        let other = try bench.statement(.releaseRequested, by: .leader) { event in
            event = try UnverifiedEvent(parsing: stated.envelope).event
            event.exhibits = try bench.mentions([2], of: packed)
        }
        let again = await bench.refusal {
            _ = try await bench.node.release(packed.id, under: try bench.id, asking: other, by: caller)
        }
        #expect(again != nil)
        #expect(bench.heldFiles() == after)
    }
}

extension Array {
    fileprivate func asyncMap<Value>(_ work: (Element) async -> Value) async -> [Value] {
        var values: [Value] = []
        for element in self { values.append(await work(element)) }
        return values
    }
}
