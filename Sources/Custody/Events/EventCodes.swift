package import Vocabulary

/// A site by its code, never by its address: `KH-PNH-0004`.
package struct SiteCode: ParsedText {
    package let text: String

    package init(parsing text: String) throws(VocabularyError) {
        self.text = try CodeForm.capitals(text, longest: 32, expected: "the code of a site, such as KH-PNH-0004")
    }
}

/// The number on a seal: `PP-004711`.
package struct SealNumber: ParsedText {
    package let text: String

    package init(parsing text: String) throws(VocabularyError) {
        self.text = try CodeForm.capitals(text, longest: 32, expected: "the number of a seal, such as PP-004711")
    }
}

/// An offence by its code: `trafficking-in-persons`.
package struct OffenceCode: ParsedText {
    package let text: String

    package init(parsing text: String) throws(VocabularyError) {
        self.text = try CodeForm.lower(
            text, longest: 64, expected: "the code of an offence, such as trafficking-in-persons")
    }
}

/// Codes are all that an event says in words of its own: nothing that could hold a name or an address.
enum CodeForm {
    static func capitals(_ text: String, longest: Int, expected: String) throws(VocabularyError) -> String {
        try check(text, lengths: 2...longest, expected: expected) { isUpper($0) || isDigit($0) || $0 == 0x2D }
    }

    static func lower(_ text: String, longest: Int, expected: String) throws(VocabularyError) -> String {
        try check(text, lengths: 2...longest, expected: expected) { isLower($0) || isDigit($0) || $0 == 0x2D }
    }

    static func check(
        _ text: String, lengths: ClosedRange<Int>, expected: String, _ isAllowed: (UInt8) -> Bool
    ) throws(VocabularyError) -> String {
        guard lengths.contains(text.utf8.count), text.utf8.allSatisfy(isAllowed), !text.hasPrefix("-"),
            !text.hasSuffix("-")
        else {
            throw VocabularyError(
                .identifierForm, "“\(text.shownInMessage)” is not \(expected).",
                next: "Correct the spelling and try again.")
        }
        return text
    }

    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    static func isUpper(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }
    static func isLower(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
}
