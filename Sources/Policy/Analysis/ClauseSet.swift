/// Some of the rules that speak of one action, as bits.
struct ClauseSet: Hashable {
    private var first: UInt64 = 0
    private var second: UInt64 = 0
    private var third: UInt64 = 0
    private var fourth: UInt64 = 0

    static let capacity = 256
    static let empty = ClauseSet()

    init() {}

    init(_ members: some Sequence<Int>) {
        for member in members { insert(member) }
    }

    mutating func insert(_ index: Int) {
        let bit: UInt64 = 1 << UInt64(index & 63)
        switch index >> 6 {
        case 0: first |= bit
        case 1: second |= bit
        case 2: third |= bit
        default: fourth |= bit
        }
    }

    func contains(_ index: Int) -> Bool {
        let word =
            switch index >> 6 {
            case 0: first
            case 1: second
            case 2: third
            default: fourth
            }
        return word & (1 << UInt64(index & 63)) != 0
    }

    var isEmpty: Bool { first | second | third | fourth == 0 }

    func isDisjoint(with other: ClauseSet) -> Bool {
        (first & other.first) | (second & other.second) | (third & other.third) | (fourth & other.fourth) == 0
    }

    func intersection(_ other: ClauseSet) -> ClauseSet {
        var result = self
        result.first &= other.first
        result.second &= other.second
        result.third &= other.third
        result.fourth &= other.fourth
        return result
    }

    func subtracting(_ other: ClauseSet) -> ClauseSet {
        var result = self
        result.first &= ~other.first
        result.second &= ~other.second
        result.third &= ~other.third
        result.fourth &= ~other.fourth
        return result
    }

    mutating func formUnion(_ other: ClauseSet) {
        first |= other.first
        second |= other.second
        third |= other.third
        fourth |= other.fourth
    }

    /// Rising.
    var members: [Int] {
        var members: [Int] = []
        for (offset, word) in [first, second, third, fourth].enumerated() {
            var rest = word
            while rest != 0 {
                members.append(offset * 64 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
        return members
    }
}
