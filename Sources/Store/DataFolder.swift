package import Vocabulary

/// How a data folder is used.
package struct StoreOptions: Sendable {
    /// Bytes of the disk that uploads leave free.
    package var reserve: Int64
    /// The most bytes that one upload may have.
    package var uploadBytes: Int64
    package var faults: Faults
    /// Told once, when a sync failed: the process must end. The store refuses everything from then on.
    package var onFatal: @Sendable (StoreError) -> Void

    package init(
        reserve: Int64 = 1 << 29, uploadBytes: Int64 = .max, faults: Faults = .none,
        onFatal: @escaping @Sendable (StoreError) -> Void = { _ in }
    ) {
        self.reserve = reserve
        self.uploadBytes = uploadBytes
        self.faults = faults
        self.onFatal = onFatal
    }
}

/// Everything that a node keeps: `register.sqlite`, `blobs/`, `spool/`, `workshop/` and `set-aside/` in one folder on
/// one disk, readable by its owner alone.
///
/// Opening it is recovery, every time: there is no other way in, so a crash needs nothing special.
package final class DataFolder: Sendable {
    package let path: String
    package let blobs: Blobs
    package let holds: BlobHolds
    package let spool: Spool
    package let register: Register
    package let recovery: Recovery
    let folder: Folder
    /// Bytes of the disk that stay free.
    let reserve: Int64
    private let lock: FolderLock

    /// What was put right while opening.
    package struct Recovery: Hashable, Sendable {
        /// Blobs that no row named. They lie in `set-aside/` until the operator has looked at them.
        package let setAsideBlobs: [Digest]
        /// Uploads whose bytes were not there.
        package let droppedUploads: [UploadID]
        /// Uploads cut back to what was acknowledged.
        package let shortenedUploads: [UploadID]
    }

    /// - Throws: `storage.folder-in-use` while another process has it open.
    package static func open(
        _ path: String, options: StoreOptions = StoreOptions()
    ) async throws(StoreError) -> DataFolder {
        let disk = Disk(faults: options.faults, onFatal: options.onFatal)
        let folder = Folder(path: path, disk: disk)
        try folder.make()
        try folder.protect()
        guard let lock = try Descriptor.locked("\(path)/lock", on: disk) else {
            throw StoreError(
                .folderInUse, "The data folder is in use by another process.",
                next: "Stop the other process first: a folder belongs to one service.")
        }
        for name in try folder.names() where name.hasSuffix(Folder.unfinished) { try folder.remove(name) }
        for name in try folder.names() where name.hasPrefix(unfinishedSnapshot) { try folder.remove(name) }
        let register = try await Register("\(path)/\(registerName)", on: disk)
        for name in try folder.names() where name.hasPrefix(registerName) { try folder.protect(name) }
        try folder.sync()
        let spool = folder.inner("spool")
        try spool.make()
        let files = SpoolFolder(folder: spool, register: register, reserve: options.reserve, limit: options.uploadBytes)
        let (dropped, shortened) = try await files.recover()
        let blobs = try Blobs(folder.inner("blobs"), workshop: folder.inner("workshop"))
        let setAside = try blobs.sweep(
            keeping: { digest throws(StoreError) in try register.names(digest) },
            settingAside: folder.inner(setAsideName))
        return DataFolder(
            folder, lock: FolderLock(lock), reserve: options.reserve, blobs: blobs, spool: Spool(files),
            register: register,
            recovery: Recovery(setAsideBlobs: setAside, droppedUploads: dropped, shortenedUploads: shortened))
    }

    private static let registerName = "register.sqlite"
    private static let setAsideName = "set-aside"

    private init(
        _ folder: Folder, lock: FolderLock, reserve: Int64, blobs: Blobs, spool: Spool, register: Register,
        recovery: Recovery
    ) {
        path = folder.path
        self.reserve = reserve
        self.folder = folder
        self.lock = lock
        self.blobs = blobs
        holds = BlobHolds(blobs, named: register)
        self.spool = spool
        self.register = register
        self.recovery = recovery
    }

    /// The same folder, with a copy of the register in its place: for reading.
    convenience init(_ other: DataFolder, register: Register) {
        self.init(
            other.folder, lock: other.lock, reserve: other.reserve, blobs: other.blobs, spool: other.spool,
            register: register, recovery: other.recovery)
    }

    /// Writes a small file beside the register, whole or not at all. Returns when the disk has confirmed it.
    package func write(_ bytes: [UInt8], to name: String) throws(StoreError) {
        try DurableFile(folder: folder, name: name).write(bytes)
    }

    /// Removes a small file beside the register; that it is gone already is no error.
    package func remove(_ name: String) throws(StoreError) {
        guard folder.holds(name) else { return }
        try folder.remove(name)
        try folder.sync()
    }

    /// - Returns: nil if there is no such file.
    package func read(_ name: String) throws(StoreError) -> [UInt8]? { try folder.read(name) }

    /// The blobs that some start found without a row and nobody has taken away since, by name.
    package func setAside() throws(StoreError) -> [String] {
        try folder.inner(Self.setAsideName).names()
    }

    /// Bytes of the disk that are free for the service.
    package func freeBytes() throws(StoreError) -> Int64 {
        try folder.freeBytes()
    }

    /// Lets go of the register and the folder, for a graceful stop.
    package func close() throws(StoreError) {
        try register.close()
    }
}

/// Holds a data folder for this process, as long as somebody uses it.
final class FolderLock: Sendable {
    private let descriptor: Descriptor

    init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }
}
