package import Vocabulary

/// A person's place in a team, for a time.
package struct RosterEntry: Hashable, Sendable {
    package let member: MemberID
    package let role: RosterRole
    /// The party on whose territory a seconded member works.
    package let secondedTo: Party?
    package let term: Term
    /// Where a team leader leads; elsewhere they act as a member. Nil: wherever the team operates.
    package var leadsIn: Set<Party>? = nil

    /// As what the person acts where the operation takes place. Nil where that turns on a place which is not known.
    package func role(at place: Party?) -> RosterRole? {
        guard let leadsIn else { return role }
        return place.map { leadsIn.contains($0) ? role : .member }
    }
}

/// Who may act under an agreement. A person may stand on it several times, with periods that do not overlap.
package struct Roster: Hashable, Sendable {
    package let entries: [RosterEntry]
    private let byMember: [MemberID: [RosterEntry]]

    init(_ entries: [RosterEntry]) {
        self.entries = entries.sorted { ($0.member, $0.term.start) < ($1.member, $1.term.start) }
        byMember = Dictionary(grouping: self.entries, by: \.member)
    }

    package func entry(of member: MemberID, at instant: Instant) -> RosterEntry? {
        byMember[member]?.first { $0.term.covers(instant) }
    }

    package func names(_ member: MemberID) -> Bool { byMember[member] != nil }

    package func entries(at instant: Instant) -> [RosterEntry] { entries.filter { $0.term.covers(instant) } }
}
