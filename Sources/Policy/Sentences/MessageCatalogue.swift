package import Vocabulary

/// The sentences that people read, by the id of each message, in one language.
///
/// A language is a table like `MessageCatalogue.english`: every message, and every word of the vocabulary that does not
/// read as it is spelled. There is English now.
package struct MessageCatalogue: Sendable {
    package let language: TextLanguage
    private let messages: [MessageID: String]
    private let words: [String: String]

    /// - Throws: `policy.language.missing` for a language that has no table yet.
    package init(_ language: TextLanguage) throws(PolicyError) {
        guard language == .english else {
            throw PolicyError(
                .policyLanguageMissing, "There are no sentences in the language “\(language)” yet.",
                next: "Use --language en; the clauses' own words may be there: saksi agreement show.")
        }
        self = .english
    }

    private init(_ language: TextLanguage, messages: [MessageID: String], words: [String: String]) {
        self.language = language
        self.messages = messages
        self.words = words
    }

    package static let english = MessageCatalogue(
        .english, messages: EnglishMessages.table, words: EnglishMessages.words)

    /// - Parameter values: for the names in braces.
    package func text(_ id: MessageID, _ values: KeyValuePairs<String, String> = [:]) -> String {
        var text = messages[id] ?? id.rawValue
        for (name, value) in values { text.replace("{\(name)}", with: value) }
        return text
    }

    /// A word of the vocabulary as people say it.
    package func word<Value: Word>(_ word: Value) -> String {
        words["\(Value.noun)/\(word.rawValue)"] ?? word.rawValue.replacing("-", with: " ")
    }

    /// `a`, `a or b`, `a, b or c`.
    package func anyOf(_ parts: [String]) -> String { join(parts, .listOr) }

    /// `a`, `a and b`, `a, b and c`.
    package func allOf(_ parts: [String]) -> String { join(parts, .listAnd) }

    private func join(_ parts: [String], _ last: MessageID) -> String {
        guard parts.count > 1, let end = parts.last else { return parts.first ?? "" }
        return text(last, ["all": parts.dropLast().joined(separator: ", "), "last": end])
    }
}

extension ErrorCode {
    package static let policyLanguageMissing = ErrorCode("policy.language.missing", .usage)
}
