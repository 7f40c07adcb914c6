import Vocabulary

@testable import Custody

/// RFC 6962, section 2.1, written down as it stands there and as slow: what the tests compare with.
struct NaiveTree {
    var leaves: [Digest]

    init(_ count: Int) {
        leaves = (0..<count).map { Merkle.leaf(Array("entry \($0)".utf8)) }
    }

    func root(_ size: Int) -> Digest { hash(leaves[..<size]) }

    func inclusion(_ index: Int, _ size: Int) -> [Digest] { path(index, leaves[..<size]) }

    func consistency(_ from: Int, _ to: Int) -> [Digest] { subproof(from, leaves[..<to], true) }

    func tile(_ path: TilePath) -> [UInt8] {
        let span = (0..<(path.level ?? 0)).reduce(1) { width, _ in width * 256 }
        return (0..<path.width).flatMap { place in
            let start = (path.index * 256 + place) * span
            return hash(leaves[start..<start + span]).bytes
        }
    }

    private func hash(_ leaves: ArraySlice<Digest>) -> Digest {
        if leaves.count < 2 { return leaves.first ?? Digest(of: []) }
        let middle = leaves.startIndex + split(leaves.count)
        return Merkle.node(hash(leaves[..<middle]), hash(leaves[middle...]))
    }

    private func path(_ index: Int, _ leaves: ArraySlice<Digest>) -> [Digest] {
        if leaves.count < 2 { return [] }
        let half = split(leaves.count)
        let middle = leaves.startIndex + half
        return index < half
            ? path(index, leaves[..<middle]) + [hash(leaves[middle...])]
            : path(index - half, leaves[middle...]) + [hash(leaves[..<middle])]
    }

    private func subproof(_ size: Int, _ leaves: ArraySlice<Digest>, _ isWhole: Bool) -> [Digest] {
        if size == leaves.count { return isWhole ? [] : [hash(leaves)] }
        let half = split(leaves.count)
        let middle = leaves.startIndex + half
        return size <= half
            ? subproof(size, leaves[..<middle], isWhole) + [hash(leaves[middle...])]
            : subproof(size - half, leaves[middle...], false) + [hash(leaves[..<middle])]
    }

    private func split(_ count: Int) -> Int {
        var half = 1
        while half * 2 < count { half *= 2 }
        return half
    }
}
