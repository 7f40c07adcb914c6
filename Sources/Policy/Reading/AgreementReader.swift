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
        let basis = try references(fields.optional("basis"))
        let alongside = try references(fields.optional("alongside"))
        let term = try HeaderReader.term(try fields.required("in-force"))
        let channel = try fields.optional("channel").map { (node) throws(VocabularyError) in try node.word(Channel.self)
        }
        let parties = try parties(try fields.required("parties"))
        let purpose = try fields.optional("purpose").map(purpose)
        let custody = try fields.optional("custody").map(custody)
        let providesOverride =
            try fields.optional("provides-override").map { (node) throws(VocabularyError) in try node.truth() } ?? false
        let roster =
            try fields.optional("members").map { (node) throws(VocabularyError) in
                try RosterReader(parties: parties, term: term).read(node)
            } ?? Roster([])
        try require(kind, channel: channel, parties: parties, purpose: purpose, basis: basis, at: kindNode)
        let clauses = try HeaderReader.clauses(
            try fields.required("clauses"), in: .agreement(parties: parties, roster: roster))
        let examples = try ExampleReader.read(
            fields.optional("examples"), mustNameAgreement: roster.entries.isEmpty)
        return Agreement(
            id: id, title: title, source: source, kind: kind, version: version, digest: digest, supersedes: supersedes,
            alongside: alongside.sorted(), basis: basis.sorted(), term: term, channel: channel, parties: parties,
            purpose: purpose, custody: custody, providesOverride: providesOverride, roster: roster, clauses: clauses,
            procedures: fields.optional("procedures"), examples: examples)
    }

    private static func references(_ node: YAMLNode?) throws(VocabularyError) -> Set<AgreementID> {
        guard let node else { return [] }
        return try node.parsedSet(AgreementID.self)
    }

    /// What each kind must have.
    private static func require(
        _ kind: AgreementKind, channel: Channel?, parties: [Party: PartyTerms], purpose: PurposeTerms?,
        basis: Set<AgreementID>, at node: YAMLNode
    ) throws(VocabularyError) {
        func refused(_ reason: String, next: String) -> VocabularyError {
            node.failure(.policyFileMeaning, reason, next: next)
        }
        let isOfOneParty = kind == .houseRules || kind == .enablingAct
        guard isOfOneParty == (parties.count == 1) else {
            throw refused(
                isOfOneParty
                    ? "A file of the kind \(kind) has one party."
                    : "A file of the kind \(kind) has at least two parties.",
                next: "Correct the kind or the parties.")
        }
        guard (kind == .houseRules) == (channel == .domestic) else {
            throw refused(
                "House rules, and only house rules, have the channel domestic.",
                next: "Correct the kind or the channel.")
        }
        guard kind.needsBasis else { return }
        guard channel != nil else {
            throw refused("The file lacks the key “channel”.", next: "Add a line “channel: …”.")
        }
        guard purpose != nil else {
            throw refused("The file lacks the key “purpose”.", next: "Add the offences it is for.")
        }
        guard !basis.isEmpty else {
            throw refused(
                "The file names no instrument that it rests on.",
                next: "Add basis: [ … ] with the instruments that empower it.")
        }
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

    private static func custody(_ node: YAMLNode) throws(VocabularyError) -> CustodyTerms {
        var fields = try node.fields("rule of custody")
        var cosigners = try fields.required("cosigners").fields("rule for cosigners")
        let atLeast = try cosigners.required("at-least").integer(in: 0...32)
        let group = try cosigners.required("of").word(CustodyTerms.Cosigners.self)
        try cosigners.finish()
        let timestamp = try fields.optional("timestamp").map { (node) throws(VocabularyError) in
            try node.word(CustodyTerms.Timestamp.self)
        }
        try fields.finish()
        return CustodyTerms(atLeast: atLeast, of: group, timestamp: timestamp ?? .none)
    }
}
