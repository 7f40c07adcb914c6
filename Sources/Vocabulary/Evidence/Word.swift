/// A word of a closed list: what is not on the list is an error that suggests the nearest word.
package protocol Word: RawRepresentable, CaseIterable, Hashable, Comparable, Sendable, Codable, CustomStringConvertible
where RawValue == String, AllCases: Sendable {
    /// What the list is of, as messages name it: “evidence category”.
    static var noun: String { get }
}

extension Word {
    /// - Throws: `VocabularyError` with the nearest word, or with the list.
    package init(parsing text: String) throws(VocabularyError) {
        guard let word = Self(rawValue: text) else {
            let known = Self.allCases.map(\.rawValue)
            let hint =
                Spelling.nearest(to: text, among: known).map { "Did you mean “\($0)”?" }
                ?? "Use one of: \(known.joined(separator: ", "))."
            throw VocabularyError(.unknownWord, "“\(text.shownInMessage)” is not a known \(Self.noun).", next: hint)
        }
        self = word
    }

    package init(from decoder: any Decoder) throws {
        try self.init(parsing: try decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    package var description: String { rawValue }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
