import Glibc
import Vocabulary

/// A folder that is open, so that what stands below it is reached without asking for its name again.
struct OpenFolder: ~Copyable {
    let number: Int32
    let path: String

    /// - Parameter shown: as messages name it, if not by its path.
    init(_ path: String, shown: String? = nil) throws(BundleError) {
        number = unsafe open(path, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
        self.path = shown ?? path
        guard number >= 0 else { throw SystemFailure.error(errno, path, "could not be opened as a folder") }
    }

    /// A folder below, reached without following links.
    init(_ name: [UInt8], in parent: borrowing OpenFolder, shown path: String) throws(BundleError) {
        number = unsafe Self.withName(name) {
            unsafe openat(parent.number, $0, O_RDONLY | O_CLOEXEC | O_DIRECTORY | O_NOFOLLOW)
        }
        self.path = path
        guard number >= 0 else { throw SystemFailure.error(errno, path, "could not be opened as a folder") }
    }

    deinit { close(number) }

    /// The same folder, opened once more.
    func again() throws(BundleError) -> OpenFolder { try OpenFolder([0x2E], in: self, shown: path) }

    /// Makes a folder below and opens it; one that is there already is opened.
    func making(_ name: String) throws(BundleError) -> OpenFolder {
        let made = unsafe Self.withName(Array(name.utf8)) { unsafe mkdirat(number, $0, 0o700) }
        guard made == 0 || errno == EEXIST else {
            throw SystemFailure.output(errno, "\(path)/\(name)", "could not be made")
        }
        return try OpenFolder(Array(name.utf8), in: self, shown: "\(path)/\(name)")
    }

    /// The names in the folder, without `.` and `..`, in the order of their bytes.
    func names() throws(BundleError) -> [[UInt8]] {
        let copy = fcntl(number, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw SystemFailure.error(errno, path, "could not be listed") }
        guard let stream = unsafe fdopendir(copy) else {
            let reason = errno
            close(copy)
            throw SystemFailure.error(reason, path, "could not be listed")
        }
        defer { unsafe closedir(stream) }
        unsafe rewinddir(stream)
        var names: [[UInt8]] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                guard errno == 0 else { throw SystemFailure.error(errno, path, "could not be listed") }
                break
            }
            // Where it stands: the record ends with the name, and a copy of the whole field would read beyond it.
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe Array(bytes.prefix(while: { $0 != 0 }))
            }
            if name != [0x2E], name != [0x2E, 0x2E] { names.append(name) }
        }
        return names.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// What a name in the folder is, without following a link.
    func facts(of name: [UInt8]) throws(BundleError) -> FileFacts {
        var status = stat()
        let answer = unsafe Self.withName(name) { unsafe fstatat(number, $0, &status, AT_SYMLINK_NOFOLLOW) }
        guard answer == 0 else {
            throw SystemFailure.error(
                errno, "\(path)/\(String(decoding: name, as: UTF8.self))", "could not be examined")
        }
        return FileFacts(status)
    }

    /// Whether a regular file may be read by us.
    func isReadable(_ name: [UInt8]) -> Bool {
        unsafe Self.withName(name) { unsafe faccessat(number, $0, R_OK, AT_EACCESS) } == 0
    }

    /// Holds it for us until it is closed.
    /// - Returns: false if somebody else holds it.
    @discardableResult func lock() -> Bool { flock(number, LOCK_EX | LOCK_NB) == 0 }

    /// Removes a regular file, or a folder with all that is in it, unless somebody holds a lock on it.
    func removeUnlocked(_ name: [UInt8]) {
        if let folder = try? OpenFolder(name, in: self, shown: "") {
            guard folder.lock() else { return }
            folder.empty()
            _ = unsafe Self.withName(name) { unsafe unlinkat(number, $0, AT_REMOVEDIR) }
            return
        }
        let file = unsafe Self.withName(name) {
            unsafe openat(number, $0, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        }
        guard file >= 0 else { return }
        defer { close(file) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else { return }
        _ = unsafe Self.withName(name) { unsafe unlinkat(number, $0, 0) }
    }

    /// Removes all that is in the folder, as far as that can be done.
    func empty() {
        guard let names = try? names() else { return }
        for name in names {
            var flags: Int32 = 0
            if let below = try? OpenFolder(name, in: self, shown: "") {
                below.empty()
                flags = AT_REMOVEDIR
            }
            _ = unsafe Self.withName(name) { unsafe unlinkat(number, $0, flags) }
        }
    }

    func sync() throws(BundleError) {
        guard fsync(number) == 0 else { throw SystemFailure.error(errno, path, "could not be synced") }
    }

    @unsafe private static func withName(_ name: [UInt8], _ body: (UnsafePointer<CChar>) -> Int32) -> Int32 {
        unsafe (name + [0]).withUnsafeBytes { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                guard let start = characters.baseAddress else { return -1 }
                return unsafe body(start)
            }
        }
    }
}
