import Vocabulary

/// Each thing that a clause can ask about. A clause is compiled to a few tests, each of one dimension.
enum Dimension: Int, CaseIterable {
    case role, party, member, authority
    case category, victimIdentity, flags, handling, channel, origin, copy, evaluation
    case purpose, consent, offence, place, forum
    case courtOrder, override

    static let count = 19

    /// As explanations and records name it.
    var noun: String {
        switch self {
        case .victimIdentity: "victim-identity"
        case .courtOrder: "court-order"
        default: String(describing: self)
        }
    }
}

/// Bits that have a meaning of their own beside those of words and parties. In `courtOrder` the bits are those of parties
/// whose courts count; in `override` each clause that can be lifted has its own.
enum SpecialBit {
    /// In `party`: the actor's party is the one the item comes from. In `consent`: that party has consented.
    static let itemOrigin: UInt64 = 1 << 62
    /// In `party`: the actor's party is another one.
    static let otherParties: UInt64 = 1 << 63
    /// In `purpose`: the investigation, prosecution or trial of an offence that this document lists.
    static func agreedOffence(document: Int) -> UInt64 { 1 << UInt64(16 + document) }
    static let mostDocumentsWithOffences = 40
    static let mostDocuments = 64
    static let mostParties = 60
    static let mostNames = 64
}

/// A question about one dimension, answered from the bits that certainly hold and those that may.
struct Test {
    let dimension: Int
    let mask: UInt64
    /// Whether every bit must hold, not only one.
    let all: Bool

    init(_ dimension: Dimension, _ mask: UInt64, all: Bool = false) {
        self.dimension = dimension.rawValue
        self.mask = mask
        self.all = all
    }
}

/// The facts of one request as bits: of each dimension what certainly holds, and what may.
struct FactBits {
    /// In the heap, since what is indexed in place is copied for each question.
    private var bits = ContiguousArray<UInt64>(repeating: 0, count: 2 * Dimension.count)

    @inline(__always)
    mutating func set(_ dimension: Dimension, _ bits: UInt64) {
        self.bits[2 * dimension.rawValue] |= bits
        self.bits[2 * dimension.rawValue + 1] |= bits
    }

    mutating func setPossible(_ dimension: Dimension, _ bits: UInt64) {
        self.bits[2 * dimension.rawValue + 1] |= bits
    }

    mutating func setUnknown(_ dimension: Dimension) {
        bits[2 * dimension.rawValue + 1] = .max
    }

    mutating func clear(_ dimension: Dimension) {
        bits[2 * dimension.rawValue] = 0
        bits[2 * dimension.rawValue + 1] = 0
    }

    @inline(__always)
    func answer(_ test: Test) -> Truth {
        let holds = bits[2 * test.dimension] & test.mask
        let may = bits[2 * test.dimension + 1] & test.mask
        if test.all {
            return holds == test.mask ? .yes : may == test.mask ? .unknown : .no
        }
        return holds != 0 ? .yes : may != 0 ? .unknown : .no
    }
}
