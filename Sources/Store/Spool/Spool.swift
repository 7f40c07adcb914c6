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

    /// Begins an upload, which survives a restart from then on.
    ///
    /// A sender whose connection broke before the answer never learned where its upload is, and begins another. So
    /// when the owner has no more to begin, the oldest upload to which nobody writes and which has no byte gives way.
    /// - Parameter most: how many uploads the owner may have under way; counting and beginning are one step.
    /// - Throws: `storage.uploads-full` if none of them can give way. Whatever it throws, nothing is left behind.
    package func begin(_ new: NewUpload, atMost most: Int = .max) async throws(StoreError) -> Upload {
        // Others begin uploads for this owner while one gives way: so the count is asked again after each wait, and
        // nothing waits between the count and the place taken.
        while try count(of: new.owner) >= most {
            guard try await giveWay(new.owner) else {
                throw StoreError(
                    .uploadsFull, "You have \(most) unfinished uploads here.",
                    next: "Finish one of them, or cancel it, and try again.")
            }
        }
        let upload = try Upload(new, in: files)
        open[new.id] = upload
        do throws(StoreError) {
            try await upload.keep()
        } catch {
            if !error.isFatal { try? await discard(new.id) }
            open[new.id] = nil
            if !error.isFatal { try? files.folder.remove(new.id.text) }
            throw error
        }
        return upload
    }

    /// Gives up the owner's oldest upload that is empty and that nobody writes to.
    private func giveWay(_ owner: Identity) async throws(StoreError) -> Bool {
        for row in try files.register.uploads(of: owner) where row.offset == 0 {
            let upload: Upload
            do throws(StoreError) {
                upload = try self.upload(row.id, owner: owner)
            } catch {
                // It ended while another one was asked.
                if error.code == .uploadUnknown { continue }
                throw error
            }
            guard await upload.endIfIdle() else { continue }
            try await discard(row.id)
            return true
        }
        return false
    }

    /// - Throws: `storage.upload-unknown` if there is no such upload, or none of this owner.
    package func upload(_ id: UploadID, owner: Identity) throws(StoreError) -> Upload {
        let stored = try files.register.upload(id)
        if let upload = open[id], upload.owner == owner { return upload }
        guard open[id] == nil, let stored, stored.owner == owner else { throw .uploadUnknown }
        let upload = try Upload(stored, in: files)
        open[id] = upload
        return upload
    }

    /// How many uploads of this member are under way.
    package func count(of owner: Identity) throws(StoreError) -> Int {
        let stored = try files.register.uploads(of: owner).map(\.id)
        return Set(stored).union(open.values.filter { $0.owner == owner }.map(\.id)).count
    }

    /// Gives an upload up: its row first, then its file.
    package func discard(_ id: UploadID) async throws(StoreError) {
        await open[id]?.end()
        try await files.register.commit(Commit(forgetUploads: [id]))
        try await forget(id)
    }

    /// Removes the file of an upload whose row is gone: after the commit that accepted it.
    package func forget(_ id: UploadID) async throws(StoreError) {
        await open.removeValue(forKey: id)?.end()
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
}
