import Glibc
import Vocabulary

/// An open file or folder, closed when let go of. Its number never leaves this file.
struct Descriptor: ~Copyable {
    private let number: CInt
    let path: String
    private let disk: Disk
    private var isLocked = false

    private init(_ number: CInt, _ path: String, _ disk: Disk) {
        self.number = number
        self.path = path
        self.disk = disk
    }

    deinit {
        // Closing alone would not end the lock while a child that another thread is starting has a copy of the number.
        if isLocked { flock(number, LOCK_UN) }
        _ = close(number)
    }

    /// Makes a file that is not there yet, readable by its owner alone.
    static func create(_ path: String, on disk: Disk) throws(StoreError) -> Descriptor {
        try disk.before(.create, path)
        return try opened(path, O_RDWR | O_CREAT | O_EXCL, disk)
    }

    static func open(writing path: String, on disk: Disk) throws(StoreError) -> Descriptor {
        try opened(path, O_RDWR, disk)
    }

    static func open(reading path: String, on disk: Disk) throws(StoreError) -> Descriptor {
        try opened(path, O_RDONLY, disk)
    }

    static func open(folder path: String, on disk: Disk) throws(StoreError) -> Descriptor {
        try opened(path, O_RDONLY | O_DIRECTORY, disk)
    }

    /// Opens the file, made if it is not there, and takes the lock that ends with the process.
    /// - Returns: nil if another process holds the lock.
    static func locked(_ path: String, on disk: Disk) throws(StoreError) -> Descriptor? {
        var descriptor = try opened(path, O_RDWR | O_CREAT, disk)
        guard flock(descriptor.number, LOCK_EX | LOCK_NB) == 0 else {
            guard errno == EWOULDBLOCK else { throw .system(errno, .writeFailed, "Locking", path) }
            return nil
        }
        descriptor.isLocked = true
        return descriptor
    }

    /// - Returns: nil only if there is no file of that name; whatever else is in the way is an error.
    static func open(ifThere path: String, on disk: Disk) throws(StoreError) -> Descriptor? {
        try attempt(path, O_RDONLY, disk)
    }

    private static func opened(_ path: String, _ flags: CInt, _ disk: Disk) throws(StoreError) -> Descriptor {
        guard let descriptor = try attempt(path, flags, disk) else { throw failed(ENOENT, flags, path) }
        return descriptor
    }

    /// - Returns: nil if there is no such file, or no folder for it.
    private static func attempt(_ path: String, _ flags: CInt, _ disk: Disk) throws(StoreError) -> Descriptor? {
        try disk.check()
        while true {
            let number = unsafe Glibc.open(path, flags | O_CLOEXEC | O_NOFOLLOW, 0o600)
            if number >= 0 { return Descriptor(number, path, disk) }
            if errno == ENOENT { return nil }
            guard errno == EINTR else { throw failed(errno, flags, path) }
        }
    }

    private static func failed(_ number: CInt, _ flags: CInt, _ path: String) -> StoreError {
        .system(number, flags & O_CREAT == 0 ? .readFailed : .writeFailed, "Opening", path)
    }

    /// Writes all of the bytes at the offset, however many calls that takes.
    func write(_ bytes: [UInt8], at offset: Int64) throws(StoreError) {
        try disk.before(.write, path)
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe pwrite(
                    number, buffer.baseAddress.map { unsafe $0 + done }, buffer.count - done, Int(offset) + done)
            }
            if count > 0 {
                done += count
            } else if count == 0 || errno != EINTR {
                throw .system(count == 0 ? EIO : errno, .writeFailed, "Writing", path)
            }
        }
    }

    /// Reads at most `count` bytes; fewer only at the end of the file.
    func read(at offset: Int64, count: Int) throws(StoreError) -> [UInt8] {
        try disk.check()
        var failure: CInt = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = unsafe pread(
                    number, buffer.baseAddress.map { unsafe $0 + filled }, count - filled, Int(offset) + filled)
                if got > 0 {
                    filled += got
                } else if got == 0 {
                    return
                } else if errno != EINTR {
                    failure = errno
                    return
                }
            }
        }
        guard failure == 0 else { throw .system(failure, .readFailed, "Reading", path) }
        return bytes
    }

    /// Asks the system not to keep these bytes in memory, so that they come from the disk. It may refuse.
    func forget(at offset: Int64, count: Int) {
        _ = posix_fadvise(number, Int(offset), Int(count), POSIX_FADV_DONTNEED)
    }

    /// Returns when the disk has confirmed content and size. A failure stops the whole store.
    func sync() throws(StoreError) {
        let number = number
        try disk.sync(path) { fsync(number) == 0 ? 0 : errno }
    }

    func truncate(to size: Int64) throws(StoreError) {
        try disk.before(.truncate, path)
        guard ftruncate(number, Int(size)) == 0 else { throw .system(errno, .writeFailed, "Shortening", path) }
    }

    var size: Int64 {
        get throws(StoreError) {
            var status = stat()
            guard unsafe fstat(number, &status) == 0 else { throw .system(errno, .readFailed, "Reading", path) }
            return Int64(status.st_size)
        }
    }
}
