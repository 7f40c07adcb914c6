import Vocabulary

extension Decision {
    /// What the person who asked can do now.
    var nextStep: String {
        switch code {
        case .policyPermitted, .policyCourtOrder: "Nothing stands in the way."
        case .policyUnknownAgreement: "Check the name of the agreement; ask the node's operator which are in force."
        case .policyNotYetInForce, .policyEnded, .policyBasisNotInForce:
            "Ask your central authority which agreement is in force today."
        case .policySuspended:
            "Ask your central authority. Duties to return, arranged hearings and notices of danger to life go on."
        case .policyNotMember, .policyMembershipNotCurrent:
            "Ask the team's leader to add you to the roster for these days."
        case .policyPurposeMissing:
            "State one of: \(Purpose.allCases.map(\.rawValue).joined(separator: ", "))."
        case .policyOffenceNotListed: "Ask a prosecutor whether another agreement or a request serves this case."
        case .policyOffenceUnknown, .policyThresholdUnknown: "Enter the offence and its penalties in the case register."
        case .policyThresholdNotMet: "Ask a prosecutor whether a request under another agreement serves this case."
        case .policyOtherChannel, .policyChannelUnknown:
            "Ask the competent authority to reissue it under this agreement's channel."
        case .policyForbidden: forbidNextStep
        case .policyNoPermit, .policyNoPermitInBasis:
            "Ask the team's leader who may do this, or make a request to the other party's authority."
        case .policyApprovalNeeded: "Ask those who are named to approve, then ask again."
        case .policyApprovalImpossible: "Ask the central authority: the roster lacks somebody who could approve."
        case .policyCannotFulfil: "Ask the node's operator; until then ask the giving party to hand it over itself."
        case .policyRenditionNeeded: "Ask the giving party to make and submit the redacted rendition, then ask again."
        default: "Ask the team's leader."
        }
    }

    /// Where a consent would lift every forbid that matched, that is the way.
    private var forbidNextStep: String {
        let isLiftedByConsent = verdict.forbids.allSatisfy { clause in
            policy.clauses[clause].source.exceptions.contains { if case .consentOf = $0 { true } else { false } }
        }
        return isLiftedByConsent
            ? "Ask the giving party's central authority for its consent to this use."
            : "Read the clause; if it should not apply here, ask the central authority."
    }
}
