import Custody
import Policy
import Vocabulary

/// An agreement that this node acts under: its terms, its log, and who owns the log's head.
struct ActiveAgreement: Sendable {
    let agreement: Agreement
    let ledger: Ledger
    let log: LogReading
}
