import Foundation
import Glibc
import Seal
import Vocabulary

/// The newest trust list that was in use under a path, so that nobody can bring an older one back unseen.
///
/// It speaks for the list of the profile alone. A list that an option names is judged as it lies there: whoever checks
/// a bundle years later, on any machine, brings the list of that time.
struct TrustMemory: Sendable {
    private struct Seen: Codable {
        let list: String
        let version: Int
        let digest: Digest
    }

    private let list: String
    private let file: String

    /// - Parameters:
    ///   - path: of the trust list.
    ///   - roots: that it names. Other roots are another trust, which begins with fingerprints compared on paper.
    ///   - folder: where this program remembers things.
    init(of path: String, roots: [Digest], in folder: String) {
        list = URL(fileURLWithPath: path).standardizedFileURL.path
        let subject = ([list] + roots.map(\.text).sorted()).joined(separator: "\n")
        file = "\(folder)/trust/\(Digest(of: Array(subject.utf8)).hexadecimal).json"
    }

    /// Remembers the list if it is newer than the one that was in use.
    ///
    /// - Throws: `trust.list.older` for an older list, or for another text under a version that was in use.
    func check(version: Int, digest: Digest) throws {
        let now = Seen(list: list, version: version, digest: digest)
        guard let seen else { return try remember(now) }
        guard version >= seen.version else {
            throw refused("is version \(version); version \(seen.version) was in use here")
        }
        guard version > seen.version else {
            guard digest == seen.digest else {
                throw refused("says it is version \(version), but another text of that version was in use here")
            }
            return
        }
        try remember(now)
    }

    /// A note that cannot be read is as none: it guards against an older list, and not against who writes here.
    private var seen: Seen? {
        guard let bytes = try? InputFile.read(file, limit: 8192) else { return nil }
        return try? CanonicalJSON.decode(Seen.self, from: bytes, noun: "note of a trust list")
    }

    private func remember(_ seen: Seen) throws {
        let bytes = try CanonicalJSON.encode(seen)
        // A name of its own: several commands may start at the same moment.
        let next = "\(file).\(ProcessInfo.processInfo.processIdentifier).new"
        try? FileManager.default.removeItem(atPath: next)
        try OutputFile.write(bytes, to: next, mode: 0o600, makingFolders: true)
        guard unsafe rename(next, file) == 0 else {
            throw CommandError(
                .commandOutputFailed, "Which trust list is in use could not be noted in “\(file.shownInMessage)”.",
                next: "Check that folder and the room on the disk.")
        }
    }

    private func refused(_ what: String) -> SealError {
        SealError(
            .trustListOlder, "The trust list “\(list.shownInMessage)” \(what).",
            next:
                "Get the current trust list from your authority. If the newer one was wrong, ask what happened first; "
                + "then remove “\(file.shownInMessage)”.")
    }
}
