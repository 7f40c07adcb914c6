import Custody

/// Makes inclusion proofs of one log, and keeps what all of them need.
actor ProofMaker {
    private var known = KnownTiles()

    /// The proofs of some entries, in their order.
    func inclusion(
        of indices: [Int], size: Int, tiles: @escaping @Sendable (TilePath) throws -> [UInt8]
    ) throws -> [InclusionProof] {
        try InclusionProof.proofs(of: indices, size: size, known: &known, tiles: tiles)
    }

    func inclusion(
        of index: Int, size: Int, tiles: @escaping @Sendable (TilePath) throws -> [UInt8]
    ) throws -> InclusionProof {
        try InclusionProof(index: index, size: size, known: &known, tiles: tiles)
    }
}
