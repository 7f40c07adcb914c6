import Vocabulary

/// Everything about a bundle that is known before the first byte of an exhibit is read.
struct PackPlan: Sendable {
    /// Where the contents of an exhibit come from.
    enum Source: Sendable {
        case file(FolderScan.Found)
        /// A part of another bundle.
        case part(OpenFile, offset: Int64)
        /// The next member of the archive with this index.
        case member(archive: Int)
    }

    /// Without their digests, which are known when they have been read; those of parts say what must come out.
    private(set) var exhibits: [ExhibitRecord] = []
    private(set) var sources: [Source] = []
    private(set) var archives: [ForeignArchive] = []
    private(set) var leftOut: [BundleRecord.LeftOut] = []
    /// The folder that `Source.file` is relative to.
    private(set) var folder = ""
    private(set) var totalBytes: Int64 = 0
    private var sizes = RecordSizes()

    /// - Throws: all that is wrong with the folder and the sheet, each fault in a line of the reason.
    init(_ order: PackOrder, packer: Identity, randomness: any Randomness) throws(BundleError) {
        folder = order.folder
        let scan = try FolderScan(order.folder)
        let files = try choose(scan, order)
        var names = EntryNames()
        let paths = try names.add(files.map(\.path))
        let matched = try SheetMatch(files, paths, order.sheet, order.defaults)
        reserve(matched.lines.count)
        var faults: [BundleError] = []
        for line in matched.lines {
            let description = ExhibitDescription(row: line.row, origin: packer.party)
            do throws(BundleError) {
                let record = try description.record(
                    number: line.number, path: line.path, original: line.file.path, size: line.file.facts.size,
                    salt: Salt(from: randomness))
                try sizes.add(record, line.row, original: line.file.path)
                append(record, .file(line.file))
            } catch {
                let all = description.faults(size: line.file.facts.size)
                faults += all.isEmpty ? [error] : all
                if faults.count >= 50 { break }
            }
        }
        if !faults.isEmpty { throw BundleError.all(faults) }
        if order.expands {
            try expand(matched.lines, limits: order.archiveLimits, names: &names, randomness: randomness)
        }
        try checkReferences()
    }

    /// The plan of an extract: exhibits of another bundle, with their records as they are.
    init(parts: [(record: ExhibitRecord, file: OpenFile, offset: Int64)]) {
        for part in parts { append(part.record, .part(part.file, offset: part.offset)) }
    }

    /// A bundle that no reader would take is not begun.
    /// - Throws: `bundle.source.too-large`.
    func check(_ record: BundleRecord) throws(BundleError) {
        try sizes.check(exhibits, record)
    }

    private mutating func append(_ record: ExhibitRecord, _ source: Source) {
        exhibits.append(record)
        sources.append(source)
        totalBytes += record.size
    }

    private mutating func reserve(_ count: Int) {
        exhibits.reserveCapacity(count)
        sources.reserveCapacity(count)
    }

    /// The files to be packed. Everything else that lies in the folder is an error or is recorded.
    private mutating func choose(_ scan: FolderScan, _ order: PackOrder) throws(BundleError) -> [FolderScan.Found] {
        if let first = scan.obstacles.first, !order.leavesOut {
            throw scan.obstacles.count == 1 ? first.error : BundleError.all(scan.obstacles.map(\.error))
        }
        for obstacle in scan.obstacles { leaveOut(obstacle.path, obstacle.error.reason) }
        for folder in scan.emptyFolders { leaveOut(folder, "An empty folder; a bundle holds files.") }
        let sheet = order.sheet.flatMap { sheet in try? OpenFile(reading: sheet.path).facts() }
        var files: [FolderScan.Found] = []
        files.reserveCapacity(scan.files.count)
        for file in scan.files {
            if let sheet, sheet.inode == file.facts.inode, sheet.device == file.facts.device {
                leaveOut(file.path, "The sheet that describes the exhibits.")
            } else {
                files.append(file)
            }
        }
        guard !files.isEmpty else { throw Self.empty(order.folder) }
        return files
    }

    private mutating func leaveOut(_ path: [UInt8], _ reason: String) {
        leftOut.append(BundleRecord.LeftOut(name: String(decoding: path, as: UTF8.self), reason: reason))
    }

    /// Takes the members of archives as exhibits. An archive that cannot be opened, or that nobody should open, stays
    /// an exhibit like any other, and why it was not opened is recorded.
    private mutating func expand(
        _ lines: [SheetMatch.Line], limits: ArchiveLimits, names: inout EntryNames, randomness: any Randomness
    ) throws(BundleError) {
        var next = (exhibits.map(\.number.value).max() ?? 0) + 1
        for (index, line) in lines.enumerated() where ForeignArchive.isNamedLikeOne(line.file.path) {
            let parent = exhibits[index]
            let archive: ForeignArchive
            do throws(BundleError) {
                archive = try ForeignArchive(
                    path: Array(folder.utf8) + [0x2F] + line.file.path, shown: line.file.shown,
                    facts: line.file.facts, limits: limits)
            } catch {
                guard error.code.name.hasPrefix("bundle.archive.") else { throw error }
                leaveOut(line.file.path + Array(".contents/".utf8), "\(error.reason) [\(error.code.name)]")
                continue
            }
            for member in archive.members {
                var record = parent
                record.number = try Self.number(next)
                record.path = try names.add(
                    member: member.name, of: parent.path, shown: "\(line.file.shown): \(member.shown)")
                record.originalName = String(validating: member.name, as: UTF8.self)
                record.originalNameBytes = record.originalName == nil ? Hexadecimal.encode(member.name) : nil
                record.size = member.size
                record.mediaType = MediaType.guess(record.path.text)
                record.derivedFrom = parent.number
                record.renditionOf = nil
                record.salt = Salt(from: randomness)
                try sizes.add(record, line.row, original: member.name)
                append(record, .member(archive: archives.count))
                next += 1
            }
            if !archive.members.isEmpty { archives.append(archive) }
        }
    }

    /// Renditions and derived exhibits must point to an exhibit of the bundle.
    private func checkReferences() throws(BundleError) {
        let known = Set(exhibits.map(\.number))
        for exhibit in exhibits {
            for reference in [exhibit.derivedFrom, exhibit.renditionOf?.exhibit] {
                guard let reference, !known.contains(reference) || reference == exhibit.number else { continue }
                throw BundleError(
                    .sheetValue,
                    "Exhibit \(exhibit.number) refers to exhibit \(reference), which is not another exhibit here.",
                    next: "Correct derived-from or rendition-of in the sheet.")
            }
        }
    }

    static func number(_ value: Int) throws(BundleError) -> ExhibitNumber {
        do { return try ExhibitNumber(value) } catch { throw BundleError(error) }
    }

    static func empty(_ folder: String) -> BundleError {
        BundleError(
            .sourceEmpty, "There is no file to pack in “\(folder.shownInMessage)”.",
            next: "Check the path of the folder.")
    }
}

extension BundleError {
    /// Several faults as one error: the code of the first, and a line for each.
    static func all(_ faults: [BundleError]) -> BundleError {
        guard let first = faults.first, faults.count > 1 else { return faults[0] }
        var lines = faults.prefix(20).map(\.reason)
        if faults.count > 20 { lines.append("and more of the same kind.") }
        var steps: [String] = []
        for fault in faults where !steps.contains(fault.nextStep) && steps.count < 3 { steps.append(fault.nextStep) }
        return BundleError(first.code, lines.joined(separator: "\n"), next: steps.joined(separator: "\n"))
    }
}
