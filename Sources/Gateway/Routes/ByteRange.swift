/// One byte range as asked for (RFC 9110, section 14.1.2): `bytes=0-99`, `bytes=100-`, `bytes=-50`.
package struct ByteRange: Hashable {
    private enum Form: Hashable {
        case from(Int64, through: Int64)
        case last(Int64)
    }

    private let form: Form

    /// - Returns: nil for several ranges, another unit, or what is no range: such a header is passed over.
    package init?(_ header: String) {
        guard header.hasPrefix("bytes="), !header.contains(",") else { return nil }
        let ends = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = Self.number(ends[0]), let last = Self.number(ends[1]) else { return nil }
        switch (first, last) {
        case (.some(let first), let last):
            let last = last ?? .max
            guard first <= last else { return nil }
            form = .from(first, through: last)
        case (nil, .some(let count)): form = .last(count)
        case (nil, nil): return nil
        }
    }

    /// - Returns: nil if the range has no bytes of the whole.
    package func resolved(in size: Int64) -> Range<Int64>? {
        switch form {
        case .last(let count):
            let count = min(count, size)
            return count > 0 ? size - count..<size : nil
        case .from(let first, let last):
            guard first < size else { return nil }
            return first..<min(last, size - 1) + 1
        }
    }

    /// - Returns: nil in place of what is no number; nil inside for none at all. What is beyond every file is as good
    ///   as the largest number.
    private static func number(_ text: Substring) -> Int64?? {
        guard text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return .none }
        return .some(text.isEmpty ? nil : Int64(text) ?? .max)
    }
}
