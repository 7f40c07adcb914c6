import Vocabulary

/// `bagit.txt`: which version a bag is of, and how its other tag files are encoded.
struct BagDeclaration {
    enum Encoding: String, CaseIterable {
        case utf8 = "UTF-8"
        case utf16 = "UTF-16"
        case utf16Little = "UTF-16LE"
        case utf16Big = "UTF-16BE"
        case latin1 = "ISO-8859-1"
        case ascii = "US-ASCII"
    }

    let version: String
    let encoding: Encoding
    var isModern: Bool { version == "1.0" }
    static let versions = ["0.93", "0.94", "0.95", "0.96", "0.97", "1.0"]

    /// The file itself is UTF-8 without a mark, whatever it declares for the others.
    init(_ bytes: [UInt8]) throws(BundleError) {
        func refused(_ what: String) -> BundleError {
            BundleError(.bagDeclaration, "bagit.txt \(what).", next: "Ask who made the bag to make it again.")
        }
        guard !bytes.starts(with: [0xEF, 0xBB, 0xBF]) else { throw refused("begins with a byte order mark") }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw refused("is not UTF-8") }
        let lines = BagText.lines(text)
        guard lines.count == 2 else { throw refused("does not have the two lines it must have") }
        let version = try Self.value(of: "BagIt-Version", in: lines[0])
        guard Self.versions.contains(version) else {
            throw refused("declares the version “\(version.shownInMessage)”, which is not known")
        }
        let name = try Self.value(of: "Tag-File-Character-Encoding", in: lines[1])
        guard let encoding = Encoding.allCases.first(where: { $0.rawValue == name.uppercased() }) else {
            throw refused("declares the encoding “\(name.shownInMessage)”, which is not known")
        }
        self.version = version
        self.encoding = encoding
    }

    private static func value(of label: String, in line: String) throws(BundleError) -> String {
        guard line.hasPrefix(label + ": ") else {
            throw BundleError(
                .bagDeclaration, "bagit.txt does not say “\(label): ” where it must.",
                next: "Ask who made the bag to make it again.")
        }
        return String(line.dropFirst(label.count + 2))
    }

    /// - Throws: `bundle.bag.tag-file` if the bytes are not in the declared encoding.
    func text(_ bytes: [UInt8], of file: String) throws(BundleError) -> String {
        let decoded: String? =
            switch encoding {
            case .utf8: String(validating: bytes, as: UTF8.self)
            case .ascii: bytes.allSatisfy { $0 < 0x80 } ? String(validating: bytes, as: UTF8.self) : nil
            case .latin1: String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
            case .utf16Little: Self.utf16(bytes[...], isBig: false)
            case .utf16Big: Self.utf16(bytes[...], isBig: true)
            case .utf16:
                if bytes.starts(with: [0xFF, 0xFE]) {
                    Self.utf16(bytes.dropFirst(2), isBig: false)
                } else if bytes.starts(with: [0xFE, 0xFF]) {
                    Self.utf16(bytes.dropFirst(2), isBig: true)
                } else {
                    Self.utf16(bytes[...], isBig: true)
                }
            }
        guard let decoded else {
            throw BundleError(
                .bagTagFile, "\(file) is not in the encoding \(encoding.rawValue) that bagit.txt declares.",
                next: "Ask who made the bag to make it again.")
        }
        return decoded
    }

    private static func utf16(_ bytes: ArraySlice<UInt8>, isBig: Bool) -> String? {
        guard bytes.count.isMultiple(of: 2) else { return nil }
        let units = stride(from: bytes.startIndex, to: bytes.endIndex, by: 2).map { index in
            let (high, low) = isBig ? (bytes[index], bytes[index + 1]) : (bytes[index + 1], bytes[index])
            return UInt16(high) << 8 | UInt16(low)
        }
        return String(validating: units, as: UTF16.self)
    }
}

/// Lines of tag files, which end with LF, CR or both.
enum BagText {
    static func lines(_ text: String) -> [String] {
        // By scalars: Swift takes CR LF for one character.
        var lines: [String] = []
        var line = String.UnicodeScalarView()
        var lastWasReturn = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n" where lastWasReturn: break
            case "\n", "\r":
                lines.append(String(line))
                line = String.UnicodeScalarView()
            default: line.append(scalar)
            }
            lastWasReturn = scalar == "\r"
        }
        if !line.isEmpty { lines.append(String(line)) }
        return lines
    }
}
