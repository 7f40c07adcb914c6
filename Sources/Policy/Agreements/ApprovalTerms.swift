package import Vocabulary

/// Whose approval a clause asks for.
package struct ApprovalTerms: Hashable, Sendable {
    /// Sorted. Each needs an approval of its own, by a person of its own.
    package let seats: [ApprovalSeat]
    /// An approval that is older than this no longer counts.
    package let withinDays: Int
}

/// One of the approvals that a clause asks for: `KH team-leader`, `item-origin central-authority`, `kh/moj`,
/// `kh/prosecutor/0001`.
package struct ApprovalSeat: Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
    enum Holder: Hashable {
        case role(PartyReference, RosterRole)
        case authority(AuthorityID)
        case member(MemberID)
    }

    let holder: Holder
    package let description: String

    package init(parsing text: String) throws(VocabularyError) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        if words.count == 2 {
            let party: PartyReference = words[0] == "item-origin" ? .itemOrigin : .party(try Party(parsing: words[0]))
            holder = .role(party, try RosterRole(parsing: words[1]))
        } else if let member = try? MemberID(parsing: text) {
            holder = .member(member)
        } else if let authority = try? AuthorityID(parsing: text) {
            holder = .authority(authority)
        } else {
            throw VocabularyError(
                .identifierForm, "“\(text.shownInMessage)” does not say who approves.",
                next:
                    "Write a party and a role (KH team-leader, item-origin central-authority), kh/moj, or kh/moj/0001.")
        }
        description = text
    }

    package init(from decoder: any Decoder) throws {
        try self.init(parsing: try decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    package static func < (left: Self, right: Self) -> Bool { left.description < right.description }

    /// Whether it depends on where the item is from who can fill it.
    var isOfOrigin: Bool {
        switch holder {
        case .role(.itemOrigin, _), .role(.otherParties, _): true
        case .role(.party, _), .authority, .member: false
        }
    }

    /// Whether this person can fill the seat for an act in some place. An unknown origin fills no seat, and nobody fills
    /// one of whom it is not known whether they lead there.
    func admits(_ entry: RosterEntry, origin: Party?, at place: Party?) -> Bool {
        admits(entry, as: entry.role(at: place), origin: origin)
    }

    /// - Parameter own: as what the person acts; nil where that is not known.
    func admits(_ entry: RosterEntry, as own: RosterRole?, origin: Party?) -> Bool {
        switch holder {
        case .role(.party(let party), let role): entry.member.party == party && own == role
        case .role(.itemOrigin, let role): entry.member.party == origin && own == role
        case .role(.otherParties, let role): origin != nil && entry.member.party != origin && own == role
        case .authority(let authority): entry.member.authority == authority
        case .member(let member): entry.member == member
        }
    }
}
