/// The name of an agreement, an instrument or a law: `KH-TH-JIT-2026-01`.
package struct AgreementID: ParsedText {
    package let text: String

    package init(parsing text: String) throws(VocabularyError) {
        guard Form.isCode(text, lengths: 3...64) else {
            throw Self.malformed(
                text, expected: "an agreement: capitals, digits and hyphens, such as KH-TH-JIT-2026-01")
        }
        self.text = text
    }
}
