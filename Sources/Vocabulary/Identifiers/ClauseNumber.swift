/// The number of a clause as the text has it: `4(3)`, `12bis`, `7.10`.
package struct ClauseNumber: ParsedText {
    package let text: String

    package init(parsing text: String) throws(VocabularyError) {
        let bytes = Array(text.utf8)
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        }
        guard let first = bytes.first, isAlphanumeric(first), bytes.count <= 24,
            bytes.allSatisfy({ isAlphanumeric($0) || [0x28, 0x29, 0x2D, 0x2E].contains($0) })
        else {
            throw VocabularyError(
                .identifierForm, "“\(text.shownInMessage)” is not a clause number.",
                next: "Use letters, digits, dots, hyphens and brackets, such as \"4(3)\".")
        }
        self.text = text
    }

    /// Numbers count as numbers, so 4(10) comes after 4(9).
    package static func < (left: Self, right: Self) -> Bool {
        let (one, other) = (left.pieces, right.pieces)
        for (mine, theirs) in zip(one, other) where mine != theirs {
            if let number = Int(mine), let otherNumber = Int(theirs), number != otherNumber {
                return number < otherNumber
            }
            return mine < theirs
        }
        return one.count < other.count
    }

    private var pieces: [String] {
        var pieces: [String] = []
        var lastWasDigit: Bool?
        for character in text {
            let isDigit = character.isNumber
            if isDigit == lastWasDigit {
                pieces[pieces.count - 1].append(character)
            } else {
                pieces.append(String(character))
            }
            lastWasDigit = isDigit
        }
        return pieces
    }
}
