package import Vocabulary

/// How a data folder is used.
package struct StoreOptions: Sendable {
    /// Bytes of the disk that uploads leave free.
    package var reserve: Int64
    package var faults: Faults

    package init(reserve: Int64 = 1 << 29, faults: Faults = .none) {
        self.reserve = reserve
        self.faults = faults
    }
}

/// Everything that a node keeps: `register.sqlite`, `blobs/`, `spool/` and `workshop/` in one folder on one disk.
///
/// Opening it is recovery, every time: there is no other way in, so a crash needs nothing special.
package final class DataFolder: Sendable {
    package let path: String
    package let blobs: Blobs
    package let spool: Spool
    package let register: Register
    package let recovery: Recovery
    private let folder: Folder
    private let lock: Descriptor

    /// What was put right while opening.
    package struct Recovery: Hashable, Sendable {
        /// Blobs that no row named, by path below `blobs/`.
        package let sweptBlobs: [String]
        /// Uploads whose bytes were not there.
        package let droppedUploads: [UploadID]
        /// Uploads cut back to what was acknowledged.
        package let shortenedUploads: [UploadID]
    }

    /// - Throws: `storage.folder-in-use` while another process has it open.
    package static func open(
        _ path: String, options: StoreOptions = StoreOptions()
    ) async throws(StoreError) -> DataFolder {
        let folder = Folder(path: path, faults: options.faults)
        try folder.make()
        guard let lock = try Descriptor.locked("\(path)/lock") else {
            throw StoreError(
                .folderInUse, "The data folder is in use by another process.",
                next: "Stop the other process first: a folder belongs to one service.")
        }
        let register = try await Register("\(path)/register.sqlite", faults: options.faults)
        try folder.sync()
        let spool = folder.inner("spool")
        try spool.make()
        let files = SpoolFolder(folder: spool, register: register, reserve: options.reserve)
        let (dropped, shortened) = try await files.recover()
        let blobs = try Blobs(folder.inner("blobs"), workshop: folder.inner("workshop"))
        let swept = try blobs.sweep { digest throws(StoreError) in try register.names(digest) }
        return DataFolder(
            folder, lock: lock, blobs: blobs, spool: Spool(files), register: register,
            recovery: Recovery(sweptBlobs: swept, droppedUploads: dropped, shortenedUploads: shortened))
    }

    private init(
        _ folder: Folder, lock: consuming Descriptor, blobs: Blobs, spool: Spool, register: Register,
        recovery: Recovery
    ) {
        path = folder.path
        self.folder = folder
        self.lock = lock
        self.blobs = blobs
        self.spool = spool
        self.register = register
        self.recovery = recovery
    }

    /// Writes a small file beside the register, whole or not at all. Returns when the disk has confirmed it.
    package func write(_ bytes: [UInt8], to name: String) throws(StoreError) {
        try DurableFile(folder: folder, name: name).write(bytes)
    }

    /// - Returns: nil if there is no such file.
    package func read(_ name: String) throws(StoreError) -> [UInt8]? {
        guard folder.holds(name) else { return nil }
        let file = try Descriptor.open(reading: "\(path)/\(name)")
        return try file.read(at: 0, count: Int(try file.size))
    }

    /// Lets go of the register and the folder, for a graceful stop.
    package func close() throws(StoreError) {
        try register.close()
    }
}
