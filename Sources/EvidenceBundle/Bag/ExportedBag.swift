import Vocabulary

/// The files of a bag that was exported from a bundle, under the names they had in its container.
struct ExportedBag: BundleFiles {
    let path: String
    private let files: [EntryPath: FolderScan.Found]

    /// - Parameter files: by the bytes of their paths; those whose name no bundle holds are left out.
    init(path: String, files: [[UInt8]: FolderScan.Found]) {
        self.path = path
        var named: [EntryPath: FolderScan.Found] = [:]
        for (name, file) in files {
            if let entry = try? EntryPath(bytes: name) { named[entry] = file }
        }
        self.files = named
    }

    var paths: [EntryPath] { files.keys.sorted() }
    func size(of path: EntryPath) -> Int64? { files[path]?.facts.size }

    func contents(_ path: String, limit: Int64) throws(BundleError) -> [UInt8] {
        guard let entry = try? EntryPath(parsing: path), let found = files[entry] else {
            throw BundleError(.missingEntry, "The bag has no “\(path.shownInMessage)”.", next: Bag.askAgain)
        }
        let file = try open(found)
        let size = try file.facts().size
        guard size <= limit else {
            throw BundleError(
                .entryTooLarge, "“\(path.shownInMessage)” has \(size.counted("byte")); the limit is \(limit).",
                next: Bag.askAgain)
        }
        return try file.bytes(at: 0, count: Int(size))
    }

    func digest(of path: EntryPath) throws(BundleError) -> [UInt8]? {
        guard let found = files[path] else { return nil }
        return try BagAlgorithm.digests([.sha256], of: try open(found))[.sha256]
    }

    private func open(_ found: FolderScan.Found) throws(BundleError) -> OpenFile {
        try OpenFile(bytes: Array(path.utf8) + [0x2F] + found.path, shown: found.shown)
    }
}
