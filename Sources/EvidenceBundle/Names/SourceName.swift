import Vocabulary

/// The name of a file that is to be packed, made safe: what a bundle, a bag or Windows cannot hold becomes `_`.
///
/// The record keeps the name as it was. Changed are `%`, backslash, the characters that Windows reserves, control,
/// bidirectional, invisible, private and unassigned characters, bytes that are not UTF-8, white space and dots at the
/// end of a segment, `~` in front of one, and the names of devices (`con.txt`).
struct SourceName {
    /// The segments, in NFC.
    private(set) var segments: [String]
    /// The first segment that had to be changed by more than NFC; nil if none was.
    let firstChanged: Int?

    init(_ original: [UInt8]) {
        var segments: [String] = []
        var firstChanged: Int?
        for (index, part) in original.split(separator: 0x2F, omittingEmptySubsequences: false).enumerated() {
            let (text, isChanged) = Self.safe(part)
            segments.append(text)
            if isChanged, firstChanged == nil { firstChanged = index }
        }
        self.segments = segments
        self.firstChanged = firstChanged
    }

    var text: String { segments.joined(separator: "/") }

    /// The name with a number in its first changed segment, else in its last.
    func numbered(_ number: Int) -> String {
        var segments = segments
        let index = firstChanged ?? segments.count - 1
        segments[index] = Self.numbered(segments[index], number)
        return segments.joined(separator: "/")
    }

    private static func numbered(_ segment: String, _ number: Int) -> String {
        let bytes = Array(segment.utf8)
        let dot = bytes.lastIndex(of: 0x2E).flatMap { $0 == 0 || bytes.count - $0 > 16 ? nil : $0 } ?? bytes.count
        let ending = Array("-\(number)".utf8) + bytes[dot...]
        var stem = String(decoding: bytes[..<dot], as: UTF8.self)
        while stem.utf8.count + ending.count > 255 { stem.unicodeScalars.removeLast() }
        return stem + String(decoding: ending, as: UTF8.self)
    }

    private static func safe(_ segment: ArraySlice<UInt8>) -> (text: String, isChanged: Bool) {
        if isPlain(segment) { return (String(decoding: segment, as: UTF8.self), false) }
        let given = EntryPath.normalized(decoded(segment))
        var scalars = Array(given.unicodeScalars)
        for index in scalars.indices {
            let scalar = scalars[index]
            let isReserved = scalar.isASCII && Self.reserved.contains(UInt8(scalar.value))
            if isReserved || NameCharacter.fault(scalar) != nil { scalars[index] = "_" }
        }
        let isStep = scalars.allSatisfy { $0 == "." } && scalars.count <= 2
        for index in scalars.indices.reversed() where !isStep {
            guard scalars[index] == "." || scalars[index].properties.isWhitespace else { break }
            scalars[index] = "_"
        }
        if scalars.first == "~" { scalars[0] = "_" }
        let stem = scalars.prefix { $0 != "." }
        if isDevice(stem) { scalars.insert("_", at: stem.endIndex) }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        let text = EntryPath.normalized(String(view))
        return (text, !text.utf8.elementsEqual(EntryPath.normalized(String(decoding: segment, as: UTF8.self)).utf8))
    }

    /// Letters, digits, `-` and `_`, with an extension or without: nothing to change, whatever the system.
    private static func isPlain(_ segment: ArraySlice<UInt8>) -> Bool {
        guard let last = segment.last, last != 0x2E else { return false }
        return !isDevice(segment.prefix { $0 != 0x2E }.map { Unicode.Scalar($0) }[...])
            && segment.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
                default: false
                }
            }
    }

    /// Each byte that is not part of UTF-8 becomes one `_`.
    private static func decoded(_ bytes: ArraySlice<UInt8>) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        var text = ""
        var rest = bytes
        while let first = rest.first {
            let length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
            if let part = String(validating: rest.prefix(length), as: UTF8.self) {
                text += part
                rest = rest.dropFirst(length)
            } else {
                text += "_"
                rest = rest.dropFirst()
            }
        }
        return text
    }

    /// `%`, backslash, and what Windows reserves.
    private static let reserved = Set("%\\<>:\"|?*".utf8)

    private static func isDevice(_ stem: ArraySlice<Unicode.Scalar>) -> Bool {
        guard stem.count == 3 || stem.count == 4, stem.allSatisfy(\.isASCII) else { return false }
        let name = String(String.UnicodeScalarView(stem)).uppercased()
        if ["CON", "PRN", "AUX", "NUL"].contains(name) { return true }
        return stem.count == 4 && (name.hasPrefix("COM") || name.hasPrefix("LPT"))
            && stem.last?.properties.numericType == .decimal
    }
}

/// The names that the files of one bundle get. No two are one name to many systems.
struct EntryNames {
    private static let prefix = "data/"
    private var files: [String: String] = [:]
    private var folders: [String: String] = [:]
    private var numbers: [String: Int] = [:]

    /// The names of the files of a folder, in their order. A name that had to be changed steps aside for one that stays.
    /// - Throws: `bundle.source.colliding-names` for names that nobody changed; `bundle.source.name` for what cannot
    ///   even be changed to a name.
    mutating func add(_ originals: [[UInt8]]) throws(BundleError) -> [EntryPath] {
        let names = originals.map { SourceName($0) }
        var paths: [EntryPath?] = Array(repeating: nil, count: names.count)
        var faults: [BundleError] = []
        for changed in [false, true] {
            for (index, name) in names.enumerated() where (name.firstChanged != nil) == changed {
                let shown = String(decoding: originals[index], as: UTF8.self).shownInMessage
                do throws(BundleError) {
                    paths[index] = try add(name, under: Self.prefix, shown: shown, isFree: changed)
                } catch {
                    faults.append(error)
                }
            }
        }
        if !faults.isEmpty { throw BundleError.all(faults) }
        return paths.compactMap(\.self)
    }

    /// The name of a member of an archive, which steps aside for any other.
    mutating func add(member: [UInt8], of archive: EntryPath, shown: String) throws(BundleError) -> EntryPath {
        try add(SourceName(member), under: "\(archive.text).contents/", shown: shown, isFree: true)
    }

    private mutating func add(
        _ name: SourceName, under prefix: String, shown: String, isFree: Bool
    ) throws(BundleError) -> EntryPath {
        let base = prefix + name.text
        var path = try Self.path(base, shown)
        var clash = take(path, shown)
        // Many names may become one: each goes on counting where the one before it stopped.
        var number = max(numbers[base] ?? 1, 1)
        let last = number + 10_000
        while clash != nil, isFree, number < last {
            number += 1
            path = try Self.path(prefix + name.numbered(number), shown)
            clash = take(path, shown)
            numbers[base] = number
        }
        guard let clash else { return path }
        throw BundleError(
            .sourceNamesCollide, "“\(clash)” and “\(shown)” are the same name to many systems.",
            next: "Rename one of the two.")
    }

    private static func path(_ text: String, _ shown: String) throws(BundleError) -> EntryPath {
        if let fault = EntryPath.fault(text) {
            throw BundleError(
                .sourceName, "“\(shown)” cannot be packed under this name: it \(fault).",
                next: "Move the file nearer to the top, or shorten its name; write the old one into the column "
                    + "external-references.")
        }
        return try EntryPath(parsing: text)
    }

    /// Takes a name unless it, or a folder of it, is taken: then what has it.
    private mutating func take(_ path: EntryPath, _ shown: String) -> String? {
        let key = path.folded
        if let other = files[key] ?? folders[key] { return other }
        let above = Self.folders(of: key)
        for folder in above {
            if let file = files[folder] { return file }
        }
        files[key] = shown
        for folder in above.reversed() where folders[folder] == nil { folders[folder] = shown }
        return nil
    }

    /// The folders above, the nearest last. By bytes: a combining character behind a slash is part of it to Swift.
    private static func folders(of path: String) -> [String] {
        path.utf8.indices.filter { path.utf8[$0] == 0x2F }.map { String(decoding: path.utf8[..<$0], as: UTF8.self) }
    }
}
