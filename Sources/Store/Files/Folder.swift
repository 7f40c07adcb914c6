import Glibc
import Vocabulary

/// A folder on the disk, and the calls that change what is in it.
struct Folder: Sendable {
    let path: String
    let faults: Faults

    /// Makes the folder if it is not there, and has the disk confirm its name in the folder above.
    func make() throws(StoreError) {
        guard unsafe mkdir(path, 0o700) == 0 else {
            guard errno == EEXIST else { throw .system(errno, .writeFailed, "Making", path) }
            return
        }
        let above = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        try Folder(path: above.isEmpty ? "/" : above, faults: faults).sync()
    }

    func inner(_ name: String) -> Folder { Folder(path: "\(path)/\(name)", faults: faults) }

    /// Returns when the disk has confirmed the names in this folder.
    func sync() throws(StoreError) {
        try Descriptor.open(folder: path, faults: faults).sync()
    }

    func rename(_ from: String, to destination: String) throws(StoreError) {
        try step(.rename, destination)
        guard unsafe Glibc.rename(from, destination) == 0 else {
            throw .system(errno, .writeFailed, "Renaming", destination)
        }
    }

    /// A second name for the same file.
    func link(_ from: String, to destination: String) throws(StoreError) {
        try step(.create, destination)
        guard unsafe Glibc.link(from, destination) == 0 else {
            throw .system(errno, .writeFailed, "Linking", destination)
        }
    }

    /// Removes a file; that it is gone already is no error.
    func remove(_ name: String) throws(StoreError) {
        let file = "\(path)/\(name)"
        try step(.remove, file)
        guard unsafe unlink(file) == 0 || errno == ENOENT else { throw .system(errno, .writeFailed, "Removing", file) }
    }

    func holds(_ name: String) -> Bool {
        unsafe access("\(path)/\(name)", F_OK) == 0
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

    /// The bytes that an ordinary user of the disk may still write.
    func freeBytes() throws(StoreError) -> Int64 {
        var status = statvfs()
        guard unsafe statvfs(path, &status) == 0 else { throw .system(errno, .readFailed, "Asking about", path) }
        return Int64(
            clamping: UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize)).partialValue)
    }

    private func step(_ step: Faults.Step, _ file: String) throws(StoreError) {
        let fault = faults.before(step, file)
        guard fault == 0 else { throw .system(fault, .writeFailed, "Changing", file) }
    }
}
