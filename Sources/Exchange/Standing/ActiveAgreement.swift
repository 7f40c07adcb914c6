import Custody
import Policy
import Vocabulary

/// An agreement that this node acts under, as it stands at one moment: what decides, its log, and who owns the log's
/// head.
struct ActiveAgreement: Sendable {
    let policy: PolicyInForce
    let ledger: Ledger
    let log: LogReading

    var agreement: Agreement { policy.agreement }
    var library: PolicyLibrary { policy.library }

    /// Commits what was decided under this very policy.
    /// - Throws: `PolicyChanged` if another one is in force by then; see `ExchangeNode.acting`.
    func commit(_ work: @escaping Ledger.Work) async throws -> Committed {
        try await ledger.commit(under: policy.since, work)
    }
}
