/// A set of small numbers, such as positions of rules or of values. The first 256 take no memory of their own.
struct BitSet: Hashable {
    private var first: UInt64 = 0
    private var second: UInt64 = 0
    private var third: UInt64 = 0
    private var fourth: UInt64 = 0
    /// Words from the fifth on; the last is never zero, so that equal sets are equal.
    private var more: [UInt64] = []

    static let empty = BitSet()

    init() {}

    init(_ members: some Sequence<Int>) {
        for member in members { insert(member) }
    }

    /// The bits of a mask.
    init(mask: UInt64) { first = mask }

    mutating func insert(_ index: Int) {
        let bit: UInt64 = 1 << UInt64(index & 63)
        switch index >> 6 {
        case 0: first |= bit
        case 1: second |= bit
        case 2: third |= bit
        case 3: fourth |= bit
        case let word:
            if more.count <= word - 4 { more += Array(repeating: 0, count: word - 3 - more.count) }
            more[word - 4] |= bit
        }
    }

    func contains(_ index: Int) -> Bool {
        let word =
            switch index >> 6 {
            case 0: first
            case 1: second
            case 2: third
            case 3: fourth
            case let word: word - 4 < more.count ? more[word - 4] : 0
            }
        return word & (1 << UInt64(index & 63)) != 0
    }

    var isEmpty: Bool { first | second | third | fourth == 0 && more.isEmpty }

    func isDisjoint(with other: BitSet) -> Bool {
        guard (first & other.first) | (second & other.second) | (third & other.third) | (fourth & other.fourth) == 0
        else { return false }
        return more.isEmpty || other.more.isEmpty || zip(more, other.more).allSatisfy { $0 & $1 == 0 }
    }

    func intersection(_ other: BitSet) -> BitSet {
        var result = self
        result.first &= other.first
        result.second &= other.second
        result.third &= other.third
        result.fourth &= other.fourth
        if !more.isEmpty {
            result.more = zip(more, other.more).map { $0 & $1 }
            result.trim()
        }
        return result
    }

    func subtracting(_ other: BitSet) -> BitSet {
        var result = self
        result.first &= ~other.first
        result.second &= ~other.second
        result.third &= ~other.third
        result.fourth &= ~other.fourth
        if !more.isEmpty, !other.more.isEmpty {
            for (index, word) in zip(more.indices, other.more) { result.more[index] &= ~word }
            result.trim()
        }
        return result
    }

    mutating func formUnion(_ other: BitSet) {
        first |= other.first
        second |= other.second
        third |= other.third
        fourth |= other.fourth
        if other.more.isEmpty { return }
        if more.count < other.more.count { more += Array(repeating: 0, count: other.more.count - more.count) }
        for (index, word) in other.more.enumerated() { more[index] |= word }
    }

    func union(_ other: BitSet) -> BitSet {
        var result = self
        result.formUnion(other)
        return result
    }

    private mutating func trim() {
        while more.last == 0 { more.removeLast() }
    }

    private var words: [UInt64] { [first, second, third, fourth] + more }

    /// Rising.
    var members: [Int] {
        var members: [Int] = []
        for (offset, word) in words.enumerated() {
            var rest = word
            while rest != 0 {
                members.append(offset * 64 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
        return members
    }

    /// The smallest set first, by its highest words; only for a steady order.
    static func precedes(_ one: BitSet, _ other: BitSet) -> Bool {
        one.words.lexicographicallyPrecedes(other.words)
    }
}
