package import Vocabulary

/// The sentences that people read, by the id of each message, in one language.
///
/// A language is a table like `MessageCatalogue.english`: every message, and every word of the vocabulary that does not
/// read as it is spelled. There is English now.
package struct MessageCatalogue: Sendable {
    package let language: TextLanguage
    private let messages: [MessageID: String]
    private let certificate: [CertificateMessageID: String]
    private let words: [String: String]

    /// How a word stands in a sentence.
    enum Form: String {
        /// One of them, not said which: `a team leader`.
        case one
        /// Several: `team leaders`.
        case many
    }

    /// - Returns: nil for a language that has no table yet.
    package init?(_ language: TextLanguage) {
        guard language == .english else { return nil }
        self = .english
    }

    private init(
        _ language: TextLanguage, messages: [MessageID: String], certificate: [CertificateMessageID: String],
        words: [String: String]
    ) {
        self.language = language
        self.messages = messages
        self.certificate = certificate
        self.words = words
    }

    package static let english = MessageCatalogue(
        .english, messages: EnglishMessages.table, certificate: EnglishMessages.certificate,
        words: EnglishMessages.words.merging(EnglishMessages.custody) { $1 })

    /// - Parameter values: for the names in braces. They are put in once: braces in a value stay what they are.
    package func text(_ id: MessageID, _ values: KeyValuePairs<String, String> = [:]) -> String {
        filled(messages[id] ?? id.rawValue, values)
    }

    /// - Parameter values: for the names in braces, as above.
    package func text(_ id: CertificateMessageID, _ values: KeyValuePairs<String, String> = [:]) -> String {
        filled(certificate[id] ?? id.rawValue, values)
    }

    private func filled(_ message: String, _ values: KeyValuePairs<String, String>) -> String {
        guard !values.isEmpty else { return message }
        var text = ""
        var rest = message[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let name = rest[rest.index(after: open)..<close]
            text += rest[..<open]
            text += values.first { $0.key == name }?.value ?? String(rest[open...close])
            rest = rest[rest.index(after: close)...]
        }
        return text + rest
    }

    /// As it stands at the beginning of a sentence; the names of members and authorities stay as they are.
    func atBeginning(_ text: String) -> String {
        text.prefix { $0 != " " }.contains("/") ? text : text.prefix(1).uppercased() + text.dropFirst()
    }

    /// A whole sentence: it begins with a capital and ends with one full stop.
    func sentence(_ text: String) -> String {
        let text = atBeginning(text)
        return text.hasSuffix(".") || text.hasSuffix(".”") ? text : text + "."
    }

    /// A word of the vocabulary as people say it.
    package func word<Value: Word>(_ word: Value) -> String {
        words["\(Value.noun)/\(word.rawValue)"] ?? word.rawValue.replacing("-", with: " ")
    }

    /// What somebody did, as the word of an act says it, where the act has another side.
    package func deed<Value: Word>(_ act: Value, with other: String?) -> String {
        guard let other else { return word(act) }
        if let deed = words["\(Value.noun)/\(act.rawValue)/with"] { return filled(deed, ["other": other]) }
        return text(CertificateMessageID.stepOther, ["did": word(act), "other": other])
    }

    func word<Value: Word>(_ word: Value, _ form: Form) -> String {
        words["\(Value.noun)/\(word.rawValue)/\(form.rawValue)"] ?? self.word(word)
    }

    /// `a`, `a or b`, `a, b or c`.
    package func anyOf(_ parts: [String]) -> String { join(parts, .listOr) }

    /// `a`, `a and b`, `a, b and c`.
    package func allOf(_ parts: [String]) -> String { join(parts, .listAnd) }

    private func join(_ parts: [String], _ last: MessageID) -> String {
        guard parts.count > 1, let end = parts.last else { return parts.first ?? "" }
        return text(last, ["all": parts.dropLast().joined(separator: ", "), "last": end])
    }

    func years(_ count: Int) -> String { text(count == 1 ? .countYear : .countYears, ["count": "\(count)"]) }

    func days(_ count: Int) -> String { text(count == 1 ? .countDay : .countDays, ["count": "\(count)"]) }
}
