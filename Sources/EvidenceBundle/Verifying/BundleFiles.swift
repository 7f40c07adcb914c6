import Vocabulary

/// Where the files of a bundle lie: in its container, or in the folder of a bag that was exported from it.
protocol BundleFiles: Sendable {
    /// As messages name the whole.
    var path: String { get }
    var paths: [EntryPath] { get }
    func size(of path: EntryPath) -> Int64?
    /// All bytes of a file that is read into memory.
    func contents(_ path: String, limit: Int64) throws(BundleError) -> [UInt8]
}

extension BundleFiles {
    func has(_ path: String) -> Bool {
        (try? EntryPath(parsing: path)).flatMap { size(of: $0) } != nil
    }
}

extension UnverifiedBundle: BundleFiles {
    var paths: [EntryPath] { entries.map(\.path) }
    func size(of path: EntryPath) -> Int64? { entry(path)?.size }
}
