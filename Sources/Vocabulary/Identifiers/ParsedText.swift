/// A value that exists only if its text was of the right form, and that prints as that text.
package protocol ParsedText: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    /// The one spelling of this value.
    var text: String { get }
    /// - Throws: `VocabularyError` that names the form which was expected.
    init(parsing text: String) throws(VocabularyError)
}

extension ParsedText {
    package var description: String { text }

    package static func < (left: Self, right: Self) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    package init(from decoder: any Decoder) throws {
        try self.init(parsing: try decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    static func malformed(_ text: String, expected: String) -> VocabularyError {
        VocabularyError(
            .identifierForm, "“\(text.shownInMessage)” is not \(expected).", next: "Correct the spelling and try again."
        )
    }
}

extension String {
    /// The text as a message may show it: one line, no control characters, at most 80 characters.
    package var shownInMessage: String { shown(80) }

    /// The name of a file that somebody has to find, on one line and without control characters: as long as it is.
    package var shownAsPath: String { shown(4096) }

    private func shown(_ most: Int) -> String {
        if utf8.count <= most, utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return self }
        let visible = unicodeScalars.prefix(most).map { scalar in
            scalar.actsOnText ? "\u{FFFD}" : Character(scalar)
        }
        return String(visible) + (unicodeScalars.count > most ? "…" : "")
    }
}

extension Unicode.Scalar {
    /// A control character, or one that changes the direction of the text around it.
    package var actsOnText: Bool { properties.generalCategory == .control || isBidirectionalControl }

    /// What has no place in a sentence for people: it acts on a terminal, breaks the line, or shows nothing that is the same
    /// everywhere.
    package var isHiddenInText: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: true
        default: isBidirectionalControl
        }
    }

    /// Characters that change the direction of the text around them, and so can disguise a name (UAX #9).
    package var isBidirectionalControl: Bool {
        switch value {
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
