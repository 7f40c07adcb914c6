import Custody
import Foundation
import Seal
import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import Exchange
@testable import saksi

/// The mirror's own part, on logs of several tiles and from nodes that answer wrongly.
@Suite("Mirrors of longer logs")
struct LongMirrorTests {
    /// What a node would answer.
    private struct Served: Sendable {
        let origin: LogOrigin
        var checkpoint: SignedCheckpoint
        var tiles: [TilePath: [UInt8]]

        /// As it stands now.
        init(_ log: LogReading) throws {
            origin = log.origin
            checkpoint = try log.checkpoint()
            tiles = [:]
            let layout = TileLayout(size: checkpoint.checkpoint.size)
            for path in layout.hashTiles + layout.entryBundles { tiles[path] = try log.tile(path) }
        }

        /// Another tree over these entries, signed by whoever has the key.
        init(_ origin: LogOrigin, entries: [[UInt8]], key: SignerKey) throws {
            self.origin = origin
            var tree = GrowingTree()
            let layout = TileLayout(size: entries.count)
            tiles = [:]
            for tile in tree.append(entries) where tile.path.width == layout.width(of: tile.path) {
                tiles[tile.path] = tile.bytes
            }
            for path in layout.entryBundles {
                let first = path.index * TilePath.fullWidth
                tiles[path] = try EntryBundle.encode(Array(entries[first..<first + path.width]))
            }
            checkpoint = try SignedCheckpoint(
                signing: Checkpoint(origin: origin, size: entries.count, root: tree.root), with: key)
        }

        var entries: [[UInt8]] {
            get throws {
                try TileLayout(size: checkpoint.checkpoint.size).entryBundles.flatMap {
                    try EntryBundle.decode(tiles[$0] ?? [], path: $0)
                }
            }
        }
    }

    private struct Cut: Error {}

    /// - Parameter answers: how many the node gives before the line is cut.
    private func fetching(_ served: Served, answers: Int = .max, count: Counter = Counter()) -> LogFetching {
        LogFetching(
            checkpoint: {
                guard count.next() <= answers else { throw Cut() }
                return served.checkpoint
            },
            tile: { path in
                guard count.next() <= answers else { throw Cut() }
                if path.level == nil { count.noteBundle() }
                guard let tile = served.tiles[path] else { throw Answered.Missing(what: "\(path)") }
                return tile
            })
    }

    private final class Counter: Sendable {
        private let all = Atomic<Int>(0)
        private let entries = Atomic<Int>(0)
        func next() -> Int { all.add(1, ordering: .relaxed).newValue }
        func noteBundle() { entries.add(1, ordering: .relaxed) }
        var answers: Int { all.load(ordering: .relaxed) }
        var bundles: Int { entries.load(ordering: .relaxed) }
    }

    private func mirror(
        _ bench: Bench, _ source: LogFetching, _ log: LogOrigin, to name: String, aside: String? = nil
    ) async throws -> Int {
        let trust = try TrustStore(loading: bench.workspace("pki/trust.yaml"), at: bench.clock.now)
        return try await Mirroring(log, in: try MirrorFolder(bench.workspace(name), aside: aside))
            .run(from: source, try PinnedLog(log, trust: trust), at: bench.clock.now).size
    }

    private func files(_ bench: Bench, _ name: String) throws -> [String: [UInt8]] {
        try MirrorScenarios.files(bench.workspace(name)).filter { $0.key != "lock" }
    }

    /// A log of more than two tiles, as it was at some place in the middle and as it is at its end.
    private func long() async throws -> (bench: Bench, middle: Served, end: Served) {
        let bench = try await Bench()
        _ = try await bench.held(["document,none,none"])
        let active = try await bench.node.agreement(try bench.id, for: try await bench.caller(.prosecutor))
        func grow(by count: Int) async throws -> Served {
            let node = bench.node
            let events = try (0..<count).map { _ in
                try node.nodeEvents.make(.stored, in: active.log.origin, at: node.now) { _ in }
            }
            _ = try await active.ledger.commit { _ in Draft(events: events) }
            return try Served(active.log)
        }
        return (bench, try await grow(by: 300), try await grow(by: 350))
    }

    @Test("A run that ends at any answer of the node leaves only what is right, and the next one goes on from there")
    func cutAnywhere() async throws {
        let (bench, middle, end) = try await long()
        let log = end.origin
        let all = Counter()
        #expect(try await mirror(bench, fetching(end, count: all), log, to: "whole") == end.checkpoint.checkpoint.size)
        let whole = try files(bench, "whole")
        #expect(all.bundles == 3 && whole.count == 8, "\(whole.keys.sorted())")
        for answers in 0..<all.answers {
            let name = "cut-\(answers)"
            await #expect(throws: Cut.self) {
                try await mirror(bench, fetching(end, answers: answers), log, to: name)
            }
            let left = try files(bench, name)
            #expect(
                left.filter { !$0.key.hasSuffix("/pending") }.allSatisfy { whole[$0.key] == $0.value },
                "\(left.keys.sorted())")
            let rest = Counter()
            #expect(
                try await mirror(bench, fetching(end, count: rest), log, to: name) == end.checkpoint.checkpoint.size)
            let kept = left.keys.count { $0.contains("/tile/entries/") }
            #expect(rest.bundles == 3 - kept)
            #expect(try files(bench, name) == whole)
        }
        // A shorter one grows: full tiles are not fetched again, and the partial ones of before stay until the next time.
        _ = try await mirror(bench, fetching(middle), log, to: "grown")
        let grown = Counter()
        _ = try await mirror(bench, fetching(end, count: grown), log, to: "grown")
        #expect(grown.bundles == 2)
        let both = try files(bench, "grown")
        #expect(whole.allSatisfy { both[$0.key] == $0.value } && both.count > whole.count)
        #expect(both.keys.filter { whole[$0] == nil }.allSatisfy { $0.contains(".p/") })
    }

    @Test("Whatever tile or bundle a node changes, nothing of it gets a name, and no checkpoint stands over it")
    func changed() async throws {
        let (bench, _, end) = try await long()
        _ = try await mirror(bench, fetching(end), end.origin, to: "whole")
        let whole = try files(bench, "whole")
        let asked = end.tiles.keys.filter { $0.level != 0 || $0.width < TilePath.fullWidth }
        #expect(asked.count == 5)
        for (number, path) in asked.sorted().enumerated() {
            for place in [2, end.tiles[path, default: []].count / 2] {
                var wrong = end
                wrong.tiles[path, default: []][place] ^= 1
                let name = "changed-\(number)-\(place)"
                let answer = await bench.refusal { _ = try await mirror(bench, fetching(wrong), end.origin, to: name) }
                #expect(answer?.code.hasPrefix("custody.tile.") == true, "\(path): \(answer as Any)")
                let left = try files(bench, name).filter { !$0.key.hasSuffix("/pending") }
                #expect(
                    left.allSatisfy { whole[$0.key] == $0.value } && !left.keys.contains { $0.hasSuffix("checkpoint") })
                // The right answer is taken afterwards.
                _ = try await mirror(bench, fetching(end), end.origin, to: name)
                #expect(try files(bench, name) == whole)
            }
        }
    }

    @Test(
        "An entry that was changed and signed for anew is kept with the proof that it was; over a mirror it is another history"
    )
    func host() async throws {
        let (bench, middle, end) = try await long()
        let key = try NodeKeys(in: bench.workspace).log
        var entries = try end.entries
        // The signature of an event in the second bundle.
        let index = 290
        let place = entries[index].count - 12
        entries[index][place] = entries[index][place] == 0x41 ? 0x42 : 0x41
        let forged = try Served(end.origin, entries: entries, key: key)
        let folder = "mirror/\(Digest(ofText: end.origin.text).hexadecimal)"
        let answer = await bench.refusal { _ = try await mirror(bench, fetching(forged), end.origin, to: "mirror") }
        #expect(answer?.code == "mirror.entry" && answer?.reason.contains("entry \(index)") == true, "\(answer as Any)")
        let left = try files(bench, "mirror")
        let evidence = try #require(left.keys.first { $0.contains("misconduct/entry-\(index)-") })
        let kept = try RefusedEntry(document: try bench.workspace.read("mirror/\(evidence)"))
        #expect(kept.entry == entries[index] && kept.checkpoint == forged.checkpoint && kept.proof.index == index)
        #expect(left.keys.count { $0.contains("/tile/entries/") } == 1)
        #expect(!FileManager.default.fileExists(atPath: bench.workspace("\(folder)/checkpoint")))

        // Dropped, inserted, exchanged: whoever has a mirror of before sees that it does not go on.
        _ = try await mirror(bench, fetching(middle), end.origin, to: "before")
        let before = try files(bench, "before")
        let right = try end.entries
        var dropped = right
        dropped.remove(at: 200)
        var exchanged = right
        exchanged.swapAt(201, 202)
        for (first, other, kind) in [
            (index, entries, "unproven"), (200, dropped, "unproven"), (201, exchanged, "unproven"),
            (150, Array(right.prefix(150)), "smaller"), (256, Array(right.prefix(256)), "smaller"),
        ] {
            let other = try Served(end.origin, entries: other, key: key)
            let told = await bench.refusal { _ = try await mirror(bench, fetching(other), end.origin, to: "before") }
            #expect(told?.code == "mirror.misconduct", "\(first): \(told as Any)")
            guard case .event(let named) = try RawEntry(parsing: right[first]) else { continue }
            #expect(
                told?.reason.contains("Entry \(first) of the mirror, the event \(named.event.event) (") == true
                    && told?.reason.contains(kind == "smaller" ? "not in it any more" : "another one now") == true,
                "\(told as Any)")
        }
        // Nor can it keep that from being told: the tiles that show it may be withheld, the checkpoint was signed.
        var silent = try Served(end.origin, entries: Array(right.prefix(100)), key: key)
        silent.tiles = [:]
        let told = await bench.refusal { _ = try await mirror(bench, fetching(silent), end.origin, to: "before") }
        #expect(told?.code == "mirror.misconduct", "\(told as Any)")
        let after = try files(bench, "before")
        #expect(after.filter { !$0.key.contains("misconduct/") } == before)
        #expect(after.keys.count { $0.contains("misconduct/unproven-") } == 3)
        #expect(after.keys.count { $0.contains("misconduct/smaller-") } == 3)
    }

    @Test(
        "That a log is another one, or has what cannot stand in it, is told where the mirror keeps nothing; it is kept elsewhere"
    )
    func unkept() async throws {
        let (bench, middle, end) = try await long()
        let key = try NodeKeys(in: bench.workspace).log
        let folder = "mirror/\(Digest(ofText: end.origin.text).hexadecimal)"
        var entries = try end.entries
        let smaller = try Served(end.origin, entries: Array(entries.prefix(100)), key: key)
        let place = entries[290].count - 12
        entries[290][place] = entries[290][place] == 0x41 ? 0x42 : 0x41
        let forged = try Served(end.origin, entries: entries, key: key)
        for (source, code, name, begins) in [
            (smaller, "mirror.misconduct", "smaller-", true), (forged, "mirror.entry", "entry-290-", false),
        ] {
            try? FileManager.default.removeItem(atPath: bench.workspace("mirror"))
            if begins { _ = try await mirror(bench, fetching(middle), end.origin, to: "mirror") }
            try bench.workspace.write("in the way", to: "\(folder)/misconduct")
            let mirrored = try files(bench, "mirror")
            let nowhere = await bench.refusal {
                _ = try await mirror(bench, fetching(source), end.origin, to: "mirror")
            }
            #expect(nowhere?.code == code, "\(nowhere as Any)")
            let root = Base64.encode(source.checkpoint.checkpoint.root.bytes)
            #expect(nowhere?.next.contains("NOT kept") == true && nowhere?.next.contains(root) == true)
            let kept = await bench.refusal {
                _ = try await mirror(
                    bench, fetching(source), end.origin, to: "mirror", aside: bench.workspace("aside"))
            }
            #expect(kept?.code == code, "\(kept as Any)")
            let aside = try FileManager.default.contentsOfDirectory(atPath: bench.workspace("aside"))
            let file = try #require(aside.first { $0.hasPrefix(name) })
            #expect(kept?.next.contains("aside/\(file)") == true, "\(kept as Any)")
            if begins { #expect(try files(bench, "mirror") == mirrored) }
        }
    }

    @Test("Damaged tiles accuse no node, also where the mirror goes on from an earlier size")
    func damagedGrowth() async throws {
        let (bench, middle, end) = try await long()
        for (number, path) in end.tiles.keys.filter({ $0.level != nil }).sorted().enumerated() {
            for place in [3, end.tiles[path, default: []].count - 1] {
                var wrong = end
                wrong.tiles[path, default: []][place] ^= 1
                let name = "grown-\(number)-\(place)"
                _ = try await mirror(bench, fetching(middle), end.origin, to: name)
                let answer = await bench.refusal { _ = try await mirror(bench, fetching(wrong), end.origin, to: name) }
                // Full tiles of level 0 are not asked for where none of them is cut by the old size.
                #expect(answer == nil || answer?.code == "custody.tile.content", "\(path): \(answer as Any)")
                #expect(try !files(bench, name).keys.contains { $0.contains("misconduct/") })
                _ = try await mirror(bench, fetching(end), end.origin, to: name)
            }
        }
    }
}
