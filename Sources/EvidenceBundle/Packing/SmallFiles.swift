import Vocabulary

/// Reads and measures many small files at once, so that another core can write the batch before.
enum SmallFiles {
    static let largest: Int64 = 1 << 18
    static let mostBytes: Int64 = 4 << 20
    static let mostFiles = 256

    struct Loaded: Sendable {
        let bytes: [UInt8]
        let measured: Conveyor.Measured
    }

    @concurrent static func load(_ plan: PackPlan, _ range: Range<Int>) async throws(BundleError) -> [Loaded] {
        var loaded: [Loaded] = []
        loaded.reserveCapacity(range.count)
        for index in range {
            let bytes = try contents(plan, index)
            var stream = DigestStream()
            stream.update(bytes)
            loaded.append(
                Loaded(bytes: bytes, measured: Conveyor.Measured(digest: stream.finish(), checksum: Checksum.of(bytes)))
            )
        }
        return loaded
    }

    private static func contents(_ plan: PackPlan, _ index: Int) throws(BundleError) -> [UInt8] {
        let size = plan.exhibits[index].size
        switch plan.sources[index] {
        case .file(let found):
            let source = try SourceFile(found, in: plan.folder)
            var bytes = [UInt8](repeating: 0, count: Int(size))
            guard try source.file.read(into: &bytes, count: Int(size), at: 0) == Int(size) else { throw source.changed }
            try source.checkUnchanged()
            return bytes
        case .part(let file, let offset):
            return try file.bytes(at: offset, count: Int(size))
        case .member:
            return []
        }
    }

    /// The exhibits from `start` that fit in one batch; empty if the first is large or comes from an archive.
    static func batch(_ plan: PackPlan, from start: Int) -> Range<Int> {
        var end = start
        var bytes: Int64 = 0
        while end < plan.exhibits.count, end - start < mostFiles {
            if case .member = plan.sources[end] { break }
            let size = plan.exhibits[end].size
            guard size <= largest, bytes + size <= mostBytes else { break }
            bytes += size
            end += 1
        }
        return start..<end
    }
}

/// A file that is being packed: opened, and known to be the one that was found.
struct SourceFile {
    let file: OpenFile
    private let found: FolderScan.Found

    init(_ found: FolderScan.Found, in folder: String) throws(BundleError) {
        self.found = found
        file = try OpenFile(bytes: Array(folder.utf8) + [0x2F] + found.path, shown: found.shown)
        try checkUnchanged()
    }

    /// Size, time of change and inode must be those that were found.
    func checkUnchanged() throws(BundleError) {
        guard try file.facts() == found.facts else { throw changed }
    }

    var changed: BundleError {
        BundleError(
            .sourceChanged, "“\(found.shown)” changed while it was packed.",
            next: "Close the program that writes to it, then run the same command again.")
    }
}
