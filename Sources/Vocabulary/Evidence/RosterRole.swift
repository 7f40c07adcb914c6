/// The part a member has in a team.
package enum RosterRole: String, Word {
    case teamLeader = "team-leader"
    case member
    case seconded
    case visiting
    /// An officer of a party's central authority, who makes and answers requests and consents.
    case centralAuthority = "central-authority"

    package static let noun = "role"
}
