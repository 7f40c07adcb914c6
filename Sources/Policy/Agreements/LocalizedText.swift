import Vocabulary

/// A language in which a policy file may say what its rules mean.
package enum TextLanguage: String, Word {
    case english = "en"
    case khmer = "km"
    case thai = "th"
    case vietnamese = "vi"

    package static let noun = "language"
}

/// One text in several languages. The rule beside it binds, not the text.
package struct LocalizedText: Hashable, Sendable {
    package let byLanguage: [TextLanguage: String]

    /// - Returns: the text in that language, else in English, else in the first language there is.
    package func text(in language: TextLanguage = .english) -> String { byLanguage[shown(in: language)] ?? "" }

    /// That language, if the text is there in it; else the one in which it is shown.
    func shown(in language: TextLanguage) -> TextLanguage {
        byLanguage[language] != nil
            ? language : byLanguage[.english] != nil ? .english : byLanguage.keys.min() ?? .english
    }
}
