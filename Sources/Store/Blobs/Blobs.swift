package import Vocabulary

/// Files named by their SHA-256, below two levels of folders: `blobs/ab/cd/abcd…`.
///
/// A blob is there before any row names it. One that a row names is never removed; one that no row came to name goes
/// with the step that was refused (`BlobHolds`), or is set aside at the next start.
package struct Blobs: Sendable {
    private let folder: Folder
    private let workshop: Folder

    /// - Parameter workshop: a folder on the same file system, where blobs are made; emptied at start.
    init(_ folder: Folder, workshop: Folder) throws(StoreError) {
        self.folder = folder
        self.workshop = workshop
        try folder.make()
        try workshop.make()
    }

    /// Where a file can be made that is to become a blob. What is left there is removed at the next start.
    package func workshopPath(_ name: String) -> String { "\(workshop.path)/\(name)" }

    package func path(of digest: Digest) -> String {
        "\(home(of: digest).path)/\(digest.hexadecimal)"
    }

    /// Gives a finished upload its place. Returns when file and name are on the disk.
    ///
    /// The spool keeps its own name of the file until the register has the upload no more, so a crash
    /// between the two costs nothing. If the blob was there already, these bytes, just hashed and synced,
    /// take its place: what is acknowledged next is what was checked, not what an old disk block may hold.
    ///
    /// Of several who finish the same upload at once the first may have taken it in and removed its file: then the
    /// blob is there already.
    /// - Throws: `storage.upload-unknown` if the upload was given up meanwhile.
    package func adopt(_ upload: FinishedUpload) throws(StoreError) {
        do throws(StoreError) {
            try place(upload.path, as: upload.digest)
        } catch {
            if error.isFatal || Folder.exists(upload.path) { throw error }
            guard holds(upload.digest) else { throw .uploadUnknown }
            try home(of: upload.digest).sync()
        }
    }

    /// SHA-256 of a file made in the workshop.
    package func digest(ofMade name: String) throws(StoreError) -> Digest {
        try Descriptor.open(reading: workshopPath(name), on: folder.disk).rehash()
    }

    /// Gives a file made in the workshop its place, after having the disk confirm its content.
    package func adopt(made name: String, digest: Digest) throws(StoreError) {
        let path = workshopPath(name)
        try Descriptor.open(writing: path, on: folder.disk).sync()
        try place(path, as: digest)
        try workshop.remove(name)
    }

    /// Gives up what was made, or half made, in the workshop.
    package func discard(made name: String) throws(StoreError) { try workshop.remove(name) }

    /// Takes a blob away that no row names.
    func remove(_ digest: Digest) throws(StoreError) {
        guard holds(digest) else { return }
        let home = home(of: digest)
        try home.remove(digest.hexadecimal)
        try home.sync()
    }

    private func place(_ path: String, as digest: Digest) throws(StoreError) {
        let home = home(of: digest)
        try folder.inner(String(digest.hexadecimal.prefix(2))).make()
        try home.make()
        // A name of its own each time: others may be placing the same file now.
        let temporary = Folder.temporary(for: digest.hexadecimal)
        try home.link(path, to: "\(home.path)/\(temporary)")
        do throws(StoreError) {
            try DurableFile(folder: home, name: digest.hexadecimal).place(temporary)
        } catch {
            if !error.isFatal { try? home.remove(temporary) }
            throw error
        }
        // Renaming one name of a file over another name of the same file does nothing and keeps both.
        try home.remove(temporary)
    }

    package func open(_ digest: Digest) throws(StoreError) -> BlobReader {
        let path = path(of: digest)
        do {
            return try BlobReader(try Descriptor.open(reading: path, on: folder.disk), digest: digest)
        } catch {
            guard !holds(digest) else { throw error }
            throw Self.missing(digest)
        }
    }

    package func holds(_ digest: Digest) -> Bool {
        home(of: digest).holds(digest.hexadecimal)
    }

    /// Reads the whole blob again and compares size and digest.
    package func recheck(_ digest: Digest, size: Int64) throws(StoreError) {
        let reader = try open(digest)
        guard reader.size == size, try reader.rehash() == digest else { throw Self.damaged(digest) }
    }

    /// Every name below the folder, each with the digest that it stands for, if it stands for one.
    func inventory() throws(StoreError) -> [(path: String, digest: Digest?)] {
        var found: [(path: String, digest: Digest?)] = []
        for first in try folder.names() {
            for second in try folder.inner(first).names() {
                for name in try folder.inner(first).inner(second).names() {
                    let digest = try? Digest(hexadecimal: name)
                    let isAtHome = digest.map { home(of: $0).path == "\(folder.path)/\(first)/\(second)" } ?? false
                    found.append(("\(first)/\(second)/\(name)", isAtHome ? digest : nil))
                }
            }
        }
        return found
    }

    /// What lies among the blobs and is none, by path below the folder, for the audit. It is never removed. What a running
    /// node is just placing there is not among it; what is left of that goes at the next start.
    package func strangers() throws(StoreError) -> [String] {
        try inventory().filter { $0.digest == nil && !$0.path.hasSuffix(Folder.unfinished) }.map(\.path)
    }

    /// Removes the beginnings of blobs and what is left in the workshop, and sets aside the blobs that no row names.
    ///
    /// Such a blob is what a stop in the middle of an acceptance leaves behind. But it also is evidence whose rows
    /// somebody took away; which of the two, a person has to decide, so that it is never deleted here.
    /// - Returns: what was set aside.
    func sweep(
        keeping isNamed: (Digest) throws(StoreError) -> Bool, settingAside others: Folder
    ) throws(StoreError) -> [Digest] {
        var setAside: [Digest] = []
        for (path, digest) in try inventory() {
            if let digest {
                guard try !isNamed(digest) else { continue }
                try others.make()
                try folder.rename("\(folder.path)/\(path)", to: "\(others.path)/\(Self.freeName(digest, in: others))")
                try others.sync()
                try home(of: digest).sync()
                setAside.append(digest)
            } else if path.hasSuffix(Folder.unfinished) {
                try folder.remove(path)
            }
        }
        for name in try workshop.names() { try workshop.remove(name) }
        return setAside
    }

    /// What was set aside before stays: the same blob again has a number behind its name.
    private static func freeName(_ digest: Digest, in others: Folder) -> String {
        var name = digest.hexadecimal
        var number = 1
        while others.holds(name) {
            number += 1
            name = "\(digest.hexadecimal).\(number)"
        }
        return name
    }

    private func home(of digest: Digest) -> Folder {
        let digits = digest.hexadecimal
        return folder.inner(String(digits.prefix(2))).inner(String(digits.dropFirst(2).prefix(2)))
    }

    static func missing(_ digest: Digest) -> StoreError {
        StoreError(
            .blobMissing, "The stored file \(digest) is not there.",
            next: "Tell the operator of the node to run “saksid audit” and to bring the file back from a backup.")
    }
}
