import Vocabulary

/// Reads a container strictly: the file must be, byte for byte, what the writer would have made of its directory.
///
/// Every fault that is found is kept in `faults`; `entries` are those that could still be told apart.
struct ContainerReader {
    private(set) var entries: [ContainerEntry] = []
    private(set) var faults: [BundleError] = []
    private let file: OpenFile
    let length: Int64

    /// The largest central directory that is read.
    private static let largestDirectory: Int64 = 256 << 20
    private static let mostFaults = 100

    init(_ file: OpenFile) throws(BundleError) {
        self.file = file
        let facts = try file.facts()
        guard facts.kind == .regular else {
            throw BundleError(
                .notABundle, "“\(file.path.shownInMessage)” is not a file.", next: "Give the path of a bundle (.asice)."
            )
        }
        length = facts.size
        let tail = try readTail()
        try readDirectory(tail)
        try checkLayout(tail)
    }

    // MARK: the end of the file

    private func readTail() throws(BundleError) -> ContainerTail {
        let minimum = ZIPForm.localHeaderSize + ZIPForm.directoryEndSize
        let start = try file.bytes(at: 0, count: Int(min(length, 4)))
        guard length >= Int64(minimum), start.little(UInt32.self, at: 0) == ZIPForm.localHeader else {
            throw BundleError(
                .notABundle, "“\(file.path.shownInMessage)” is not a bundle: it does not start as a ZIP file.",
                next: "Check that this is the file you were given, then fetch it again.")
        }
        let size = min(
            Int64(ZIPForm.directoryEndSize + ZIPForm.directoryLocator64Size + ZIPForm.directoryEnd64Size), length)
        let bytes = try file.bytes(at: length - size, count: Int(size))
        let end = bytes.count - ZIPForm.directoryEndSize
        guard bytes.little(UInt32.self, at: end) == ZIPForm.directoryEnd else { throw try missingEnd() }
        let count16 = bytes.little(UInt16.self, at: end + 10)
        let size32 = bytes.little(UInt32.self, at: end + 12)
        let offset32 = bytes.little(UInt32.self, at: end + 16)
        var tail = ContainerTail(entries: Int(count16), offset: Int64(offset32), size: Int64(size32))
        if count16 == ZIPForm.deferred16 || size32 == ZIPForm.deferred || offset32 == ZIPForm.deferred {
            let record = end - ZIPForm.directoryLocator64Size - ZIPForm.directoryEnd64Size
            guard record >= 0, bytes.little(UInt32.self, at: record) == ZIPForm.directoryEnd64,
                let count = Int(exactly: bytes.little(UInt64.self, at: record + 32)),
                let large = Int64(exactly: bytes.little(UInt64.self, at: record + 40)),
                let offset = Int64(exactly: bytes.little(UInt64.self, at: record + 48))
            else {
                throw BundleError(
                    .zip64Form, "The end of the ZIP64 directory is missing or lies.", next: Self.askAgain)
            }
            tail = ContainerTail(entries: count, offset: offset, size: large)
        }
        guard tail.entries <= ZIPForm.mostEntries, tail.size <= Self.largestDirectory else {
            throw BundleError(
                .tooManyEntries,
                "The bundle declares \(tail.entries.counted("entry", "entries")); the limit is \(ZIPForm.mostEntries).",
                next: "Ask the sender to split it into several bundles.")
        }
        // Before anything is added up: both numbers are the file's own word.
        guard tail.offset >= 0, tail.size >= 0, tail.offset <= length, tail.size <= length - tail.offset else {
            throw BundleError(.directoryForm, "The central directory lies outside the file.", next: Self.askAgain)
        }
        let records = tail.endRecords
        guard tail.offset + tail.size + Int64(records.count) <= length else {
            throw BundleError(.directoryForm, "The central directory lies outside the file.", next: Self.askAgain)
        }
        guard tail.offset + tail.size + Int64(records.count) == length else {
            throw BundleError(.gap, "There are bytes between the central directory and its end.", next: Self.askAgain)
        }
        guard bytes.suffix(records.count).elementsEqual(records) else {
            throw BundleError(
                records.count > ZIPForm.directoryEndSize ? .zip64Form : .directoryForm,
                "The end of the central directory does not have its permitted values.", next: Self.askAgain)
        }
        return tail
    }

    /// Why the file does not end with a directory: something follows it, or it was cut.
    private func missingEnd() throws(BundleError) -> BundleError {
        let size = Int(min(length, 65_557 + 1024))
        let bytes = try file.bytes(at: length - Int64(size), count: size)
        let signature: [UInt8] = [0x50, 0x4B, 0x05, 0x06]
        let position = (0..<max(0, size - ZIPForm.directoryEndSize)).last {
            bytes[$0..<$0 + 4].elementsEqual(signature)
        }
        if let position {
            let after = size - position - ZIPForm.directoryEndSize
            return BundleError(
                .trailingData,
                "After the end of the bundle, or as a comment in it, there is content of \(after.counted("byte")).",
                next: Self.askAgain)
        }
        return BundleError(
            .truncated, "The bundle has no end: its central directory is missing.",
            next: "The file was cut while it was copied or sent. Fetch it again.")
    }

    // MARK: the central directory

    private mutating func readDirectory(_ tail: ContainerTail) throws(BundleError) {
        let bytes = try file.bytes(at: tail.offset, count: Int(tail.size))
        var position = 0
        entries.reserveCapacity(min(tail.entries, bytes.count / ZIPForm.directoryHeaderSize))
        for index in 0..<tail.entries {
            if index.isMultiple(of: 1024), Task.isCancelled { throw Conveyor.cancelled }
            guard faults.count < Self.mostFaults, readEntry(bytes, &position) else { return }
        }
        if position != bytes.count {
            found(.directoryForm, "The central directory holds more than the \(tail.entries) entries it declares.")
        }
    }

    /// - Returns: false if the directory cannot be read any further.
    private mutating func readEntry(_ bytes: [UInt8], _ position: inout Int) -> Bool {
        let start = position
        let count = entries.count
        guard start + ZIPForm.directoryHeaderSize <= bytes.count,
            bytes.little(UInt32.self, at: start) == ZIPForm.directoryHeader
        else {
            found(.directoryForm, "The central directory breaks off after \(count.counted("entry", "entries")).")
            return false
        }
        let nameLength = Int(bytes.little(UInt16.self, at: start + 28))
        let extraLength = Int(bytes.little(UInt16.self, at: start + 30))
        let commentLength = Int(bytes.little(UInt16.self, at: start + 32))
        let name = start + ZIPForm.directoryHeaderSize
        let end = name + nameLength + extraLength + commentLength
        guard end <= bytes.count else {
            found(.directoryForm, "The central directory breaks off after \(count.counted("entry", "entries")).")
            return false
        }
        position = end
        let header = Array(bytes[start..<end])
        let nameBytes = bytes[name..<name + nameLength]
        var shown: String { String(decoding: nameBytes, as: UTF8.self).shownInMessage }
        let fault = DirectoryFault.of(header, nameLength: nameLength, extraLength: extraLength, shown: shown)
        if let fault { found(fault) }
        let path: EntryPath
        do {
            path = try EntryPath(bytes: nameBytes)
        } catch {
            found(error)
            return true
        }
        guard let (size, offset) = ZIP64Values.read(header, nameLength: nameLength, extraLength: extraLength) else {
            found(.zip64Form, "“\(shown)”: the ZIP64 sizes are missing or not of their form.")
            return true
        }
        let entry = ContainerEntry(
            path: path, size: size, checksum: header.little(UInt32.self, at: 16), offset: offset)
        entries.append(entry)
        if fault == nil, entry.directoryHeader != header {
            found(.headerValue, "“\(shown)”: the directory has a value that is not permitted.")
        }
        return true
    }

    // MARK: entries against each other and against their local headers

    private mutating func checkLayout(_ tail: ContainerTail) throws(BundleError) {
        checkNames()
        var position: Int64 = 0
        for (index, entry) in entries.sorted(by: { $0.offset < $1.offset }).enumerated() {
            if index.isMultiple(of: 1024), Task.isCancelled { throw Conveyor.cancelled }
            guard faults.count < Self.mostFaults else { return }
            var shown: String { entry.path.text.shownInMessage }
            if entry.offset > position {
                found(
                    .gap,
                    "Before “\(shown)” there is content of \((entry.offset - position).counted("byte")) that belongs to no entry."
                )
            } else if entry.offset < position {
                found(.overlap, "“\(shown)” overlaps the entry before it.")
            }
            // Sizes and offsets are below 2^60, so that their sum is a number.
            guard entry.size >= 0, entry.offset >= 0, entry.end <= tail.offset else {
                found(.directoryForm, "“\(shown)” reaches beyond the entries' end.")
                continue
            }
            position = max(position, entry.end)
            try checkLocalHeader(of: entry)
        }
        if position != tail.offset, faults.isEmpty {
            found(.gap, "There are \(tail.offset - position) bytes between the entries and the central directory.")
        }
        guard let first = entries.first, first.offset == 0, first.path.text == ZIPForm.mimetypeName,
            first.size == Int64(ZIPForm.mimetype.utf8.count), first.end <= tail.offset,
            try file.bytes(at: first.contents, count: Int(first.size)) == Array(ZIPForm.mimetype.utf8)
        else {
            found(.firstEntry, "The first entry is not “mimetype” with the type of an ASiC-E container.")
            return
        }
    }

    private mutating func checkNames() {
        var seen: [String: EntryPath] = [:]
        seen.reserveCapacity(entries.count)
        for entry in entries {
            guard let other = seen.updateValue(entry.path, forKey: entry.path.folded) else { continue }
            if other.text.utf8.elementsEqual(entry.path.text.utf8) {
                found(.duplicateEntry, "“\(entry.path.text.shownInMessage)” is there twice.")
            } else {
                found(
                    .collidingNames,
                    "“\(other.text.shownInMessage)” and “\(entry.path.text.shownInMessage)” are the same name to many systems."
                )
            }
        }
        for entry in entries where faults.count < Self.mostFaults {
            for folder in entry.path.folders {
                guard let file = seen[EntryPath.folded(folder)] else { continue }
                found(
                    .collidingNames,
                    "“\(file.text.shownInMessage)” is a file and the folder of “\(entry.path.text.shownInMessage)”.")
            }
        }
    }

    private mutating func checkLocalHeader(of entry: ContainerEntry) throws(BundleError) {
        let expected = entry.localHeader
        let actual = try file.bytes(at: entry.offset, count: expected.count)
        guard actual != expected else { return }
        found(
            .headersDisagree, "“\(entry.path.text.shownInMessage)”: its own header and the central directory disagree.")
    }

    private mutating func found(_ code: ErrorCode, _ reason: @autoclosure () -> String) {
        found(BundleError(code, reason(), next: Self.askAgain))
    }

    /// The first hundred are enough: a hostile file may have millions.
    private mutating func found(_ fault: @autoclosure () -> BundleError) {
        if faults.count < Self.mostFaults { faults.append(fault()) }
    }

    static let askAgain = "Do not use this file. Ask for the bundle again, and keep this one as it is."
}
