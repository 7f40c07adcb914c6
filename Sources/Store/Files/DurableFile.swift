import Vocabulary

/// The one way in which a file gets its name here, so that after a crash it is there whole or not at all:
///
/// 1. `open(temporary, O_CREAT | O_EXCL)` in the folder of the destination
/// 2. `pwrite` until all bytes are written
/// 3. `fsync(temporary)`: the content is on the disk
/// 4. `open(folder)`: when the name has changed, nothing but the disk itself may keep it from being confirmed
/// 5. `rename(temporary, destination)`: the name changes in one step
/// 6. `fsync(folder)`: the name is on the disk
///
/// A failed `fsync` stops the store (`Disk`); it is never tried again.
struct DurableFile {
    let folder: Folder
    let name: String

    /// Steps 1 to 6.
    func write(_ bytes: [UInt8]) throws(StoreError) {
        let temporary = Folder.temporary(for: name)
        do {
            let file = try Descriptor.create("\(folder.path)/\(temporary)", on: folder.disk)
            try file.write(bytes, at: 0)
            try file.sync()
            try place(temporary)
        } catch {
            // What is left is removed at the next start at the latest.
            if !error.isFatal { try? folder.remove(temporary) }
            throw error
        }
    }

    /// Steps 4 to 6, for a file in the same folder whose content was synced already.
    func place(_ temporary: String) throws(StoreError) {
        try folder.disk.before(.open, folder.path)
        let names = try Descriptor.open(folder: folder.path, on: folder.disk)
        try folder.rename("\(folder.path)/\(temporary)", to: "\(folder.path)/\(name)")
        try names.sync()
    }
}
