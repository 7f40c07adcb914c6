import Vocabulary

/// Where the files of uploads lie, one for each, named by the upload.
struct SpoolFolder: Sendable {
    let folder: Folder
    let register: Register
    /// Bytes of the disk that uploads leave free.
    let reserve: Int64
    /// The most bytes that one upload may have.
    let limit: Int64

    func path(of id: UploadID) -> String { "\(folder.path)/\(id)" }

    /// - Throws: `storage.no-space` with the bytes that are missing.
    func checkSpace(for needed: Int64) throws(StoreError) {
        let free = try folder.freeBytes()
        guard free - needed >= reserve else { throw .noSpace(needed: needed, free: free, reserve: reserve) }
    }

    /// - Throws: `storage.upload-too-large`.
    func checkLimit(_ length: Int64) throws(StoreError) {
        guard length > limit else { return }
        throw StoreError(
            .uploadTooLarge, "The upload has more than the \(limit) bytes that this node takes.",
            next: "Pack the exhibits into several bundles.")
    }

    /// Makes files and rows agree after a stop: a file without a row goes, a row without its bytes goes,
    /// and what lies beyond the last acknowledged offset is cut off.
    func recover() async throws(StoreError) -> (dropped: [UploadID], shortened: [UploadID]) {
        var dropped: [UploadID] = []
        var shortened: [UploadID] = []
        let rows = try register.uploads()
        for row in rows {
            guard folder.holds(row.id.text) else {
                dropped.append(row.id)
                continue
            }
            let file = try Descriptor.open(writing: path(of: row.id), on: folder.disk)
            let size = try file.size
            if size < row.offset {
                dropped.append(row.id)
            } else if size > row.offset {
                try file.truncate(to: row.offset)
                try file.sync()
                shortened.append(row.id)
            }
        }
        if !dropped.isEmpty { try await register.commit(Commit(forgetUploads: dropped)) }
        let kept = Set(rows.map(\.id.text)).subtracting(dropped.map(\.text))
        for name in try folder.names() where !kept.contains(name) { try folder.remove(name) }
        return (dropped, shortened)
    }
}
