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

    var exhibits: [ExhibitRecord] = []
    var sources: [Source] = []
    var archives: [ForeignArchive] = []
    var leftOut: [BundleRecord.LeftOut] = []
    /// The folder that `Source.file` is relative to.
    var folder = ""

    var totalBytes: Int64 { exhibits.reduce(0) { $0 + $1.size } }

    /// - Throws: all that is wrong with the folder and the sheet, each fault in a line of the reason.
    init(_ order: PackOrder, packer: Identity, randomness: any Randomness) throws(BundleError) {
        folder = order.folder
        let scan = try FolderScan(order.folder)
        var faults: [BundleError] = []
        for obstacle in scan.obstacles {
            guard order.leavesOut else {
                faults.append(obstacle.error)
                continue
            }
            let name = String(decoding: obstacle.path, as: UTF8.self)
            leftOut.append(BundleRecord.LeftOut(name: name, reason: obstacle.error.reason))
        }
        if !faults.isEmpty { throw BundleError.all(faults) }

        let sheetFacts = order.sheet.flatMap { sheet in try? OpenFile(reading: sheet.path).facts() }
        let files = scan.files.filter { file in
            sheetFacts.map { $0.inode != file.facts.inode || $0.device != file.facts.device } ?? true
        }
        guard !files.isEmpty else { throw Self.empty(order.folder) }
        let matched = try SheetMatch(files, order.sheet, order.defaults)
        var names = NameCollisions()
        for (file, row, number) in matched.lines {
            do {
                let path = try SourceName.entryPath(file.path, prefix: "data/")
                try names.add(path, shown: file.shown)
                let record = try ExhibitDescription(row: row, origin: packer.party).record(
                    number: number, path: path, original: file.path, size: file.facts.size,
                    salt: Salt(from: randomness))
                exhibits.append(record)
                sources.append(.file(file))
            } catch {
                faults.append(error)
                if faults.count >= 50 { break }
            }
        }
        if !faults.isEmpty { throw BundleError.all(faults) }
        if order.expands {
            try expand(
                matched.lines, limits: order.archiveLimits, names: &names, packer: packer, randomness: randomness)
        }
        try checkReferences()
    }

    /// The plan of an extract: exhibits of another bundle, with their records as they are.
    init(parts: [(record: ExhibitRecord, file: OpenFile, offset: Int64)]) {
        exhibits = parts.map(\.record)
        sources = parts.map { .part($0.file, offset: $0.offset) }
    }

    private mutating func expand(
        _ lines: [SheetMatch.Line], limits: ArchiveLimits, names: inout NameCollisions, packer: Identity,
        randomness: any Randomness
    ) throws(BundleError) {
        var next = (exhibits.map(\.number.value).max() ?? 0) + 1
        for (index, line) in lines.enumerated() {
            let parent = exhibits[index]
            guard
                let archive = try ForeignArchive(
                    path: Array(folder.utf8) + [0x2F] + line.file.path, shown: line.file.shown, limits: limits)
            else { continue }
            for member in archive.members {
                let path = try SourceName.entryPath(member.name, prefix: parent.path.text + ".contents/")
                try names.add(path, shown: "\(line.file.shown): \(member.shown)")
                var record = parent
                record.number = try Self.number(next)
                record.path = path
                record.originalName = String(validating: member.name, as: UTF8.self)
                record.originalNameBytes = record.originalName == nil ? Hexadecimal.encode(member.name) : nil
                record.size = member.size
                record.mediaType = MediaType.guess(path.text)
                record.derivedFrom = parent.number
                record.renditionOf = nil
                record.salt = Salt(from: randomness)
                exhibits.append(record)
                sources.append(.member(archive: archives.count))
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
