import Custody
import Foundation
import Glibc
import Policy
import Seal
import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import Exchange
@testable import Store

/// What a step saw when it was last run.
private final class Seen: Sendable {
    private let value = Atomic<Int64>(0)

    var size: Int64 {
        get { value.load(ordering: .sequentiallyConsistent) }
        set { value.store(newValue, ordering: .sequentiallyConsistent) }
    }
}

/// Fails the answer to one commit that is durable by then.
private final class Failing: Sendable {
    private let waits = Atomic<Bool>(false)

    func next() { waits.store(true, ordering: .sequentiallyConsistent) }
    var isWaiting: Bool { waits.load(ordering: .sequentiallyConsistent) }

    func take(_ step: Faults.Step) -> Int32 {
        step == .answer && waits.exchange(false, ordering: .sequentiallyConsistent) ? EIO : 0
    }
}

/// The owner of a log's head, when a commit does not end as it should.
@Suite("The owner of a log's head")
struct LedgerTests {
    private let workspace: Workspace
    private let keys: NodeKeys
    private let origin: LogOrigin
    private let clock = TestClock()

    init() throws {
        workspace = try Workspace()
        try Demonstration(folder: workspace("pki"), now: clock.now, randomness: SystemRandomness()).write()
        keys = try NodeKeys(in: workspace)
        origin = try LogOrigin(nodeLog: keys.node)
    }

    private func ledger(in folder: DataFolder) async throws -> Ledger {
        let saved = try await folder.register.openLog(origin.text)
        let reading = LogReading(origin: origin, key: saved.key, register: folder.register)
        return try Ledger(
            resuming: try reading.head(by: try reading.signing(by: keys).known), key: saved.key,
            register: folder.register, keys: keys,
            timekeeper: clock, randomness: SystemRandomness(), onFatal: { _ in })
    }

    private var events: NodeEvents { NodeEvents(keys: keys, randomness: SystemRandomness()) }

    private func denied() throws -> VerifiedEvent {
        try events.make(.decisionDenied, in: origin, at: clock.now) { _ in }
    }

    /// A step of one event with its certificates.
    private func step(alone: Set<String> = []) throws -> Draft {
        Draft(objects: try events.objects(), events: [try denied()], alone: alone)
    }

    @Test("After a commit that failed, the log goes on from what is stored")
    func goesOn() async throws {
        let folder = try await DataFolder.open(workspace("data"))
        let ledger = try await ledger(in: folder)
        let other = try await self.ledger(in: folder)
        let first = try step()
        _ = try await other.commit { _ in first }
        let second = try step()
        // Its head is behind what is stored, as it is when a commit was durable and its answer was lost.
        await #expect(throws: StoreError.self) { _ = try await ledger.commit { _ in second } }
        let committed = try await ledger.commit { _ in second }
        #expect(committed.placement.indices.count == 1)
        #expect(committed.checkpoint.checkpoint.size == committed.placement.indices[0] + 2)
        #expect(try await self.ledger(in: folder).size == ledger.size)
    }

    @Test("A commit that is durable though it failed is answered as committed")
    func answeredAsCommitted() async throws {
        let failing = Failing()
        let folder = try await DataFolder.open(
            workspace("data"), options: StoreOptions(faults: Faults { step, _ in failing.take(step) }))
        let ledger = try await ledger(in: folder)
        let first = try step()
        _ = try await ledger.commit { _ in first }
        failing.next()
        let second = try step()
        let committed = try await ledger.commit { _ in second }
        #expect(!failing.isWaiting)
        #expect(try await self.ledger(in: folder).size == ledger.size)
        #expect(
            try folder.register.event(second.events[0].event.event)?.entry
                == Int64(committed.placement.indices[0]))
        let third = try step()
        let next = try await ledger.commit { _ in third }
        #expect(next.placement.indices[0] == committed.placement.indices[0] + 2)
    }

    @Test("A statement that answers an event of another log is refused, and both logs stay clean")
    func otherLog() async throws {
        let folder = try await DataFolder.open(workspace("data"))
        let ledger = try await ledger(in: folder)
        let id = try AgreementID(parsing: "KH-TH-TEST-02")
        let elsewhere = try LogOrigin(node: keys.node, agreement: id)
        let saved = try await folder.register.openLog(elsewhere.text)
        let other = try Ledger(
            resuming: Custody.LogHead(empty: elsewhere), key: saved.key, register: folder.register, keys: keys,
            timekeeper: clock, randomness: SystemRandomness(), onFatal: { _ in })
        let activated = try events.make(.agreementActivated, in: elsewhere, at: clock.now) { event in
            event.activation = Activation(
                agreement: Digest(ofText: "a"), version: 1, signatures: [Digest(ofText: "s")],
                trust: Digest(ofText: "t"), key: keys.log.verifier.named(elsewhere), policy: Digest(ofText: "p"),
                sources: [
                    ActivationSource(
                        id: id, version: 1, digest: Digest(ofText: "a"))
                ])
        }
        let objects = try events.objects()
        _ = try await other.commit { _ in Draft(objects: objects, objectsFollow: true, events: [activated]) }
        for digest in [activated.digest, Digest(ofText: "wrong")] {
            let denied = try events.make(.decisionDenied, in: origin, at: clock.now) {
                $0.previous = [EventMention(event: activated.event.event, digest: digest)]
            }
            let error = await #expect(throws: CustodyError.self) {
                _ = try await ledger.commit { _ in Draft(objects: objects, events: [denied]) }
            }
            #expect(error?.code.name == "custody.event.previous")
        }
    }

    @Test("What was decided before a change is committed before it, or not at all")
    func policies() async throws {
        let folder = try await DataFolder.open(workspace("data"))
        let treaty = try PolicyDocument(reading: Array(SampleFiles.treaty().utf8), file: "treaty.yaml")
        let people = "  - { id: kh/ahtjpp/0101, role: member, from: 2020-01-01, until: 2099-12-31 }"
        let text = NodeFixture.text(of: NodeFixture.agreement, people: people)
        let document = try PolicyDocument(reading: Array(text.utf8), file: "agreement.yaml")
        let library = try PolicyLibrary(of: document.id, from: [treaty, document])
        let agreement = try #require(library.agreement(document.id))
        let ledger = try await ledger(in: folder)
        // The log may be any: who decides what in it is the owner's business.
        let first = Draft(
            objects: try events.objects(), events: [try denied()], policy: Self.policy(agreement, library))
        _ = try await ledger.commit { _ in first }
        let since = try #require(await ledger.active?.policy.since)
        let decided = try (0..<60).map { _ in try step() }
        let change = Draft(objects: [], events: [try denied()], policy: Self.policy(agreement, library))
        let outcomes = await withTaskGroup(of: (isDecided: Bool, index: Int?).self) { group in
            for (number, draft) in decided.enumerated() {
                if number == 30 {
                    group.addTask { (false, try? await ledger.commit { _ in change }.placement.indices[0]) }
                }
                group.addTask { (true, try? await ledger.commit(under: since) { _ in draft }.placement.indices[0]) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let changed = try #require(outcomes.first { !$0.isDecided }?.index)
        #expect(await ledger.active?.policy.since == Int64(changed))
        #expect(outcomes.filter(\.isDecided).allSatisfy { $0.index.map { $0 < changed } ?? true }, "\(outcomes)")
        let late = try step()
        await #expect(throws: PolicyChanged.self) { _ = try await ledger.commit(under: since) { _ in late } }
    }

    private static func policy(
        _ agreement: Agreement, _ library: PolicyLibrary
    ) -> @Sendable (Placement) -> PolicyInForce {
        { PolicyInForce(agreement: agreement, library: library, suspension: nil, since: Int64($0.indices[0])) }
    }

    @Test("A refused step takes no certificate with it that the next one needs")
    func sharedCertificates() async throws {
        let folder = try await DataFolder.open(workspace("data"))
        let ledger = try await ledger(in: folder)
        let known = try step()
        _ = try await ledger.commit { _ in known }
        // The same event again is refused; it stands before a good one in one batch, with the same certificates.
        let fresh = try (0..<8).map { _ in try step() }
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for draft in [known] + fresh {
                group.addTask { (try? await ledger.commit { _ in draft }) != nil }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.filter { $0 }.count == fresh.count)
    }

    @Test(
        "Steps that decide from the same rows are not committed together: the later one sees what the earlier one did")
    func alone() async throws {
        let folder = try await DataFolder.open(workspace("data"))
        let ledger = try await ledger(in: folder)
        let origin = origin
        let drafts = try (0..<6).map { _ in try step(alone: ["hearing"]) }
        let register = folder.register
        let sizes = try await withThrowingTaskGroup(of: (Int64, Int).self) { group in
            for draft in drafts {
                group.addTask {
                    let seen = Seen()
                    let committed = try await ledger.commit { _ in
                        // Run once more for each commit that it had to wait for; the last time counts.
                        seen.size = try register.log(origin.text)?.size ?? 0
                        return draft
                    }
                    return (seen.size, committed.placement.indices[0])
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for (seen, index) in sizes {
            #expect(sizes.filter { $0.1 < index }.allSatisfy { $0.1 < Int(seen) }, "\(sizes)")
        }
    }
}
