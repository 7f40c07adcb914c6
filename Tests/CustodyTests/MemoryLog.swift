import Seal
import Testing
import Vocabulary

@testable import Custody

/// A log held in memory, as a store would keep it: entries, the widest tiles, the newest checkpoint.
struct MemoryLog {
    let actors: Actors
    var head: LogHead
    var entries: [[UInt8]] = []
    var tiles: [String: [UInt8]] = [:]
    var checkpoint: SignedCheckpoint?
    var events: [EventID: Digest] = [:]
    var objects: Set<Digest> = []
    var clock: Instant
    /// The keys that sign the log now; the first is that of its activation.
    var signers: [SignerKey]

    init() throws {
        actors = try Actors.shared.get()
        head = LogHead(empty: actors.log)
        signers = [actors.nodeKey]
        clock = try Instant(parsing: "2026-05-04T02:20:00.000Z")
    }

    /// The activation, and the certificates of everybody who signs in the tests.
    static func activated() throws -> MemoryLog {
        var log = try MemoryLog()
        let objects = try [Actors.node, Actors.investigator, Actors.prosecutor, Actors.counterpart].map { name in
            LogEntry.object(try TrustObject(certificate: log.actors.certificate(name)))
        }
        _ = try log.commit([[.event(log.actors.activation())] + objects])
        return log
    }

    var knowledge: LogKnowledge {
        let (events, objects) = (events, objects)
        return LogKnowledge(
            hasEvent: { events[$0] != nil }, hasObject: { objects.contains($0) }, digestOfEvent: { events[$0] })
    }

    @discardableResult
    mutating func commit(_ groups: [[LogEntry]]) throws -> CommitPlan {
        clock = clock.adding(milliseconds: 250)
        let plan = try head.plan(groups, clock: clock, knowledge: knowledge)
        guard !plan.isEmpty else { return plan }
        let recorded = plan.recorded(
            id: EventID(from: SystemRandomness()), signer: try actors.certificate(Actors.node).digest, clock: .ntp)
        let signed = try UnverifiedEvent(actors.envelope(recorded, [Actors.node])).verify(
            for: actors.log, certificate: actors.lookup)
        apply(try plan.commit(recorded: signed))
        return plan
    }

    private mutating func apply(_ commit: Commit) {
        for entry in commit.entries {
            entries.append(entry.entry.bytes)
            switch entry.entry {
            case .event(let event): events[event.event.event] = event.digest
            case .object(let object): objects.insert(object.digest)
            }
        }
        for tile in commit.tiles { tiles["\(tile.path.level ?? -1)/\(tile.path.index)"] = tile.bytes }
        let lines = signers.compactMap {
            try? SignedCheckpoint(signing: commit.checkpoint, with: $0).note.signatures.first
        }
        checkpoint = try? SignedCheckpoint(signing: commit.checkpoint, with: actors.nodeKey).keeping { _ in false }
            .adding(lines)
        head = commit.head
    }

    var keys: LogKeys { LogKeys(origin: actors.log, key: actors.nodeKey.verifier) }

    func tile(_ path: TilePath) throws -> [UInt8] {
        Array(try #require(tiles["\(path.level ?? -1)/\(path.index)"]).prefix(path.width * 32))
    }

    func bundle(_ path: TilePath) throws -> [UInt8] {
        let start = path.index * TilePath.fullWidth
        return try EntryBundle.encode(Array(entries[start..<start + path.width]))
    }

    func audit(earlier: [SignedCheckpoint] = []) throws -> AuditReport {
        LogAudit(keys: keys, tiles: tile, entries: bundle).run(
            checkpoint: try #require(checkpoint).bytes, earlier: earlier)
    }

    func receipt(index: Int) throws -> Receipt {
        let checkpoint = try #require(checkpoint)
        let proof = try InclusionProof(index: index, size: checkpoint.checkpoint.size, tiles: tile)
        let event = try UnverifiedEvent(parsing: entries[index]).verify(for: actors.log, certificate: actors.lookup)
        return try Receipt(event: event, proof: proof, checkpoint: checkpoint)
    }
}
