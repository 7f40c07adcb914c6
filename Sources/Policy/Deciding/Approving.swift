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

/// The same without words: a clause, one of the seats of its approvals, and entries of the roster.
struct SeatNeed {
    let clause: Int
    let seat: Int
    let candidates: [Int]
}

/// How the approvals that clauses ask for stand.
struct ApprovalState {
    var needs: [SeatNeed] = []
    /// Events of the approvals that this use would spend.
    var spends: [Digest] = []
    /// Clauses that ask for one which nobody on the roster could give.
    var unfillable: [Int] = []

    var isMet: Bool { needs.isEmpty && unfillable.isEmpty }
}

extension CompiledPolicy {
    /// Tests the seats that are asked for against the approvals that were given for exactly this request.
    func approvals(_ demand: ApprovalDemand, _ asked: Asked) -> ApprovalState {
        guard !demand.seats.isEmpty, let roster = agreement?.roster else { return ApprovalState() }
        var given: [MemberID: [Approval]] = [:]
        for index in asked.facts.approvals.indices
        where asked.facts.approvals[index].binds(asked, under: digest) {
            given[asked.facts.approvals[index].approver, default: []].append(asked.facts.approvals[index])
        }
        let fillers = demand.seats.map { candidates(for: $0, asked) }
        if given.isEmpty, demand.seats.count == 1 {
            var state = ApprovalState()
            if fillers[0].isEmpty {
                state.unfillable = demand.seats[0].clauses
            } else {
                state.needs = [need(demand.seats[0], fillers[0])]
            }
            return state
        }
        let present = Set(fillers.joined()).sorted().map { roster.entries[$0] }
        return seat(demand, given, present, fillers, asked)
    }

    /// The entries of the roster that can fill a seat for this request today.
    private func candidates(for seat: ApprovalDemand.Seat, _ asked: Asked) -> [Int] {
        guard let first = seat.clauses.first else { return [] }
        let own = entriesByMember[asked.request.actor]
        let origin = asked.facts.item?.origin.value
        let place = place(of: asked)
        return clauses[first].candidates[seat.position].filter { index in
            entries[index].covers(asked.instant) && own.map { !$0.contains(index) } ?? true
                && (!seat.seat.isOfOrigin && entries[index].leadsIn == nil
                    || agreement.map { seat.seat.admits($0.roster.entries[index], origin: origin, at: place) } ?? false)
        }
    }

    /// Where the act takes place, as far as that is known.
    func place(of asked: Asked) -> Party? {
        entry(of: asked.request.actor, at: asked.instant).flatMap(rosterEntry)?.secondedTo ?? asked.facts.place.value
    }

    private func need(_ seat: ApprovalDemand.Seat, _ candidates: [Int]) -> SeatNeed {
        let first = seat.clauses.min { ranks[$0] < ranks[$1] } ?? 0
        let position = clauses[first].source.approvals?.seats.firstIndex(of: seat.seat) ?? 0
        return SeatNeed(clause: first, seat: position, candidates: candidates)
    }

    private func seat(
        _ demand: ApprovalDemand, _ given: [MemberID: [Approval]], _ present: [RosterEntry], _ candidates: [[Int]],
        _ asked: Asked
    ) -> ApprovalState {
        var state = ApprovalState()
        let origin = asked.facts.item?.origin.value
        let place = place(of: asked)
        var seating = Seating(demand.seats.map(\.seat), origin: origin, at: place)
        /// The approval of a person that serves for a seat: of those that are recent enough the one that lasts least.
        func serving(_ member: MemberID, _ seat: Int) -> Approval? {
            let oldest = asked.instant.adding(days: -demand.seats[seat].withinDays)
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
            seating = Seating(demand.seats.map(\.seat), origin: origin, at: place)
            for entry in present { seating.seat(entry) }
        }
        guard seating.isFull else {
            let open = seating.holders.indices.filter { seating.holders[$0] == nil }
            state.unfillable = open.flatMap { demand.seats[$0].clauses }
            return state
        }
        let kept = Set(
            seating.holders.indices.compactMap { seat in
                seating.holders[seat].flatMap { serving($0.member, seat) == nil ? nil : $0.member }
            })
        var needed: Set<ApprovalSeat> = []
        for (index, seat) in demand.seats.enumerated() {
            guard let holder = seating.holders[index], serving(holder.member, index) == nil,
                needed.insert(seat.seat).inserted
            else { continue }
            let free = candidates[index].filter { entry in
                agreement.map { !kept.contains($0.roster.entries[entry].member) } ?? false
            }
            state.needs.append(need(seat, free))
        }
        return state
    }

    /// What is missing, in words.
    func words(for needs: [SeatNeed]) -> [ApprovalNeed] {
        needs.compactMap { need in
            clauses[need.clause].source.approvals.map { terms in
                ApprovalNeed(
                    clause: reference(need.clause), seat: terms.seats[need.seat],
                    candidates: need.candidates.compactMap { agreement?.roster.entries[$0].member })
            }
        }.sorted()
    }
}
