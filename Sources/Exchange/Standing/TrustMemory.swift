import Seal
import Store
import Vocabulary

/// The newest trust list that this node ever used, kept in its data folder: a restart cannot bring an older one back.
struct TrustMemory: Sendable {
    private let folder: DataFolder
    private static let name = "trust-seen.json"

    private struct Seen: Codable {
        let version: Int
        let digest: Digest
    }

    init(in folder: DataFolder) {
        self.folder = folder
    }

    /// - Throws: `trust.list.older` for an older list, or for another text under a version that was in use.
    func check(_ list: TrustList) throws {
        guard let bytes = try folder.read(Self.name) else { return }
        let seen = try CanonicalJSON.decode(Seen.self, from: bytes, noun: "note of the trust list")
        guard list.version >= seen.version else {
            throw SealError(
                .trustListOlder, "The trust list is version \(list.version); version \(seen.version) was in use here.",
                next: "Get the current trust list.")
        }
        guard list.version > seen.version || list.digest == seen.digest else {
            throw SealError(
                .trustListOlder,
                "The trust list says it is version \(list.version), but another text of that version was in use here.",
                next: "Get the current trust list; a changed list needs a higher version.")
        }
    }

    func remember(_ list: TrustList) throws {
        let bytes = try CanonicalJSON.encode(Seen(version: list.version, digest: list.digest))
        guard try folder.read(Self.name) != bytes else { return }
        try folder.write(bytes, to: Self.name)
    }
}
