import Vocabulary

/// A copy of the register as of one moment, page by page, so that an audit beside a running node reads what does not move
/// and sees the file as it is, damage included.
///
/// It lies in the data folder under its name only when it is whole. It holds what the register held, words beside events
/// included: whoever destroys such words removes it first.
extension DataFolder {
    static let snapshotName = "audited.sqlite"
    static let unfinishedSnapshot = "audited.part"

    /// Copies the register. Commits go on meanwhile.
    /// - Returns: this folder with the copy in the register's place.
    /// - Throws: `storage.no-space` where the copy would use what has to stay free.
    package func snapshot() async throws(StoreError) -> DataFolder {
        try dropSnapshot()
        let needed = try register.fileBytes()
        let free = try freeBytes()
        guard free - needed >= reserve else {
            throw StoreError(
                .noSpace,
                "The audit needs a copy of the register of \(needed) bytes, and \(free) are free, \(reserve) of which stay so.",
                next: "Free space on the disk of the data folder; the audit is tried again.",
                missing: needed + reserve - free)
        }
        let part = "\(path)/\(Self.unfinishedSnapshot)"
        do throws(StoreError) {
            try register.copy(to: part)
            try folder.protect(Self.unfinishedSnapshot)
            try Descriptor.open(writing: part, on: folder.disk).sync()
            try DurableFile(folder: folder, name: Self.snapshotName).place(Self.unfinishedSnapshot)
        } catch {
            if !error.isFatal { try? dropSnapshot() }
            throw error
        }
        guard let opened = try await openSnapshot() else { throw .storageGone(Self.snapshotName) }
        return opened
    }

    /// The copy that an audit which was not finished rests on.
    /// - Returns: nil if there is none.
    package func openSnapshot() async throws(StoreError) -> DataFolder? {
        guard folder.holds(Self.snapshotName) else { return nil }
        let copy = try await Register("\(path)/\(Self.snapshotName)", on: folder.disk)
        for name in try folder.names() where name.hasPrefix(Self.snapshotName) { try folder.protect(name) }
        return DataFolder(self, register: copy)
    }

    package var hasSnapshot: Bool { folder.holds(Self.snapshotName) }

    /// Removes the copy, and what is left of one.
    package func dropSnapshot() throws(StoreError) {
        let names = try folder.names().filter {
            $0.hasPrefix(Self.snapshotName) || $0.hasPrefix(Self.unfinishedSnapshot)
        }
        guard !names.isEmpty else { return }
        for name in names { try folder.remove(name) }
        try folder.sync()
    }
}

extension StoreError {
    fileprivate static func storageGone(_ name: String) -> StoreError {
        StoreError(
            .readFailed, "The file \(name) of the data folder is gone although it was just written.",
            next: "Nobody but the node may change the data folder.")
    }
}
