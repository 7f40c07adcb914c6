import Vocabulary

/// An agreement with its basis and the laws of its parties, made ready for deciding.
final class CompiledPolicy: Sendable {
    /// Raised when the meaning of a file changes though its bytes do not.
    static let engineVersion = 2

    /// Nil stands for an agreement that is not there.
    let agreement: Agreement?
    /// The agreement, then its instruments, then the laws.
    let documents: [CompiledDocument]
    let digest: Digest
    let clauses: [CompiledClause]
    let tests: [Test]
    /// By `Action.position`.
    let byAction: [ActionIndex]
    let entries: [MemberID: [CompiledEntry]]
    let parties: [Party]
    let providesOverride: Bool
    /// The clauses that an override can lift; the place of each is its bit.
    let liftable: [Int]

    init(
        agreement: Agreement?, documents: [CompiledDocument], digest: Digest, clauses: [CompiledClause], tests: [Test],
        byAction: [ActionIndex], entries: [MemberID: [CompiledEntry]], parties: [Party], providesOverride: Bool,
        liftable: [Int]
    ) {
        self.agreement = agreement
        self.documents = documents
        self.digest = digest
        self.clauses = clauses
        self.tests = tests
        self.byAction = byAction
        self.entries = entries
        self.parties = parties
        self.providesOverride = providesOverride
        self.liftable = liftable
    }

    func partyBit(_ party: Party) -> UInt64 {
        for index in parties.indices where parties[index] == party { return 1 << UInt64(index) }
        return 0
    }

    func reference(_ index: Int) -> ClauseReference {
        let clause = clauses[index]
        return ClauseReference(document: documents[clause.document].id, clause: clause.source.number)
    }

    func entry(of member: MemberID, at instant: Instant) -> CompiledEntry? {
        entries[member]?.first { $0.source.term.covers(instant) }
    }
}

/// One of the documents that decide.
struct CompiledDocument {
    enum Role {
        case agreement
        case instrument
        /// `countsUnknown`: a link that is not known counts, since its party is one that the agreement concerns.
        case law(Party, Set<Law.Link>, countsUnknown: Bool)
    }

    let id: AgreementID
    let version: Int
    let digest: Digest
    let role: Role
    let term: Term
    /// What `agreed-offence` means in it: its own offences, or the agreement's where it lists none.
    let purpose: PurposeTerms?
    let hasOwnPurpose: Bool
    let channel: Channel?
    /// Whose penalties its threshold is about.
    let parties: [Party]

    var isLaw: Bool { if case .law = role { true } else { false } }
}

/// A clause as ranges of tests: first those that must all hold, then those of which none may.
struct CompiledClause {
    let document: Int
    let source: Clause
    let conditions: Range<Int>
    let exceptions: Range<Int>
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
    let source: RosterEntry
    let party: UInt64
    let members: UInt64
    let authorities: UInt64
}
