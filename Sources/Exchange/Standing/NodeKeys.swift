package import Custody
package import Seal
package import Vocabulary

/// What a node signs with. Its TLS key belongs to the gateway.
package struct NodeKeys: Sendable {
    /// Signs events and extracts; its identity is `kh/node/phnom-penh`.
    package let events: Credential
    /// Signs checkpoints (Ed25519).
    package let log: SignerKey
    /// The key before it, until everybody has the trust list that names the new one: it signs as well.
    package let formerLog: SignerKey?
    /// Further log keys of this node, as the trust list gives them: for reading what they signed.
    let otherLogKeys: [VerifierKey]

    package init(
        events: Credential, log: SignerKey, formerLog: SignerKey? = nil, otherLogKeys: [VerifierKey] = []
    ) {
        self.events = events
        self.log = log
        self.formerLog = formerLog
        self.otherLogKeys = otherLogKeys
    }

    /// The same with the log keys that a trust list gives for the node.
    func knowing(_ list: TrustList) throws -> NodeKeys {
        let given = try list.nodes[node]?.logKeys.map { try VerifierKey(parsing: $0.verifierKey) } ?? []
        return NodeKeys(events: events, log: log, formerLog: formerLog, otherLogKeys: given)
    }

    /// Every log key that may have signed here, the one in use first.
    var logVerifiers: [VerifierKey] {
        [log.verifier] + [formerLog?.verifier].compactMap(\.self) + otherLogKeys
    }

    package var node: Identity { events.identity }
}
