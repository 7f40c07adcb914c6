import Vocabulary

/// Who appears in the demonstration: the parties and people of `docs/spec/trust.md`.
struct DemonstrationPlan {
    let party: String
    let node: String
    /// authority/number
    let members: [String]
    /// Who signs agreements, laws and the trust list for the party.
    let centralAuthority: String

    static let parties = [
        DemonstrationPlan(
            party: "KH", node: "phnom-penh", members: ["ahtjpp/0101", "prosecutor/0001", "moj/0001"],
            centralAuthority: "moj"),
        DemonstrationPlan(
            party: "TH", node: "bangkok", members: ["dsi/0201", "dsi/0202", "dsi/0203", "oag/0001"],
            centralAuthority: "oag"),
        DemonstrationPlan(
            party: "VN", node: "ha-noi", members: ["c02/0101", "spp/0001"], centralAuthority: "spp"),
    ]

    /// What every demonstration party's time-stamping authority is called.
    static let authority = "tsa/main"

    func identities() throws(SealError) -> (
        party: Party, members: [Identity], node: Identity, cosigner: Identity, authority: Identity
    ) {
        do {
            let party = try Party(parsing: self.party)
            var people: [Identity] = []
            for member in members { people.append(try Identity(parsing: "\(party.lowercased)/\(member)")) }
            return (
                party, people, try Identity(parsing: "\(party.lowercased)/node/\(node)"),
                try Identity(parsing: "\(party.lowercased)/cosigner/\(node)"),
                try Identity(parsing: "\(party.lowercased)/\(Self.authority)")
            )
        } catch {
            throw SealError(error.code, error.reason, next: error.nextStep)
        }
    }
}
