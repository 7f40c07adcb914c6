import Courier
import Gateway
import NIOCore
import TestKit
import Testing
import Vocabulary

@Suite("The client talks to its node and to nobody else")
struct NodeIdentityTests {
    private func client(
        _ port: Int, expecting: AwaitedPeer? = nil, timeout: TimeAmount = .minutes(5), judge: NodeJudge? = nil
    ) throws -> NodeClient {
        NodeClient(
            address: try NodeAddress(parsing: "https://127.0.0.1:\(port)"),
            tls: try NodeTLS(
                pem: Secret(try TestPKI.made.get().pem("member")), passphrase: nil,
                expecting: try expecting ?? .node(try Identity(parsing: "kh/node/phnom-penh")), timeout: timeout,
                judge: try judge ?? testJudge()))
    }

    /// Sends a request with content to a wrong server and returns how it was refused and what the server saw.
    private func attempt(
        _ identity: String?, expecting: AwaitedPeer? = nil, timeout: TimeAmount = .minutes(5),
        judge: NodeJudge? = nil
    ) async throws -> (NodeFailure?, WrongServer.Received) {
        let server = try await WrongServer(identity)
        let client = try client(server.port, expecting: expecting, timeout: timeout, judge: judge)
        let failure = await #expect(throws: NodeFailure.self) {
            try await client.send(.post, "/v1/secret-path", body: Array("evidence".utf8))
        }
        await client.close()
        return (failure, try await server.stop())
    }

    @Test(
        "A wrong server is refused with its reason, and gets neither a byte of the request nor the member's certificate",
        arguments: [
            ("member", "node.identity.member"), ("other-node", "node.identity.other"),
            ("foreign-node", "trust.root.unknown"), ("self-signed", "trust.root.unknown"),
        ])
    func wrongServer(identity: String, code: String) async throws {
        let (failure, received) = try await attempt(identity)
        #expect(failure?.code.name == code)
        #expect(failure?.code.exit == .trust)
        #expect(failure?.nextStep.hasPrefix("Nothing was sent.") == true)
        #expect(received.bytes.isEmpty)
        #expect(received.certificates == 0)
    }

    @Test(
        "In place of a cosigner only itself or a node of its party is sent anything",
        arguments: ["th/node/bangkok", "kh/cosigner/other", "kh/ahtjpp/0101", "th/cosigner/bangkok"])
    func wrongCosigner(identity: String) async throws {
        let cosigner = try Identity(parsing: "kh/cosigner/phnom-penh")
        let (failure, received) = try await attempt("node", expecting: .cosigner(cosigner)) { _ in
            try Identity(parsing: identity)
        }
        #expect(failure?.code.name == "node.identity.other")
        #expect(failure?.reason.contains("neither kh/cosigner/phnom-penh nor a node of its party") == true)
        #expect(received.bytes.isEmpty && received.certificates == 0)
    }

    @Test("The reason of the trust function is kept: an expired and a revoked node certificate")
    func reasons() async throws {
        for code in ["trust.certificate.expired", "trust.revocation.revoked"] {
            let (failure, received) = try await attempt("node") { _ in
                throw GatewayError(ErrorCode(code, .trust), "It is not good.", next: "Tell the operator.")
            }
            #expect(failure?.code.name == code)
            #expect(failure?.reason.contains("It is not good.") == true)
            #expect(received.bytes.isEmpty)
            #expect(received.certificates == 0)
        }
    }

    @Test("A server without TLS sees the first message of a handshake and nothing of the request")
    func noTLS() async throws {
        let (failure, received) = try await attempt(nil, timeout: .milliseconds(300))
        #expect(failure?.code.name == "node.silent")
        #expect(failure?.code.exit == .tryAgain)
        #expect(received.bytes.first == 22)
        let text = String(decoding: received.bytes, as: UTF8.self)
        for word in ["secret-path", "evidence", "POST", "ahtjpp"] { #expect(!text.contains(word)) }
    }

    @Test("An address where nobody listens is worth another try")
    func nobody() async throws {
        let server = try await WrongServer(nil)
        _ = try await server.stop()
        let client = try client(server.port)
        let failure = await #expect(throws: NodeFailure.self) { try await client.send(.get, "/") }
        #expect(failure?.code.name == "node.unreachable")
        #expect(failure?.code.exit == .tryAgain)
        await client.close()
    }

    @Test("The node is known by its identity, whatever the host is called")
    func hostNames() async throws {
        try await RunningNode.with { node in
            let client = NodeClient(
                address: try NodeAddress(parsing: "https://localhost:\(node.port)"),
                tls: try NodeTLS(
                    pem: Secret(try TestPKI.made.get().pem("member")), passphrase: nil,
                    expecting: .node(try Identity(parsing: "kh/node/phnom-penh")), timeout: .minutes(5),
                    judge: try testJudge()))
            let answer = try await client.send(.get, "/who")
            #expect(answer.body == Array("kh/ahtjpp/0101".utf8))
            await client.close()
        }
    }

    @Test(
        "Addresses that are not a node's are refused",
        arguments: [
            "http://node", "https://", "https://a:b@node", "https://node/path", "https://node?x=1", "node:8443",
            "https://node:0",
        ])
    func addresses(text: String) {
        let failure = #expect(throws: NodeFailure.self) { try NodeAddress(parsing: text) }
        #expect(failure?.code.name == "node.address")
    }
}
