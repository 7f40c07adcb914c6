package import Custody
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

    /// - Parameter cosigner: whose party's own logs do not count.
    func include(_ origin: LogOrigin, for cosigner: Identity) -> Bool {
        origin.party != cosigner.party
            && (origins.contains(origin) || origin.agreement.map { agreements.contains($0) } ?? false)
    }
}
