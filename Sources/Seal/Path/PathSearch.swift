import Vocabulary

/// Finds the paths from a leaf to a root. All of them, within bounds: a first path that fails may hide one that holds.
struct PathSearch {
    let roots: [Certificate]
    let intermediates: [Certificate]
    let longestChain: Int
    /// Bounds the work that a hostile set of certificates can cause.
    static let mostPaths = 32

    func paths(from leaf: Certificate) -> [[Certificate]] {
        var found: [[Certificate]] = []
        var steps = 0
        extend([leaf], &found, &steps)
        return found
    }

    private func extend(_ path: [Certificate], _ found: inout [[Certificate]], _ steps: inout Int) {
        steps += 1
        guard let last = path.last, found.count < Self.mostPaths, steps < 512 else { return }
        for root in roots where root.mayHaveIssued(last) && root != last {
            found.append(path + [root])
        }
        for next in intermediates where next.mayHaveIssued(last) && !repeats(next, in: path) && !roots.contains(next) {
            // An authority that renews its own key does not lengthen the chain (RFC 5280, section 6.1.4).
            guard (path.dropFirst() + [next]).count(where: { !$0.isSelfIssued }) <= longestChain else { continue }
            extend(path + [next], &found, &steps)
        }
    }

    /// The same name with the same key a second time makes a path longer and nothing else.
    private func repeats(_ certificate: Certificate, in path: [Certificate]) -> Bool {
        path.contains {
            $0.facts.subject == certificate.facts.subject && $0.facts.keyInfo == certificate.facts.keyInfo
        }
    }
}
