package import Vocabulary

/// The documents that decide together under one agreement.
package struct PolicyScope: Sendable {
    package let agreement: Agreement
    /// All that it rests on, directly or through another; by name.
    package let instruments: [Agreement]
    /// All laws that can bear on it; by name.
    package let laws: [Law]

    /// The agreement, then its instruments.
    var grants: [Agreement] { [agreement] + instruments }

    /// What `agreed-offence` means in one of its grants.
    func purpose(of grant: Agreement) -> PurposeTerms? { grant.purpose ?? agreement.purpose }
}

extension PolicyLibrary {
    /// Nil if there is no such agreement.
    package func scope(of id: AgreementID) -> PolicyScope? {
        guard let agreement = agreement(id) else { return nil }
        var found: [AgreementID: Agreement] = [:]
        var open = agreement.basis
        while let name = open.popLast() {
            guard found[name] == nil, let instrument = self.agreement(name) else { continue }
            found[name] = instrument
            open += instrument.basis
        }
        return PolicyScope(
            agreement: agreement, instruments: found.values.sorted { $0.id < $1.id },
            laws: laws.filter { $0.canBear(on: agreement) })
    }
}
