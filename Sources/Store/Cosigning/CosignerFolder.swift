package import Custody
package import Vocabulary

/// What a cosigner must never forget: the last checkpoint that it cosigned of each log, and what contradicted one.
///
/// `cosigner.json` names the key that signs from this folder; `logs/<SHA-256 of the origin>` is the cosigned note itself;
/// `begun` names each of them once more, so that one that is lost is missed;
/// `misconduct/<SHA-256 of the origin>/` holds pairs of checkpoints. One process at a time, by a lock that ends with it.
/// Every write is a `DurableFile`, so opening it is all the recovery that there is.
///
/// A folder that is older than it was, or empty, would let two conflicting checkpoints be cosigned: it is never restored
/// from a backup, and what was not begun for this very key is not opened.
package final class CosignerFolder: Sendable {
    private let folder: Folder
    private let logs: Folder
    private let misconduct: KeptPairs
    private let lock: Descriptor

    /// Makes a folder for a key that never signed, and does nothing else: only whoever runs the cosigner can know that it
    /// never did.
    /// - Throws: `storage.cosigner-begun` if a key has signed from there already.
    package static func begin(
        _ path: String, key: VerifierKey, options: StoreOptions = StoreOptions()
    ) throws(StoreError) {
        let place = Folder(path: path, disk: Disk(faults: options.faults, onFatal: options.onFatal))
        // A node that was not started yet has no data folder.
        try place.above.make()
        try place.make()
        let new = try CosignerFolder(place)
        guard try place.read(CosignerMark.name) == nil, try place.read(BegunLogs.name) == nil,
            try new.logs.names().isEmpty, try new.misconduct.folder.names().isEmpty
        else {
            throw StoreError(
                .cosignerBegun, "The cosigner's data folder “\(path.shownInMessage)” was begun already.",
                next: "Start without --begin. For a new key give an empty folder, and keep this one.")
        }
        try new.logs.make()
        try new.misconduct.folder.make()
        // Last: what has it is whole.
        try new.write(try CosignerMarker.bytes(key), to: CosignerMark.name)
    }

    /// - Throws: `storage.cosigner-not-begun`, `storage.cosigner-other-key` if it is not the folder of this key;
    ///   `storage.folder-in-use` while another process has it open; `storage.cosigned-damaged` if a checkpoint that was
    ///   cosigned is not whole.
    package static func open(
        _ path: String, key: VerifierKey, options: StoreOptions = StoreOptions()
    ) throws(StoreError) -> CosignerFolder {
        let place = Folder(path: path, disk: Disk(faults: options.faults, onFatal: options.onFatal))
        // Before anything is made: this may be an empty place where a disk should be.
        try CosignerMarker.check(place, for: key)
        let folder = try CosignerFolder(place)
        try folder.recover()
        return folder
    }

    private init(_ folder: Folder) throws(StoreError) {
        try folder.protect()
        guard let lock = try Descriptor.locked("\(folder.path)/lock", on: folder.disk) else {
            throw StoreError(
                .folderInUse, "The cosigner's data folder is in use by another process.",
                next: "Stop the other process first: a folder belongs to one service.")
        }
        self.folder = folder
        self.lock = lock
        logs = folder.inner("logs")
        misconduct = KeptPairs(folder: folder.inner("misconduct"))
    }

    /// Nothing is believed because it reads back. Whoever was killed between giving a note its name and having the disk
    /// confirm that left one that a power cut takes away again: so each is written anew, before anybody is shown it.
    private func recover() throws(StoreError) {
        try misconduct.folder.make()
        let places = [folder, logs] + (try misconduct.places())
        for place in places {
            for name in try place.names() where name.hasSuffix(Folder.unfinished) { try place.remove(name) }
        }
        guard folder.holds("logs") else {
            throw StoreError(
                .cosignedDamaged, "The folder logs of the cosigner's data folder is missing.",
                next: "Keep the disk. If it cannot be brought back as it was, begin with a new key.")
        }
        let notes = try logs.names()
        for name in notes { _ = try note(name) }
        for hash in try begun().origins { _ = try note(hash.hexadecimal) }
        for name in notes {
            guard let bytes = try logs.read(name) else { continue }
            try DurableFile(folder: logs, name: name).write(bytes)
        }
        // Also of a note that whoever was killed had not named there yet.
        if !notes.isEmpty { try write(begun().adding(notes.compactMap { try? Digest(hexadecimal: $0) })) }
        for place in places { try place.sync() }
    }

    /// The last checkpoint of this log that was cosigned, with log's signature and cosignature.
    /// - Returns: nil only if nothing of it was ever cosigned.
    /// - Throws: `storage.cosigned-damaged` if what is there is not a checkpoint of this log.
    package func last(_ origin: String) throws(StoreError) -> SignedCheckpoint? {
        try note(KeptPairs.name(of: origin))
    }

    /// The last one of every log.
    package func all() throws(StoreError) -> [SignedCheckpoint] {
        var all: [SignedCheckpoint] = []
        for name in try logs.names() {
            if let last = try note(name) { all.append(last) }
        }
        return all
    }

    private func note(_ name: String) throws(StoreError) -> SignedCheckpoint? {
        guard let bytes = try logs.read(name) else {
            guard let hash = try? Digest(hexadecimal: name), try begun().origins.contains(hash) else { return nil }
            throw StoreError(
                .cosignedDamaged, "The checkpoint that was cosigned last, logs/\(name.shownInMessage), is missing.",
                next:
                    "Keep the disk; nothing of this log is cosigned until that file is there as it was. If it is lost, begin with a new key."
            )
        }
        guard let last = try? SignedCheckpoint(parsing: bytes), last.bytes == bytes,
            KeptPairs.name(of: last.checkpoint.origin) == name
        else {
            throw StoreError(
                .cosignedDamaged, "The checkpoint that was cosigned last, logs/\(name.shownInMessage), is damaged.",
                next: "Keep the disk; nothing of this log is cosigned until that file is as it was.")
        }
        return last
    }

    /// As `last`, by the SHA-256 of the origin, in the form in which readers of cosigners ask.
    package func last(ofOriginHash hash: Digest) throws(StoreError) -> SignedCheckpoint? { try note(hash.hexadecimal) }

    private func begun() throws(StoreError) -> BegunLogs {
        guard let bytes = try folder.read(BegunLogs.name) else { return BegunLogs() }
        do throws(CustodyError) { return try BegunLogs(parsing: bytes) } catch {
            throw StoreError(.cosignedDamaged, error.reason, next: error.nextStep)
        }
    }

    private func write(_ begun: BegunLogs) throws(StoreError) { try write(begun.bytes, to: BegunLogs.name) }

    /// Puts a cosigned checkpoint in the place of the last one. When it returns, the disk has confirmed it.
    package func save(_ cosigned: SignedCheckpoint) throws(StoreError) {
        let hash = Digest(ofText: cosigned.checkpoint.origin)
        let file = DurableFile(folder: logs, name: hash.hexadecimal)
        try file.write(cosigned.bytes)
        let begun = try begun()
        if !begun.origins.contains(hash) { try write(begun.adding([hash])) }
        try folder.disk.before(.answer, "\(logs.path)/\(file.name)")
    }

    /// Keeps a pair of checkpoints whole, as far as there is room for it.
    package func keep(_ contradiction: Contradiction, receivedAt: Instant) throws(StoreError) -> KeptPairs.Outcome {
        try misconduct.keep(contradiction, receivedAt: receivedAt)
    }

    /// Everything that is kept, by log and kind.
    package func kept() throws(StoreError) -> [KeptPair] { try misconduct.all() }

    /// - Throws: `storage.pair-damaged` if the file is not what was written.
    package func read(_ pair: KeptPair) throws(StoreError) -> Contradiction { try misconduct.read(pair) }

    /// Writes a small file beside them, whole or not at all. Returns when the disk has confirmed it.
    package func write(_ bytes: [UInt8], to name: String) throws(StoreError) {
        try DurableFile(folder: folder, name: name).write(bytes)
    }

    /// - Returns: nil if there is no such file.
    package func read(_ name: String) throws(StoreError) -> [UInt8]? { try folder.read(name) }
}
