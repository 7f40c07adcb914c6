import Custody
import Seal
import Vocabulary

/// A custody log as the pinned trust list knows it: what it proves, we may believe.
struct PinnedLog: Sendable {
    let origin: LogOrigin
    let keys: LogKeys
    let cosigners: [Cosigner]
    private let trust: TrustStore

    /// - Throws: `online.proof` if the trust list does not name the node of the log.
    init(_ origin: LogOrigin, trust: TrustStore) throws {
        guard let node = trust.list.nodes[origin.node] else {
            throw OnlineError(
                .onlineProof, "The trust list gives no log key of \(origin.node).",
                next: "Check that the trust list is the current one.")
        }
        self.origin = origin
        self.trust = trust
        keys = try LogKeys(origin: origin, of: node)
        cosigners = try trust.list.knownCosigners()
    }

    func check(_ checkpoint: SignedCheckpoint) throws -> CheckpointSignatures {
        try checkpoint.verify(log: keys, cosigners: cosigners)
    }

    /// The cosigners of other parties than the one that runs the node: no other counts.
    func others(in signatures: CheckpointSignatures) -> [Identity] {
        Set(signatures.cosignatures.map(\.cosigner.identity)).filter { $0.party != origin.party }.sorted()
    }

    /// The same with the keys that they signed with, in order.
    func cosigners(in signatures: CheckpointSignatures) -> [Cosigner] {
        Set(signatures.cosignatures.map(\.cosigner)).filter { $0.identity.party != origin.party }
            .sorted { ($0.identity, $0.key.text) < ($1.identity, $1.key.text) }
    }

    /// Whether the trust list gives this key to this cosigner.
    func knows(_ cosigner: Cosigner) -> Bool { cosigners.contains(cosigner) }

    /// How many cosigners of other parties are still missing.
    func missing(in signatures: CheckpointSignatures, of terms: QuorumTerms) -> Int {
        switch CosignerQuorum(cosigners: cosigners, terms: terms).standing(of: signatures, node: origin.node) {
        case .complete: 0
        case .provisional(let missing): missing
        }
    }

    /// Whether the trust list gives this key for the log, whatever its sizes.
    func knows(_ key: VerifierKey) -> Bool { keys.entries.contains { $0.key == key } }

    /// The key that signs checkpoints of this size, under the name of the log.
    func key(at size: Int) throws(OnlineError) -> VerifierKey {
        guard let entry = keys.entries.first(where: { $0.sizes.contains(size) }) else {
            throw OnlineError(
                .onlineProof, "The trust list gives no log key of \(origin.node) for \(size) entries.",
                next: "Check that the trust list is the current one.")
        }
        return entry.key
    }

    /// Checks that exactly this event of ours was committed.
    ///
    /// - Parameter proof: the node's `tlog-proof`, as text.
    /// - Returns: the place in the log.
    func checkCommitted(_ act: SignedAct, proof: String) throws -> Int {
        let receipt = try checked(proof)
        guard receipt.envelope == act.envelope else {
            throw OnlineError(
                .onlineProof, "The node proves another event than the one that was sent.",
                next: "Do not rely on it; tell the operator of the node.")
        }
        return receipt.index
    }

    /// Checks that the node committed an event of its own, and says which.
    ///
    /// - Parameter certificates: the chain of the node's event certificate, DER, leaf first.
    func checkCommitted(_ type: EventType, proof: String, certificates: [[UInt8]]) throws -> VerifiedEvent {
        let receipt = try checked(proof)
        let chain = try certificates.map { try Certificate(der: $0) }
        let byDigest = Dictionary(chain.map { ($0.digest, $0) }) { first, _ in first }
        let event = try UnverifiedEvent(receipt.envelope).verify(for: origin, certificate: { byDigest[$0] })
        guard event.event.type == type, event.event.actor == origin.node, let signer = event.signers.first else {
            throw OnlineError(
                .onlineProof, "The node proves an event of type “\(event.event.type)” where “\(type)” is due.",
                next: "Do not rely on it; tell the operator of the node.")
        }
        let others = chain.filter { $0.digest != signer.digest }
        // Of when, the node's own word speaks alone.
        _ = try trust.list.validate(
            CertificateChain(leaf: signer, intermediates: others), for: .events, at: event.event.at,
            revocation: .required(trust.revocationLists), isOwnWord: true)
        return event
    }

    private func checked(_ proof: String) throws -> Receipt {
        let receipt = try Receipt(parsing: Array(proof.utf8))
        _ = try check(receipt.checkpoint)
        try receipt.proof.verify(
            leaf: Merkle.leaf(receipt.envelope.bytes), root: receipt.checkpoint.checkpoint.root)
        return receipt
    }
}
