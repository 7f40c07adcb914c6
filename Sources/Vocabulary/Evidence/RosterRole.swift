/// The part a member has in a team.
package enum RosterRole: String, Word {
    case teamLeader = "team-leader"
    case member
    case seconded
    case visiting

    package static let noun = "role"
}
