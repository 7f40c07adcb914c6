package import Vocabulary

/// A party's signed consent to a use of what it gave. A consent that was withdrawn is not laid before the engine.
package struct Consent: Hashable, Sendable, Codable {
    /// Of the person who signed it.
    package var party: Party
    /// To what it consents; each is named.
    package var actions: [Action]
    package var purposes: [Purpose]
    /// Nil: all that this party gave under the agreement.
    package var bundle: Digest?
    /// Nil: the whole bundle.
    package var exhibits: ExhibitSelection?
    /// Nil: whatever the offence.
    package var offence: Offence?
    /// Nil: whatever the case.
    package var caseNumber: CaseNumber?
    /// The party whose people may use it; nil: any.
    package var recipient: Party?
    package var given: Instant
    package var expires: Instant?
    package var event: Digest

    private enum CodingKeys: String, CodingKey {
        case party, actions, purposes, bundle, exhibits, offence, recipient, given, expires, event
        case caseNumber = "case"
    }

    package init(
        party: Party, actions: [Action], purposes: [Purpose], bundle: Digest?, exhibits: ExhibitSelection? = nil,
        offence: Offence? = nil, caseNumber: CaseNumber? = nil, recipient: Party? = nil, given: Instant,
        expires: Instant?, event: Digest
    ) {
        self.party = party
        self.actions = actions
        self.purposes = purposes
        self.bundle = bundle
        self.exhibits = exhibits
        self.offence = offence
        self.caseNumber = caseNumber
        self.recipient = recipient
        self.given = given
        self.expires = expires
        self.event = event
    }

    /// Whether it stands for this use. Unknown where the purpose or the offence of the use is.
    func covers(_ asked: Asked) -> Truth {
        guard given <= asked.instant, expires.map({ asked.instant < $0 }) ?? true,
            actions.contains(asked.request.action),
            recipient.map({ $0 == asked.request.actor.party }) ?? true,
            caseNumber.map({ $0 == asked.request.caseNumber }) ?? true,
            bundle.map({ $0 == asked.facts.item?.bundle }) ?? true,
            ExhibitSelection.covers(exhibits, asked.facts.item?.exhibits)
        else { return .no }
        var truth = Truth.yes
        if let purpose = asked.request.purpose {
            if !purposes.contains(purpose) { return .no }
        } else {
            truth = .unknown
        }
        guard let offence else { return truth }
        if let named = asked.request.offence { return named == offence ? truth : .no }
        // A case about several offences is a use for each of them.
        guard let known = asked.facts.caseFacts.offences.value else { return .unknown }
        return !known.isEmpty && known.allSatisfy { $0 == offence } ? truth : .no
    }
}
