import Courier
import Seal
import Vocabulary
import Wire

extension NodeFailure: ReasonedFailure {
    var reasons: [Reason] { problem?.reasons ?? [] }
}

extension Session {
    /// A connection to the node of the profile. The node must prove the identity that the profile names before
    /// anything leaves. Close it when done.
    ///
    /// - Parameters:
    ///   - credential: whom to appear as.
    ///   - trust: who decides whether the node is the node.
    func connection(
        as credential: Credential, trust: TrustStore, patience: NodePatience = NodePatience()
    ) throws -> NodeClient {
        let profile = try profile()
        let address = try NodeAddress(parsing: try profile.needed(profile.node, setting: "node"))
        let expected = try profile.needed(profile.nodeIdentity, setting: "node-identity")
        let tls = try NodeTLS(
            credential: credential, expecting: .node(expected), trust: trust, timekeeper: time,
            timeout: patience.handshake)
        return NodeClient(address: address, tls: tls, patience: patience)
    }

    /// Does something over a connection to the node, and closes it.
    func withNode<Value>(
        as credential: Credential, trust: TrustStore, _ body: (NodeClient) async throws -> Value
    ) async throws -> Value {
        let client = try connection(as: credential, trust: trust)
        do {
            let value = try await body(client)
            await client.close()
            return value
        } catch {
            await client.close()
            throw error
        }
    }
}
