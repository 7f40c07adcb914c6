import Vocabulary

extension DecisionSentences {
    /// What the person who asked can do now.
    var nextStep: String {
        switch decision.code {
        case .policyPermitted, .policyCourtOrder: catalogue.text(.nextNothing)
        case .policyRecorded: catalogue.text(.nextRecorded)
        case .policyUnknownAgreement: catalogue.text(.nextUnknownAgreement)
        case .policyNotYetInForce, .policyEnded, .policyBasisNotInForce: catalogue.text(.nextNotInForce)
        case .policySuspended: catalogue.text(.nextSuspended)
        case .policyNotMember, .policyMembershipNotCurrent: catalogue.text(.nextNotMember, ["whom": whom])
        case .policyPurposeMissing:
            catalogue.text(
                .nextPurposeMissing, ["purposes": Purpose.allCases.map(\.rawValue).joined(separator: ", ")])
        case .policyOffenceNotListed: catalogue.text(.nextOffenceNotListed)
        case .policyOffenceUnknown: catalogue.text(.nextOffenceUnknown)
        case .policyThresholdUnknown: catalogue.text(.nextThresholdUnknown)
        case .policyThresholdNotMet: catalogue.text(.nextThresholdNotMet)
        case .policyOtherChannel, .policyChannelUnknown: catalogue.text(.nextOtherChannel)
        case .policyForbidden: catalogue.text(forbidden)
        case .policyNoPermit, .policyNoPermitInBasis: catalogue.text(.nextNoPermit, ["whom": whom])
        case .policyApprovalNeeded: catalogue.text(.nextApprovalNeeded)
        case .policyApprovalImpossible: catalogue.text(.nextApprovalImpossible)
        case .policyCannotFulfil: catalogue.text(.nextCannotFulfil)
        case .policyRenditionNeeded: catalogue.text(.nextRendition)
        default: catalogue.text(.nextAsk, ["whom": whom])
        }
    }

    /// Whom people turn to: a team has a leader, other agreements do not.
    private var whom: String {
        switch decision.policy.agreement?.kind {
        case .jointInvestigationTeam: catalogue.text(.whomLeader)
        case .houseRules: catalogue.text(.whomHead)
        default: catalogue.text(.whomAuthority)
        }
    }

    /// The way that would lift every forbid that matched, if there is one.
    private var forbidden: MessageID {
        let policy = decision.policy
        let forbids = decision.verdict.forbids.array
        let clauses = forbids.map { policy.clauses[$0].source }
        func areLifted(_ test: (Condition) -> Bool) -> Bool {
            clauses.allSatisfy { $0.exceptions.contains(where: test) }
        }
        if areLifted({ if case .consentOf = $0 { true } else { false } }) { return .nextForbidConsent }
        if areLifted({ $0 == .courtOrder }) { return .nextForbidOrder }
        if let entry = policy.entry(of: decision.request.actor, at: decision.instant) {
            let bits = policy.bits(decision.asked, policy.knownItem(decision.asked), entry: entry)
            if forbids.allSatisfy({ policy.value(of: $0, bits) == .unknown }) { return .nextForbidUnknown }
        }
        return clauses.contains(where: \.exceptions.isEmpty) ? .nextForbidNever : .nextForbidEach
    }
}
