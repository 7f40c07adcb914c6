import Vocabulary

/// Reads `saksi-law/1` (docs/spec/agreement.md, “Laws”).
enum LawReader {
    static func read(_ fields: inout YAMLFields, digest: Digest) throws(VocabularyError) -> Law {
        let id = try fields.required("law").parsed(AgreementID.self)
        let title = try fields.required("title").localized()
        let source = try fields.required("source").localized()
        let (version, supersedes) = try HeaderReader.version(&fields)
        let party = try fields.required("party").parsed(Party.self)
        let applies = try fields.required("applies").words(Law.Link.self)
        let term = try HeaderReader.term(try fields.required("in-force"))
        let penalties = try penalties(fields.optional("penalties"))
        let clauses = try HeaderReader.clauses(try fields.required("clauses"), in: .law(by: applies))
        let examples = try ExampleReader.read(fields.optional("examples"), mustNameAgreement: true)
        return Law(
            id: id, title: title, source: source, version: version, digest: digest, supersedes: supersedes,
            party: party, applies: applies, term: term, penalties: penalties, clauses: clauses, examples: examples)
    }

    private static func penalties(_ node: YAMLNode?) throws(VocabularyError) -> [Offence: Int] {
        guard let node else { return [:] }
        var penalties: [Offence: Int] = [:]
        for entry in try node.fields("list of penalties").all {
            penalties[try entry.node.word(Offence.self)] = try entry.value.integer(in: 0...100)
        }
        return penalties
    }
}
