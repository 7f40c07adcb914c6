import Vocabulary

/// What the engine found, as indices into the compiled policy. Words for people are made from it only when asked for.
struct Verdict {
    var outcome: Decision.Outcome = .deny
    var gate: [GateFailure] = []
    /// Matching forbids.
    var forbids: [Int] = []
    /// Forbids that would match, had two leaders not lifted them.
    var lifted: [Int] = []
    var permits: [Int] = []
    var requires: [Int] = []
    /// Documents in which nothing permits.
    var withoutPermit: [Int] = []
    var needs: [SeatNeed] = []
    /// Clauses whose approvals nobody can give.
    var unapprovable: [Int] = []
    var spends: [Digest] = []
    var obligations = Obligations.none
    /// Obligations that the node cannot carry out.
    var cannot: [ObligationKind] = []
    /// Redactions for which no rendition exists.
    var lacksRenditions: [Redaction] = []
    /// A court's order was recorded, and stands above what would refuse.
    var isOrdered = false
}
