package import Vocabulary

extension PolicyLibrary {
    /// What the laws of an agreement's parties threaten for the gravest of these offences.
    ///
    /// A party whose laws name none of them is left out, so that a threshold for its law is not met.
    /// - Returns: nil if there is no such agreement.
    package func penalties(for offences: [Offence], under id: AgreementID) -> [Penalty]? {
        agreement(id)?.partyList.compactMap { party in
            laws.filter { $0.party == party }
                .flatMap { law in offences.compactMap { law.penalties[$0] } }
                .max()
                .map { Penalty(party: party, years: $0) }
        }
    }
}
