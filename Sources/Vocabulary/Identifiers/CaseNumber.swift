/// The standard number of a case, given by the first responder: `KH-AHTJPP-2026-000123`.
package struct CaseNumber: ParsedText {
    package let text: String

    package init(parsing text: String) throws(VocabularyError) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 4, (try? Party(parsing: String(parts[0]))) != nil,
            Form.isCode(parts[1], lengths: 2...16), Form.isDigits(parts[2], count: 4...4),
            Form.isDigits(parts[3], count: 6...9)
        else {
            throw Self.malformed(
                text, expected: "a case number: party, authority, year and number, such as KH-AHTJPP-2026-000123")
        }
        self.text = text
    }
}
