package import Vocabulary

extension PolicyLibrary {
    /// The parties whose territory or whose courts anything here speaks of: those whom an agreement concerns, and those of
    /// the laws that can bear. Empty if there is no such agreement.
    package func territories(under id: AgreementID) -> Set<Party> {
        guard let agreement = agreement(id) else { return [] }
        return agreement.concerned.union(laws.map(\.party))
    }
}
