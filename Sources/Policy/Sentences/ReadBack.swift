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

    package let headings: [String]
    package let clauses: [ClauseLine]

    package init(_ document: PolicyDocument, catalogue: MessageCatalogue = .english) {
        let sentences = HeadingSentences(catalogue)
        let rules = ClauseSentences(catalogue)
        let clauses: [Clause]
        switch document {
        case .agreement(let agreement): (headings, clauses) = (sentences.lines(of: agreement), agreement.clauses)
        case .law(let law): (headings, clauses) = (sentences.lines(of: law), law.clauses)
        case .roster(let roster): (headings, clauses) = (sentences.lines(of: roster), [])
        }
        self.clauses = clauses.map {
            ClauseLine(
                clause: $0, sentence: rules.sentence($0),
                says: catalogue.text(.readSays, ["says": $0.says.text(in: catalogue.language)]))
        }
    }

    package var lines: [String] { headings + clauses.flatMap { [$0.sentence, $0.says] } }

    package var text: String { lines.map { $0 + "\n" }.joined() }
}
