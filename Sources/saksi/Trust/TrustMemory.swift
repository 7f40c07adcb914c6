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
        let roots: [Digest]
    }

    private let list: String
    private let file: String

    /// - Parameters:
    ///   - path: of the trust list. The path alone: were the roots part of the name, other roots would be a way around.
    ///   - folder: where this program remembers things.
    init(of path: String, in folder: String) {
        list = URL(fileURLWithPath: path).standardizedFileURL.path
        file = "\(folder)/trust/\(Digest(of: Array(list.utf8)).hexadecimal).json"
    }

    /// Remembers the list if it is newer than the one that was in use.
    ///
    /// - Returns: what a person should know, if anything: that its roots are others than before, or that nothing could
    ///   be noted. A machine on which nothing can be remembered still checks evidence.
    /// - Throws: `trust.list.older` for an older list, for another text under a version that was in use, and for other
    ///   roots without a higher version.
    func check(version: Int, digest: Digest, roots: [Digest]) throws(SealError) -> String? {
        let now = Seen(list: list, version: version, digest: digest, roots: Set(roots).sorted { $0.text < $1.text })
        guard let seen else { return remember(now) }
        guard version > seen.version else {
            guard now.roots == seen.roots else {
                throw refused(
                    "is version \(version) and names other roots than the list that was in use here, "
                        + "version \(seen.version)",
                    next: "Other roots are another trust: compare the fingerprints on paper (saksi certs check "
                        + "--fingerprints)")
            }
            guard version == seen.version else {
                throw refused("is version \(version); version \(seen.version) was in use here")
            }
            guard digest == seen.digest else {
                throw refused("says it is version \(version), but another text of that version was in use here")
            }
            return nil
        }
        let told = remember(now)
        guard now.roots == seen.roots else {
            return "the trust list “\(list.shownInMessage)” names other roots than the version before: compare the "
                + "fingerprints on paper (saksi certs check --fingerprints)" + (told.map { "; \($0)" } ?? "")
        }
        return told
    }

    /// A note that cannot be read is as none: it guards against an older list, and not against who writes here.
    private var seen: Seen? {
        guard let bytes = try? InputFile.read(file, limit: 8192) else { return nil }
        return try? CanonicalJSON.decode(Seen.self, from: bytes, noun: "note of a trust list")
    }

    /// - Returns: why it could not be done.
    private func remember(_ seen: Seen) -> String? {
        // A name of its own: several commands may start at the same moment.
        let next = "\(file).\(ProcessInfo.processInfo.processIdentifier).new"
        try? FileManager.default.removeItem(atPath: next)
        do {
            try OutputFile.write(try CanonicalJSON.encode(seen), to: next, mode: 0o600, makingFolders: true)
            if unsafe rename(next, file) == 0 { return nil }
        } catch {}
        unsafe unlink(next)
        return "which trust list is in use could not be noted in “\(file.shownInMessage)”, so an older one would not "
            + "be noticed"
    }

    private func refused(
        _ what: String,
        next: String =
            "Get the current trust list from your authority. If the newer one was wrong, ask what happened first"
    ) -> SealError {
        SealError(
            .trustListOlder, "The trust list “\(list.shownInMessage)” \(what).",
            next: "\(next); then remove “\(file.shownInMessage)”.")
    }
}
