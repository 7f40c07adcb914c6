package import Custody
import EvidenceBundle
package import Policy
import Store
package import Vocabulary

/// A question that waits for approvals, as it would be asked again.
struct PendingQuestion: Hashable, Sendable {
    let requester: MemberID
    let action: Action
    let purpose: Purpose?
    let declared: Declaration
}

/// What waits for the approval of one member.
package struct WaitingApproval: Sendable {
    /// The `decision-pending` that the request was answered with; the newest, if it was asked several times.
    package let request: EventID
    /// Those of the same request, asked before.
    package fileprivate(set) var earlier: [EventID]
    package let askedAt: Instant
    package let requester: MemberID
    package let action: Action
    package let purpose: Purpose?
    package let declared: Declaration
    package let bundle: BundleMention
    package let caseNumber: CaseNumber
    /// Those that wait for this member.
    package let exhibits: [ExhibitMention]
    /// The policy that an approval has to name.
    package let policy: Digest
    /// Which of the missing approvals the member can give: “KH team-leader”.
    package let seats: [String]
    package let clauses: [ClauseReference]
    /// How many days an approval counts, at most.
    package let withinDays: Int
}

extension ExchangeNode {
    /// So many of the newest requests are looked at.
    private static let mostRequests = 500

    /// What waits for the caller's approval, the newest request first.
    ///
    /// It follows from the requests on record, decided anew: what was approved meanwhile, or would be refused now, does
    /// not wait. Of a bundle the caller sees what they may list of it.
    package func waiting(under id: AgreementID, for caller: CallingMember) async throws -> [WaitingApproval] {
        try await elsewhere { [self] in
            let active = try await agreement(id, for: caller)
            guard let policy = active.library.policyDigest(for: id) else { throw ExchangeError.notThere }
            let own = deciding(under: active, for: caller)
            var found: [WaitingApproval] = []
            var seen = seenBundles(under: active, for: caller)
            let rows = try folder.register.newest(
                Self.mostRequests, ofType: EventType.decisionPending.rawValue, in: active.ledger.key)
            for row in rows {
                guard let bundle = try row.bundle.flatMap({ try seen.bundle($0) }),
                    let waiting = try waiting(row, in: bundle, under: active, policy, for: caller, own)
                else { continue }
                if let same = found.firstIndex(where: { $0.asksTheSame(as: waiting) }) {
                    found[same].earlier.append(waiting.request)
                } else {
                    found.append(waiting)
                }
            }
            return found
        }
    }

    private func waiting(
        _ row: EventRow, in seen: SeenBundle, under active: ActiveAgreement, _ policy: Digest,
        for caller: CallingMember, _ own: Deciding
    ) throws -> WaitingApproval? {
        let event = try active.log.event(at: Int(row.entry)).event
        var question: PendingQuestion?
        var asked: Set<ExhibitNumber> = []
        for decision in try folder.register.decisions(active.agreement.id, at: row.entry) {
            let record = try DecisionRecord(reading: decision.record)
            guard record.outcome == .pending, record.request.actor != caller.member else { continue }
            question = PendingQuestion(
                requester: record.request.actor, action: record.request.action, purpose: record.request.purpose,
                declared: Declaration(record))
            for exhibit in seen.visible
            where record.facts.item?.exhibits?.ranges.contains(where: { $0.contains(exhibit.record.number.value) })
                ?? true
            {
                asked.insert(exhibit.record.number)
            }
        }
        guard let question else { return nil }
        let exhibits = seen.visible.filter { asked.contains($0.record.number) }
        let needs = try needs(of: question, on: exhibits, of: seen.bundle, under: active, at: now)
            .filter { $0.need.candidates.contains(caller.member) }
        guard !needs.isEmpty else { return nil }
        let waiting = Set(needs.flatMap(\.exhibits))
        let mine = exhibits.filter { waiting.contains($0.record.number) }
        let mayApprove = try own.decide(
            .approve, purpose: question.purpose, declaring: question.declared,
            about: try own.cases.known(seen.bundle.row.caseNumber, declared: question.declared.offence),
            on: mine.map(\.record), of: seen.bundle
        ).decisions.allSatisfy { $0.outcome == .permit }
        guard mayApprove else { return nil }
        return WaitingApproval(
            request: row.id, earlier: [], askedAt: event.at, requester: question.requester, action: question.action,
            purpose: question.purpose, declared: question.declared, bundle: seen.bundle.mention,
            caseNumber: seen.bundle.row.caseNumber, exhibits: mine.map(\.mention), policy: policy,
            seats: Set(needs.map(\.need.seat.description)).sorted(), clauses: Set(needs.map(\.need.clause)).sorted(),
            withinDays: needs.compactMap { active.library.withinDays($0.need.clause) }.min() ?? 1)
    }

    /// The approvals that a question would wait for if it were asked now, each with the exhibits that it is about.
    func needs(
        of question: PendingQuestion, on exhibits: [HeldBundle.Exhibit], of held: HeldBundle,
        under active: ActiveAgreement, at instant: Instant
    ) throws -> [(need: ApprovalNeed, exhibits: [ExhibitNumber])] {
        let deciding = deciding(under: active, as: question.requester, at: instant)
        let decided = try deciding.decide(
            question.action, purpose: question.purpose, declaring: question.declared,
            about: try deciding.cases.known(held.row.caseNumber, declared: question.declared.offence),
            on: exhibits.map(\.record), of: held)
        return decided.decisions.enumerated().flatMap { place, decision in
            decision.outcome == .pending
                ? decision.approvalsNeeded.map { need in
                    (need, decided.places.filter { $0.value == place }.map(\.key))
                } : []
        }
    }
}

extension WaitingApproval {
    fileprivate func asksTheSame(as other: WaitingApproval) -> Bool {
        requester == other.requester && action == other.action && purpose == other.purpose
            && declared == other.declared
            && bundle == other.bundle && exhibits == other.exhibits
    }
}

extension PolicyLibrary {
    /// How many days the approvals of a clause count.
    fileprivate func withinDays(_ reference: ClauseReference) -> Int? {
        let clauses =
            agreements.filter { $0.id == reference.document }.flatMap(\.clauses)
            + laws.filter { $0.id == reference.document }.flatMap(\.clauses)
        return clauses.first { $0.number == reference.clause }?.approvals?.withinDays
    }
}
