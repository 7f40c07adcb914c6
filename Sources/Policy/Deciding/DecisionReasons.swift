import Vocabulary

extension Decision {
    /// Why, in the order of the steps; made when asked for, so that deciding stays fast.
    package var reasons: [Reason] { findings.map(\.reason) }

    var reasonCodes: [ErrorCode] { findings.map(\.code) }

    /// What did not decide and should be seen all the same.
    package var warnings: [Reason] {
        (verdict.isOrdered || outcome == .permit ? refusals + noted : noted).map(\.reason)
    }

    private typealias Finding = (code: ErrorCode, reason: Reason)

    private var findings: [Finding] {
        if verdict.isOrdered { return [(.policyCourtOrder, Reason(.policyCourtOrder))] }
        guard outcome == .permit else { return refusals }
        let recorded: [Finding] = verdict.withoutPermit.isEmpty ? [] : [(.policyRecorded, Reason(.policyRecorded))]
        return recorded
            + verdict.permits.array.map { (.policyPermitted, Reason(.policyPermitted, policy.reference($0))) }
            + sorted(verdict.lifted.array).map { (.policyOverridden, Reason(.policyOverridden, $0)) }
    }

    private var refusals: [Finding] {
        func finding(_ reason: (ErrorCode) -> Reason, _ code: ErrorCode) -> Finding { (code, reason(code)) }
        if policy.agreement == nil {
            return [finding({ Reason($0, document: request.agreement) }, .policyUnknownAgreement)]
        }
        var findings: [Finding] = verdict.gate.map { failure in
            let document = policy.documents[failure.document].id
            return (failure.code, Reason(failure.code, document: document, heading: failure.heading))
        }
        findings += sorted(verdict.forbids.array).map { (.policyForbidden, Reason(.policyForbidden, $0)) }
        guard findings.isEmpty else { return findings }
        if !isNoted { findings += lackingPermits }
        if !verdict.cannot.isEmpty {
            findings.append(finding({ Reason($0, names: verdict.cannot.map(\.rawValue)) }, .policyCannotFulfil))
        }
        if !verdict.lacksRenditions.isEmpty {
            let names = verdict.lacksRenditions.map(\.rawValue)
            findings.append(finding({ Reason($0, names: names) }, .policyRenditionNeeded))
        }
        findings += sorted(verdict.unapprovable).map {
            (.policyApprovalImpossible, Reason(.policyApprovalImpossible, $0))
        }
        if outcome == .pending {
            findings += approvalsNeeded.map { need in
                let reason = Reason(
                    .policyApprovalNeeded, document: need.clause.document, clause: need.clause.clause,
                    names: [need.seat.description] + need.candidates.map(\.text))
                return (.policyApprovalNeeded, reason)
            }
        }
        return findings
    }

    /// In court things happen whether or not something permits them here.
    private var isNoted: Bool { Manner(asked) == .recorded }

    private var noted: [Finding] { isNoted && verdict.gate.isEmpty && verdict.forbids.isEmpty ? lackingPermits : [] }

    private var lackingPermits: [Finding] {
        verdict.withoutPermit.map { document in
            let code = document == 0 ? ErrorCode.policyNoPermit : .policyNoPermitInBasis
            return (code, nearestMiss(in: document, code))
        }
    }

    private func sorted(_ clauses: [Int]) -> [ClauseReference] {
        Set(clauses.map(policy.reference)).sorted()
    }

    // MARK: The permit that came nearest

    /// The permit of a document with the least in its way; the first by number where several are as near.
    private func nearestMiss(in document: Int, _ code: ErrorCode) -> Reason {
        let id = policy.documents[document].id
        let permits =
            policy.byAction[Int(request.action.position)].permits.first { $0.document == document }?.clauses ?? []
        guard let entry = policy.entry(of: request.actor, at: instant), let person = policy.rosterEntry(entry),
            !permits.isEmpty
        else {
            return Reason(code, document: id)
        }
        let bits = policy.bits(asked, policy.knownItem(asked), entry: entry)
        var nearest: (clause: Int, misses: [Reason.Miss])?
        for clause in permits {
            let misses = misses(of: clause, bits, person)
            if nearest.map({ misses.count < $0.misses.count }) ?? true { nearest = (clause, misses) }
        }
        guard let nearest else { return Reason(code, document: id) }
        return Reason(
            code, document: id, clause: policy.clauses[nearest.clause].source.number, misses: nearest.misses)
    }

    /// Each obstacle once: several tests may meet the same.
    private func misses(of clause: Int, _ bits: borrowing FactBits, _ entry: RosterEntry) -> [Reason.Miss] {
        let compiled = policy.clauses[clause]
        // For what helps the accused no purpose is in the way.
        let isFreed = Manner(asked) == .helpsTheAccused
        var misses: [Reason.Miss] = []
        for (tests, isExcepted) in [(compiled.conditions, false), (compiled.exceptions, true)] {
            for test in tests.map({ policy.tests[$0] }) {
                if isFreed, test.dimension == Dimension.purpose.rawValue { continue }
                let answer = bits.answer(test)
                guard answer != (isExcepted ? Truth.no : .yes) else { continue }
                let miss = miss(
                    test, answer, entry, listed: policy.headings[compiled.document].agreed, isExcepted: isExcepted)
                if !misses.contains(miss) { misses.append(miss) }
            }
        }
        return misses
    }

    /// - Parameters:
    ///   - answer: of the test; not the one that lets the clause match.
    ///   - listed: the offences that the clause's document lists.
    private func miss(
        _ test: Test, _ answer: Truth, _ entry: RosterEntry, listed: UInt64?, isExcepted: Bool
    ) -> Reason.Miss {
        guard let dimension = Dimension(rawValue: test.dimension) else {
            return Reason.Miss(about: "fact", is: nil, isExcepted: isExcepted)
        }
        let item = facts.item
        if item == nil, !request.action.needsItem, test.isAboutItem(dimension, answer) {
            return Reason.Miss(about: Reason.Miss.item, is: "none", isExcepted: isExcepted)
        }
        func list<Value: CustomStringConvertible>(_ values: [Value]?) -> String? {
            values.map { $0.isEmpty ? "none" : $0.map(\.description).joined(separator: ", ") }
        }
        var about = dimension.noun
        let value: String?
        switch dimension {
        case .role, .roleInLaw:
            let isBoth = request.action.isPlaceless && dimension == .role
            let role = isBoth ? entry.role : entry.role(at: facts.place.value)
            // What is missing is the place: it says whether they lead.
            if role == nil { about = Dimension.place.noun }
            value = role?.rawValue
        case .party
        where item?.origin.value == nil && test.mask & (SpecialBit.itemOrigin | SpecialBit.otherParties) != 0:
            // Whether it is their own party's turns on where the item is from.
            about = Dimension.origin.noun
            value = nil
        case .party: value = request.actor.party.text
        case .member: value = request.actor.text
        case .authority: value = request.actor.authority.text
        case .category: value = item?.category.value?.rawValue
        case .victimIdentity: value = item?.victimIdentity.value?.rawValue
        case .flags: value = list(item?.flags.value)
        case .handling: value = list(item?.handling.value)
        case .channel: value = item?.channel.value?.rawValue
        case .origin: value = item?.origin.value?.text
        case .copy: value = item?.copy.value?.rawValue
        case .evaluation: value = item?.evaluation.value?.text
        case .purpose
        where request.purpose?.servesOffence == true && test.mask >= SpecialBit.agreedOffence(document: 0)
            && test.mask & (request.purpose?.bit ?? 0) == 0:
            about = Dimension.offence.noun
            if answer == .unknown {
                value = nil
            } else if answer == .no, let declared = request.offence, declared.bit & (listed ?? 0) != 0 {
                // It is listed; what is missing is that the case is about it.
                about = Reason.Miss.offenceOfCase
                value = declared.rawValue
            } else {
                value = request.offence?.rawValue ?? list(facts.caseFacts.offences.value)
            }
        case .purpose: value = request.purpose?.rawValue
        case .consent
        where answer == .unknown && item?.origin.value == nil && test.mask & SpecialBit.itemOrigin != 0:
            // Whose consent is meant turns on where the item is from.
            about = Dimension.origin.noun
            value = nil
        case .consent: value = answer == .unknown ? nil : list(Set(facts.consents.map(\.party)).sorted())
        case .offence: value = list(facts.caseFacts.offences.value)
        case .place, .placeInLaw: value = (entry.secondedTo ?? facts.place.value)?.text
        case .forum, .forumInLaw: value = facts.forum.value?.text
        case .courtOrder, .override: value = "none"
        }
        return Reason.Miss(about: about, is: value, isExcepted: isExcepted)
    }
}

extension Test {
    /// Whether it asks something of the item that only an item can answer.
    fileprivate func isAboutItem(_ dimension: Dimension, _ answer: Truth) -> Bool {
        switch dimension {
        case .category, .victimIdentity, .flags, .handling, .channel, .origin, .copy, .evaluation: true
        case .party: mask & (SpecialBit.itemOrigin | SpecialBit.otherParties) != 0
        case .consent: mask & SpecialBit.itemOrigin != 0 && answer == .unknown
        case .role, .member, .authority, .purpose, .offence, .place, .forum, .courtOrder, .override, .roleInLaw,
            .placeInLaw, .forumInLaw:
            false
        }
    }
}
