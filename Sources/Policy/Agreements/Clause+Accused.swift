import Vocabulary

extension Clause {
    /// A forbid that turns on what the material is used for: the purpose, the offence, where or before whose courts,
    /// whether somebody consents to the use, or whether its user has it from another. What a court has to decide is no
    /// limit of use.
    ///
    /// - Parameter link: by which the law that it stands in bears; it limits the clause as its own terms do.
    func isSpeciality(by link: Law.Link?) -> Bool {
        guard effect == .forbid else { return false }
        switch link {
        case .place, .forum: return true
        case .itemOrigin, .actorParty, nil:
            return (conditions + exceptions).contains(where: \.isOfUse) || turnsOnGiver(by: link)
        }
    }

    /// Whether it tells those who gave the material from those who received it, by their relation to it or by name. A
    /// person and an authority are of a party.
    private func turnsOnGiver(by link: Law.Link?) -> Bool {
        let parties = who.parties ?? []
        if parties.contains(.itemOrigin) || parties.contains(.otherParties) { return true }
        let namesUser =
            !parties.isEmpty || who.members != nil || who.authorities != nil || link == .actorParty
        return namesUser && (item.origins != nil || link == .itemOrigin)
    }

    /// Whether it is a speciality clause that would keep from the accused what helps them. No file with one is read.
    ///
    /// - Parameter links: of the law that it stands in, each of which is enough; none elsewhere.
    func barsTheAccused(by links: Set<Law.Link>) -> Bool {
        let isLimit = links.isEmpty ? isSpeciality(by: nil) : links.contains { isSpeciality(by: $0) }
        guard isLimit, actions.contains(.disclose) else { return false }
        func names(_ conditions: [Condition]) -> Bool {
            conditions.contains {
                if case .purpose(let purposes) = $0 { purposes.contains(.purpose(.exculpatory)) } else { false }
            }
        }
        let turnsOnPurpose = conditions.contains { if case .purpose = $0 { true } else { false } }
        return (turnsOnPurpose ? names(conditions) : true) && !names(exceptions)
    }
}
