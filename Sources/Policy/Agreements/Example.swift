package import Vocabulary

/// A worked example in a policy file: read by lawyers, run as a test.
package struct Example: Sendable {
    /// Where it stands, as file:line:column.
    package let place: String
    /// The agreement it is tried under, where that is not the file it stands in.
    package let under: AgreementID?
    package let who: MemberID
    package let does: Action
    /// The day; it is tried at noon.
    package let on: CalendarDay
    package let purpose: Purpose?
    package let offence: Offence?
    /// What the example says of the item; what it leaves out is filled in when it is run.
    package let item: ExampleItem?
    package let caseFacts: CaseFacts?
    /// What whoever asks declares. Nil: not said. A value of `.unknown`: said to be undeclared.
    package let placeOfOperation: Fact<Party>?
    package let forum: Fact<Party>?
    package let consents: [Party]
    package let approvedBy: [MemberID]
    package let isSuspended: Bool
    package let hasCourtOrder: Bool
    package let expect: Decision.Outcome
    package let by: [Citation]
    /// Nil where the example says nothing of them.
    package let obligations: Obligations?
}

/// What an example says of an item. Nil: not said. A value of `.unknown`: said to be unknown.
package struct ExampleItem: Sendable {
    package var category: Fact<EvidenceCategory>?
    package var victimIdentity: Fact<VictimIdentity>?
    package var flags: Fact<[ItemFlag]>?
    package var handling: Fact<[HandlingCode]>?
    package var channel: Fact<Channel>?
    package var origin: Fact<Party>?
    package var copy: Fact<CopyKind>?
    package var evaluation: Fact<Evaluation>?
    package var redactions: Fact<[Redaction]>?
}

/// What an example expects to be cited.
package enum Citation: Hashable, Sendable {
    /// A clause; of the file itself where no document is named.
    case clause(AgreementID?, ClauseNumber)
    /// The permit that came nearest; of the file itself where no document is named.
    case nearest(AgreementID?, ClauseNumber)
    case heading(Heading)

    package init(parsing text: String) throws(VocabularyError) {
        let words = text.split(separator: " ").map { $0.trimmingQuotes }
        switch (words.count, words.first) {
        case (2, "nearest"): self = .nearest(nil, try ClauseNumber(parsing: words[1]))
        case (3, "nearest"): self = .nearest(try AgreementID(parsing: words[1]), try ClauseNumber(parsing: words[2]))
        case (2, "heading"): self = .heading(try Heading(parsing: words[1]))
        case (2, _): self = .clause(try AgreementID(parsing: words[0]), try ClauseNumber(parsing: words[1]))
        default: self = .clause(nil, try ClauseNumber(parsing: text))
        }
    }
}

/// A part of a file's header that a gate cites.
package enum Heading: String, Word {
    case inForce = "in-force"
    case basis
    case suspension
    case members
    case channel
    case purpose
    case offences
    case threshold

    package static let noun = "heading"
}

extension Substring {
    fileprivate var trimmingQuotes: String {
        count >= 2 && first == "\"" && last == "\"" ? String(dropFirst().dropLast()) : String(self)
    }
}
