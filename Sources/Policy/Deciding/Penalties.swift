package import Vocabulary

extension PolicyLibrary {
    /// What the laws of an agreement's parties threaten for the least grave of these offences.
    ///
    /// A party whose laws do not name every one of them is left out, so that a threshold for its law is not met.
    /// - Returns: nil if there is no such agreement.
    package func penalties(for offences: [Offence], under id: AgreementID) -> [Penalty]? {
        agreement(id)?.partyList.compactMap { party in
            let own = laws.filter { $0.party == party }
            let years = offences.map { offence in own.compactMap { $0.penalties[offence] }.max() }
            guard years.allSatisfy({ $0 != nil }), let least = years.compactMap({ $0 }).min() else { return nil }
            return Penalty(party: party, years: least)
        }
    }

    /// Whether a case about this offence is one that the agreement, and every instrument which says so, was made for,
    /// and grave enough for them.
    package func admits(_ offence: Offence, under id: AgreementID) -> Bool {
        guard let policy = compiled[id], let penalties = penalties(for: [offence], under: id) else { return false }
        return policy.admits(
            CaseFacts(offences: Fact([offence], from: .request), penalties: Fact(penalties, from: .law)))
    }
}
