package import Vocabulary

/// An approval that is still missing, and who on the roster can give it.
package struct ApprovalNeed: Hashable, Sendable, Codable, Comparable {
    /// The first clause that asks for it.
    package let clause: ClauseReference
    package let seat: ApprovalSeat
    /// Sorted; never whoever asks.
    package let candidates: [MemberID]

    package static func < (left: Self, right: Self) -> Bool { (left.clause, left.seat) < (right.clause, right.seat) }
}

/// How the approvals that clauses ask for stand.
struct ApprovalState {
    var needs: [ApprovalNeed] = []
    /// Events of the approvals that this use would spend.
    var spends: [Digest] = []
    /// Clauses that ask for one which nobody on the roster could give.
    var unfillable: [Int] = []

    var isMet: Bool { needs.isEmpty && unfillable.isEmpty }
}

extension CompiledPolicy {
    /// Tests the seats that are asked for against the approvals that were given for exactly this request.
    func approvals(
        _ demand: ApprovalDemand, _ request: PolicyRequest, at instant: Instant, facts: Facts
    ) -> ApprovalState {
        var state = ApprovalState()
        guard !demand.seats.isEmpty, let roster = agreement?.roster else { return state }
        let origin = facts.item?.origin.value
        var given: [MemberID: [Approval]] = [:]
        for approval in facts.approvals where approval.binds(request, facts, at: instant, under: digest) {
            given[approval.approver, default: []].append(approval)
        }
        let present = roster.entries(at: instant).filter { $0.member != request.actor }
        var seating = Seating(demand.seats.map(\.seat), origin: origin)
        /// The approval of a person that serves for a seat: of those that are recent enough the one that lasts least.
        func serving(_ member: MemberID, _ seat: Int) -> Approval? {
            let oldest = instant.adding(days: -demand.seats[seat].withinDays)
            return given[member]?.filter { $0.given >= oldest }.min { ($0.expires, $0.event) < ($1.expires, $1.event) }
        }
        for entry in present where given[entry.member] != nil {
            seating.seat(entry, onlyAt: demand.seats.indices.filter { serving(entry.member, $0) != nil })
        }
        let taken = seating.holders
        guard taken.contains(where: { $0 == nil }) else {
            state.spends = taken.indices.compactMap { seat in taken[seat].flatMap { serving($0.member, seat)?.event } }
            return state
        }
        // Who has no seat yet may still approve: for one that is open, or that somebody leaves who can have another.
        let seated = Set(taken.compactMap { $0?.member })
        for entry in present where !seated.contains(entry.member) { seating.seat(entry) }
        if !seating.isFull {
            // Somebody may have to approve again, for a seat that asks for a newer approval than they gave.
            seating = Seating(demand.seats.map(\.seat), origin: origin)
            for entry in present { seating.seat(entry) }
        }
        guard seating.isFull else {
            let open = seating.holders.indices.filter { seating.holders[$0] == nil }
            state.unfillable = open.flatMap { demand.seats[$0].clauses }
            return state
        }
        var asked: Set<ApprovalSeat> = []
        for (index, seat) in demand.seats.enumerated() {
            guard let holder = seating.holders[index], serving(holder.member, index) == nil,
                asked.insert(seat.seat).inserted
            else { continue }
            let kept = Set(
                seating.holders.indices.compactMap { other in
                    seating.holders[other].flatMap { serving($0.member, other) == nil ? nil : $0.member }
                })
            let candidates = present.filter { !kept.contains($0.member) && seat.seat.admits($0, origin: origin) }
            let clause = seat.clauses.map(reference).min()
            guard let clause else { continue }
            state.needs.append(
                ApprovalNeed(clause: clause, seat: seat.seat, candidates: candidates.map(\.member)))
        }
        return state
    }
}
