import Vocabulary

/// An archive that an investigator received, looked through once: what is in it, and that it is harmless.
///
/// Contents are read twice, once here for their true sizes and once while packing; nothing is written to the disk.
struct ForeignArchive: Sendable {
    struct Member: Sendable, Hashable {
        /// As the archive names it.
        let path: [UInt8]
        /// Bytes that really came out.
        let size: Int64

        /// The path without `./` in front, as `tar` writes it.
        var name: [UInt8] { path.starts(with: [0x2E, 0x2F]) ? Array(path.dropFirst(2)) : path }
        var shown: String { String(decoding: path, as: UTF8.self).shownInMessage }
    }

    private(set) var members: [Member] = []
    private let path: [UInt8]
    private let shown: String

    private static let extensions: Set<String> = [
        "zip", "7z", "tar", "tgz", "tbz", "tbz2", "txz", "gz", "bz2", "xz", "zst", "iso", "cab", "rar", "cpio",
    ]

    /// - Returns: nil if the file is not an archive by its name.
    /// - Throws: a `bundle.archive` code if anything in it is hostile or over a limit.
    init?(path: [UInt8], shown: String, limits: ArchiveLimits) throws(BundleError) {
        let suffix = shown.split(separator: ".").last.map { $0.lowercased() } ?? ""
        guard Self.extensions.contains(suffix) else { return nil }
        self.path = path
        self.shown = shown
        let file = try OpenFile(bytes: path, shown: shown)
        let archiveSize = try file.facts().size
        guard var handle = try ArchiveHandle(file, shown: shown) else { throw Self.unreadable(shown) }
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        var seen: [String: String] = [:]
        var total: Int64 = 0
        while let entry = try handle.next() {
            if Task.isCancelled { throw Conveyor.cancelled }
            guard let member = try check(entry, limits) else { continue }
            guard members.count < limits.count else {
                throw refused(.archiveTooMany, "holds more than \(limits.count) files")
            }
            let text = String(decoding: member, as: UTF8.self)
            if let other = seen.updateValue(text, forKey: EntryPath.folded(text)) {
                throw refused(
                    .archiveDuplicate,
                    "holds “\(other.shownInMessage)” and “\(text.shownInMessage)”, the same name to many systems")
            }
            var size: Int64 = 0
            while true {
                let got = try handle.read(into: &buffer)
                if got == 0 { break }
                size += Int64(got)
                total += Int64(got)
                guard total <= limits.bytes else {
                    throw refused(.archiveTooLarge, "holds more than \(limits.bytes) bytes")
                }
                guard total < limits.ratioFrom || total / max(archiveSize, 1) <= limits.ratio else {
                    throw refused(.archiveRatio, "expands to more than \(limits.ratio) times its size")
                }
            }
            members.append(Member(path: member, size: size))
        }
    }

    /// - Returns: the path of a regular file; nil for a folder.
    private func check(_ entry: ArchiveHandle.Entry, _ limits: ArchiveLimits) throws(BundleError) -> [UInt8]? {
        guard let path = entry.path else { throw refused(.archivePath, "holds an entry without a name") }
        let name = String(decoding: path, as: UTF8.self)
        let quoted = "“\(name.shownInMessage)”"
        if entry.isEncrypted { throw refused(.archiveEncrypted, "is encrypted: \(quoted)") }
        if entry.kind == .link || entry.isHardLink { throw refused(.archiveLink, "holds a link: \(quoted)") }
        if entry.kind == .special { throw refused(.archiveSpecial, "holds a device, pipe or socket: \(quoted)") }
        guard path.count <= limits.nameLength else {
            throw refused(.archiveLongName, "holds a name of \(path.count) bytes; the limit is \(limits.nameLength)")
        }
        let segments = path.split(separator: 0x2F, omittingEmptySubsequences: false)
        guard segments.count - 1 <= limits.depth else {
            throw refused(.archiveTooDeep, "holds a file more than \(limits.depth) folders deep")
        }
        if entry.kind == .folder {
            let inner = name.hasSuffix("/") ? String(name.dropLast()) : name
            if let fault = Self.fault(inner), inner != ".", !inner.isEmpty {
                throw refused(.archivePath, "holds a folder whose name \(fault): \(quoted)")
            }
            return nil
        }
        if let fault = Self.fault(name) { throw refused(.archivePath, "holds a file whose name \(fault): \(quoted)") }
        return path
    }

    private static func fault(_ name: String) -> String? {
        let plain = name.hasPrefix("./") ? String(name.dropFirst(2)) : name
        return EntryPath.fault(
            EntryPath.normalized(plain.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "_")))
    }

    private func refused(_ code: ErrorCode, _ what: String) -> BundleError {
        BundleError(
            code, "The archive “\(shown)” \(what).",
            next: "Pack it without --expand: the archive itself is kept as it is.")
    }

    private static func unreadable(_ shown: String) -> BundleError {
        BundleError(
            .archiveForm, "“\(shown)” is not an archive that can be read.",
            next: "Pack it without --expand: the file itself is kept as it is.")
    }

    /// Opens it again, to read the members in the same order.
    func opened() throws(BundleError) -> MemberReader {
        try MemberReader(try OpenFile(bytes: path, shown: shown), shown: shown)
    }
}

/// Reads the members of an archive one after the other.
final class MemberReader {
    private var handle: ArchiveHandle
    private let file: OpenFile
    private let shown: String

    fileprivate init(_ file: OpenFile, shown: String) throws(BundleError) {
        self.file = file
        self.shown = shown
        guard let handle = try ArchiveHandle(file, shown: shown) else { throw Self.changed(shown) }
        self.handle = handle
    }

    /// Goes to the next file, which must be the one that was seen before.
    func next(expecting member: ForeignArchive.Member) throws(BundleError) {
        while let entry = try handle.next() {
            if entry.kind == .folder { continue }
            guard entry.path == member.path else { break }
            return
        }
        throw Self.changed(shown)
    }

    func read(into buffer: inout [UInt8]) throws(BundleError) -> Int {
        try handle.read(into: &buffer)
    }

    private static func changed(_ shown: String) -> BundleError {
        BundleError(
            .sourceChanged, "The archive “\(shown)” changed while it was packed.",
            next: "Close the program that writes to it, then run the same command again.")
    }
}
