import Vocabulary

extension PolicyScope {
    /// The same, as if it were in force on these days: whoever was on its roster from its first day or to its last is
    /// taken to have been there before and to stay.
    func asIfInForce(during days: Term) -> PolicyScope {
        var scope = self
        let own = agreement.term
        guard own.start > days.start || own.end < days.end else { return scope }
        let from = min(own.from, days.from)
        let until = own.until.flatMap { own in days.until.map { max(own, $0) } }
        scope.agreement.term = Term(from: from, until: until, zone: own.zone)
        scope.agreement.roster = Roster(
            agreement.roster.entries.map { entry in
                let isFirst = entry.term.start <= own.start
                let isLast = entry.term.end >= own.end
                return RosterEntry(
                    member: entry.member, role: entry.role, secondedTo: entry.secondedTo,
                    term: Term(
                        from: isFirst ? from : entry.term.from, until: isLast ? until : entry.term.until,
                        zone: entry.term.zone), leadsIn: entry.leadsIn)
            })
        return scope
    }
}
