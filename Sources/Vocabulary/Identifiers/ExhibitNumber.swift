/// The number of an exhibit within its bundle, from 1; written with at least four digits.
package struct ExhibitNumber: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    package let value: Int

    package init(_ value: Int) throws(VocabularyError) {
        guard (1...9_999_999).contains(value) else {
            throw VocabularyError(
                .identifierForm, "\(value) is not an exhibit number.", next: "Exhibits are numbered from 1.")
        }
        self.value = value
    }

    package init(from decoder: any Decoder) throws {
        try self.init(try decoder.singleValueContainer().decode(Int.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }

    package static func < (left: Self, right: Self) -> Bool { left.value < right.value }

    package var description: String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
