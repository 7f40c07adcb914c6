import Foundation
import TestKit
import Testing
import Vocabulary

@testable import Custody

/// The proofs that transparency-dev/merkle publishes, or any folder of the same shape.
@Suite("Merkle Vectors")
struct MerkleVectorsTests {
    struct Inclusion: Decodable {
        let leafIdx: UInt64
        let treeSize: UInt64
        let root: Data?
        let leafHash: Data?
        let proof: [Data]?
        let desc: String?
        let wantErr: Bool
    }

    struct Consistency: Decodable {
        let size1: UInt64
        let size2: UInt64
        let root1: Data?
        let root2: Data?
        let proof: [Data]?
        let desc: String?
        let wantErr: Bool
    }

    static let isAbsent = !Vectors.isPresent("merkle")
    static let absence = Comment(rawValue: "There is no folder merkle in \(Vectors.root).")

    @Test("Every published inclusion proof gets its verdict", .disabled(if: isAbsent, absence))
    func inclusion() throws {
        let files = Vectors.files(in: "merkle/inclusion", suffix: ".json")
        for file in files {
            let vector = try read(Inclusion.self, "merkle/inclusion/\(file)")
            let holds = ProofCheck.inclusion(
                index: vector.leafIdx, size: vector.treeSize, leaf: Array(vector.leafHash ?? Data()),
                proof: (vector.proof ?? []).map(Array.init), root: Array(vector.root ?? Data()))
            #expect(holds == !vector.wantErr, "\(file): \(vector.desc ?? "")")
        }
        #expect(!files.isEmpty)
    }

    @Test("Every published consistency proof gets its verdict", .disabled(if: isAbsent, absence))
    func consistency() throws {
        let files = Vectors.files(in: "merkle/consistency", suffix: ".json")
        for file in files {
            let vector = try read(Consistency.self, "merkle/consistency/\(file)")
            let holds = ProofCheck.consistency(
                from: vector.size1, to: vector.size2, proof: (vector.proof ?? []).map(Array.init),
                old: Array(vector.root1 ?? Data()), new: Array(vector.root2 ?? Data()))
            #expect(holds == !vector.wantErr, "\(file): \(vector.desc ?? "")")
        }
        #expect(!files.isEmpty)
    }

    private func read<Vector: Decodable>(_ type: Vector.Type, _ path: String) throws -> Vector {
        try JSONDecoder().decode(type, from: Data(contentsOf: URL(fileURLWithPath: "\(Vectors.root)/\(path)")))
    }
}
