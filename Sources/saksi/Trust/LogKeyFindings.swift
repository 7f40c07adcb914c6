import Custody
import Seal
import Vocabulary

/// Of nodes that replaced their log key: whether the old key introduced the new one, in every log that the list speaks of.
enum LogKeyFindings {
    static func of(_ store: TrustStore, now: Instant) -> [Finding] {
        store.list.nodes.values.filter { $0.logKeys.contains(where: \.isLater) || $0.logKeys.count > 1 }
            .sorted { $0.identity < $1.identity }.map { finding(of: $0, store, now) }
    }

    private static func finding(of node: TrustedNode, _ store: TrustStore, _ now: Instant) -> Finding {
        let subject = "log keys of \(node.identity)"
        do {
            let logs = Set(node.logKeys.flatMap(\.logs)).union(["node"]).sorted()
            for log in logs {
                let origin = try LogOrigin(
                    parsing: "saksi/\(node.identity.party.lowercased)/\(node.identity.name)/\(log)")
                guard let key = try LogKeys(origin: origin, of: node).unannounced.first else { continue }
                return .wrong(
                    subject,
                    CustodyError(
                        .custodyKeyUnannounced,
                        "the key \(key.key) takes the place of another one from \(key.sizes.lowerBound) on, and nothing here proves that this one introduced it",
                        next:
                            "Do not sign or use the list. Ask the node's operator for the proofs of `saksid key show`, and have the list name them."
                    ))
            }
            var revoked: [Instant] = []
            for proof in node.logKeys.flatMap(\.proofs) { revoked += try check(proof, by: store, now) }
            if let at = revoked.min() {
                return .attention(
                    subject,
                    "a certificate that signed a proof was revoked on \(at), and whoever had its key can write any earlier day",
                    next:
                        "Compare with the version of the list that you checked before that day: a proof that was in it is good."
                )
            }
            let unproven = node.logKeys.compactMap(\.former)
            guard let why = unproven.last else {
                return .good(subject, "\(node.logKeys.count) keys, each introduced by the one before it")
            }
            return .attention(
                subject, "a key was \(why.rawValue): the one after it rests on the signatures of this list alone",
                next: "Ask your central authority whether it was told of this by the party of the node.")
        } catch {
            return .wrong(subject, error)
        }
    }

    /// That the node signed the event is part of the proof; that its certificate was good is for the trust list.
    /// - Returns: when a certificate was revoked in a way that leaves nothing good which it signed.
    private static func check(
        _ proof: TrustedNode.Proof, by store: TrustStore, _ now: Instant
    ) throws -> [Instant] {
        let event = try KeyHandover(parsing: proof.bytes, certificates: proof.certificates).event
        return try event.signers.flatMap { signer in
            let others = proof.certificates.filter { $0 != signer }
            _ = try store.validate(
                CertificateChain(leaf: signer, intermediates: others), for: .events, at: event.event.at)
            return store.revocations(of: signer, under: others, at: now).filter { !$0.leavesEarlierTimes }.map(\.at)
        }
    }
}
