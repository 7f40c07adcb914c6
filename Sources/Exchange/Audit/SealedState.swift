import Custody
import Seal
import Store
import Vocabulary

/// What the node notes for itself in its data folder and must not be told by others: canonical JSON on one line, and on the
/// next the base64 of the node's detached signature over it.
///
/// Without the signature whoever can write the folder could have an audit pass over what they changed.
struct SealedState: Sendable {
    private let folder: DataFolder
    private let name: String
    private let keys: NodeKeys

    init(_ name: String, in folder: DataFolder, signedBy keys: NodeKeys) {
        self.name = name
        self.folder = folder
        self.keys = keys
    }

    private static let limit = 32 << 20

    /// - Returns: nil if there is none, or none of ours: then what it is about begins anew.
    func read<Value: Codable>(_ type: Value.Type) -> Value? {
        guard let bytes = try? folder.read(name), bytes.count <= Self.limit else { return nil }
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        guard lines.count == 3, lines[2].isEmpty,
            let der = Base64.decode(String(decoding: lines[1], as: UTF8.self)),
            let signature = try? DetachedSignature(der: der),
            signature.chain.leaf.digest == keys.events.chain.leaf.digest,
            (try? signature.verify(over: Array(lines[0]))) != nil
        else { return nil }
        return try? CanonicalJSON.decode(type, from: Array(lines[0]), noun: "state", limit: Self.limit)
    }

    func write(_ value: some Encodable, at now: Instant) throws {
        let line = try CanonicalJSON.encode(value)
        let signature = try keys.events.cms(over: line, claimedAt: now)
        try folder.write(line + [0x0A] + Array(Base64.encode(signature).utf8) + [0x0A], to: name)
    }

    func remove() throws { try folder.remove(name) }
}
