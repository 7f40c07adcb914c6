package import Custody
import Policy
package import Vocabulary

extension ExchangeNode {
    /// The parties to the agreement of a log, whichever node keeps it; none if no such agreement is in force here.
    package func parties(to log: LogOrigin) async -> Set<Party> {
        guard let id = log.agreement, let active = await ledgers[id]?.active else { return [] }
        return Set(active.agreement.parties.keys)
    }
}
