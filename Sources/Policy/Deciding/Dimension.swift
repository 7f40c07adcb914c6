import Vocabulary

/// Each thing that a clause can ask about. A clause is compiled to a few tests, each of one dimension.
enum Dimension: Int, CaseIterable {
    case role, party, member, authority
    case category, victimIdentity, flags, handling, channel, origin, copy, evaluation
    case purpose, consent, offence, place, forum
    case courtOrder, override
    /// The same as laws ask for it: what whoever asks only declares is not known to them.
    case roleInLaw, placeInLaw, forumInLaw

    /// As explanations and records name it.
    var noun: String {
        switch self {
        case .victimIdentity: "victim-identity"
        case .courtOrder: "court-order"
        case .roleInLaw: "role"
        case .placeInLaw: "place"
        case .forumInLaw: "forum"
        default: String(describing: self)
        }
    }
}

/// Bits that have a meaning of their own beside those of words and parties. In `courtOrder` the bits are those of parties
/// whose courts count; in `override` each clause that can be lifted has its own.
enum SpecialBit {
    /// In `role`: a leader or a member, according to a place that is not known. It fulfils a test that both fulfil.
    static let leadsSomewhere: UInt64 = 1 << 62
    /// In `party`: the actor's party is the one the item comes from. In `consent`: that party has consented.
    static let itemOrigin: UInt64 = 1 << 62
    /// In `place` and `forum`: there is none, and each that could be declared counts for what asks for one. No exception
    /// asks for it, so none takes anything away from what has no place.
    static let anywhere: UInt64 = 1 << 62
    /// In the roles and categories of a `ClauseShape`: it does not ask for any.
    static let unasked: UInt64 = 1 << 63
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
        self.init(dimension: dimension.rawValue, mask: mask, all: all)
    }

    private init(dimension: Int, mask: UInt64, all: Bool) {
        self.dimension = dimension
        self.mask = mask
        self.all = all
    }

    /// The same, fulfilled also where there is no place.
    var orAnywhere: Test {
        Test(dimension: dimension, mask: mask | SpecialBit.anywhere, all: all)
    }

    @inline(__always)
    func answer(_ known: Span<FactBits.Known>) -> Truth {
        let holds = known[dimension].holds & mask
        let may = known[dimension].may & mask
        if all { return holds == mask ? .yes : may == mask ? .unknown : .no }
        return holds != 0 ? .yes : may != 0 ? .unknown : .no
    }
}

/// The facts of one request as bits: of each dimension what certainly holds, and what may.
///
/// Never copied: it is large, and every clause asks it.
struct FactBits: ~Copyable {
    struct Known {
        var holds: UInt64 = 0
        var may: UInt64 = 0
    }

    private(set) var known = InlineArray<22, Known>(repeating: Known())

    @inline(__always)
    mutating func set(_ dimension: Dimension, _ bits: UInt64) {
        known[dimension.rawValue].holds |= bits
        known[dimension.rawValue].may |= bits
    }

    @inline(__always)
    mutating func setPossible(_ dimension: Dimension, _ bits: UInt64) {
        known[dimension.rawValue].may |= bits
    }

    @inline(__always)
    mutating func setUnknown(_ dimension: Dimension) {
        known[dimension.rawValue].may = .max
    }

    /// The same with nothing known in one dimension, not even that it may hold.
    func cleared(_ dimension: Dimension) -> FactBits {
        var cleared = FactBits()
        cleared.known = known
        cleared.known[dimension.rawValue] = Known()
        return cleared
    }

    @inline(__always)
    func may(_ dimension: Dimension) -> UInt64 { known[dimension.rawValue].may }

    func answer(_ test: Test) -> Truth { test.answer(known.span) }
}
