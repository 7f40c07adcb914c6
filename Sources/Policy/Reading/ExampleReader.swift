import Vocabulary

/// Reads `examples`.
enum ExampleReader {
    /// - Parameter mustNameAgreement: the file has no roster, so each example says under which agreement it is tried.
    static func read(_ node: YAMLNode?, mustNameAgreement: Bool) throws(VocabularyError) -> [Example] {
        guard let node else { return [] }
        var examples: [Example] = []
        for item in try node.items() { examples.append(try example(item, mustNameAgreement: mustNameAgreement)) }
        return examples
    }

    private static func example(_ node: YAMLNode, mustNameAgreement: Bool) throws(VocabularyError) -> Example {
        var fields = try node.fields("example")
        var under: AgreementID?
        if mustNameAgreement {
            under = try fields.required("under").parsed(AgreementID.self)
        } else if let name = fields.optional("under") {
            under = try name.parsed(AgreementID.self)
        }
        let who = try fields.required("who").parsed(MemberID.self)
        let does = try fields.required("does").word(Action.self)
        let day = try fields.required("on").parsed(CalendarDay.self)
        let item = try fields.optional("item").map(self.item)
        let purpose = try fields.optional("purpose").map(self.purpose)
        let offence = try fields.optional("offence").map { (node) throws(VocabularyError) in try node.word(Offence.self)
        }
        let caseFacts = try fields.optional("case").map(self.caseFacts)
        let place = try fact(fields.optional("place"), from: .request, party)
        let forum = try fact(fields.optional("forum"), from: .request, party)
        let consents = try fields.optional("consent-of").map { (node) throws(VocabularyError) in
            try node.parsedSet(Party.self).sorted()
        }
        let approvedBy = try fields.optional("approved-by").map { (node) throws(VocabularyError) in
            try node.parsedSet(MemberID.self).sorted()
        }
        let isSuspended = try fields.optional("suspended").map { (node) throws(VocabularyError) in try node.truth() }
        let ordered = try fields.optional("court-order").map { (node) throws(VocabularyError) in try node.truth() }
        let expect = try fields.required("expect").word(Decision.Outcome.self)
        var citations: [Citation] = []
        if let list = fields.optional("by") {
            for item in try list.items() {
                let text = try item.text()
                do { citations.append(try Citation(parsing: text)) } catch { throw item.located(error) }
            }
        }
        let obligations = try fields.optional("with").map(ObligationReader.read)
        try fields.finish()
        return Example(
            place: node.place.description, under: under, who: who, does: does, on: day, purpose: purpose,
            offence: offence,
            item: item, caseFacts: caseFacts, placeOfOperation: place, forum: forum, consents: consents ?? [],
            approvedBy: approvedBy ?? [], isSuspended: isSuspended ?? false, hasCourtOrder: ordered ?? false,
            expect: expect, by: citations, obligations: obligations)
    }

    private static func party(_ node: YAMLNode) throws(VocabularyError) -> Party { try node.parsed(Party.self) }

    /// In an example `agreed-offence` stands for an investigation of the case's own offence.
    private static func purpose(_ node: YAMLNode) throws(VocabularyError) -> Purpose {
        try node.text() == PurposeReference.agreedOffenceName ? .investigation : try node.word(Purpose.self)
    }

    private static func item(_ node: YAMLNode) throws(VocabularyError) -> ExampleItem {
        var fields = try node.fields("item")
        var item = ExampleItem()
        item.category = try fact(fields.optional("category")) { (node) throws(VocabularyError) in
            try node.word(EvidenceCategory.self)
        }
        item.victimIdentity = try fact(fields.optional("victim-identity")) { (node) throws(VocabularyError) in
            try node.word(VictimIdentity.self)
        }
        item.flags = try fact(fields.optional("flags")) { (node) throws(VocabularyError) in
            try list(node, ItemFlag.self)
        }
        item.handling = try fact(fields.optional("handling")) { (node) throws(VocabularyError) in
            try list(node, HandlingCode.self)
        }
        item.channel = try fact(fields.optional("channel")) { (node) throws(VocabularyError) in
            try node.word(Channel.self)
        }
        item.origin = try fact(fields.optional("origin"), party)
        item.copy = try fact(fields.optional("copy")) { (node) throws(VocabularyError) in try node.word(CopyKind.self) }
        item.evaluation = try fact(fields.optional("evaluation")) { (node) throws(VocabularyError) in
            try node.parsed(Evaluation.self)
        }
        item.redactions = try fact(fields.optional("redactions")) { (node) throws(VocabularyError) in
            try list(node, Redaction.self)
        }
        try fields.finish()
        return item
    }

    /// A list that may be empty: `flags: []`.
    private static func list<Value: Word>(_ node: YAMLNode, _ type: Value.Type) throws(VocabularyError) -> [Value] {
        if case .list(let items) = node.content, items.isEmpty { return [] }
        return try node.words(type).sorted()
    }

    private static func fact<Value>(
        _ node: YAMLNode?, from source: FactSource = .bundleRecord, _ read: (YAMLNode) throws(VocabularyError) -> Value
    ) throws(VocabularyError) -> Fact<Value>? {
        guard let node else { return nil }
        if case .scalar("unknown") = node.content { return .unknown }
        return Fact(try read(node), from: source)
    }

    private static func caseFacts(_ node: YAMLNode) throws(VocabularyError) -> CaseFacts {
        var fields = try node.fields("case")
        let offences = try fact(fields.optional("offences")) { (node) throws(VocabularyError) in
            try list(node, Offence.self)
        }
        let penalties = try fact(fields.optional("penalty-years")) { (node) throws(VocabularyError) in
            var penalties: [Penalty] = []
            for entry in try node.fields("list of penalties").all {
                penalties.append(
                    Penalty(party: try entry.node.parsed(Party.self), years: try entry.value.integer(in: 0...100)))
            }
            return penalties
        }
        try fields.finish()
        return CaseFacts(offences: offences ?? .unknown, penalties: penalties ?? .unknown)
    }
}
