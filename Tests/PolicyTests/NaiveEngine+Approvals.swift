import Policy
import Vocabulary

extension NaiveEngine {
    /// All the seats that these clauses ask for: each as often as the clause that names it most often, and as recent as
    /// the strictest of the clauses asks.
    func approvals(
        _ clauses: [Clause], _ request: PolicyRequest, at instant: Instant, _ facts: Facts
    ) -> Decision.Outcome {
        var seats: [ApprovalSeat: [Int]] = [:]
        for terms in clauses.compactMap(\.approvals) {
            for seat in Set(terms.seats) {
                var days = seats[seat] ?? []
                for turn in 0..<terms.seats.filter({ $0 == seat }).count {
                    if turn < days.count {
                        days[turn] = min(days[turn], terms.withinDays)
                    } else {
                        days.append(terms.withinDays)
                    }
                }
                seats[seat] = days
            }
        }
        let all = seats.flatMap { seat, days in days.map { (seat: seat, days: $0) } }
        if all.isEmpty { return .permit }
        func fits(_ member: MemberID, _ seat: ApprovalSeat) -> Bool {
            guard let entry = agreement.roster.entry(of: member, at: instant) else { return false }
            let words = seat.description.split(separator: " ").map(String.init)
            if words.count == 1 {
                return words[0] == member.text || words[0] == member.authority.text
            }
            let party = words[0] == "item-origin" ? facts.item?.origin.value?.text : words[0]
            let place = place(request, at: instant, facts)
            return member.party.text == party && role(of: entry, at: place)?.rawValue == words[1]
        }
        func hasApproved(_ member: MemberID, _ days: Int) -> Bool {
            facts.approvals.contains { approval in
                approval.approver == member && !approval.isSpent && approval.given <= instant
                    && instant < approval.expires && approval.given >= instant.adding(days: -days)
                    && approval.requester == request.actor && approval.action == request.action
                    && approval.purpose == request.purpose && approval.offence == request.offence
                    && approval.caseNumber == request.caseNumber
                    && approval.place == (facts.place.source == .request ? facts.place.value : nil)
                    && approval.forum == (facts.forum.source == .request ? facts.forum.value : nil)
                    && approval.log == facts.node.log
                    && approval.policy == policy && approval.bundle == facts.item?.bundle && approval.exhibits == nil
            }
        }
        // Every way to put persons on the seats.
        func canSit(_ seats: ArraySlice<(seat: ApprovalSeat, days: Int)>, _ persons: Set<MemberID>, mustHave: Bool)
            -> Bool
        {
            guard let first = seats.first else { return true }
            return persons.contains { person in
                fits(person, first.seat) && (!mustHave || hasApproved(person, first.days))
                    && canSit(seats.dropFirst(), persons.subtracting([person]), mustHave: mustHave)
            }
        }
        let present = Set(agreement.roster.entries(at: instant).map(\.member)).subtracting([request.actor])
        if canSit(all[...], present, mustHave: true) { return .permit }
        return canSit(all[...], present, mustHave: false) ? .pending : .deny
    }

    static func join(_ one: Obligations, _ other: Obligations) -> Obligations {
        var all = Obligations()
        all.redact = Set(one.redact + other.redact).sorted()
        all.notify = Set(one.notify + other.notify).sorted()
        all.mark = Set(one.mark + other.mark).sorted()
        all.seal = Set(one.seal + other.seal).sorted()
        all.deleteBy = [one.deleteBy, other.deleteBy].compactMap(\.self).min()
        all.log = [one.log, other.log].contains(.full) ? .full : one.log ?? other.log
        return all
    }
}
