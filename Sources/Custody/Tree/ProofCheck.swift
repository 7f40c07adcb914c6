import Crypto

/// The checks of RFC 9162, sections 2.1.3.2 and 2.1.4.2, on plain bytes.
///
/// Sizes are 64-bit and roots are whatever the caller was given, so that a wrong value is
/// a refusal and never a trap.
package enum ProofCheck {
    /// - Returns: whether the proof leads from the leaf's hash to the root.
    package static func inclusion(
        index: UInt64, size: UInt64, leaf: [UInt8], proof: [[UInt8]], root: [UInt8]
    ) -> Bool {
        guard index < size, leaf.count == SHA256.byteCount, isWellFormed(proof) else { return false }
        var position = index
        var last = size - 1
        var hash = leaf
        for sibling in proof {
            guard last > 0 else { return false }
            if position & 1 == 1 || position == last {
                hash = node(sibling, hash)
                while position & 1 == 0, position > 0 {
                    position >>= 1
                    last >>= 1
                }
            } else {
                hash = node(hash, sibling)
            }
            position >>= 1
            last >>= 1
        }
        return last == 0 && hash == root
    }

    /// - Returns: whether the proof shows that the first tree is the beginning of the second.
    ///   From the empty tree nothing can be shown, so a proof from size 0 to a larger one never holds.
    package static func consistency(
        from first: UInt64, to second: UInt64, proof: [[UInt8]], old: [UInt8], new: [UInt8]
    ) -> Bool {
        guard first <= second else { return false }
        if first == second { return proof.isEmpty && old == new }
        guard first > 0, isWellFormed(proof) else { return false }
        var path = proof[...]
        if first & (first - 1) == 0 { path = [old] + proof }
        guard let start = path.popFirst(), start.count == SHA256.byteCount else { return false }
        var position = first - 1
        var last = second - 1
        while position & 1 == 1 {
            position >>= 1
            last >>= 1
        }
        var oldHash = start
        var newHash = start
        for sibling in path {
            guard last > 0 else { return false }
            if position & 1 == 1 || position == last {
                oldHash = node(sibling, oldHash)
                newHash = node(sibling, newHash)
                while position & 1 == 0, position > 0 {
                    position >>= 1
                    last >>= 1
                }
            } else {
                newHash = node(newHash, sibling)
            }
            position >>= 1
            last >>= 1
        }
        return last == 0 && oldHash == old && newHash == new
    }

    /// A path has at most one hash for each of 64 levels, each of 32 bytes.
    private static func isWellFormed(_ proof: [[UInt8]]) -> Bool {
        proof.count <= 64 && proof.allSatisfy { $0.count == SHA256.byteCount }
    }

    private static func node(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        Array(SHA256.hash(data: [0x01] + left + right))
    }
}
