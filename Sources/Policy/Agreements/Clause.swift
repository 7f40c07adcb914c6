package import Vocabulary

/// One numbered clause: what it says to people, and the rule that is enforced.
package struct Clause: Hashable, Sendable {
    package enum Effect: String, Word {
        case permit
        case forbid
        case require

        package static let noun = "effect of a clause"
    }

    package let number: ClauseNumber
    package let says: LocalizedText
    package let effect: Effect
    package let actions: Set<Action>
    package let who: WhoTerms
    package let item: ItemTerms
    /// All of them must hold.
    package let conditions: [Condition]
    /// The clause does not match where any of them holds.
    package let exceptions: [Condition]
    package let approvals: ApprovalTerms?
    package let obligations: Obligations
}

/// Whom a clause speaks of. An absent list means everybody; within a list one is enough; all lists must hold.
package struct WhoTerms: Hashable, Sendable {
    package var roles: Set<RosterRole>?
    package var parties: Set<PartyReference>?
    package var members: Set<MemberID>?
    package var authorities: Set<AuthorityID>?

    package static let everybody = WhoTerms()
}

/// A party, named or by its relation to the item.
package enum PartyReference: Hashable, Sendable, Comparable {
    case party(Party)
    case itemOrigin
    /// A party that the item does not come from.
    case otherParties
}

/// What a clause speaks of. An absent list means anything; within a list one is enough; all lists must hold.
package struct ItemTerms: Hashable, Sendable {
    package var categories: Set<EvidenceCategory>?
    package var victimIdentity: Set<VictimIdentity>?
    package var flags: Set<ItemFlag>?
    package var handling: Set<HandlingCode>?
    package var channels: Set<Channel>?
    package var origins: Set<Party>?
    package var copies: Set<CopyKind>?
    package var evaluations: Set<Evaluation>?

    package static let anything = ItemTerms()
}

/// A circumstance that an `if` asks for or an `unless` excepts.
package enum Condition: Hashable, Sendable {
    /// One of these purposes.
    case purpose(Set<PurposeReference>)
    /// The consent of every one of these.
    case consentOf(Set<PartyReference>)
    /// The case is about one of these.
    case offence(Set<Offence>)
    case place(Set<Party>)
    case forum(Set<Party>)
    /// A court has ordered it.
    case courtOrder
    /// Two leaders have lifted the clause, as an instrument of the basis provides.
    case override

    /// Whether it is about where something is done, or before whose courts.
    var isOfTerritory: Bool {
        switch self {
        case .place, .forum: true
        case .purpose, .consentOf, .offence, .courtOrder, .override: false
        }
    }

    /// Whether it is about the use that is made of the material.
    var isOfUse: Bool {
        switch self {
        case .purpose, .consentOf, .offence, .place, .forum: true
        case .courtOrder, .override: false
        }
    }
}

/// A purpose by name, or the investigation, prosecution or trial of an offence that the document lists.
package enum PurposeReference: Hashable, Sendable {
    case purpose(Purpose)
    case agreedOffence

    package static let agreedOffenceName = "agreed-offence"
}

extension WhoTerms {
    /// Whether the clause speaks of this person where the item is from that party; nil: not known.
    func admits(_ entry: RosterEntry, origin: Party?) -> Bool {
        let member = entry.member
        return roles?.contains(entry.role) ?? true && members?.contains(member) ?? true
            && authorities?.contains(member.authority) ?? true
            && parties?.contains {
                switch $0 {
                case .party(let party): party == member.party
                case .itemOrigin: origin == member.party
                case .otherParties: origin != nil && origin != member.party
                }
            } ?? true
    }
}
