import TestKit
import Testing
import Vocabulary

@testable import Custody

@Suite("Merkle tree")
struct MerkleTreeTests {
    static let tree = NaiveTree(700)

    @Test("The empty tree has the root that RFC 6962 gives it")
    func empty() {
        #expect(Merkle.emptyRoot.hexadecimal == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(Frontier().root == Merkle.emptyRoot)
    }

    @Test("A frontier has the root of a naive tree at every size")
    func frontier() {
        var frontier = Frontier()
        for size in 0..<300 {
            #expect(frontier.root == Self.tree.root(size))
            frontier.append(Self.tree.leaves[size])
        }
    }

    @Test("Proofs made from tiles equal those of a naive tree, and hold")
    func inclusion() throws {
        for size in [1, 2, 3, 7, 8, 255, 256, 257, 300, 511, 512, 513, 700] {
            for index in Set([0, 1, size / 3, size / 2, size - 2, size - 1, 255, 256]) where (0..<size).contains(index)
            {
                let proof = try InclusionProof(index: index, size: size, tiles: Self.tree.tile)
                #expect(proof.hashes == Self.tree.inclusion(index, size))
                try proof.verify(leaf: Self.tree.leaves[index], root: Self.tree.root(size))
            }
        }
    }

    @Test("Proofs of every entry of every small tree hold, and for no other leaf, place or root")
    func everyInclusion() throws {
        for size in 1...34 {
            let root = Self.tree.root(size)
            for index in 0..<size {
                let proof = try InclusionProof(index: index, size: size, hashes: Self.tree.inclusion(index, size))
                try proof.verify(leaf: Self.tree.leaves[index], root: root)
                #expect(throws: CustodyError.self) { try proof.verify(leaf: Self.tree.leaves[size], root: root) }
                #expect(throws: CustodyError.self) {
                    try proof.verify(leaf: Self.tree.leaves[index], root: Self.tree.root(size + 1))
                }
                if size > 1 {
                    let elsewhere = try InclusionProof(index: (index + 1) % size, size: size, hashes: proof.hashes)
                    #expect(throws: CustodyError.self) {
                        try elsewhere.verify(leaf: Self.tree.leaves[index], root: root)
                    }
                }
            }
        }
    }

    @Test("Consistency proofs made from tiles equal those of a naive tree, and hold")
    func consistency() throws {
        var generator = SeededGenerator(seed: 20_260_504)
        for _ in 0..<150 {
            let to = Int.random(in: 1...700, using: &generator)
            let from = Int.random(in: 1...to, using: &generator)
            let proof = try ConsistencyProof(from: from, to: to, tiles: Self.tree.tile)
            #expect(proof.hashes == Self.tree.consistency(from, to), "seed 20260504: \(from) to \(to)")
            try proof.verify(old: Self.tree.root(from), new: Self.tree.root(to))
            #expect(throws: CustodyError.self) {
                try proof.verify(old: Self.tree.root(from), new: Self.tree.root(to == 700 ? 1 : to + 1))
            }
        }
    }

    @Test("A proof with one bit flipped, one hash more or one hash less does not hold")
    func damagedProofs() throws {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<100 {
            let size = Int.random(in: 2...200, using: &generator)
            let index = Int.random(in: 0..<size, using: &generator)
            let hashes = Self.tree.inclusion(index, size)
            var flipped = hashes.map(\.bytes)
            let place = Int.random(in: 0..<flipped.count, using: &generator)
            flipped[place][Int.random(in: 0..<32, using: &generator)] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            let damaged = [
                try flipped.map { try Digest(bytes: $0) }, Array(hashes.dropLast()), Array(hashes.dropFirst()),
                hashes + [hashes[0]],
            ]
            for hashes in damaged {
                let proof = try InclusionProof(index: index, size: size, hashes: hashes)
                #expect(throws: CustodyError.self, "seed 7: \(index) of \(size)") {
                    try proof.verify(leaf: Self.tree.leaves[index], root: Self.tree.root(size))
                }
            }
        }
    }

    @Test("However a tree grows, its tiles and root are those of the whole")
    func growth() throws {
        var generator = SeededGenerator(seed: 41)
        for _ in 0..<20 {
            var edge = TreeEdge()
            var stored: [String: HashTile] = [:]
            while edge.size < 700 {
                let step = min(700 - edge.size, Int.random(in: 1...300, using: &generator))
                for tile in edge.append(Array(Self.tree.leaves[edge.size..<edge.size + step])) {
                    stored["\(tile.path.level ?? -1)/\(tile.path.index)"] = tile
                }
                #expect(edge.root == Self.tree.root(edge.size), "seed 41")
                let resumed = try TreeEdge(size: edge.size, tiles: Self.tree.tile)
                #expect(resumed == edge || resumed.root == edge.root)
            }
            for path in TileLayout(size: 700).hashTiles {
                #expect(stored["\(path.level ?? -1)/\(path.index)"]?.bytes == Self.tree.tile(path))
            }
        }
    }

    @Test("A tree taken up from its tiles grows as one that was never stored")
    func resumed() throws {
        for size in [0, 1, 255, 256, 257, 512, 600] {
            var kept = TreeEdge()
            _ = kept.append(Array(Self.tree.leaves[..<size]))
            var resumed = try TreeEdge(size: size, tiles: Self.tree.tile)
            #expect(kept.append(Array(Self.tree.leaves[size...])) == resumed.append(Array(Self.tree.leaves[size...])))
            #expect(kept.root == resumed.root)
        }
    }
}
