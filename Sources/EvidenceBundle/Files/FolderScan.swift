import Vocabulary

/// The regular files below a folder, found without following links.
struct FolderScan: Sendable {
    struct Found: Sendable {
        /// Relative to the folder, the bytes of the names joined by `/`.
        let path: [UInt8]
        let facts: FileFacts

        var shown: String { String(decoding: path, as: UTF8.self).shownInMessage }
    }

    /// Something that is not a regular file, or that cannot be read.
    struct Obstacle: Sendable {
        let path: [UInt8]
        let error: BundleError
    }

    private(set) var files: [Found] = []
    private(set) var obstacles: [Obstacle] = []
    /// Folders with nothing in them, which a container of files cannot hold.
    private(set) var emptyFolders: [[UInt8]] = []
    private static let deepest = 64

    init(_ folder: String) throws(BundleError) {
        let root = try OpenFolder(folder)
        try walk(root, prefix: [], depth: 0)
    }

    private mutating func walk(_ folder: borrowing OpenFolder, prefix: [UInt8], depth: Int) throws(BundleError) {
        let names = try folder.names()
        if names.isEmpty, !prefix.isEmpty { emptyFolders.append(Array(prefix.dropLast())) }
        for name in names {
            let path = prefix + name
            let shown = String(decoding: path, as: UTF8.self)
            let facts = try folder.facts(of: name)
            switch facts.kind {
            case .regular where !folder.isReadable(name):
                obstacles.append(
                    Obstacle(
                        path: path,
                        error: Self.unreadable("“\(shown.shownInMessage)” cannot be read: permission is missing.")))
            case .regular:
                files.append(Found(path: path, facts: facts))
            case .folder:
                guard depth < Self.deepest else {
                    throw BundleError(
                        .sourceName, "“\(shown.shownInMessage)” lies more than \(Self.deepest) folders deep.",
                        next: "Move the files nearer to the top.")
                }
                do {
                    let below = try OpenFolder(name, in: folder, shown: "\(folder.path)/\(shown)")
                    try walk(below, prefix: path + [0x2F], depth: depth + 1)
                } catch  where error.code == .sourceUnreadable {
                    obstacles.append(Obstacle(path: path, error: Self.unreadable(error.reason)))
                }
            case .link:
                obstacles.append(Obstacle(path: path, error: Self.notRegular(shown, "a symbolic link")))
            case .other:
                obstacles.append(Obstacle(path: path, error: Self.notRegular(shown, "a device, socket or pipe")))
            }
        }
    }

    private static func unreadable(_ reason: String) -> BundleError {
        BundleError(
            .sourceUnreadable, reason,
            next: "Give yourself the right to read it (chmod u+r), or leave it out with --leave-out-special.")
    }

    private static func notRegular(_ shown: String, _ kind: String) -> BundleError {
        BundleError(
            .sourceNotRegular, "“\(shown.shownInMessage)” is \(kind), not a regular file.",
            next: "Replace it by a real file, or leave it out on purpose with --leave-out-special.")
    }
}
