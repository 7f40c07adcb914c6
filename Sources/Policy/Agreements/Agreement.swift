package import Vocabulary

/// What sort of paper it is.
package enum AgreementKind: String, Word {
    case jointInvestigationTeam = "joint-investigation-team"
    case mutualLegalAssistance = "mutual-legal-assistance"
    case policeCooperation = "police-cooperation"
    case memorandum
    case treaty
    /// What one party's own law allows its authorities to agree to.
    case enablingAct = "enabling-act"
    /// How one party handles its own material that crosses no border.
    case houseRules = "house-rules"

    package static let noun = "kind of agreement"

    /// Whether every party must be a party of an instrument that it rests on.
    var needsBasis: Bool {
        switch self {
        case .jointInvestigationTeam, .mutualLegalAssistance, .policeCooperation: true
        case .memorandum, .treaty, .enablingAct, .houseRules: false
        }
    }
}

/// An agreement between parties, an instrument that one rests on, or one party's house rules.
package struct Agreement: Sendable {
    package let id: AgreementID
    package let title: LocalizedText
    /// Where the text was taken from, and how sure that is.
    package let source: LocalizedText?
    package let kind: AgreementKind
    package let version: Int
    /// SHA-256 of the exact bytes of the file.
    package let digest: Digest
    package let supersedes: Supersession?
    /// Other channels, which neither grant nor forbid here.
    package let alongside: [AgreementID]
    package let basis: [AgreementID]
    package let term: Term
    package let channel: Channel?
    package let parties: [Party: PartyTerms]
    package let purpose: PurposeTerms?
    package let custody: CustodyTerms?
    /// Whether two leaders may lift a clause that says so; only an instrument can provide for it.
    package let providesOverride: Bool
    package let roster: Roster
    /// In the order of their numbers, whatever their order in the file.
    package let clauses: [Clause]
    /// The steps of its standard procedures, as written; read by the module that runs them.
    package let procedures: YAMLNode?
    package let examples: [Example]

    package var partyList: [Party] { parties.keys.sorted() }
}

/// The version that this one takes the place of.
package struct Supersession: Hashable, Sendable {
    package let version: Int
    package let digest: Digest
}

/// What a party brings.
package struct PartyTerms: Hashable, Sendable {
    package let centralAuthority: AuthorityID?
    package let laws: [AgreementID]
}

/// What an agreement is for.
package struct PurposeTerms: Hashable, Sendable {
    package let offences: Set<Offence>
    package let threshold: Threshold?
}

/// How grave the offence must be, as the maximum penalty; tested for the case, not for each charge.
package struct Threshold: Hashable, Sendable {
    package enum Scope: String, Word {
        case bothParties = "both-parties"
        case allParties = "all-parties"
        case anyParty = "any-party"

        package static let noun = "scope of a threshold"
    }

    package let maximumPenaltyYears: Int
    package let scope: Scope
}

/// Who must cosign the custody log before a receipt counts as confirmed.
package struct CustodyTerms: Hashable, Sendable {
    package enum Cosigners: String, Word {
        /// Cosigners of parties other than the one that runs the node.
        case otherParties = "other-parties"
        /// One of every other party.
        case eachOtherParty = "each-other-party"

        package static let noun = "group of cosigners"
    }

    package enum Timestamp: String, Word {
        case required
        case optional
        case none

        package static let noun = "rule for time-stamps"
    }

    package let atLeast: Int
    package let of: Cosigners
    package let timestamp: Timestamp
}
