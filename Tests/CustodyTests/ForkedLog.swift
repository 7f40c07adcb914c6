import Vocabulary

@testable import Custody

/// A log whose keeper holds the key and may sign whatever it likes: several trees that agree up to some entry.
struct ForkedLog {
    let origin: LogOrigin
    let key: SignerKey
    private(set) var branches: [NaiveTree]

    init(entries: Int, origin: String = "saksi/kh/phnom-penh/KH-TH-JIT-2026-01") throws {
        self.origin = try LogOrigin(parsing: origin)
        key = try SignerKey(name: origin, algorithm: .ed25519, from: SystemRandomness())
        branches = [NaiveTree(entries)]
    }

    var keys: LogKeys { LogKeys(origin: origin, key: key.verifier) }

    /// Another tree, which differs in each entry from `place` on.
    mutating func fork(_ branch: Int = 0, at place: Int) {
        var tree = branches[branch]
        for index in tree.leaves.indices.dropFirst(place) {
            tree.leaves[index] = Merkle.leaf(Array("branch \(branches.count), entry \(index)".utf8))
        }
        branches.append(tree)
    }

    func checkpoint(_ size: Int, _ branch: Int = 0) throws -> SignedCheckpoint {
        try SignedCheckpoint(
            signing: Checkpoint(origin: origin, size: size, root: branches[branch].root(size)), with: key)
    }

    /// Nothing has to be shown from nothing, or from a size to itself.
    func proof(_ from: Int, _ to: Int, _ branch: Int = 0) -> [Digest] {
        from == 0 || from >= to ? [] : branches[branch].consistency(from, to)
    }

    func request(_ from: Int, _ to: Int, _ branch: Int = 0) throws -> AddCheckpoint {
        try AddCheckpoint(oldSize: from, proof: proof(from, to, branch), checkpoint: try checkpoint(to, branch))
    }

    /// Whether two trees are one log at two moments, seen from the entries.
    func isOneLog(_ small: (branch: Int, size: Int), _ large: (branch: Int, size: Int)) -> Bool {
        let (small, large) = small.size <= large.size ? (small, large) : (large, small)
        return branches[small.branch].leaves[..<small.size] == branches[large.branch].leaves[..<small.size]
    }
}
