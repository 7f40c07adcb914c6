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

    private let facts: FileFacts

    private static let endings: [[UInt8]] = [
        ".zip", ".7z", ".iso", ".tar", ".tgz", ".tbz", ".tbz2", ".txz", ".tar.gz", ".tar.bz2", ".tar.xz", ".tar.zst",
        ".tar.lz4", ".tar.lzma", ".tar.Z",
    ].map { Array($0.lowercased().utf8) }

    /// Whether a file is an archive by its name. A compressed file without one inside, such as `log.txt.gz`, is not.
    static func isNamedLikeOne(_ path: [UInt8]) -> Bool {
        let small = path.suffix(16).map { 0x41...0x5A ~= $0 ? $0 + 0x20 : $0 }
        return endings.contains { small.count > $0.count && small.suffix($0.count).elementsEqual($0) }
    }

    /// - Parameter facts: of the file that was found.
    /// - Throws: a `bundle.archive` code if it cannot be read, or if anything in it is hostile or over a limit.
    init(path: [UInt8], shown: String, facts: FileFacts, limits: ArchiveLimits) throws(BundleError) {
        self.path = path
        self.shown = shown
        self.facts = facts
        let file = try OpenFile(bytes: path, shown: shown)
        guard try file.facts() == facts else { throw Self.changed(shown) }
        let archiveSize = facts.size
        guard var handle = try ArchiveHandle(file, shown: shown) else { throw Self.unreadable(shown) }
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        var total: Int64 = 0
        while let entry = try handle.next() {
            if Task.isCancelled { throw Conveyor.cancelled }
            guard let member = try check(entry, limits) else { continue }
            guard members.count < limits.count else {
                throw refused(.archiveTooMany, "holds more than \(limits.count) files")
            }
            var size: Int64 = 0
            while true {
                let got = try handle.read(into: &buffer, range: 0..<buffer.count)
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
        // What else is wrong with a name can be changed; that it leaves its folder cannot.
        if path.first == 0x2F { throw refused(.archivePath, "holds an absolute path: \(quoted)") }
        guard !segments.contains(where: { $0.elementsEqual([0x2E, 0x2E]) }) else {
            throw refused(.archivePath, "holds a path that leaves its folder: \(quoted)")
        }
        if entry.kind == .folder { return nil }
        guard let last = segments.last, !last.isEmpty, !last.elementsEqual([0x2E]) else {
            throw refused(.archivePath, "holds a file without a name: \(quoted)")
        }
        return path
    }

    private func refused(_ code: ErrorCode, _ what: String) -> BundleError {
        BundleError(
            code, "The archive “\(shown)” \(what).",
            next: "Take it apart by hand if its contents are needed.")
    }

    private static func unreadable(_ shown: String) -> BundleError {
        BundleError(
            .archiveForm, "“\(shown)” is not an archive that can be read.",
            next: "Take it apart by hand if its contents are needed.")
    }

    /// Opens it again, to read the members in the same order.
    func opened() throws(BundleError) -> MemberReader {
        let file = try OpenFile(bytes: path, shown: shown)
        guard try file.facts() == facts else { throw Self.changed(shown) }
        return try MemberReader(file, facts, shown: shown)
    }

    fileprivate static func changed(_ shown: String) -> BundleError {
        BundleError(
            .sourceChanged, "The archive “\(shown)” changed while it was packed.",
            next: "Close the program that writes to it, then run the same command again.")
    }
}

/// Reads the members of an archive one after the other.
final class MemberReader {
    private var handle: ArchiveHandle
    private let file: OpenFile
    private let facts: FileFacts
    private let shown: String

    fileprivate init(_ file: OpenFile, _ facts: FileFacts, shown: String) throws(BundleError) {
        self.file = file
        self.facts = facts
        self.shown = shown
        guard let handle = try ArchiveHandle(file, shown: shown) else { throw ForeignArchive.changed(shown) }
        self.handle = handle
    }

    /// Goes to the next file, which must be the one that was seen before.
    func next(expecting member: ForeignArchive.Member) throws(BundleError) {
        guard try nextFile() == member.path else { throw ForeignArchive.changed(shown) }
    }

    private func nextFile() throws(BundleError) -> [UInt8]? {
        while let entry = try handle.next() {
            if entry.kind != .folder { return entry.path }
        }
        return nil
    }

    func read(into buffer: inout [UInt8], range: Range<Int>) throws(BundleError) -> Int {
        try handle.read(into: &buffer, range: range)
    }

    /// The member must end where it ended before.
    func endMember() throws(BundleError) {
        var one: [UInt8] = [0]
        guard try handle.read(into: &one, range: 0..<1) == 0 else { throw ForeignArchive.changed(shown) }
    }

    /// There must be no further file, and the archive must be the one that was packed beside its contents.
    func end() throws(BundleError) {
        guard try nextFile() == nil, try file.facts() == facts else { throw ForeignArchive.changed(shown) }
    }
}
