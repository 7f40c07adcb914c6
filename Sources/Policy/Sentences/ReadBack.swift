import Vocabulary

/// The rules of a file read back in plain sentences, to lay beside its text. Whatever decides stands in them.
package struct ReadBack: Sendable {
    package struct ClauseLine: Sendable {
        package let clause: Clause
        /// The rule that is enforced.
        package let sentence: String
        /// What the text of the clause says.
        package let says: String
    }

    /// What the reader has to know of the language; nil where all is in the one that was asked for.
    package let note: String?
    package let headings: [String]
    package let clauses: [ClauseLine]

    /// - Parameter language: of the file's own words, where it has them. The rules are in it too, where there are sentences
    ///   in that language.
    package init(_ document: PolicyDocument, language: TextLanguage = .english) {
        let catalogue = MessageCatalogue(language) ?? .english
        let sentences = HeadingSentences(catalogue, language: language)
        let rules = ClauseSentences(catalogue)
        let clauses: [Clause]
        let title: LocalizedText
        switch document {
        case .agreement(let agreement):
            (headings, clauses) = (sentences.lines(of: agreement), agreement.clauses)
            title = agreement.title
        case .law(let law):
            (headings, clauses) = (sentences.lines(of: law), law.clauses)
            title = law.title
        case .roster(let roster):
            (headings, clauses) = (sentences.lines(of: roster), [])
            title = LocalizedText(byLanguage: [:])
        }
        self.clauses = clauses.map { clause in
            let shown = clause.says.shown(in: language)
            return ClauseLine(
                clause: clause, sentence: rules.sentence(clause),
                says: catalogue.text(
                    shown == language ? .readSays : .readSaysIn,
                    ["language": shown.rawValue, "says": clause.says.text(in: language)]))
        }
        let isThere = ([title] + clauses.map(\.says)).contains { $0.byLanguage[language] != nil }
        note =
            catalogue.language == language
            ? nil
            : catalogue.text(
                isThere ? .readOtherLanguage : .readNoLanguage,
                ["language": language.rawValue, "other": catalogue.language.rawValue])
    }

    package var lines: [String] {
        (note.map { [$0] } ?? []) + headings + clauses.flatMap { [$0.sentence, $0.says] }
    }

    package var text: String { lines.map { $0 + "\n" }.joined() }
}
