import Vocabulary

/// What the engine found, as indices into the compiled policy. Words for people are made from it only when asked for.
/// Never copied: it has many parts, most of them empty.
struct Verdict: ~Copyable, Sendable {
    var outcome: Decision.Outcome = .deny
    var gate: [GateFailure] = []
    /// Matching forbids.
    var forbids = ClauseList()
    /// Forbids that would match, had two leaders not lifted them.
    var lifted = ClauseList()
    var permits = ClauseList()
    var requires = ClauseList()
    /// Documents in which nothing permits.
    var withoutPermit: [Int] = []
    var needs: [SeatNeed] = []
    /// Clauses whose approvals nobody can give.
    var unapprovable: [Int] = []
    var spends: [Digest] = []
    var obligations = Obligations()
    /// Obligations that the node cannot carry out.
    var cannot: [ObligationKind] = []
    /// Redactions for which no rendition exists.
    var lacksRenditions: [Redaction] = []
    /// A court's order was recorded, and stands above what would refuse.
    var isOrdered = false
}
