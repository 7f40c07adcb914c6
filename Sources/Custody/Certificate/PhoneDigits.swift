package import Vocabulary

/// A digest in groups of digits, to be read over the telephone and compared.
///
/// Nine groups of five decimal digits. Eight hold the first 128 bits of the digest, 16 bits each. The ninth is a check
/// group c with 1·g₁ + 2·g₂ + … + 8·g₈ + 9·c ≡ 0 modulo the prime 65537. A group is smaller than the prime and the
/// weights differ, so every single wrong group and every exchange of two different groups is found; of anything else
/// one in 65,537 is not. docs/spec/custody-log.md, “Digits for the telephone”.
package struct PhoneDigits: ParsedText {
    /// As they are read, the check group last.
    package let groups: [Int]

    private static let prime = 65_537
    private static let count = 8
    /// 9 · 7282 = 65538.
    private static let inverseOfNine = 7_282

    package init(_ digest: Digest) {
        let bytes = digest.bytes
        let data = (0..<Self.count).map { Int(bytes[2 * $0]) << 8 | Int(bytes[2 * $0 + 1]) }
        let sum = Self.weighted(data)
        groups = data + [(Self.prime - sum) % Self.prime * Self.inverseOfNine % Self.prime]
    }

    /// - Parameter text: nine groups, however they are set apart by white space.
    /// - Throws: if they are not nine groups of five digits, or do not fit together.
    package init(parsing text: String) throws(VocabularyError) {
        let words = text.split(whereSeparator: \.isWhitespace)
        let groups = words.compactMap { word in
            word.utf8.count == 5 && word.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(word) : nil
        }
        guard words.count == Self.count + 1, groups.count == words.count else {
            throw VocabularyError(
                .identifierForm, "“\(text.shownInMessage)” is not nine groups of five digits.",
                next: "Have all nine groups read again, digit by digit.")
        }
        guard Self.fit(groups) else {
            throw VocabularyError(
                .identifierForm,
                "The nine groups do not fit together: one was misheard, or two were exchanged.",
                next: "Have all nine groups read again, digit by digit.")
        }
        self.groups = groups
    }

    /// Whether nine groups are as they were written.
    static func fit(_ groups: [Int]) -> Bool {
        groups.dropLast().allSatisfy { $0 < prime - 1 } && groups[count] < prime && weighted(groups) == 0
    }

    /// Each group times its place, counted from 1.
    private static func weighted(_ groups: [Int]) -> Int {
        groups.enumerated().reduce(0) { ($0 + ($1.offset + 1) * $1.element) % prime }
    }

    /// Three lines of three groups.
    package var lines: [String] {
        let groups = words
        return stride(from: 0, to: groups.count, by: 3).map {
            groups[$0..<min($0 + 3, groups.count)].joined(separator: " ")
        }
    }

    package var text: String { words.joined(separator: " ") }

    private var words: [String] {
        groups.map { group in
            let digits = String(group)
            return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
        }
    }
}
