package import Vocabulary

/// One reason of a decision, with the clause or heading that it rests on.
package struct Reason: Hashable, Sendable, Codable {
    /// Something that stood between a permit and the request.
    package struct Miss: Hashable, Sendable, Codable {
        /// What: `role`, `category`, `purpose` and so on; `item` where there is none; `offence-of-case` where the case is
        /// not about the offence that was declared.
        package let about: String
        /// How it is in this request; nil where that is not known.
        package let `is`: String?
        /// The request falls under an exception of the clause.
        package let isExcepted: Bool

        static let item = "item"
        static let offenceOfCase = "offence-of-case"

        private enum CodingKeys: String, CodingKey {
            case about, `is`
            case isExcepted = "excepted"
        }
    }

    /// The name of an `ErrorCode`.
    package let code: String
    package let document: AgreementID?
    package let clause: ClauseNumber?
    package let heading: Heading?
    /// For the permit that came nearest: what it lacked.
    package let misses: [Miss]
    /// What an obligation or approval is about, as words of the vocabulary.
    package let names: [String]

    init(
        _ code: ErrorCode, document: AgreementID? = nil, clause: ClauseNumber? = nil, heading: Heading? = nil,
        misses: [Miss] = [], names: [String] = []
    ) {
        self.code = code.name
        self.document = document
        self.clause = clause
        self.heading = heading
        self.misses = misses
        self.names = names
    }

    init(_ code: ErrorCode, _ reference: ClauseReference) {
        self.init(code, document: reference.document, clause: reference.clause)
    }
}
