package import Custody
package import Seal
package import Vocabulary

/// What a node signs with. Its TLS key belongs to the gateway.
package struct NodeKeys: Sendable {
    /// Signs events and extracts; its identity is `kh/node/phnom-penh`.
    package let events: Credential
    /// Signs checkpoints (Ed25519).
    package let log: SignerKey

    package init(events: Credential, log: SignerKey) {
        self.events = events
        self.log = log
    }

    package var node: Identity { events.identity }
}
