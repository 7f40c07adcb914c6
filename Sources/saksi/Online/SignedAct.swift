import Courier
import Custody
import Seal
import Vocabulary
import Wire

/// A custody event that the person here has signed, ready to be sent.
struct SignedAct: Sendable {
    let event: CustodyEvent
    let envelope: Envelope
    private let chain: CertificateChain

    init(_ event: CustodyEvent, by credential: Credential) throws {
        self.event = event
        envelope = try Envelope(signing: event, with: [credential])
        chain = credential.chain
    }

    /// As it goes to the node: the exact envelope, and the chain of who signed.
    var body: [UInt8] {
        get throws {
            try CanonicalJSON.encode(statement)
        }
    }

    var statement: SignedStatement {
        SignedStatement(envelope: envelope.bytes, certificates: chain.all.map(\.der))
    }
}

extension NodeSession {
    /// Signs what the person of the profile does at this moment.
    ///
    /// - Parameters:
    ///   - at: when it was done; without it, now.
    ///   - fill: sets what the event says beyond its type and time.
    func act(
        _ type: EventType, in log: LogOrigin, at: StatedInstant? = nil, _ fill: (inout CustodyEvent) throws -> Void
    ) throws -> SignedAct {
        // Nobody vouches for the clock of a laptop, and a stated time is a person's word.
        var event = CustodyEvent(
            event: EventID(from: session.randomness), type: type, log: log,
            signers: [credential.chain.leaf.digest], actor: credential.identity, at: at?.at ?? session.now,
            offset: at?.offset ?? offset, clock: at == nil ? .device : .stated)
        try fill(&event)
        return try SignedAct(event, by: credential)
    }

    /// Has the node commit what was signed, and holds its proof against the log.
    ///
    /// - Parameters:
    ///   - body: what is sent, if it is more than the statement.
    ///   - noun: what the node answers with, for messages: “proof of the consent”.
    func commit(
        _ act: SignedAct, at path: String, in log: PinnedLog, body: [UInt8]? = nil, noun: String = "proof of the event"
    ) async throws -> (index: Int, warnings: [String]) {
        let result = try await client.send(.post, path, body: try body ?? act.body).record(EventResult.self, noun: noun)
        return (try log.checkCommitted(act, proof: result.receipt), result.warnings ?? [])
    }
}
