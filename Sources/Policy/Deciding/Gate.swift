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
    func gate(_ request: PolicyRequest, at instant: Instant, facts: Facts, entry: CompiledEntry?) -> [GateFailure] {
        var failures: [GateFailure] = []
        for index in documents.indices where !documents[index].isLaw {
            let document = documents[index]
            if !document.term.covers(instant) { failures.append(termFailure(document, index, instant)) }
            guard request.action.testsOffence, document.hasOwnPurpose, let purpose = document.purpose else { continue }
            if let failure = offenceFailure(purpose, facts.caseFacts, index) { failures.append(failure) }
            if let threshold = purpose.threshold,
                let failure = thresholdFailure(threshold, document.parties, facts.caseFacts, index)
            {
                failures.append(failure)
            }
        }
        if let suspension = facts.suspension, Self.stops(request, at: instant, suspension) {
            failures.append(GateFailure(.policySuspended, .suspension))
        }
        if entry == nil {
            failures.append(
                GateFailure(entries[request.actor] == nil ? .policyNotMember : .policyMembershipNotCurrent, .members))
        }
        if request.action.needsPurpose, request.purpose == nil {
            failures.append(GateFailure(.policyPurposeMissing, .purpose))
        }
        if request.action.testsChannel, let channel = documents.first?.channel {
            if let given = facts.item?.channel.value {
                if given != channel { failures.append(GateFailure(.policyOtherChannel, .channel)) }
            } else {
                failures.append(GateFailure(.policyChannelUnknown, .channel))
            }
        }
        return failures
    }

    /// Whether a case passes the headings that speak of offences.
    func admits(_ facts: CaseFacts) -> Bool {
        documents.indices.allSatisfy { index in
            guard documents[index].hasOwnPurpose, let purpose = documents[index].purpose else { return true }
            guard offenceFailure(purpose, facts, index) == nil else { return false }
            guard let threshold = purpose.threshold else { return true }
            return thresholdFailure(threshold, documents[index].parties, facts, index) == nil
        }
    }

    private func termFailure(_ document: CompiledDocument, _ index: Int, _ instant: Instant) -> GateFailure {
        if index > 0 { return GateFailure(.policyBasisNotInForce, .basis, index) }
        return GateFailure(document.term.hasBegun(by: instant) ? .policyEnded : .policyNotYetInForce, .inForce)
    }

    private func offenceFailure(_ purpose: PurposeTerms, _ facts: CaseFacts, _ index: Int) -> GateFailure? {
        guard let offences = facts.offences.value else { return GateFailure(.policyOffenceUnknown, .offences, index) }
        guard offences.contains(where: purpose.offences.contains) else {
            return GateFailure(.policyOffenceNotListed, .offences, index)
        }
        return nil
    }

    private func thresholdFailure(
        _ threshold: Threshold, _ parties: [Party], _ facts: CaseFacts, _ index: Int
    ) -> GateFailure? {
        guard let penalties = facts.penalties.value else {
            return GateFailure(.policyThresholdUnknown, .threshold, index)
        }
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
