package import Custody
import Seal
package import Vocabulary

/// Which logs a cosigner signs for: those that its operator names, and never one of its own party.
package struct CosignedLogs: Hashable, Sendable {
    package let origins: Set<LogOrigin>
    /// Every node's log of these agreements.
    package let agreements: Set<AgreementID>

    package init(origins: Set<LogOrigin> = [], agreements: Set<AgreementID> = []) {
        self.origins = origins
        self.agreements = agreements
    }

    /// The keys of a log, as the trust list gives them for its node.
    /// - Parameter cosigner: whose party's own logs do not count.
    /// - Returns: nil for a log that is not cosigned here.
    func keys(of origin: String, in list: TrustList, for cosigner: Identity) throws -> LogKeys? {
        guard let origin = try? LogOrigin(parsing: origin), include(origin, for: cosigner),
            let node = list.nodes[origin.node]
        else { return nil }
        return try LogKeys(origin: origin, of: node)
    }

    private func include(_ origin: LogOrigin, for cosigner: Identity) -> Bool {
        origin.party != cosigner.party
            && (origins.contains(origin) || origin.agreement.map { agreements.contains($0) } ?? false)
    }
}
