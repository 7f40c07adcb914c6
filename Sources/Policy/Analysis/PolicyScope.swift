package import Vocabulary

/// The documents that decide together under one agreement.
package struct PolicyScope: Sendable {
    package var agreement: Agreement
    /// All that it rests on, directly or through another; by name.
    package let instruments: [Agreement]
    /// All laws that can bear on it; by name.
    package let laws: [Law]

    /// The agreement, then its instruments.
    var grants: [Agreement] { [agreement] + instruments }

    /// What `agreed-offence` means in one of its grants.
    func purpose(of grant: Agreement) -> PurposeTerms? { grant.purpose ?? agreement.purpose }

    /// What the laws of the agreement's parties threaten for the least grave of these offences; a party whose laws do
    /// not name every one of them is left out.
    package func penalties(for offences: [Offence]) -> [Penalty] {
        agreement.partyList.compactMap { party in
            let years = offences.map { self.years(for: $0, in: party) }
            guard years.allSatisfy({ $0 != nil }), let least = years.compactMap(\.self).min() else { return nil }
            return Penalty(party: party, years: least)
        }
    }

    /// The most that a law of this party threatens for it; nil if none names it.
    func years(for offence: Offence, in party: Party) -> Int? {
        laws.filter { $0.party == party }.compactMap { $0.penalties[offence] }.max()
    }
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
