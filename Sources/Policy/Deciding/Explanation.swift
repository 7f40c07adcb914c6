package import Vocabulary

/// A decision in words.
package struct Explanation: Hashable, Sendable, Codable {
    package let code: String
    package let outcome: Decision.Outcome
    /// One for each reason, with the place that it speaks of.
    package let statements: [Statement]
    /// What the reader can do.
    package let nextStep: String
    package let clauses: [ClauseReference]

    /// A sentence about one clause or heading of one document, or about the whole.
    package struct Statement: Hashable, Sendable, Codable {
        package let document: AgreementID?
        /// The number of the clause, or the name of the heading.
        package let place: String?
        package let text: String

        package init(document: AgreementID?, place: String?, text: String) {
            self.document = document
            self.place = place
            self.text = text
        }
    }

    package var sentences: [String] { statements.map(\.text) }

    private enum CodingKeys: String, CodingKey {
        case code, outcome, statements, clauses
        case nextStep = "next"
    }
}

extension Decision {
    /// Everything, for auditors and for the record. For members use `PolicyLibrary.safeExplanation`.
    package func explanation(in catalogue: MessageCatalogue = .english) -> Explanation {
        let words = DecisionSentences(self, catalogue)
        return Explanation(
            code: code.name, outcome: outcome, statements: words.statements, nextStep: words.nextStep, clauses: clauses)
    }
}
