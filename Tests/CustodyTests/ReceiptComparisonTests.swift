import Testing
import Vocabulary

@testable import Custody

@Suite("Receipts held against a log of several tiles")
struct ReceiptComparisonTests {
    let actors: Actors
    let receipt: Receipt
    /// The leaves of the log that gave the receipt, as it is now.
    let leaves: [Digest]

    private static let index = 5
    private static let oldSize = 300

    init() throws {
        actors = try Actors.shared.get()
        let event = try actors.activation()
        var leaves = (0..<70_000).map { Merkle.leaf(Array("entry \($0)".utf8)) }
        leaves[Self.index] = Merkle.leaf(event.envelope.bytes)
        self.leaves = leaves
        let old = Array(leaves.prefix(Self.oldSize))
        receipt = try Receipt(
            event: event,
            proof: InclusionProof(index: Self.index, size: Self.oldSize) { Self.tile($0, of: old) },
            checkpoint: Self.checkpoint(of: old, actors))
    }

    private static func checkpoint(of leaves: [Digest], _ actors: Actors) throws -> SignedCheckpoint {
        try SignedCheckpoint(
            signing: Checkpoint(origin: actors.log, size: leaves.count, root: Merkle.root(leaves)),
            with: actors.nodeKey)
    }

    private static func tile(_ path: TilePath, of leaves: [Digest]) -> [UInt8] {
        let span = 1 << (8 * (path.level ?? 0))
        return (0..<path.width).flatMap { place in
            let first = (path.index * TilePath.fullWidth + place) * span
            return Merkle.root(leaves[first..<first + span]).bytes
        }
    }

    /// - Parameter tile: what is shown in the place of one.
    private func check(
        _ leaves: [Digest], showing tile: @escaping (TilePath, [UInt8]) -> [UInt8] = { $1 }
    ) throws {
        try ReceiptComparison(receipt, keys: LogKeys(origin: actors.log, key: actors.nodeKey.verifier))
            .check(Self.checkpoint(of: leaves, actors)) { tile($0, Self.tile($0, of: leaves)) }
    }

    @Test(
        "A log that only grew is the one that gave the receipt, at every size",
        arguments: [300, 512, 1000, 65_536, 70_000])
    func grown(size: Int) throws {
        try check(Array(leaves.prefix(size)))
    }

    @Test("An entry that was rewritten is found, also where the old hashes are shown to whoever has a receipt")
    func oldTiles() throws {
        var rewritten = Array(leaves.prefix(1000))
        rewritten[290] = Merkle.leaf(Array("another entry".utf8))
        let told = #expect(throws: CustodyError.self) { try check(rewritten) }
        #expect(told?.code == .custodyProofConsistency)
        #expect(told?.reason.contains("entries 256 to 299") == true)
        let hidden = #expect(throws: CustodyError.self) {
            try check(rewritten) { path, bytes in
                path.level == 0 && path.index == 1 ? Self.tile(path, of: leaves) : bytes
            }
        }
        #expect(hidden?.code == .custodyTileContent)
    }

    @Test("A damaged tile accuses nobody, wherever it is and whatever is asked of it")
    func damaged() throws {
        for level in 0...1 {
            for index in 0..<4 {
                var wasRead = false
                do {
                    try check(Array(leaves.prefix(1000))) { path, bytes in
                        guard path.level == level, path.index == index else { return bytes }
                        wasRead = true
                        var changed = bytes
                        changed[7] ^= 1
                        return changed
                    }
                    #expect(!wasRead, "level \(level), tile \(index)")
                } catch let error as CustodyError {
                    #expect(error.code == .custodyTileContent, "level \(level), tile \(index): \(error.reason)")
                }
            }
        }
        #expect(throws: CustodyError.self) {
            _ = try AddCheckpoint(from: 300, to: Self.checkpoint(of: Array(leaves.prefix(1000)), actors)) { path in
                var bytes = Self.tile(path, of: leaves)
                if path.level == 0, path.index == 1 { bytes[7] ^= 1 }
                return bytes
            }
        }
    }

    /// A log that says it has 2^40 entries, all of them the same but for those of the first tile; which tiles it was asked for.
    private final class Endless {
        private(set) var asked: Set<TilePath> = []
        private(set) var root = Merkle.emptyRoot
        private var first: [[Digest]] = []
        private var others: [[Digest]] = []

        init(_ leaves: [Digest]) {
            let filler = Merkle.leaf(Array("filler".utf8))
            var (first, other) = (leaves, [Digest](repeating: filler, count: 256))
            for _ in 0..<5 {
                self.first.append(first)
                others.append(other)
                let (one, another) = (Merkle.root(first[...]), Merkle.root(other[...]))
                first = [one] + [Digest](repeating: another, count: 255)
                other = [Digest](repeating: another, count: 256)
            }
            root = first[0]
        }

        func tile(_ path: TilePath) -> [UInt8] {
            asked.insert(path)
            let level = path.level ?? 0
            return level == 5 ? root.bytes : (path.index == 0 ? first : others)[level].flatMap(\.bytes)
        }
    }

    @Test("A log that says it is endless is found out at once, and nobody goes through all of it for one event")
    func endless() throws {
        let log = Endless((0..<256).map { Merkle.leaf(Array("another entry \($0)".utf8)) })
        let head = try SignedCheckpoint(
            signing: Checkpoint(origin: actors.log, size: TilePath.mostEntries, root: log.root), with: actors.nodeKey)
        let comparison = try ReceiptComparison(receipt, keys: LogKeys(origin: actors.log, key: actors.nodeKey.verifier))
        let told = #expect(throws: CustodyError.self) { try comparison.check(head, tiles: log.tile) }
        #expect(told?.code == .custodyProofConsistency)
        #expect(
            told?.reason.contains("is another one now") == true && told?.reason.contains("is not where it was") == true)
        #expect(log.asked.count <= 6)
        let fate = try comparison.fate(in: head, tiles: log.tile)
        #expect(fate == "It is not among the entries 0 to 16383, where it was looked for.")
        #expect(log.asked.count <= 64 + 6)
    }

    @Test("Where an event went is told, if it is near; else only that it is not where it was")
    func fate() throws {
        let keys = LogKeys(origin: actors.log, key: actors.nodeKey.verifier)
        func fate(_ leaves: [Digest]) throws -> String? {
            try ReceiptComparison(receipt, keys: keys).fate(in: Self.checkpoint(of: leaves, actors)) {
                Self.tile($0, of: leaves)
            }
        }
        let other = Merkle.leaf(Array("another entry".utf8))
        var moved = Array(leaves.prefix(1000))
        #expect(try fate(moved) == nil)
        moved.swapAt(Self.index, 700)
        #expect(try fate(moved) == "It stands as entry 700 now.")
        moved[700] = other
        #expect(try fate(moved) == "It is nowhere in it.")
        #expect(try fate([]) == "It is nowhere in it.")
        #expect(try fate(Array(moved.prefix(3))) == "It is nowhere in it.")
        var far = leaves
        far.swapAt(Self.index, 69_999)
        #expect(try fate(far) == "It is not among the entries 0 to 16383, where it was looked for.")
    }
}
