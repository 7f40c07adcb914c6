import Glibc
import Vocabulary

/// Writes entries of a container into a new folder, each checked against its digest on the way.
///
/// Folders are reached by descriptors and never through links; files are made exclusively; nothing stands under the
/// folder's own name before all is written and synced, and nothing is left behind if that fails. What is opened is
/// evidence: only its owner may read it.
struct Unpacking {
    struct Item: Sendable {
        let entry: ContainerEntry
        /// Where it goes, relative to the folder.
        let target: EntryPath
        let digest: Digest
    }

    static let mostItems = 1_000_000
    let bundle: UnverifiedBundle
    let items: [Item]
    let progress: Progress.Callback?

    func run(to folder: String) async throws(BundleError) {
        guard items.count <= Self.mostItems else {
            throw BundleError(
                .tooManyEntries, "There are more than \(Self.mostItems) files.", next: "Open them in parts.")
        }
        guard unsafe access(folder, F_OK) != 0 else { throw SystemFailure.error(EEXIST, folder, "") }
        let (parent, name) = PathSegments.divided(folder)
        guard !["", ".", ".."].contains(name) else { throw SystemFailure.error(EEXIST, folder, "") }
        TemporaryName.removeStale(of: name, in: parent)
        let temporary = "\(parent)/\(TemporaryName.make(for: name))"
        guard unsafe mkdir(temporary, 0o700) == 0 else {
            throw SystemFailure.output(errno, folder, "could not be made")
        }
        let made = try OpenFolder(temporary, shown: folder)
        // While the lock is held, nobody takes the folder for one that was left behind.
        made.lock()
        do throws(BundleError) {
            try await write(into: made)
            guard unsafe access(folder, F_OK) != 0 else { throw SystemFailure.error(EEXIST, folder, "") }
            guard unsafe rename(temporary, folder) == 0 else {
                throw SystemFailure.output(errno, folder, "could not be named")
            }
        } catch {
            made.empty()
            unsafe rmdir(temporary)
            throw error
        }
        try OpenFolder(parent).sync()
    }

    private func write(into folder: borrowing OpenFolder) async throws(BundleError) {
        let total = items.reduce(0) { $0 + $1.entry.size }
        var done: Int64 = 0
        for item in items {
            if Task.isCancelled { throw Conveyor.cancelled }
            let output = try create(item.target, in: folder)
            let measured = try await Conveyor.run(
                bundle.file, from: item.entry.contents, size: item.entry.size, shortened: bundle.truncated
            ) {
                (bytes, count) throws(BundleError) in
                try output.append(bytes, count: count)
                done += Int64(count)
                progress?(Progress(bytes: done, total: total, name: item.target.text))
            }
            guard measured.digest == item.digest else {
                throw BundleError(
                    .digestMismatch,
                    "“\(item.target.text.shownInMessage)” is not what was signed: its SHA-256 differs.",
                    next: ContainerReader.askAgain)
            }
            try output.finish()
        }
        try syncFolders(below: folder)
    }

    private func syncFolders(below folder: borrowing OpenFolder) throws(BundleError) {
        let below = Set(items.flatMap { item in PathSegments.folders(of: item.target.text) })
        for name in below {
            var current = try folder.again()
            for segment in PathSegments.of(name) { current = try current.making(segment) }
            try current.sync()
        }
        try folder.sync()
    }

    private func create(_ target: EntryPath, in folder: borrowing OpenFolder) throws(BundleError) -> ExclusiveFile {
        let segments = target.segments
        var current = try folder.again()
        for segment in segments.dropLast() { current = try current.making(segment) }
        return try ExclusiveFile(segments.last ?? "", in: current)
    }
}

/// A file that did not exist before, in a folder that is open.
final class ExclusiveFile {
    private let number: Int32
    private let path: String

    init(_ name: String, in folder: borrowing OpenFolder) throws(BundleError) {
        path = "\(folder.path)/\(name)"
        number = unsafe openat(folder.number, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard number >= 0 else { throw SystemFailure.output(errno, path, "could not be made") }
    }

    deinit { if number >= 0 { close(number) } }

    func append(_ bytes: [UInt8], count: Int) throws(BundleError) {
        var done = 0
        while done < count {
            let wrote = unsafe bytes.withUnsafeBytes {
                unsafe write(number, $0.baseAddress?.advanced(by: done), count - done)
            }
            if wrote < 0, errno == EINTR { continue }
            guard wrote > 0 else {
                throw SystemFailure.output(wrote < 0 ? errno : EIO, path, "could not be written")
            }
            done += wrote
        }
    }

    func finish() throws(BundleError) {
        guard fsync(number) == 0 else { throw SystemFailure.output(errno, path, "could not be synced") }
    }
}
