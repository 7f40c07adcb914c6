package import Vocabulary

/// An approval that is still missing, and who on the roster can give it.
package struct ApprovalNeed: Hashable, Sendable, Codable, Comparable {
    package let clause: ClauseReference
    package let seat: ApprovalSeat
    /// Sorted; never whoever asks.
    package let candidates: [MemberID]

    package static func < (left: Self, right: Self) -> Bool { (left.clause, left.seat) < (right.clause, right.seat) }
}

/// How the approvals that a clause asks for stand.
struct ApprovalState {
    var needs: [ApprovalNeed] = []
    /// Events of the approvals that this use would spend.
    var spends: Set<Digest> = []
    /// Nobody on the roster could give one that is missing.
    var cannotBeGiven = false

    var isMet: Bool { needs.isEmpty && !cannotBeGiven }
}

extension CompiledPolicy {
    /// Tests the approvals of one clause against those that were given for exactly this request.
    func approvals(
        _ clause: Int, _ request: PolicyRequest, at instant: Instant, facts: Facts
    ) -> ApprovalState {
        var state = ApprovalState()
        guard let terms = clauses[clause].source.approvals, let roster = agreement?.roster else { return state }
        let origin = facts.item?.origin.value
        let oldest = instant.adding(days: -terms.withinDays)
        // One approval of each person, whatever their order: the one that lasts least.
        var given: [MemberID: Approval] = [:]
        for approval in facts.approvals where approval.given >= oldest && binds(approval, request, at: instant, facts) {
            guard let other = given[approval.approver] else { given[approval.approver] = approval; continue }
            if (approval.expires, approval.event) < (other.expires, other.event) { given[approval.approver] = approval }
        }
        let present = roster.entries(at: instant).filter { $0.member != request.actor }
        var seating = Seating(terms.seats, origin: origin)
        for entry in present where given[entry.member] != nil { seating.seat(entry) }
        let taken = seating.holders
        state.spends = Set(taken.compactMap { $0.flatMap { given[$0.member]?.event } })
        guard taken.contains(where: { $0 == nil }) else { return state }
        // Who has not approved may fill what is open, or let somebody who has move to another seat.
        for entry in present where given[entry.member] == nil { seating.seat(entry) }
        guard !seating.holders.contains(where: { $0 == nil }) else {
            state.cannotBeGiven = true
            return state
        }
        var asked: Set<ApprovalSeat> = []
        for (seat, holder) in zip(terms.seats, seating.holders)
        where holder.map({ given[$0.member] == nil }) ?? false && asked.insert(seat).inserted {
            let candidates = present.filter { given[$0.member] == nil && seat.admits($0, origin: origin) }
            state.needs.append(
                ApprovalNeed(clause: reference(clause), seat: seat, candidates: candidates.map(\.member)))
        }
        return state
    }

    /// Whether an approval was given for exactly this, and can still serve.
    private func binds(_ approval: Approval, _ request: PolicyRequest, at instant: Instant, _ facts: Facts) -> Bool {
        guard !approval.isSpent, approval.given <= instant, instant < approval.expires,
            approval.approver != request.actor, approval.requester == request.actor,
            approval.action == request.action, approval.purpose == request.purpose,
            approval.log == facts.node.log, approval.policy == digest, approval.bundle == facts.item?.bundle
        else { return false }
        switch (approval.exhibits, facts.item?.exhibits) {
        case (nil, _): return true
        case (let approved?, let asked?): return approved.covers(asked)
        case (.some, nil): return false
        }
    }
}
