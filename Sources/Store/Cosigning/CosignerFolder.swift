package import Custody
package import Vocabulary

/// What a cosigner must never forget: the last checkpoint that it cosigned of each log, and what contradicted one.
///
/// `logs/<SHA-256 of the origin>` is the cosigned note itself; `misconduct/<SHA-256 of the origin>/` holds pairs of
/// checkpoints, each written once. One process at a time, by a lock that ends with it. Every write is a `DurableFile`,
/// so opening it is all the recovery that there is.
///
/// A folder that is older than it was, or empty, would let two conflicting checkpoints be cosigned: it is never restored
/// from a backup.
package final class CosignerFolder: Sendable {
    private let folder: Folder
    private let logs: Folder
    private let misconduct: Folder
    private let lock: Descriptor

    /// So many pairs of one kind are kept of one log; whoever holds its key could make up any number.
    static let mostKept = 256

    /// - Throws: `storage.folder-in-use` while another process has it open.
    package static func open(
        _ path: String, options: StoreOptions = StoreOptions()
    ) throws(StoreError) -> CosignerFolder {
        let disk = Disk(faults: options.faults, onFatal: options.onFatal)
        let folder = Folder(path: path, disk: disk)
        try folder.make()
        try folder.protect()
        guard let lock = try Descriptor.locked("\(path)/lock", on: disk) else {
            throw StoreError(
                .folderInUse, "The cosigner's data folder is in use by another process.",
                next: "Stop the other process first: a folder belongs to one service.")
        }
        let (logs, misconduct) = (folder.inner("logs"), folder.inner("misconduct"))
        try logs.make()
        try misconduct.make()
        for place in [folder, logs] + (try misconduct.names().map { misconduct.inner($0) }) {
            for name in try place.names() where name.hasSuffix(Folder.unfinished) { try place.remove(name) }
        }
        return CosignerFolder(folder, logs: logs, misconduct: misconduct, lock: lock)
    }

    private init(_ folder: Folder, logs: Folder, misconduct: Folder, lock: consuming Descriptor) {
        self.folder = folder
        self.logs = logs
        self.misconduct = misconduct
        self.lock = lock
    }

    /// The last checkpoint of this log that was cosigned, with log's signature and cosignature.
    /// - Returns: nil only if nothing of it was ever cosigned.
    /// - Throws: `storage.cosigned-damaged` if what is there is not a checkpoint of this log.
    package func last(_ origin: String) throws(StoreError) -> SignedCheckpoint? {
        let name = Self.name(of: origin)
        guard let bytes = try logs.read(name) else { return nil }
        guard let last = try? SignedCheckpoint(parsing: bytes), last.checkpoint.origin == origin else {
            throw StoreError(
                .cosignedDamaged, "The stored checkpoint of \(origin.shownInMessage) is damaged.",
                next: "Keep the disk; nothing of this log is cosigned until the file logs/\(name) is as it was.")
        }
        return last
    }

    /// As `last`, by the SHA-256 of the origin, in the form in which readers of cosigners ask.
    package func note(ofOriginHash hash: Digest) throws(StoreError) -> [UInt8]? {
        try logs.read(hash.hexadecimal)
    }

    /// Puts a cosigned checkpoint in the place of the last one. When it returns, the disk has confirmed it.
    package func save(_ cosigned: SignedCheckpoint) throws(StoreError) {
        let file = DurableFile(folder: logs, name: Self.name(of: cosigned.checkpoint.origin))
        try file.write(cosigned.bytes)
        try folder.disk.before(.answer, "\(logs.path)/\(file.name)")
    }

    /// Keeps a pair of checkpoints whole. What is kept already stays as it is.
    /// - Returns: where, if it was new; nil if it is there already, or so many are that no more are kept.
    package func keep(_ contradiction: Contradiction, receivedAt: Instant) throws(StoreError) -> KeptPair? {
        let place = misconduct.inner(Self.name(of: contradiction.origin))
        let prefix = contradiction.kind.rawValue + "-"
        let name = "\(prefix)\(contradiction.id.hexadecimal).json"
        try place.make()
        let kept = try place.names().filter { $0.hasPrefix(prefix) }
        guard !kept.contains(name), kept.count < Self.mostKept else { return nil }
        guard let document = try? contradiction.document(receivedAt: receivedAt) else {
            throw StoreError(.writeFailed, "A pair of checkpoints could not be written.", next: "Please report this.")
        }
        try DurableFile(folder: place, name: name).write(document)
        return KeptPair(kind: contradiction.kind, log: Self.name(of: contradiction.origin), name: name)
    }

    /// Everything that is kept, by log and kind.
    package func kept() throws(StoreError) -> [KeptPair] {
        var found: [KeptPair] = []
        for log in try misconduct.names() {
            let place = misconduct.inner(log)
            for name in try place.names() {
                guard let kind = Contradiction.Kind.allCases.first(where: { name.hasPrefix($0.rawValue + "-") }) else {
                    continue
                }
                found.append(KeptPair(kind: kind, log: log, name: name))
            }
        }
        return found
    }

    /// - Throws: `storage.cosigned-damaged` if the file is not what was written.
    package func read(_ pair: KeptPair) throws(StoreError) -> Contradiction {
        guard let bytes = try misconduct.inner(pair.log).read(pair.name),
            let contradiction = try? Contradiction(document: bytes)
        else {
            throw StoreError(
                .cosignedDamaged, "The kept pair of checkpoints \(pair.file) is damaged.",
                next: "Keep the disk, and bring the file back from a copy.")
        }
        return contradiction
    }

    /// Writes a small file beside them, whole or not at all. Returns when the disk has confirmed it.
    package func write(_ bytes: [UInt8], to name: String) throws(StoreError) {
        try DurableFile(folder: folder, name: name).write(bytes)
    }

    /// - Returns: nil if there is no such file.
    package func read(_ name: String) throws(StoreError) -> [UInt8]? { try folder.read(name) }

    private static func name(of origin: String) -> String { Digest(ofText: origin).hexadecimal }
}

/// Where a pair of checkpoints is kept.
package struct KeptPair: Hashable, Sendable {
    package let kind: Contradiction.Kind
    /// SHA-256 of the origin.
    fileprivate let log: String
    fileprivate let name: String

    /// Below the cosigner's data folder.
    package var file: String { "misconduct/\(log)/\(name)" }
}
