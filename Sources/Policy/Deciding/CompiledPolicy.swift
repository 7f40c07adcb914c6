import Vocabulary

/// An agreement with its basis and the laws of its parties, made ready for deciding.
final class CompiledPolicy: Sendable {
    /// Raised when the meaning of a file or a fact changes though its bytes do not. Since 3 each court's order counts by
    /// itself, as one of its own party's court; listing has no place; what a record says was missing is what the test was
    /// about, and each obstacle counts once. No node has run between these, so that one number stands for all of them.
    static let engineVersion = 3

    /// Nil stands for an agreement that is not there.
    let agreement: Agreement?
    /// The agreement, then its instruments, then the laws.
    let documents: [CompiledDocument]
    let digest: Digest
    let clauses: [CompiledClause]
    /// The same clauses, without their words.
    let shapes: [ClauseShape]
    let references: [ClauseReference]
    /// The place of each clause in the order of references.
    let ranks: [Int]
    private let byRank: [Int]
    let tests: [Test]
    /// By `Action.position`.
    let byAction: [ActionIndex]
    /// In the order of the roster.
    let entries: [CompiledEntry]
    let entriesByMember: [MemberID: Range<Int>]
    /// The agreement and its instruments.
    let headings: [CompiledHeading]
    let laws: [CompiledLaw]
    let parties: [Party]
    let providesOverride: Bool
    /// The clauses that an override can lift; the place of each is its bit.
    let liftable: [Int]

    init(
        agreement: Agreement?, documents: [CompiledDocument], digest: Digest, clauses: [CompiledClause], tests: [Test],
        byAction: [ActionIndex], entries: [CompiledEntry], headings: [CompiledHeading], laws: [CompiledLaw],
        parties: [Party], providesOverride: Bool, liftable: [Int]
    ) {
        self.agreement = agreement
        self.documents = documents
        self.digest = digest
        self.clauses = clauses
        self.tests = tests
        self.byAction = byAction
        self.entries = entries
        self.headings = headings
        self.laws = laws
        self.parties = parties
        self.providesOverride = providesOverride
        self.liftable = liftable
        shapes = clauses.map { ClauseShape($0, tests) }
        let references = clauses.map {
            ClauseReference(document: documents[$0.document].id, clause: $0.source.number)
        }
        self.references = references
        var ranks = Array(repeating: 0, count: clauses.count)
        let ordered = clauses.indices.sorted { (references[$0], $0) < (references[$1], $1) }
        for (rank, clause) in ordered.enumerated() { ranks[clause] = rank }
        self.ranks = ranks
        byRank = ordered
        var byMember: [MemberID: Range<Int>] = [:]
        for (index, entry) in (agreement?.roster.entries ?? []).enumerated() {
            byMember[entry.member] = (byMember[entry.member]?.lowerBound ?? index)..<(index + 1)
        }
        entriesByMember = byMember
    }

    func partyBit(_ party: Party) -> UInt64 {
        for index in parties.indices where parties[index].text == party.text { return 1 << UInt64(index) }
        return 0
    }

    func reference(_ index: Int) -> ClauseReference { references[index] }

    /// - Parameter clauses: few, each once.
    func sortedReferences(_ clauses: borrowing ClauseList) -> [ClauseReference] {
        var sorted: [ClauseReference] = []
        sorted.reserveCapacity(clauses.count)
        var last = -1
        // Rank by rank: there are too few for anything cleverer to pay.
        for _ in 0..<clauses.count {
            var next = Int.max
            for place in 0..<clauses.count {
                let rank = ranks[clauses[place]]
                if rank > last && rank < next { next = rank }
            }
            guard next < Int.max else { break }
            sorted.append(references[byRank[next]])
            last = next
        }
        return sorted
    }

    /// Where somebody stands on the roster at this moment.
    func entry(of member: MemberID, at instant: Instant) -> CompiledEntry? {
        guard let own = entriesByMember[member] else { return nil }
        for index in own where entries[index].covers(instant) { return entries[index] }
        return nil
    }

    /// The same, with its words.
    func rosterEntry(_ entry: CompiledEntry) -> RosterEntry? { agreement?.roster.entries[entry.index] }
}

/// One of the documents that decide.
struct CompiledDocument {
    let id: AgreementID
    let version: Int
    let digest: Digest
    let isLaw: Bool
}

/// The headings of the agreement or of an instrument, without words.
struct CompiledHeading {
    let start: Int64
    let end: Int64
    /// The offences that `agreed-offence` means in it: its own, or the agreement's where it lists none.
    let agreed: UInt64?
    /// Whether it lists its own.
    let listsOffences: Bool
    let threshold: Threshold?

    func covers(_ instant: Instant) -> Bool {
        instant.millisecondsSince1970 >= start && instant.millisecondsSince1970 < end
    }
}

/// A law, as far as it is asked whether it bears.
struct CompiledLaw {
    let document: Int
    let party: UInt64
    let start: Int64
    let end: Int64
    let byOrigin: Bool
    let byActor: Bool
    let byPlace: Bool
    let byForum: Bool
    /// A link that is not known counts, since its party is one that the agreement concerns.
    let countsUnknown: Bool
}

/// A clause without words.
struct ClauseShape {
    let document: Int
    /// What its conditions ask of role and category: these two rule out most clauses.
    let roles: UInt64
    let categories: UInt64
    let start: Int
    let middle: Int
    let end: Int
    let asksApprovals: Bool
    let asksDuties: Bool

    init(_ clause: CompiledClause, _ tests: [Test]) {
        func asked(_ dimension: Dimension) -> UInt64 {
            clause.conditions.map { tests[$0] }.first { $0.dimension == dimension.rawValue }?.mask ?? SpecialBit.unasked
        }
        document = clause.document
        roles = asked(.role)
        categories = asked(.category)
        start = clause.conditions.lowerBound
        middle = clause.conditions.upperBound
        end = clause.exceptions.upperBound
        asksApprovals = clause.source.approvals != nil
        asksDuties = !clause.source.obligations.isEmpty
    }
}

/// What rules out a clause at first sight.
struct Glance {
    private let roles: UInt64
    private let categories: UInt64

    init(_ bits: borrowing FactBits) {
        roles = bits.may(.role) | SpecialBit.unasked
        categories = bits.may(.category) | SpecialBit.unasked
    }

    @inline(__always)
    func mayMatch(_ shape: ClauseShape) -> Bool { roles & shape.roles != 0 && categories & shape.categories != 0 }
}

/// A clause as ranges of tests: first those that must all hold, then those of which none may.
struct CompiledClause {
    let document: Int
    let source: Clause
    let conditions: Range<Int>
    let exceptions: Range<Int>
    /// For each seat of its approvals the entries of the roster that could fill it, for some item.
    let candidates: [[Int]]
}

/// The clauses that speak of one action, by number.
struct ActionIndex {
    var forbids: [Int] = []
    var requires: [Int] = []
    /// The agreement and every instrument of its basis that speaks of the action, each with its permits.
    var permits: [(document: Int, clauses: [Int])] = []
}

/// A roster entry as bits.
struct CompiledEntry {
    /// As what somebody acts in a place; nil where it turns on a place that is not known.
    func role(at place: UInt64?) -> UInt64? {
        guard let leadsIn else { return role }
        return place.map { $0 & leadsIn != 0 ? role : RosterRole.member.bit }
    }

    /// Its place on the roster.
    let index: Int
    let role: UInt64
    let party: UInt64
    let members: UInt64
    let authorities: UInt64
    /// The party that somebody is seconded to; 0 for others.
    let secondedTo: UInt64
    /// Where a leader leads; nil for who leads everywhere, and for others.
    let leadsIn: UInt64?
    let start: Int64
    let end: Int64

    func covers(_ instant: Instant) -> Bool {
        instant.millisecondsSince1970 >= start && instant.millisecondsSince1970 < end
    }
}
