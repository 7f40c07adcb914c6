/// A word of a closed list: what is not on the list is an error that suggests the nearest word.
package protocol Word: RawRepresentable, CaseIterable, Hashable, Comparable, Sendable, Codable, CustomStringConvertible
where RawValue == String, AllCases: Sendable {
    /// What the list is of, as messages name it: “evidence category”.
    static var noun: String { get }
    /// Whether the word protects somebody: then none is suggested, as the nearest may protect less than the one meant.
    static var protects: Bool { get }
}

extension Word {
    package static var protects: Bool { false }

    /// - Throws: `VocabularyError` with the nearest word, or with the list if several are equally near.
    package init(parsing text: String) throws(VocabularyError) {
        guard let word = Self(rawValue: text) else {
            let known = Self.allCases.map(\.rawValue)
            let near = Self.protects ? [] : Spelling.allNearest(to: text, among: known)
            let hint =
                near.count == 1 ? "Did you mean “\(near[0])”?" : "Use one of: \(known.joined(separator: ", "))."
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
