import Glibc

enum FolderPath {
    /// The absolute path without links and dots, or nil if it is not there.
    static func resolved(_ path: String) -> String? {
        guard let real = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(real) }
        return unsafe String(cString: real)
    }
}
