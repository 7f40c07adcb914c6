import Vocabulary

extension Decision {
    /// What the person who asked can do now.
    var nextStep: String {
        switch code {
        case .policyPermitted, .policyCourtOrder: "Nothing stands in the way."
        case .policyRecorded: "Keep the record; tell the giving party's central authority what was produced."
        case .policyUnknownAgreement: "Check the name of the agreement; ask the node's operator which are in force."
        case .policyNotYetInForce, .policyEnded, .policyBasisNotInForce:
            "Ask your central authority which agreement is in force today."
        case .policySuspended:
            "Ask your central authority. Duties to return, arranged hearings and notices of danger to life go on."
        case .policyNotMember, .policyMembershipNotCurrent:
            "Ask \(leader) to have you added to the roster for these days."
        case .policyPurposeMissing:
            "State one of: \(Purpose.allCases.map(\.rawValue).joined(separator: ", "))."
        case .policyOffenceNotListed: "Ask a prosecutor whether another agreement or a request serves this case."
        case .policyOffenceUnknown: "Declare the offence that the case is about with --offence CODE, and sign it so."
        case .policyThresholdUnknown:
            "Ask a prosecutor: the laws that this node has do not say what the offence of the case can cost."
        case .policyThresholdNotMet: "Ask a prosecutor whether a request under another agreement serves this case."
        case .policyOtherChannel, .policyChannelUnknown:
            "Ask the competent authority to reissue it under this agreement's channel."
        case .policyForbidden: forbidNextStep
        case .policyNoPermit, .policyNoPermitInBasis:
            "Ask \(leader) who may do this, or have a request made to the other party's authority."
        case .policyApprovalNeeded: "Ask those who are named to approve, then ask again."
        case .policyApprovalImpossible: "Ask the central authority: the roster lacks somebody who could approve."
        case .policyCannotFulfil: "Ask the node's operator; until then ask the giving party to hand it over itself."
        case .policyRenditionNeeded: "Ask the giving party to make and submit the redacted rendition, then ask again."
        default: "Ask \(leader)."
        }
    }

    /// Whom people turn to: a team has a leader, other agreements do not.
    private var leader: String {
        switch policy.agreement?.kind {
        case .jointInvestigationTeam: "the team's leader"
        case .houseRules: "the head of your authority"
        default: "your central authority"
        }
    }

    /// The way that would lift every forbid that matched, if there is one.
    private var forbidNextStep: String {
        let clauses = verdict.forbids.map { policy.clauses[$0].source }
        func areLifted(_ test: (Condition) -> Bool) -> Bool {
            clauses.allSatisfy { $0.exceptions.contains(where: test) }
        }
        if areLifted({ if case .consentOf = $0 { true } else { false } }) {
            return "Ask the giving party's central authority for its consent to this use."
        }
        if areLifted({ $0 == .courtOrder }) { return "Only a court's order about this bundle lifts it." }
        if let entry = policy.entry(of: request.actor, at: instant) {
            let bits = policy.bits(asked, entry: entry)
            if verdict.forbids.allSatisfy({ policy.value(of: $0, bits) == .unknown }) {
                return "Something that the clause asks about is not known here. Have it stated, then ask again."
            }
        }
        if clauses.contains(where: \.exceptions.isEmpty) {
            return "Nothing lifts this refusal: no consent, approval or order changes it."
        }
        return "Read what each clause excepts; every one that is cited must be lifted."
    }
}
