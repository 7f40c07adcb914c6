/// Clauses by their place. As long as they are few, as nearly always, they lie in the list itself and not in the heap;
/// so it is never copied.
struct ClauseList: ~Copyable {
    private static let most = 8

    private var few = InlineArray<8, UInt32>(repeating: 0)
    private var others: [UInt32] = []
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    subscript(position: Int) -> Int {
        Int(position < Self.most ? few[position] : others[position - Self.most])
    }

    mutating func append(_ clause: Int) {
        if count < Self.most { few[count] = UInt32(clause) } else { others.append(UInt32(clause)) }
        count += 1
    }

    mutating func append(contentsOf clauses: borrowing ClauseList) {
        for place in 0..<clauses.count { append(clauses[place]) }
    }

    var array: [Int] { (0..<count).map { self[$0] } }
}
