package import Vocabulary

/// The number of a person within one hearing, written `P-001`. Who it is stands in the case file alone.
package struct PersonNumber: ParsedText {
    package let text: String

    package init(parsing text: String) throws(VocabularyError) {
        let digits = text.dropFirst(2)
        guard text.hasPrefix("P-"), digits.utf8.count == 3, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else {
            throw VocabularyError(
                .identifierForm, "“\(text.shownInMessage)” is not the number of a person.",
                next: "Persons have numbers here, never names: write P-001 for the first one.")
        }
        self.text = text
    }
}

/// A short name for a room, such as `kh-court`: never its address.
package struct SiteCode: ParsedText {
    package let text: String

    package init(parsing text: String) throws(VocabularyError) {
        let bytes = Array(text.utf8)
        let isCode = bytes.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
        guard (2...32).contains(bytes.count), isCode, bytes.first != 0x2D, bytes.last != 0x2D else {
            throw VocabularyError(
                .identifierForm, "“\(text.shownInMessage)” is not a code of a site.",
                next: "Use small letters, digits and hyphens, such as kh-court. Never an address.")
        }
        self.text = text
    }
}

/// A language by its ISO 639 code: `km`, `th`, `vi`, `en`.
package struct LanguageCode: ParsedText {
    package let text: String

    package init(parsing text: String) throws(VocabularyError) {
        guard (2...3).contains(text.utf8.count), text.utf8.allSatisfy({ (0x61...0x7A).contains($0) }) else {
            throw VocabularyError(
                .identifierForm, "“\(text.shownInMessage)” is not a language.",
                next: "Write its ISO 639 code: km for Khmer, th for Thai, vi for Vietnamese, en for English.")
        }
        self.text = text
    }
}

/// The file number by which an authority knows a request: letters, digits and `- / . _`.
package struct FileReference: ParsedText {
    package let text: String

    package init(parsing text: String) throws(VocabularyError) {
        let isPlain = text.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || $0.properties.numericType != nil || "-/._".unicodeScalars.contains($0)
                || $0.properties.generalCategory == .nonspacingMark || $0.properties.generalCategory == .spacingMark
        }
        guard (1...120).contains(text.utf8.count), isPlain else {
            throw VocabularyError(
                .identifierForm, "“\(text.shownInMessage)” is not a file number.",
                next: "Use letters, digits and - / . _ without spaces.")
        }
        self.text = text
    }
}

/// One line in somebody's own words, at most 2,000 bytes.
package struct Sentence: ParsedText {
    package let text: String

    package init(parsing text: String) throws(VocabularyError) {
        let isVisible = text.unicodeScalars.allSatisfy {
            $0.properties.generalCategory != .control && !$0.isBidirectionalControl
        }
        guard (1...2000).contains(text.utf8.count), isVisible else {
            throw VocabularyError(
                .identifierForm, "“\(text.shownInMessage)” is not one line of text.",
                next: "Write one line of at most 2,000 bytes, without control characters.")
        }
        self.text = text
    }
}
