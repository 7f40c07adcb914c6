import Vocabulary

/// Why a request does not even reach the clauses. Each names the heading that it fails.
struct GateFailure: Hashable {
    let code: ErrorCode
    let heading: Heading
    /// Index of the document whose heading it is.
    let document: Int

    init(_ code: ErrorCode, _ heading: Heading, _ document: Int = 0) {
        self.code = code
        self.heading = heading
        self.document = document
    }
}

extension CompiledPolicy {
    /// Everything in the headers that the request fails; empty if it passes.
    func gate(_ asked: Asked, _ item: KnownItem?, entry: CompiledEntry?) -> [GateFailure] {
        var failures: [GateFailure] = []
        let action = asked.request.action
        let testsOffence = action.testsOffence
        for index in headings.indices {
            if !headings[index].covers(asked.instant) { failures.append(termFailure(index, asked.instant)) }
            guard testsOffence, headings[index].listsOffences else { continue }
            if let failure = offenceFailure(index, asked.facts.caseFacts) { failures.append(failure) }
            if let failure = thresholdFailure(index, asked.facts.caseFacts) { failures.append(failure) }
        }
        if let suspension = asked.facts.suspension, Self.stops(asked.request, at: asked.instant, suspension) {
            failures.append(GateFailure(.policySuspended, .suspension))
        }
        if entry == nil {
            let code: ErrorCode =
                entriesByMember[asked.request.actor] == nil ? .policyNotMember : .policyMembershipNotCurrent
            failures.append(GateFailure(code, .members))
        }
        if action.needsPurpose, asked.request.purpose == nil {
            failures.append(GateFailure(.policyPurposeMissing, .purpose))
        }
        if action.testsChannel, let channel = agreement?.channel {
            if let given = item?.channel {
                if given != channel { failures.append(GateFailure(.policyOtherChannel, .channel)) }
            } else {
                failures.append(GateFailure(.policyChannelUnknown, .channel))
            }
        }
        return failures
    }

    /// Whether a case passes the headings that speak of offences.
    func admits(_ facts: CaseFacts) -> Bool {
        headings.indices.allSatisfy { index in
            !headings[index].listsOffences
                || offenceFailure(index, facts) == nil && thresholdFailure(index, facts) == nil
        }
    }

    private func termFailure(_ index: Int, _ instant: Instant) -> GateFailure {
        if index > 0 { return GateFailure(.policyBasisNotInForce, .basis, index) }
        let hasBegun = instant.millisecondsSince1970 >= headings[index].start
        return GateFailure(hasBegun ? .policyEnded : .policyNotYetInForce, .inForce)
    }

    private func offenceFailure(_ index: Int, _ facts: CaseFacts) -> GateFailure? {
        guard let offences = facts.offences.value else { return GateFailure(.policyOffenceUnknown, .offences, index) }
        guard Offence.mask(offences) & (headings[index].agreed ?? 0) != 0 else {
            return GateFailure(.policyOffenceNotListed, .offences, index)
        }
        return nil
    }

    private func thresholdFailure(_ index: Int, _ facts: CaseFacts) -> GateFailure? {
        guard let threshold = headings[index].threshold else { return nil }
        guard let penalties = facts.penalties.value else {
            return GateFailure(.policyThresholdUnknown, .threshold, index)
        }
        let parties = agreement?.partyList ?? []
        var met = 0
        var unmet = 0
        for party in parties {
            var years: Int?
            // Where a party is named twice, the lower figure counts.
            for penalty in penalties where penalty.party == party { years = min(years ?? .max, penalty.years) }
            guard let years else { continue }
            if years >= threshold.maximumPenaltyYears { met += 1 } else { unmet += 1 }
        }
        let isMet = threshold.scope == .anyParty ? met > 0 : met == parties.count
        if isMet { return nil }
        let isKnownUnmet = threshold.scope == .anyParty ? unmet == parties.count : unmet > 0
        return GateFailure(isKnownUnmet ? .policyThresholdNotMet : .policyThresholdUnknown, .threshold, index)
    }

    private static func stops(_ request: PolicyRequest, at instant: Instant, _ suspension: Suspension) -> Bool {
        guard suspension.since <= instant else { return false }
        if suspension.alsoStops.contains(request.action) { return true }
        guard request.action.stopsWhenSuspended else { return false }
        return !(request.purpose == .dangerToLife && request.action.servesDangerToLife)
    }
}
