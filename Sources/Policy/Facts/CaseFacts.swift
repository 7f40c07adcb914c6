package import Vocabulary

/// What the case register says.
package struct CaseFacts: Hashable, Sendable, Codable {
    package var offences: Fact<[Offence]> = .unknown
    /// The maximum penalty of the case's offence in each party's law.
    package var penalties: Fact<[Penalty]> = .unknown

    package init(offences: Fact<[Offence]> = .unknown, penalties: Fact<[Penalty]> = .unknown) {
        self.offences = offences
        self.penalties = penalties
    }

    package static let unknown = CaseFacts()
}

/// The maximum penalty in one party's law; life counts as 100 years.
package struct Penalty: Hashable, Sendable, Codable {
    package let party: Party
    package let years: Int

    package init(party: Party, years: Int) {
        self.party = party
        self.years = years
    }
}
