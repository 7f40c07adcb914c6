package import Vocabulary

/// Files named by their SHA-256, below two levels of folders: `blobs/ab/cd/abcd…`.
///
/// A blob is there before any row names it, and nothing but the sweep at start removes one.
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
    package func adopt(_ upload: FinishedUpload) throws(StoreError) {
        try place(upload.path, as: upload.digest)
    }

    /// Gives a file made in the workshop its place, after having the disk confirm its content.
    package func adopt(made name: String, digest: Digest) throws(StoreError) {
        let path = workshopPath(name)
        try Descriptor.open(writing: path, faults: folder.faults).sync()
        try place(path, as: digest)
        try workshop.remove(name)
    }

    private func place(_ path: String, as digest: Digest) throws(StoreError) {
        let home = home(of: digest)
        try folder.inner(String(digest.hexadecimal.prefix(2))).make()
        try home.make()
        let temporary = "\(digest.hexadecimal).new"
        try home.remove(temporary)
        try home.link(path, to: "\(home.path)/\(temporary)")
        try DurableFile(folder: home, name: digest.hexadecimal).place(temporary)
        // Renaming one name of a file over another name of the same file does nothing and keeps both.
        try home.remove(temporary)
    }

    package func open(_ digest: Digest) throws(StoreError) -> BlobReader {
        let path = path(of: digest)
        do {
            return try BlobReader(try Descriptor.open(reading: path), digest: digest)
        } catch {
            guard !holds(digest) else { throw error }
            throw Self.missing(digest)
        }
    }

    package func holds(_ digest: Digest) -> Bool {
        home(of: digest).holds(digest.hexadecimal)
    }

    /// In bytes.
    package func size(of digest: Digest) throws(StoreError) -> Int64 {
        try open(digest).size
    }

    /// Reads the whole blob again and compares size and digest.
    package func recheck(_ digest: Digest, size: Int64) throws(StoreError) {
        let reader = try open(digest)
        guard reader.size == size, try reader.rehash() == digest else {
            throw StoreError(
                .blobDamaged, "The stored file \(digest) is not what it was: its bytes no longer give its digest.",
                next: "Keep the disk as it is, and bring the file back from a backup or from a party that received it.")
        }
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

    /// What lies among the blobs and is none, by path below the folder, for the audit. It is never removed.
    package func strangers() throws(StoreError) -> [String] {
        try inventory().filter { $0.digest == nil }.map(\.path)
    }

    /// Removes the blobs that no row names, the beginnings of blobs, and what is left in the workshop.
    /// - Returns: what was removed, by path below the folder.
    func sweep(keeping isNamed: (Digest) throws(StoreError) -> Bool) throws(StoreError) -> [String] {
        var swept: [String] = []
        for (path, digest) in try inventory() {
            if let digest {
                guard try !isNamed(digest) else { continue }
            } else {
                guard path.hasSuffix(".new") else { continue }
            }
            try folder.remove(path)
            swept.append(path)
        }
        for name in try workshop.names() { try workshop.remove(name) }
        return swept
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
