package import Vocabulary

/// What somebody asks for, under one agreement.
package struct PolicyRequest: Hashable, Sendable, Codable {
    package var agreement: AgreementID
    /// From the validated certificate.
    package var actor: MemberID
    package var action: Action
    package var purpose: Purpose?
    /// The offence that the purpose is about, where it is not the case's own.
    package var offence: Offence?
    package var caseNumber: CaseNumber?

    private enum CodingKeys: String, CodingKey {
        case agreement, actor, action, purpose, offence
        case caseNumber = "case"
    }

    package init(
        agreement: AgreementID, actor: MemberID, action: Action, purpose: Purpose? = nil, offence: Offence? = nil,
        caseNumber: CaseNumber? = nil
    ) {
        self.agreement = agreement
        self.actor = actor
        self.action = action
        self.purpose = purpose
        self.offence = offence
        self.caseNumber = caseNumber
    }
}
