import Testing
import Vocabulary

@testable import Custody
@testable import Seal

extension MemoryLog {
    func newKey() throws -> SignerKey {
        try SignerKey(name: actors.log.text, algorithm: .ed25519, from: SystemRandomness())
    }

    /// The two events that replace the key in force by another.
    func replacement(
        by new: SignerKey, of old: VerifierKey? = nil, size: Int? = nil
    ) throws -> [VerifiedEvent] {
        let inForce = try #require(old ?? signers.first?.verifier)
        let added = try actors.verified(.keyAdded, by: Actors.node) {
            $0.case = nil
            $0.key = KeyMention(verifier: new.verifier)
        }
        let revoked = try actors.verified(.keyRevoked, by: Actors.node) {
            $0.case = nil
            $0.key = KeyMention(verifier: inForce, size: size)
            $0.previous = [added.mention]
        }
        return [added, revoked]
    }

    /// Replaces the key as planned: the old one signs for it.
    mutating func replaceKey(by new: SignerKey) throws {
        try commit([try replacement(by: new).map(LogEntry.event)])
        signers = [new]
    }

    /// Begins with a new key, which signs for itself.
    mutating func loseKey(to new: SignerKey, trustedTo size: Int? = nil) throws {
        let events = try replacement(by: new, size: size ?? head.size)
        signers = [new]
        try commit([events.map(LogEntry.event)])
    }

    mutating func submit(_ name: String) throws {
        try commit([try actors.submission(name).map(LogEntry.event)])
    }

    /// As the entries say.
    func succession() -> KeySuccession {
        var walk = EntryAudit(origin: actors.log)
        for entry in entries { walk.read(entry) }
        return walk.succession
    }

    /// The proof that the newest key was introduced, made while the checkpoint of that commit is the newest.
    func handover() throws -> [UInt8] {
        let entry = try entries.lastIndex { try UnverifiedEvent.type(of: $0) == .keyAdded }
        return try receipt(index: try #require(entry)).bytes
    }

    /// What a trust list says of the node.
    func listed(_ keys: [TrustedNode.LogKey]) throws -> LogKeys {
        try LogKeys(origin: actors.log, of: TrustedNode(identity: actors.log.node, logKeys: keys))
    }
}

extension TrustedNode.LogKey {
    init(
        _ key: SignerKey, from: Int, to: Int? = nil, cosignedTo: Int? = nil, former: TrustedNode.FormerKey? = nil,
        proofs: [[UInt8]] = [], given: [TrustedNode.Proof] = []
    ) {
        func each(_ size: Int) -> TrustedNode.LogSizes { .each(["KH-TH-JIT-2026-01": size]) }
        self.init(
            verifierKey: key.verifier.text, from: from == 0 ? .every(0) : each(from), to: to.map(each),
            cosignedTo: cosignedTo.map(each), former: former,
            proofs: proofs.map { bytes in
                TrustedNode.Proof(
                    file: "proof", bytes: bytes,
                    certificates: (try? Actors.shared.get().certificate(Actors.node)).map { [$0] } ?? [])
            } + given)
    }
}
