/// The 4x4 evaluation of intelligence: the source A, B, C or X, and the information 1 to 4. Written `B2`.
package struct Evaluation: ParsedText {
    package let text: String

    package init(parsing text: String) throws(VocabularyError) {
        guard text.utf8.count == 2, "ABCX".contains(text.first ?? " "), "1234".contains(text.last ?? " ") else {
            throw Self.malformed(
                text, expected: "an evaluation: source A, B, C or X and information 1 to 4, such as B2")
        }
        self.text = text
    }
}
