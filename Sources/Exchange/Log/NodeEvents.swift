import Custody
import Seal
import Vocabulary

/// Makes the events that the node itself signs.
struct NodeEvents: Sendable {
    let keys: NodeKeys
    let randomness: any Randomness

    /// - Parameter fill: sets what the event says, beyond its type and time.
    func make(
        _ type: EventType, in log: LogOrigin, at now: Instant, _ fill: (inout CustodyEvent) -> Void
    ) throws -> VerifiedEvent {
        var event = CustodyEvent(
            event: EventID(from: randomness), type: type, log: log, signers: [keys.events.chain.leaf.digest],
            actor: keys.node, at: now, offset: .indochina, clock: .ntp)
        fill(&event)
        let leaf = keys.events.chain.leaf
        return try UnverifiedEvent(parsing: Envelope(signing: event, with: [keys.events]).bytes)
            .verify(for: log, certificate: { $0 == leaf.digest ? leaf : nil })
    }

    /// The certificates that the node's events name.
    func objects() throws -> [TrustObject] {
        try keys.events.chain.all.map { try TrustObject(certificate: $0) }
    }
}
