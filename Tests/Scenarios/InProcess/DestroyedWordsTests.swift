import Custody
import EvidenceBundle
import Foundation
import Policy
import TestKit
import Testing
import Vocabulary

@testable import Exchange
@testable import Store

/// Words can be destroyed, and that they were cannot be hidden: not by taking the row away, and not by an older register.
@Suite("Words that were destroyed")
struct DestroyedWordsTests {
    private func lifted() async throws -> (bench: Bench, packed: Bench.Packed, proposed: RecordedEvent) {
        let bench = try await Bench.lifting()
        let packed = try await bench.held(["document,none,confidential", "financial-record,none,none"])
        return (bench, packed, try await bench.lift(packed, [1]))
    }

    @Test("The log says which words were destroyed and when, and to whom it says it; the register has none of them")
    func destroyed() async throws {
        let (bench, packed, proposed) = try await lifted()
        let order = try await bench.order(packed, of: "TH", by: .leader)
        let digest = Digest(of: proposed.receipt.envelope.bytes)
        bench.clock.advance(seconds: 60)
        let destroyed = try await bench.node.destroyWords(beside: proposed.event)
        #expect(destroyed.at == bench.clock.now)
        let event = try #require(try await bench.events().last { $0.type == .wordsDestroyed })
        #expect(event.previous == [EventMention(event: proposed.event, digest: digest)])
        #expect(event.actor == bench.node.node && event.bundle?.id == packed.id && event.exhibits == nil)
        let row = try #require(try bench.node.folder.register.text(digest))
        #expect(row.words == nil && row.destroyed != nil)
        // It is for who may see the event that the words were beside.
        func sees(_ person: Bench.Person) async throws -> Bool {
            try await bench.node.custody(of: packed.id, under: try bench.id, for: try await bench.caller(person))
                .entries.contains { try UnverifiedEvent(parsing: $0.bytes).event.type == .wordsDestroyed }
        }
        #expect(try await sees(.investigator))
        let whole = try await bench.propose(packed)
        let before = try await bench.events().count
        _ = try await bench.node.destroyWords(beside: whole.event)
        #expect(try await bench.events().count == before + 2)
        let investigator = try await bench.node.custody(
            of: packed.id, under: try bench.id, for: try await bench.caller(.investigator))
        #expect(
            try investigator.entries.count { try UnverifiedEvent(parsing: $0.bytes).event.type == .wordsDestroyed } == 1
        )
        // No words lie beside these.
        for event in [EventID(from: SystemRandomness()), event.event] {
            let answer = await bench.refusal { _ = try await bench.node.destroyWords(beside: event) }
            #expect(answer?.code == "exchange.words.missing", "\(answer as Any)")
        }
        let audit = try await bench.audit()
        #expect(audit.findings.isEmpty, "\(audit.text)")
        #expect(audit.wordsDestroyed.map(\.event) == [proposed.event, whole.event])
        #expect(audit.wordsDestroyed.first == destroyed)
        #expect(audit.text.contains("The words beside event \(proposed.event) were destroyed at \(destroyed.at)"))
        // A start finds nothing wrong, and an order's words are still there.
        let reopened = try await bench.reopened()
        #expect(
            try reopened.folder.register.text(Digest(of: order.receipt.envelope.bytes))?.words?.text == Bench.court)
        try reopened.close()
    }

    @Test("Words that come back, and a row that goes after all, are found")
    func brought() async throws {
        let (bench, _, proposed) = try await lifted()
        let digest = Digest(of: proposed.receipt.envelope.bytes)
        let before = try #require(try bench.node.folder.register.text(digest))
        _ = try await bench.node.destroyWords(beside: proposed.event)
        let back = try await bench.audit { try await Bench.write(Store.Commit(texts: [before]), in: $0) }
        #expect(back.findings.map(\.code) == ["exchange.audit.words-back"], "\(back.text)")
        #expect(back.findings.first?.place.hasSuffix("words of event \(proposed.event)") == true)
        let gone = try await bench.audit { try Bench.sqlite("DELETE FROM texts", in: $0) }
        #expect(gone.findings.map(\.code) == ["exchange.audit.words-lost"], "\(gone.text)")
        #expect(![back, gone].contains { $0.text.contains("Sok Dara") })
    }

    @Test(
        "An older register, which has the words and a log without their end, does not start and is found by the audit")
    func olderRegister() async throws {
        let (bench, _, proposed) = try await lifted()
        let older = bench.workspace("older.sqlite")
        try Bench.sqlite("VACUUM INTO '\(older)'", in: bench.workspace("data"))
        _ = try await bench.node.destroyWords(beside: proposed.event)
        func restore(_ folder: String) throws {
            for name in ["register.sqlite", "register.sqlite-wal", "register.sqlite-shm"] {
                try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
            }
            try FileManager.default.copyItem(atPath: older, toPath: "\(folder)/register.sqlite")
        }
        let started = await bench.refusal { try await bench.reopened(after: restore).close() }
        #expect(started?.code == "custody.log.shrunk", "\(started as Any)")
        let audit = try await bench.audit(after: restore)
        #expect(audit.findings.map(\.code) == ["custody.log.shrunk"], "\(audit.text)")
        // A stop between the commit and the file beside the register is made good at the next start.
        let reopened = try await bench.reopened { folder in
            try FileManager.default.removeItem(atPath: "\(folder)/logs-seen.json")
        }
        #expect(FileManager.default.fileExists(atPath: "\(reopened.folder.path)/logs-seen.json"))
        try reopened.close()
        #expect(try await bench.audit().findings.isEmpty)
    }
}
