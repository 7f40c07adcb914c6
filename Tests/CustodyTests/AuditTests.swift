import TestKit
import Testing
import Vocabulary

@testable import Custody

@Suite("Audit of a log")
struct AuditTests {
    /// A log of several commits that fills more than one tile, made once.
    static let log = Result {
        var log = try MemoryLog.activated()
        for round in 0..<12 {
            try log.commit(try (0..<12).map { try log.actors.submission("\(round) \($0)").map(LogEntry.event) })
        }
        return log
    }

    @Test("A log that nobody touched is clean, and the report says what was checked")
    func clean() throws {
        let log = try Self.log.get()
        let report = try log.audit()
        #expect(report.isClean, "\(report.findings)")
        #expect(report.size == log.entries.count)
        #expect(report.events + report.objects == report.size)
        #expect(report.tiles == TileLayout(size: report.size).hashTiles.count)
    }

    @Test("One byte changed in any entry is found, with its place")
    func entries() throws {
        let log = try Self.log.get()
        var generator = SeededGenerator(seed: 31)
        for index in [0, 1, 2, 5, 6, 7, 29, 30, 31, 255, 256, log.entries.count - 1] {
            var damaged = log
            let place = Int.random(in: 0..<log.entries[index].count, using: &generator)
            damaged.entries[index][place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            let places = try damaged.audit().findings.map(\.place)
            #expect(places.contains(.entry(index)), "seed 31, entry \(index), byte \(place)")
            #expect(places.contains(.checkpoint(size: log.entries.count)))
        }
    }

    @Test("One byte changed in any tile is found, with its path")
    func tiles() throws {
        let log = try Self.log.get()
        for path in TileLayout(size: log.entries.count).hashTiles {
            for place in stride(from: 0, to: path.width * 32, by: 997) {
                var damaged = log
                damaged.tiles["\(path.level ?? -1)/\(path.index)"]?[place] ^= 0x10
                let findings = try damaged.audit().findings
                #expect(findings.map(\.place) == [.tile(path)])
                #expect(findings.first?.error.code == .custodyTileContent)
            }
        }
    }

    @Test("One byte changed in the checkpoint is found")
    func checkpoint() throws {
        let log = try Self.log.get()
        let bytes = try #require(log.checkpoint).bytes
        let audit = LogAudit(keys: log.keys, tiles: log.tile, entries: log.bundle)
        for place in bytes.indices {
            var damaged = bytes
            damaged[place] ^= 0x04
            let findings = audit.run(checkpoint: damaged).findings
            #expect(!findings.isEmpty, "byte \(place)")
        }
    }

    @Test("A log that shrank behind a checkpoint that somebody kept is found")
    func shrunk() throws {
        let log = try Self.log.get()
        var early = try MemoryLog.activated()
        try early.commit([try early.actors.submission().map(LogEntry.event)])
        let report = try early.audit(earlier: [try #require(log.checkpoint)])
        #expect(report.findings.map(\.error.code) == [.custodyLogShrunk])
    }

    @Test("Two checkpoints of the same size with different roots are found")
    func twoViews() throws {
        let log = try Self.log.get()
        let other = try SignedCheckpoint(
            signing: Checkpoint(origin: log.actors.log, size: log.entries.count, root: Digest(ofText: "another view")),
            with: log.actors.nodeKey)
        let report = try log.audit(earlier: [other])
        #expect(report.findings.map(\.error.code) == [.custodyLogSplitView])
    }

    @Test("A rewritten past is found by an earlier checkpoint; an honest past is not")
    func rewritten() throws {
        let log = try Self.log.get()
        var early = try MemoryLog.activated()
        try early.commit([try early.actors.submission().map(LogEntry.event)])
        let forked = try log.audit(earlier: [try #require(early.checkpoint)])
        #expect(forked.findings.map(\.error.code) == [.custodyProofConsistency])

        var honest = early
        try honest.commit([try honest.actors.submission().map(LogEntry.event)])
        #expect(try honest.audit(earlier: [try #require(early.checkpoint)]).isClean)
    }

    @Test("Entries dropped, exchanged, doubled or slipped in are found, also when tree and checkpoint are made anew")
    func host() throws {
        let log = try Self.log.get()
        func found(_ change: (inout [[UInt8]]) throws -> Void) throws -> [AuditFinding] {
            var entries = log.entries
            try change(&entries)
            var walk = EntryAudit(origin: log.actors.log)
            for entry in entries { walk.read(entry) }
            walk.finish()
            return walk.findings
        }
        #expect(try found { _ in }.isEmpty)
        let dropped = try found { $0.remove(at: 10) }
        #expect(!dropped.isEmpty)
        let exchanged = try found { $0.swapAt(6, 7) }
        #expect(exchanged.map(\.place).contains(.entry(6)))
        let doubled = try found { $0.insert($0[6], at: 8) }
        #expect(doubled.first?.place == .entry(8))
        #expect(doubled.first?.error.code == .custodyEventKnown)
        let slipped = try found { $0.insert(try log.actors.submission()[0].envelope.bytes, at: 8) }
        #expect(slipped.map(\.error.code).contains(.custodyLogOrder))
        let cut = try found { $0.removeLast(1) }
        #expect(cut.map(\.error.code) == [.custodyLogOrder])
        let headless = try found { $0.removeFirst() }
        #expect(headless.first?.place == .entry(0))
    }

    @Test("A store that cannot read a tile or a bundle is a finding at that place")
    func unreadable() throws {
        struct Unreadable: Error {}
        let log = try Self.log.get()
        let bytes = try #require(log.checkpoint).bytes
        let first = LogAudit(keys: log.keys, tiles: { _ in throw Unreadable() }, entries: log.bundle).run(
            checkpoint: bytes)
        #expect(
            Set(first.findings.map(\.place)) == Set(TileLayout(size: log.entries.count).hashTiles.map { .tile($0) }))
        let second = LogAudit(keys: log.keys, tiles: log.tile, entries: { _ in throw Unreadable() }).run(
            checkpoint: bytes)
        #expect(second.findings.first?.place == .tile(try TilePath(entries: 0)))
    }
}
