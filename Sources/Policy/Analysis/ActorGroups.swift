import Vocabulary

/// Members whom no clause and no day tells apart: what holds for one of them holds for each.
struct ActorGroup {
    /// Sorted.
    let members: [MemberID]
    /// Who stands for all of them.
    let first: MemberID

    static func all(_ scopes: [PolicyScope]) -> [ActorGroup] {
        let names = Names(scopes)
        var groups: [Key: [MemberID]] = [:]
        for member in Set(scopes.flatMap { $0.agreement.roster.entries.map(\.member) }).sorted() {
            groups[Key(member, scopes, names), default: []].append(member)
        }
        return groups.values.compactMap { members in members.first.map { ActorGroup(members: members, first: $0) } }
            .sorted { $0.first < $1.first }
    }

    /// Everything about a member that can decide.
    private struct Key: Hashable {
        struct Entry: Hashable {
            let role: RosterRole
            let secondedTo: Party?
            let leadsIn: Set<Party>?
            let start: Int64
            let end: Int64
        }

        let party: Party
        let member: MemberID?
        let authority: AuthorityID?
        let entries: [[Entry]]

        init(_ member: MemberID, _ scopes: [PolicyScope], _ names: Names) {
            party = member.party
            self.member = names.members.contains(member) ? member : nil
            authority = names.authorities.contains(member.authority) ? member.authority : nil
            entries = scopes.map { scope in
                scope.agreement.roster.entries.filter { $0.member == member }.map {
                    Entry(
                        role: $0.role, secondedTo: $0.secondedTo, leadsIn: $0.leadsIn, start: $0.term.start,
                        end: $0.term.end)
                }
            }
        }
    }

    /// Whom clauses name.
    private struct Names {
        var members: Set<MemberID> = []
        var authorities: Set<AuthorityID> = []

        init(_ scopes: [PolicyScope]) {
            for clause in scopes.flatMap({ $0.grants.flatMap(\.clauses) + $0.laws.flatMap(\.clauses) }) {
                members.formUnion(clause.who.members ?? [])
                authorities.formUnion(clause.who.authorities ?? [])
                for seat in clause.approvals?.seats ?? [] {
                    switch seat.holder {
                    case .role: break
                    case .authority(let authority): authorities.insert(authority)
                    case .member(let member): members.insert(member)
                    }
                }
            }
        }
    }
}
