import SwiftASN1

/// Object identifiers as people write them, `2.999.3161.1`. The library's own text is wrong below 2 from 2.40 on: both
/// first numbers are in one, and only the first two arcs have forty places (ITU-T X.690, 8.19.4).
enum ObjectIdentifierText {
    static func text(_ identifier: ASN1ObjectIdentifier) -> String {
        var parts = identifier.oidComponents
        if parts.count > 1, parts[0] > 2 { parts[0...1] = [2, parts[0] * 40 + parts[1] - 80] }
        return parts.map(String.init).joined(separator: ".")
    }

    /// - Returns: nil unless it is the one spelling of an identifier.
    static func read(_ text: String) -> ASN1ObjectIdentifier? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt($0) }
        let numbers = parts.compactMap { $0 }
        guard numbers.count == parts.count, (2...32).contains(numbers.count), numbers[0] <= 2,
            numbers[0] == 2 || numbers[1] < 40, numbers.allSatisfy({ $0 < 1 << 31 }),
            let identifier = try? ASN1ObjectIdentifier(elements: numbers), Self.text(identifier) == text
        else { return nil }
        return identifier
    }
}
