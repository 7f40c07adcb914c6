import Vocabulary

extension DecisionSentences {
    /// What the person who asked can do now.
    var nextStep: String {
        switch decision.code {
        case .policyPermitted, .policyCourtOrder: catalogue.text(.nextNothing)
        case .policyRecorded: catalogue.text(.nextRecorded)
        case .policyUnknownAgreement: catalogue.text(.nextUnknownAgreement)
        case .policyNotYetInForce, .policyEnded, .policyBasisNotInForce:
            catalogue.text(.nextNotInForce, ["whom": contacts.authority])
        case .policySuspended: catalogue.text(.nextSuspended, ["whom": contacts.authority])
        case .policyNotMember, .policyMembershipNotCurrent: catalogue.text(.nextNotMember, ["whom": contacts.lead])
        case .policyPurposeMissing:
            catalogue.text(
                .nextPurposeMissing, ["purposes": Purpose.allCases.map(\.rawValue).joined(separator: ", ")])
        case .policyOffenceNotListed: catalogue.text(.nextOffenceNotListed)
        case .policyOffenceUnknown: catalogue.text(.nextOffenceUnknown)
        case .policyThresholdUnknown: catalogue.text(.nextThresholdUnknown)
        case .policyThresholdNotMet: catalogue.text(.nextThresholdNotMet)
        case .policyOtherChannel, .policyChannelUnknown: catalogue.text(.nextOtherChannel)
        case .policyForbidden: forbidden
        case .policyNoPermit, .policyNoPermitInBasis:
            catalogue.text(
                decision.request.action.isDoneToMaterial ? .nextNoPermit : .nextNoPermitAct, ["whom": contacts.lead])
        case .policyApprovalNeeded: catalogue.text(.nextApprovalNeeded)
        case .policyApprovalImpossible: catalogue.text(.nextApprovalImpossible, ["whom": contacts.authority])
        case .policyCannotFulfil: catalogue.text(.nextCannotFulfil)
        case .policyRenditionNeeded: catalogue.text(.nextRendition)
        default: catalogue.text(.nextAsk, ["whom": contacts.lead])
        }
    }

    private var contacts: Contacts { Contacts(of: decision, catalogue) }

    /// The way that would lift every forbid that matched, if there is one.
    private var forbidden: String {
        let policy = decision.policy
        let forbids = decision.verdict.forbids.array
        let clauses = forbids.map { policy.clauses[$0].source }
        func areLifted(_ test: (Condition) -> Bool) -> Bool {
            clauses.allSatisfy { $0.exceptions.contains(where: test) }
        }
        if areLifted({ if case .consentOf = $0 { true } else { false } }) { return consent(to: clauses) }
        if areLifted({ $0 == .courtOrder }) { return catalogue.text(.nextForbidOrder) }
        if let entry = policy.entry(of: decision.request.actor, at: decision.instant) {
            let bits = policy.bits(decision.asked, policy.knownItem(decision.asked), entry: entry)
            if forbids.allSatisfy({ policy.value(of: $0, bits) == .unknown }) {
                return catalogue.text(.nextForbidUnknown)
            }
        }
        return catalogue.text(clauses.contains(where: \.exceptions.isEmpty) ? .nextForbidNever : .nextForbidEach)
    }

    /// Who can consent, and with which command.
    private func consent(to clauses: [Clause]) -> String {
        let request = decision.request
        let origin = decision.facts.item?.origin.value
        var givers: Set<Party> = []
        for case .consentOf(let references) in clauses.flatMap(\.exceptions) {
            for reference in references {
                switch reference {
                case .party(let party): givers.insert(party)
                case .itemOrigin: if let origin { givers.insert(origin) }
                case .otherParties: break
                }
            }
        }
        let command =
            (["saksi consent BUNDLE --agreement \(request.agreement)"]
            + (request.purpose.map { ["--purpose \($0)"] } ?? [])
            + (request.action == .retrieve ? [] : ["--action \(request.action)"])).joined(separator: " ")
        if contacts.canConsent(for: givers, origin: origin, at: decision.instant) {
            return catalogue.text(.nextForbidConsentOwn, ["command": command])
        }
        return catalogue.text(
            .nextForbidConsent,
            [
                "whom": contacts.givers(of: givers, origin: origin) ?? catalogue.text(.whomGiver),
                "command": command,
            ])
    }
}
