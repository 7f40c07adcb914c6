import Custody
import Foundation
import Store
import Vocabulary

/// What a log names by digest, and a party may hold.
struct WantedFiles: Sendable {
    /// Of bundles and of extracts.
    private(set) var files: Set<Digest> = []
    /// That decided at some time.
    private(set) var texts: Set<Digest> = []
    /// Under these texts.
    private(set) var signatures: Set<Digest> = []

    var all: Set<Digest> { files.union(texts).union(signatures) }

    init(of log: MirroredLog) throws {
        var commits = MirroredCommits(of: log)
        while let commit = commits.next() {
            for entry in commit.entries {
                guard case .event(let unverified) = entry.raw else { continue }
                let event = unverified.event
                if event.type == .accepted || event.type == .released, let file = event.bundle?.file {
                    files.insert(file)
                }
                // What a member hands in is not in force by itself.
                guard event.actor == log.origin.node, let activation = event.activation else { continue }
                texts.formUnion(activation.sources.map(\.digest))
                signatures.formUnion(activation.signatures)
            }
        }
        if let failure = commits.failure { throw failure }
    }

    /// What was missing when a log was restored.
    init(missing log: RebuildReport.Log) {
        files = Set(log.files.map(\.digest))
        texts = Set(log.texts)
        signatures = Set(log.signatures)
    }
}

/// Puts files that parties hold where a node keeps them.
struct RestoredFiles {
    let folder: DataFolder

    private var memory: PolicyMemory { PolicyMemory(in: folder) }

    /// - Returns: how many were taken in.
    func place(_ wanted: WantedFiles, from found: FoundFiles) throws -> Int {
        var taken = 0
        for digest in wanted.files.sorted() where !folder.blobs.holds(digest) {
            if let path = found.paths[digest], try place(path, as: digest) { taken += 1 }
        }
        for digest in try wanted.texts.sorted().filter({ try !memory.holds(text: $0) }) {
            guard let bytes = Self.read(found.paths[digest], digest) else { continue }
            try memory.takeBack(text: bytes)
            taken += 1
        }
        for digest in try wanted.signatures.sorted().filter({ try !memory.holds(signature: $0) }) {
            guard let bytes = Self.read(found.paths[digest], digest) else { continue }
            try memory.takeBack(signature: bytes)
            taken += 1
        }
        return taken
    }

    /// Names the texts and signatures that are not here.
    func missing(of wanted: WantedFiles, _ log: inout RebuildReport.Log) throws {
        log.texts = try wanted.texts.sorted().filter { try !memory.holds(text: $0) }
        log.signatures = try wanted.signatures.sorted().filter { try !memory.holds(signature: $0) }
    }

    /// Gives a file its place, by what its bytes are once they are here.
    private func place(_ path: String, as digest: Digest) throws -> Bool {
        let name = digest.hexadecimal
        try folder.blobs.discard(made: name)
        do {
            try FileManager.default.copyItem(atPath: path, toPath: folder.blobs.workshopPath(name))
            // Whatever the copy's rights were.
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o600], ofItemAtPath: folder.blobs.workshopPath(name))
        } catch {
            throw ExchangeError(
                .rebuildFolder, "“\(path.shownAsPath)” could not be copied.",
                next: "Check that it can be read, and that the disk of the data folder has room for it.")
        }
        // It may have changed since it was looked at.
        guard try folder.blobs.digest(ofMade: name) == digest else {
            try folder.blobs.discard(made: name)
            return false
        }
        try folder.blobs.adopt(made: name, digest: digest)
        return true
    }

    /// A small file, if it still is what was looked for.
    private static func read(_ path: String?, _ digest: Digest) -> [UInt8]? {
        guard let path, let data = FileManager.default.contents(atPath: path), data.count <= 1 << 20 else { return nil }
        let bytes = Array(data)
        return Digest(of: bytes) == digest ? bytes : nil
    }
}
