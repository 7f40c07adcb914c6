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
        let given = facts.approvals.filter { binds($0, request, at: instant, facts) && $0.given >= oldest }
        let holders = given.compactMap { approval in
            entry(of: approval.approver, at: instant).map { (approval: approval, entry: $0.source) }
        }
        var persons: Set<MemberID> = []
        var open: [ApprovalSeat] = []
        for seat in terms.seats {
            let fitting = holders.filter { seat.admits($0.entry, origin: origin) }
            persons.formUnion(fitting.map(\.approval.approver))
            state.spends.formUnion(fitting.map(\.approval.event))
            if fitting.isEmpty { open.append(seat) }
        }
        let missing = max(open.isEmpty ? 0 : 1, terms.distinctPersons - persons.count)
        guard missing > 0 else { return state }
        // Every seat was heard, but by too few persons: any seat will do for one more.
        let asked = open.isEmpty ? terms.seats : open
        var reachable: Set<MemberID> = []
        for seat in Set(asked) {
            let candidates = roster.entries(at: instant)
                .filter {
                    $0.member != request.actor && !persons.contains($0.member) && seat.admits($0, origin: origin)
                }
                .map(\.member)
            reachable.formUnion(candidates)
            if candidates.isEmpty {
                if !open.isEmpty { state.cannotBeGiven = true }
            } else {
                state.needs.append(
                    ApprovalNeed(clause: reference(clause), seat: seat, candidates: Set(candidates).sorted()))
            }
        }
        if reachable.count < missing { state.cannotBeGiven = true }
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
