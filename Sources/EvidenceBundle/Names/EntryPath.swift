import Foundation
import Vocabulary

/// The name of an entry in a bundle: a relative path that is safe to unpack anywhere and reads the same everywhere.
///
/// UTF-8 in normal form NFC (UAX #15), without `%`, backslash, control, bidirectional or other invisible characters;
/// no segment is empty, `.`, `..`, or begins with `~`; no drive letter.
package struct EntryPath: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    package let text: String

    /// - Throws: `bundle.container.unsafe-path` that says what is wrong with the name.
    package init(parsing text: String) throws(BundleError) {
        if let fault = Self.fault(text) {
            throw BundleError(
                .unsafePath, "The name “\(text.shownInMessage)” \(fault).", next: ContainerReader.askAgain)
        }
        self.text = text
    }

    init(bytes: some Collection<UInt8>) throws(BundleError) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw BundleError(
                .unsafePath, "The name “\(String(decoding: bytes, as: UTF8.self).shownInMessage)” is not UTF-8.",
                next: ContainerReader.askAgain)
        }
        try self.init(parsing: text)
    }

    /// What is wrong with a name, or nil.
    static func fault(_ text: String) -> String? {
        let bytes = text.utf8
        if bytes.isEmpty { return "is empty" }
        if bytes.count > ZIPForm.longestName { return "has more than \(ZIPForm.longestName) bytes" }
        if bytes.contains(0x25) { return "contains “%”" }
        if bytes.contains(0x5C) { return "contains a backslash" }
        let segments = text.utf8.split(separator: 0x2F, omittingEmptySubsequences: false)
        if segments.first?.isEmpty == true { return "is absolute" }
        for segment in segments {
            if segment.isEmpty { return "has an empty segment" }
            if segment.elementsEqual([0x2E]) || segment.elementsEqual([0x2E, 0x2E]) {
                return "leaves its folder with dots"
            }
            if segment.first == 0x7E { return "begins a segment with “~”" }
            if segment.count > 255 { return "has a segment of more than 255 bytes" }
        }
        if segments.count > 64 { return "lies more than 64 folders deep" }
        if let first = segments.first, first.count >= 2, first.dropFirst().first == 0x3A { return "names a drive" }
        if !bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) {
            for scalar in text.unicodeScalars {
                if let reason = NameCharacter.fault(scalar) { return reason }
            }
            if !Self.normalized(text).utf8.elementsEqual(bytes) { return "is not in the normal form NFC" }
        }
        return nil
    }

    /// Normal form NFC. Compare the bytes: Swift's own `==` calls canonically equal texts equal.
    static func normalized(_ text: String) -> String {
        text.utf8.allSatisfy { $0 < 0x80 } ? text : text.precomposedStringWithCanonicalMapping
    }

    /// What names that many file systems take for the same have in common.
    package var folded: String { Self.folded(text) }

    /// Whether it stands where manifests and signatures do.
    var isBesideContents: Bool { text.utf8.starts(with: "META-INF/".utf8) }

    /// The path of an exhibit in the folder that was packed.
    package var inPayload: String { String(decoding: text.utf8.dropFirst("data/".utf8.count), as: UTF8.self) }

    /// The names between the slashes.
    package var segments: [String] { PathSegments.of(text) }

    /// The last name, without the folders above.
    package var name: String { PathSegments.last(of: text) }

    /// The folders above, the nearest last.
    var folders: [String] { PathSegments.folders(of: text) }

    static func folded(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.lowercased() }
        return normalized(normalized(text).uppercased().lowercased())
    }

    package var description: String { text }

    package init(from decoder: any Decoder) throws {
        try self.init(parsing: try decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    package static func == (left: Self, right: Self) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }
    package static func < (left: Self, right: Self) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}

/// Paths are divided by their bytes: to Swift, a slash and a combining vowel behind it are one character that is no slash.
enum PathSegments {
    static func of(_ path: String) -> [String] {
        path.utf8.split(separator: 0x2F).map { String(decoding: $0, as: UTF8.self) }
    }

    static func last(of path: String) -> String {
        path.utf8.split(separator: 0x2F).last.map { String(decoding: $0, as: UTF8.self) } ?? path
    }

    /// The folders above, the nearest last.
    static func folders(of path: String) -> [String] {
        let bytes = path.utf8
        return bytes.indices.filter { bytes[$0] == 0x2F }.map { String(decoding: bytes[..<$0], as: UTF8.self) }
    }

    /// Whether the path lies in the payload of a bag.
    static func isPayload(_ path: String) -> Bool { path.utf8.starts(with: "data/".utf8) }

    /// The folder above, and the name; `.` if there is none.
    static func divided(_ path: String) -> (folder: String, name: String) {
        var bytes = Array(path.utf8)[...]
        while bytes.count > 1, bytes.last == 0x2F { bytes = bytes.dropLast() }
        guard let slash = bytes.lastIndex(of: 0x2F) else { return (".", String(decoding: bytes, as: UTF8.self)) }
        let folder = slash == bytes.startIndex ? "/" : String(decoding: bytes[..<slash], as: UTF8.self)
        return (folder, String(decoding: bytes[(slash + 1)...], as: UTF8.self))
    }
}

/// Characters that may not stand in a name.
enum NameCharacter {
    static func fault(_ scalar: Unicode.Scalar) -> String? {
        if scalar.isBidirectionalControl { return "contains a character that changes the direction of writing" }
        switch scalar.properties.generalCategory {
        case .control: return "contains a control character"
        case .lineSeparator, .paragraphSeparator: return "contains a line separator"
        case .privateUse, .surrogate, .unassigned: return "contains a character without a meaning in Unicode"
        // Zero-width joiners have their place in the scripts of the region; other format characters do not.
        case .format where scalar.value != 0x200C && scalar.value != 0x200D && scalar.value != 0x200B:
            return "contains an invisible character"
        default: return nil
        }
    }
}
