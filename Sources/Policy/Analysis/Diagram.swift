/// A decision diagram over the axes of a space: equal parts are one node, so that it stays small however many points the
/// space has (Srinivasan, Kam, Malik and Brayton, “Algorithms for discrete function manipulation”, 1990).
final class Diagram {
    /// Values of one axis, as a mask, and the node that they lead to.
    struct Edge: Hashable {
        let mask: UInt64
        /// Not negative: a node. Negative: a leaf, counted down from -1.
        let child: Int
    }

    private struct Node: Hashable {
        let axis: Int
        let edges: [Edge]
    }

    private var nodes: [Node] = []
    private var known: [Node: Int] = [:]

    static func leaf(_ number: Int) -> Int { -1 - number }

    /// A node, or its only child where the axis makes no difference.
    func node(_ axis: Int, _ branches: [(mask: UInt64, child: Int)]) -> Int {
        var masks: [Int: UInt64] = [:]
        for branch in branches { masks[branch.child, default: 0] |= branch.mask }
        if masks.count == 1, let only = masks.first { return only.key }
        let node = Node(axis: axis, edges: masks.map { Edge(mask: $1, child: $0) }.sorted { $0.mask < $1.mask })
        if let index = known[node] { return index }
        nodes.append(node)
        known[node] = nodes.count - 1
        return nodes.count - 1
    }

    /// The leaves that can be reached; rising.
    func leaves(from root: Int) -> [Int] {
        var found: Set<Int> = []
        var seen: Set<Int> = []
        var open = [root]
        while let index = open.popLast() {
            guard index >= 0 else {
                found.insert(-1 - index)
                continue
            }
            guard seen.insert(index).inserted else { continue }
            open += nodes[index].edges.map(\.child)
        }
        return found.sorted()
    }

    /// Each way to one of some leaves, as a mask for each axis; an axis that makes no difference on the way is nil.
    func paths(
        from root: Int, to leaves: Set<Int>, axes: Int, _ visit: (_ leaf: Int, _ masks: [UInt64?]) -> Void
    ) {
        var leads: [Int: Bool] = [:]
        func leadsThere(_ index: Int) -> Bool {
            guard index >= 0 else { return leaves.contains(-1 - index) }
            if let known = leads[index] { return known }
            let answer = nodes[index].edges.contains { leadsThere($0.child) }
            leads[index] = answer
            return answer
        }
        var masks = [UInt64?](repeating: nil, count: axes)
        func descend(_ index: Int) {
            guard leadsThere(index) else { return }
            guard index >= 0 else { return visit(-1 - index, masks) }
            let node = nodes[index]
            for edge in node.edges {
                masks[node.axis] = edge.mask
                descend(edge.child)
            }
            masks[node.axis] = nil
        }
        descend(root)
    }
}
