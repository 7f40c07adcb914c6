import Vocabulary

/// A bundle of which nothing is known yet but that it can be read.
package struct UnverifiedBundle: Sendable {
    package let path: String
    let file: OpenFile
    let entries: [ContainerEntry]
    let faults: [BundleError]
    private let length: Int64
    private let byPath: [EntryPath: ContainerEntry]

    /// - Throws: if the file cannot be read, or is so little of a container that no entries can be told apart.
    package init(path: String) throws(BundleError) {
        self.path = path
        file = try OpenFile(reading: path)
        let reader = try ContainerReader(file)
        length = reader.length
        entries = reader.entries
        faults = reader.faults
        byPath = Dictionary(entries.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// An entry by its name.
    func entry(_ path: String) -> ContainerEntry? {
        (try? EntryPath(parsing: path)).flatMap { byPath[$0] }
    }

    func entry(_ path: EntryPath) -> ContainerEntry? { byPath[path] }

    /// Those whose bytes are there, each byte in one of them: however often a hostile directory names the same.
    var measurable: [ContainerEntry] {
        var position: Int64 = 0
        return entries.sorted { $0.offset < $1.offset }.filter { entry in
            guard entry.offset >= position, entry.end <= length else { return false }
            position = entry.end
            return true
        }
    }

    /// All bytes of an entry that is read into memory.
    func contents(_ path: String, limit: Int64) throws(BundleError) -> [UInt8] {
        guard let entry = entry(path) else {
            throw BundleError(.missingEntry, "The bundle has no “\(path)”.", next: ContainerReader.askAgain)
        }
        guard entry.size <= limit else {
            throw BundleError(
                .entryTooLarge, "“\(path)” has \(entry.size.counted("byte")); the limit is \(limit).",
                next: ContainerReader.askAgain)
        }
        guard entry.end <= length else { throw truncated }
        return try file.bytes(at: entry.contents, count: Int(entry.size))
    }

    /// The file is shorter than its directory says, or was made so while it was read.
    var truncated: BundleError {
        BundleError(
            .truncated, "“\(path.shownInMessage)” ends before its contents are complete.",
            next: "Copy or retrieve the file again.")
    }

    /// Checks everything in the order of docs/spec/bundle.md, “Verifying”, and reports all that is wrong.
    @concurrent package func verify(
        _ asked: VerificationRequest, progress: Progress.Callback? = nil
    ) async -> Verification {
        await Verifier.run(self, asked, progress)
    }
}
