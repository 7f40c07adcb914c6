import Seal
import TestKit
import Testing
import Vocabulary

@testable import Custody

/// A walk over a log that was stopped and is taken up says the same as one that was not.
@Suite("A walk over a log")
struct LogWalkTests {
    /// Walks as a program does that is ended after each `stops` and begun again with what it kept.
    private func walked(_ log: MemoryLog, stops: [Int] = []) throws -> AuditReport {
        var stops = stops[...]
        var (events, objects, taken) = (0, 0, 0)
        var findings: [AuditFinding] = []
        while true {
            let begun = LogWalk.begin(
                checkpoint: try #require(log.checkpoint).bytes, keys: log.keys, taken: taken)
            var walk = try #require(begun.walk)
            while let path = walk.need {
                walk.give(Result { try path.level == nil ? log.bundle(path) : log.tile(path) })
                if walk.isBetweenBundles, walk.read == stops.first { break }
            }
            guard let stop = stops.popFirst() else {
                let report = walk.finish()
                return AuditReport(
                    origin: report.origin, size: report.size, events: events + report.events,
                    objects: objects + report.objects, tiles: report.tiles, findings: findings + report.findings,
                    unknown: report.unknown)
            }
            let drained = walk.drain()
            events += drained.events
            objects += drained.objects
            findings += drained.findings
            taken = stop
        }
    }

    @Test(
        "Stopped once or twice between two bundles it counts and finds the same, whatever is damaged, before or behind")
    func resumed() throws {
        let log = try AuditTests.log.get()
        #expect(log.entries.count > 256)
        let stops = [[256], [256, 256]]
        for stop in stops {
            let whole = try walked(log)
            let parts = try walked(log, stops: stop)
            #expect(whole.isClean && parts.isClean, "\(parts.findings)")
            #expect(whole == parts)
        }
        var generator = SeededGenerator(seed: 41)
        for index in [0, 1, 5, 29, 30, 255, 256, log.entries.count - 1] {
            var damaged = log
            let place = Int.random(in: 0..<log.entries[index].count, using: &generator)
            damaged.entries[index][place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            let whole = try walked(damaged)
            #expect(!whole.isClean)
            for stop in stops {
                let parts = try walked(damaged, stops: stop)
                #expect(Set(parts.findings) == Set(whole.findings), "entry \(index), byte \(place), stopped at \(stop)")
                #expect(parts.findings.count == whole.findings.count)
                #expect(parts.events == whole.events && parts.objects == whole.objects && parts.tiles == whole.tiles)
            }
        }
        for path in TileLayout(size: log.entries.count).hashTiles {
            var damaged = log
            damaged.tiles["\(path.level ?? -1)/\(path.index)"]?[0] ^= 1
            #expect(try walked(damaged, stops: [256]).findings.map(\.place) == [.tile(path)])
            damaged.tiles["\(path.level ?? -1)/\(path.index)"]?.removeLast()
            #expect(try walked(damaged, stops: [256]).findings.map(\.place) == [.tile(path)])
        }
    }

    @Test(
        "An entry that is changed between a stop and the next run is found by the tree, though its signature is not checked again"
    )
    func changedMeanwhile() throws {
        var log = try AuditTests.log.get()
        log.entries[7][40] ^= 1
        let begun = LogWalk.begin(checkpoint: try #require(log.checkpoint).bytes, keys: log.keys, taken: 256)
        var walk = try #require(begun.walk)
        while let path = walk.need {
            walk.give(Result { try path.level == nil ? log.bundle(path) : log.tile(path) })
        }
        #expect(walk.finish().findings.map(\.place).contains(.entry(7)))
    }

    @Test("Where entries are not shown, any changed hash is found: against the root, or by the name of its tile")
    func hashes() throws {
        let log = try AuditTests.log.get()
        func walked(_ log: MemoryLog) throws -> AuditReport {
            let begun = LogWalk.begin(
                checkpoint: try #require(log.checkpoint).bytes, keys: log.keys, readsEntries: false)
            var walk = try #require(begun.walk)
            while let path = walk.need { walk.give(Result { try log.tile(path) }) }
            return walk.finish()
        }
        let clean = try walked(log)
        #expect(clean.isClean, "\(clean.findings)")
        #expect(clean.events == 0 && clean.tiles == TileLayout(size: log.entries.count).hashTiles.count)
        for path in TileLayout(size: log.entries.count).hashTiles {
            var damaged = log
            let name = "\(path.level ?? -1)/\(path.index)"
            let last = try #require(damaged.tiles[name]).count - 1
            damaged.tiles[name]?[last] ^= 1
            let places = try walked(damaged).findings.map(\.place)
            // The lowest tiles are what all others are held against; only the root stands above them.
            if path.level == 0 {
                #expect(places.contains(.checkpoint(size: log.entries.count)), "\(path): \(places)")
            } else {
                #expect(places == [.tile(path)], "\(path): \(places)")
            }
        }
    }

    @Test("It says who signed, and when they did so last")
    func signers() throws {
        let log = try AuditTests.log.get()
        let checkpoint = try #require(log.checkpoint)
        var walk = try #require(LogWalk.begin(checkpoint: checkpoint.bytes, keys: log.keys).walk)
        while let path = walk.need {
            walk.give(Result { try path.level == nil ? log.bundle(path) : log.tile(path) })
        }
        let node = try log.actors.certificate(Actors.node).digest
        let use = try #require(walk.signers.first { $0.certificate.digest == node })
        #expect(use.lastEntry == log.entries.count - 1)
        #expect(use.first <= use.last)
    }
}
