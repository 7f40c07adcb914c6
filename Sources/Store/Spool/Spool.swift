package import Vocabulary

/// The uploads that are under way.
///
/// Addresses of uploads are unguessable, and each belongs to one identity: somebody else's upload cannot be
/// told from one that does not exist.
package actor Spool {
    private let files: SpoolFolder
    private var open: [UploadID: Upload] = [:]

    init(_ files: SpoolFolder) {
        self.files = files
    }

    /// Begins an upload. It survives a restart from its first acknowledgement on.
    package func begin(_ upload: NewUpload) throws(StoreError) -> Upload {
        let begun = try Upload(upload, in: files)
        open[upload.id] = begun
        return begun
    }

    /// - Throws: `storage.upload-unknown` if there is no such upload, or none of this owner.
    package func upload(_ id: UploadID, owner: Identity) throws(StoreError) -> Upload {
        let stored = try files.register.upload(id)
        if let upload = open[id], upload.owner == owner { return upload }
        guard open[id] == nil, let stored, stored.owner == owner else { throw Self.unknown }
        let upload = try Upload(stored, in: files)
        open[id] = upload
        return upload
    }

    /// How many uploads of this member are under way.
    package func count(of owner: Identity) throws(StoreError) -> Int {
        let stored = try files.register.uploads().filter { $0.owner == owner }.map(\.id)
        return Set(stored).union(open.values.filter { $0.owner == owner }.map(\.id)).count
    }

    /// Gives an upload up: its row first, then its file.
    package func discard(_ id: UploadID) async throws(StoreError) {
        await open[id]?.revoke()
        try await files.register.commit(Commit(forgetUploads: [id]))
        try forget(id)
    }

    /// Removes the file of an upload whose row is gone: after the commit that accepted it.
    package func forget(_ id: UploadID) throws(StoreError) {
        open[id] = nil
        try files.folder.remove(id.text)
    }

    /// Gives up what was begun before the moment and is still not finished.
    package func sweep(begunBefore moment: Instant) async throws(StoreError) -> [UploadID] {
        let stale = Set(try files.register.uploads().filter { $0.created < moment }.map(\.id))
            .union(open.values.filter { $0.created < moment }.map(\.id))
            .sorted()
        for id in stale { try await discard(id) }
        return stale
    }

    private static var unknown: StoreError {
        StoreError(
            .uploadUnknown, "There is no such upload.",
            next: "Begin a new upload: this one was never acknowledged, has ended, or has expired.")
    }
}
