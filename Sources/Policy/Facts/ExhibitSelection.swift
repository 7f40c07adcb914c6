package import Vocabulary

/// Some exhibits of a bundle, by number: `1-3,7`.
package struct ExhibitSelection: ParsedText {
    package let ranges: [ClosedRange<Int>]

    /// - Parameter numbers: in any order.
    package init(_ numbers: some Sequence<ExhibitNumber>) {
        var ranges: [ClosedRange<Int>] = []
        for number in Set(numbers.map(\.value)).sorted() {
            if let last = ranges.last, last.upperBound + 1 == number {
                ranges[ranges.count - 1] = last.lowerBound...number
            } else {
                ranges.append(number...number)
            }
        }
        self.ranges = ranges
    }

    package init(parsing text: String) throws(VocabularyError) {
        var ranges: [ClosedRange<Int>] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil, first >= 1,
                last >= first,
                last <= 9_999_999, ranges.last.map({ $0.upperBound + 1 < first }) ?? true
            else { throw Self.malformed(text) }
            ranges.append(first...last)
        }
        self.ranges = ranges
        guard self.text == text else { throw Self.malformed(text) }
    }

    private static func malformed(_ text: String) -> VocabularyError {
        VocabularyError(
            .identifierForm, "“\(text.shownInMessage)” is not a selection of exhibits.",
            next: "Write rising numbers and ranges, such as 1-3,7.")
    }

    package var text: String {
        ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: ",")
    }

    /// Whether what was granted is all that is asked for; nil stands for the whole bundle.
    static func covers(_ granted: ExhibitSelection?, _ asked: ExhibitSelection?) -> Bool {
        guard let granted else { return true }
        return asked.map(granted.covers) ?? false
    }

    /// Whether every exhibit of `other` is among these.
    func covers(_ other: ExhibitSelection) -> Bool {
        other.ranges.allSatisfy { range in
            ranges.contains { $0.contains(range.lowerBound) && $0.contains(range.upperBound) }
        }
    }
}
