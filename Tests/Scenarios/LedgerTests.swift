import Custody
import Foundation
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
        let key = String(decoding: try workspace.read("pki/kh/node-phnom-penh-log.key"), as: UTF8.self)
        keys = NodeKeys(
            events: try Credential(pem: try workspace.read("pki/kh/node-phnom-penh-events.pem"), passphrase: nil),
            log: try SignerKey(parsing: Secret(key.trimmingCharacters(in: .newlines))))
        origin = try LogOrigin(nodeLog: keys.node)
    }

    private func ledger(in folder: DataFolder) async throws -> Ledger {
        let saved = try await folder.register.openLog(origin.text)
        let reading = LogReading(origin: origin, key: saved.key, register: folder.register)
        return try Ledger(
            resuming: try reading.head(signedBy: keys.log), key: saved.key, register: folder.register, keys: keys,
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
