import Vocabulary

/// A bundle of which nothing is known yet but that it can be read.
package struct UnverifiedBundle: Sendable {
    package let path: String
    let file: OpenFile
    let entries: [ContainerEntry]
    let faults: [BundleError]
    private let byPath: [EntryPath: ContainerEntry]

    /// - Throws: if the file cannot be read, or is so little of a container that no entries can be told apart.
    package init(path: String) throws(BundleError) {
        self.path = path
        file = try OpenFile(reading: path)
        let reader = try ContainerReader(file)
        entries = reader.entries
        faults = reader.faults
        byPath = Dictionary(entries.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// An entry by its name.
    func entry(_ path: String) -> ContainerEntry? {
        (try? EntryPath(parsing: path)).flatMap { byPath[$0] }
    }

    /// All bytes of an entry that is read into memory.
    func contents(_ path: String, limit: Int64) throws(BundleError) -> [UInt8] {
        guard let entry = entry(path) else {
            throw BundleError(.missingEntry, "The bundle has no “\(path)”.", next: ContainerReader.askAgain)
        }
        guard entry.size <= limit else {
            throw BundleError(
                .entryTooLarge, "“\(path)” has \(entry.size) bytes; the limit is \(limit).",
                next: ContainerReader.askAgain)
        }
        return try file.bytes(at: entry.contents, count: Int(entry.size))
    }

    /// Checks everything in the order of docs/spec/bundle.md, “Verifying”, and reports all that is wrong.
    @concurrent package func verify(
        _ asked: VerificationRequest, progress: Progress.Callback? = nil
    ) async -> Verification {
        var verifier = Verifier(self, asked)
        return await verifier.run(progress)
    }
}
