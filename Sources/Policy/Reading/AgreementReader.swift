import Vocabulary

/// Reads `saksi-agreement/1` (docs/spec/agreement.md).
enum AgreementReader {
    static func read(_ fields: inout YAMLFields, digest: Digest) throws(VocabularyError) -> Agreement {
        let name = try fields.required("agreement")
        let id = try name.parsed(AgreementID.self)
        let title = try fields.required("title").localized()
        let source = try fields.optional("source").map { (node) throws(VocabularyError) in try node.localized() }
        let kindNode = try fields.required("kind")
        let kind = try kindNode.word(AgreementKind.self)
        let (version, supersedes) = try HeaderReader.version(&fields)
        let term = try HeaderReader.term(try fields.required("in-force"))
        let parties = try parties(try fields.required("parties"))
        let (roster, annex) = try roster(&fields, kind: kind, parties: parties, term: term)
        let hasMembers = annex != nil || !roster.entries.isEmpty
        let shares = kind.alwaysShares || !kind.isOfOneParty && hasMembers
        guard kind.isOfOneParty == (parties.count == 1) else {
            throw kindNode.failure(
                .policyFileMeaning,
                kind.isOfOneParty
                    ? "A file of the kind \(kind) has one party."
                    : "A file of the kind \(kind) has at least two parties.",
                next: "Correct the kind or the parties.")
        }
        func node(_ key: String) throws(VocabularyError) -> YAMLNode? {
            shares ? try fields.required(key) : fields.optional(key)
        }
        let basis = try references(try node("basis"))
        let channel = try node("channel").map { (node) throws(VocabularyError) in try node.word(Channel.self) }
        let purpose = try node("purpose").map(purpose)
        guard (kind == .houseRules) == (channel == .domestic) else {
            throw kindNode.failure(
                .policyFileMeaning, "House rules, and only house rules, have the channel domestic.",
                next: "Correct the kind or the channel.")
        }
        let alongside = try references(fields.optional("alongside"))
        let custody = try fields.optional("custody").map(CustodyReader.read)
        let providesOverride = try override(&fields, kind: kind, hasMembers: hasMembers)
        if let procedures = fields.optional("procedures") {
            throw procedures.failure(
                .policyFileNotSupported, "Procedures are not carried out yet, so they cannot stand in a signed file.",
                next: "Remove the key; describe the steps in the text that people read.")
        }
        let clauses = try HeaderReader.clauses(
            try fields.required("clauses"), in: .agreement(parties: parties, roster: roster))
        let examples = try ExampleReader.read(
            fields.optional("examples"), mustNameAgreement: !hasMembers)
        return Agreement(
            id: id, title: title, source: source, kind: kind, version: version, digest: digest, supersedes: supersedes,
            alongside: alongside.sorted(), basis: basis.sorted(), term: term, channel: channel, parties: parties,
            purpose: purpose, custody: custody, providesOverride: providesOverride, annex: annex, attached: nil,
            roster: roster, clauses: clauses, examples: examples)
    }

    private static func references(_ node: YAMLNode?) throws(VocabularyError) -> Set<AgreementID> {
        guard let node else { return [] }
        return try node.parsedSet(AgreementID.self)
    }

    private static func roster(
        _ fields: inout YAMLFields, kind: AgreementKind, parties: [Party: PartyTerms], term: Term
    ) throws(VocabularyError) -> (Roster, RosterTerms?) {
        let members = fields.optional("members")
        let annex = fields.optional("roster")
        guard let node = annex ?? members else { return (Roster([]), nil) }
        guard kind != .enablingAct else {
            throw node.failure(
                .policyFileMeaning, "An enabling act empowers agreements; nobody acts under it directly.",
                next: "Move the members to the agreement that rests on it.")
        }
        guard let annex else {
            return (try RosterReader(parties: parties, term: term, kind: kind).read(node), nil)
        }
        if let members {
            throw members.failure(
                .policyFileMeaning, "The members stand here, and the key roster says that they stand in another file.",
                next: "Keep one of the two: members here, or a roster that is signed apart.")
        }
        return (Roster([]), try AnnexReader.terms(annex))
    }

    private static func override(
        _ fields: inout YAMLFields, kind: AgreementKind, hasMembers: Bool
    ) throws(VocabularyError) -> Bool {
        guard let node = fields.optional("provides-override") else { return false }
        guard !kind.alwaysShares, kind != .houseRules, !hasMembers else {
            throw node.failure(
                .policyOverrideMisplaced, "Only an instrument on which agreements rest can provide for an override.",
                next: "Remove the key; name an instrument in the basis that provides for it.")
        }
        return try node.truth()
    }

    private static func parties(_ node: YAMLNode) throws(VocabularyError) -> [Party: PartyTerms] {
        var parties: [Party: PartyTerms] = [:]
        for entry in try node.fields("list of parties").all {
            let party = try entry.node.parsed(Party.self)
            var fields = try entry.value.fields("party")
            var centralAuthority: AuthorityID?
            if let authority = fields.optional("central-authority") {
                let id = try authority.parsed(AuthorityID.self)
                guard id.party == party else {
                    throw authority.failure(
                        .policyFileMeaning, "“\(id)” is no authority of \(party).",
                        next: "Name an authority of \(party).")
                }
                centralAuthority = id
            }
            let laws = try references(fields.optional("laws")).sorted()
            try fields.finish()
            parties[party] = PartyTerms(centralAuthority: centralAuthority, laws: laws)
        }
        guard (1...32).contains(parties.count) else {
            throw node.failure(.policyFileMeaning, "There must be between 1 and 32 parties.", next: "Correct the list.")
        }
        return parties
    }

    private static func purpose(_ node: YAMLNode) throws(VocabularyError) -> PurposeTerms {
        var fields = try node.fields("purpose")
        let offences = try fields.required("offences").words(Offence.self)
        var threshold: Threshold?
        if let node = fields.optional("threshold") {
            var inner = try node.fields("threshold")
            threshold = Threshold(
                maximumPenaltyYears: try inner.required("max-penalty-years").integer(in: 0...100),
                scope: try inner.required("in").word(Threshold.Scope.self))
            try inner.finish()
        }
        try fields.finish()
        return PurposeTerms(offences: offences, threshold: threshold)
    }
}
