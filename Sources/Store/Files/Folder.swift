import Glibc
import Vocabulary

/// A folder on the disk, and the calls that change what is in it.
struct Folder: Sendable {
    let path: String
    let disk: Disk

    /// Makes the folder if it is not there, and has the disk confirm its name in the folder above: also where it was
    /// there already, since whoever made it may not have come so far.
    func make() throws(StoreError) {
        try disk.check()
        guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw .system(errno, .writeFailed, "Making", path)
        }
        try above.sync()
    }

    /// The folder that holds this one's name.
    var above: Folder {
        let above = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        return Folder(path: above.isEmpty ? "/" : above, disk: disk)
    }

    /// Keeps the folder to its owner, whoever made it and however.
    func protect() throws(StoreError) { try setMode(0o700, path) }

    /// Keeps a file in the folder to its owner.
    func protect(_ name: String) throws(StoreError) { try setMode(0o600, "\(path)/\(name)") }

    private func setMode(_ mode: mode_t, _ path: String) throws(StoreError) {
        guard unsafe chmod(path, mode) == 0 else { throw .system(errno, .writeFailed, "Protecting", path) }
    }

    func inner(_ name: String) -> Folder { Folder(path: "\(path)/\(name)", disk: disk) }

    /// A name that nobody else uses, for a file on its way to another one. What is left of it goes at the next start.
    static func temporary(for name: String) -> String {
        "\(name).\(String(UInt64.random(in: .min ... .max), radix: 16))\(unfinished)"
    }

    static let unfinished = ".new"

    /// Returns when the disk has confirmed the names in this folder.
    func sync() throws(StoreError) {
        try Descriptor.open(folder: path, on: disk).sync()
    }

    func rename(_ from: String, to destination: String) throws(StoreError) {
        try disk.before(.rename, destination)
        guard unsafe Glibc.rename(from, destination) == 0 else {
            throw .system(errno, .writeFailed, "Renaming", destination)
        }
    }

    /// A second name for the same file.
    func link(_ from: String, to destination: String) throws(StoreError) {
        try disk.before(.create, destination)
        guard unsafe Glibc.link(from, destination) == 0 else {
            throw .system(errno, .writeFailed, "Linking", destination)
        }
    }

    /// Removes a file; that it is gone already is no error.
    func remove(_ name: String) throws(StoreError) {
        let file = "\(path)/\(name)"
        try disk.before(.remove, file)
        guard unsafe unlink(file) == 0 || errno == ENOENT else { throw .system(errno, .writeFailed, "Removing", file) }
    }

    func holds(_ name: String) -> Bool { Self.exists("\(path)/\(name)") }

    static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// - Returns: nil only if there is no such file.
    func read(_ name: String) throws(StoreError) -> [UInt8]? {
        guard let file = try Descriptor.open(ifThere: "\(path)/\(name)", on: disk) else { return nil }
        return try file.read(at: 0, count: Int(try file.size))
    }

    /// The names in the folder, sorted; none if there is no such folder.
    func names() throws(StoreError) -> [String] {
        guard let stream = unsafe opendir(path) else {
            guard errno == ENOENT || errno == ENOTDIR else { throw .system(errno, .readFailed, "Listing", path) }
            return []
        }
        defer { _ = unsafe closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                guard errno == 0 else { throw .system(errno, .readFailed, "Listing", path) }
                break
            }
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// When a file was last written, in nanoseconds since 1970 by the clock of then.
    func written(_ name: String) throws(StoreError) -> Int64 {
        var status = stat()
        guard unsafe lstat("\(path)/\(name)", &status) == 0 else {
            throw .system(errno, .readFailed, "Reading", "\(path)/\(name)")
        }
        return Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
    }

    /// The bytes that an ordinary user of the disk may still write.
    func freeBytes() throws(StoreError) -> Int64 {
        var status = statvfs()
        guard unsafe statvfs(path, &status) == 0 else { throw .system(errno, .readFailed, "Asking about", path) }
        return Int64(
            clamping: UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize)).partialValue)
    }
}
