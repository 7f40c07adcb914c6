/// A party: a state, by its ISO 3166-1 alpha-2 code, such as `KH`.
package struct Party: ParsedText {
    package let text: String

    package init(parsing text: String) throws(VocabularyError) {
        guard text.utf8.count == 2, text.utf8.allSatisfy(Form.isUpper) else {
            throw Self.malformed(text, expected: "a party: two capital letters of ISO 3166-1, such as KH")
        }
        self.text = text
    }

    /// As it stands in identity URIs and log origins.
    package var lowercased: String { text.lowercased() }
}
