import Seal
import Store
import Vocabulary

/// The newest trust list that this node or cosigner ever used, kept in its data folder: a restart cannot bring an older
/// one back.
struct TrustMemory: Sendable {
    private let read: @Sendable (String) throws -> [UInt8]?
    private let write: @Sendable ([UInt8], String) throws -> Void
    private static let name = "trust-seen.json"

    private struct Seen: Codable {
        let version: Int
        let digest: Digest
    }

    init(in folder: DataFolder) {
        read = { try folder.read($0) }
        write = { try folder.write($0, to: $1) }
    }

    init(in folder: CosignerFolder) {
        read = { try folder.read($0) }
        write = { try folder.write($0, to: $1) }
    }

    /// - Throws: `trust.list.older` for an older list, or for another text under a version that was in use.
    func check(_ list: TrustList) throws {
        guard let bytes = try read(Self.name) else { return }
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
        guard try read(Self.name) != bytes else { return }
        try write(bytes, Self.name)
    }
}
