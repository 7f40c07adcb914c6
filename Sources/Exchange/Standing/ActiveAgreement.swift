import Custody
import Policy
import Vocabulary

/// An agreement that this node acts under: its terms, its log, and who owns the log's head.
struct ActiveAgreement: Sendable {
    let agreement: Agreement
    let ledger: Ledger
    let log: LogReading

    /// The quorum that its receipts ask for, among the cosigners that the trust list knows.
    var isInForce: @Sendable (Instant) -> Bool {
        { [agreement] instant in agreement.term.covers(instant) }
    }
}
