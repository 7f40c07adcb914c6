package import Vocabulary

/// A clause of one of the documents that decided.
package struct ClauseReference: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    package let document: AgreementID
    package let clause: ClauseNumber

    package init(document: AgreementID, clause: ClauseNumber) {
        self.document = document
        self.clause = clause
    }

    package var description: String { "\(document) \(clause)" }

    package static func < (left: Self, right: Self) -> Bool {
        (left.document, left.clause) < (right.document, right.clause)
    }
}
