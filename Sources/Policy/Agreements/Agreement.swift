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

    /// Whether evidence passes between parties under every paper of this kind.
    var alwaysShares: Bool {
        switch self {
        case .jointInvestigationTeam, .mutualLegalAssistance, .policeCooperation: true
        case .memorandum, .treaty, .enablingAct, .houseRules: false
        }
    }

    /// Whether agreements can rest on it.
    var empowers: Bool {
        switch self {
        case .memorandum, .treaty, .enablingAct: true
        case .jointInvestigationTeam, .mutualLegalAssistance, .policeCooperation, .houseRules: false
        }
    }

    /// Whether it binds one party alone.
    var isOfOneParty: Bool { self == .houseRules || self == .enablingAct }
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
    package internal(set) var term: Term
    package let channel: Channel?
    package let parties: [Party: PartyTerms]
    package let purpose: PurposeTerms?
    package let custody: CustodyTerms?
    /// Whether two leaders may lift a clause that says so; only an instrument can provide for it.
    package let providesOverride: Bool
    /// Where its members stand in a file of their own; nil where they stand in this one, or nobody acts under it.
    package let annex: RosterTerms?
    /// That file, once it lies beside this one; until then the roster is empty.
    package internal(set) var attached: RosterAnnex?
    package internal(set) var roster: Roster
    /// In the order of their numbers, whatever their order in the file.
    package let clauses: [Clause]
    package let examples: [Example]

    package var partyList: [Party] { parties.keys.sorted() }

    /// Whether persons act under it across a border. Then it has a channel and a purpose, and every party is a party of
    /// an instrument that it rests on; whatever it is called.
    var shares: Bool { kind.alwaysShares || !kind.isOfOneParty && hasMembers }

    /// Whether persons act under it at all; a treaty or an enabling act only empowers.
    package var hasMembers: Bool { annex != nil || !roster.entries.isEmpty }
}

extension Agreement {
    /// Whether agreements can rest on it: nobody acts under it directly.
    var isInstrument: Bool { kind.empowers && !hasMembers }

    /// Where somebody stands on the roster at this moment; once the term is over, where they stood on its last day.
    package func entry(of member: MemberID, atLatestBy instant: Instant) -> RosterEntry? {
        roster.entry(of: member, at: term.latest(by: instant))
    }

    /// Its parties, and those of its members: what is not known of a request may concern each of them.
    var concerned: Set<Party> {
        Set(parties.keys).union(roster.entries.flatMap { [$0.member.party] + [$0.secondedTo].compactMap(\.self) })
    }
}

/// The version that this one takes the place of.
package struct Supersession: Hashable, Sendable {
    package let version: Int
    package let digest: Digest

    package init(version: Int, digest: Digest) {
        self.version = version
        self.digest = digest
    }
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

/// What has to be below a checkpoint of the custody log before a receipt counts as confirmed.
package struct CustodyTerms: Hashable, Sendable {
    package enum Group: String, Word {
        /// Of whichever parties but the one that runs the node.
        case otherParties = "other-parties"
        /// Of every party of the agreement but that one.
        case eachOtherParty = "each-other-party"

        package static let noun = "group of cosigners"
    }

    package enum Stamping: String, Word {
        case optional
        case required

        package static let noun = "rule for time-stamps"
    }

    /// How many cosigners, of each party where the group says so.
    package let atLeast: Int
    package let group: Group
    /// Whether an authority of another party must have stamped it (RFC 3161).
    package let needsTimestamp: Bool
}

extension Agreement {
    /// Whether each party must have a cosigner, but for the one that runs the node.
    package var isCosignedByEach: Bool { custody?.group == .eachOtherParty }
}
