import Courier
import Custody
import Exchange
import Foundation
import Gateway
import Seal
import TestKit
import Testing
import Vocabulary
import Wire

/// A demonstration PKI, with certificates in it that are not good.
private final class BadCertificates: Sendable {
    static let made = Result { try BadCertificates() }

    let workspace: Workspace
    let store: TrustStore
    let member: Credential
    let expired: Credential
    let revoked: Credential
    let node: Credential
    let otherNode: Credential
    let expiredNode: Credential
    let revokedNode: Credential

    private init() throws {
        workspace = try Workspace()
        let now = SystemTimekeeper().now
        let demonstration = Demonstration(folder: workspace.path, now: now, randomness: SystemRandomness())
        try demonstration.write()
        member = try demonstration.add(try Identity(parsing: "kh/ahtjpp/0901"))
        revoked = try demonstration.add(try Identity(parsing: "kh/ahtjpp/0902"))
        try demonstration.revoke(revoked.chain.leaf)
        let issuer = try demonstration.issuer(of: try Party(parsing: "KH"))
        let mint = Mint(now: now, randomness: SystemRandomness())
        func past(_ identity: String, _ use: CertificateUse) throws -> Credential {
            var order = MintOrder(for: try Identity(parsing: identity), uses: [use], now: now)
            order.notBefore = now.adding(days: -30)
            order.notAfter = now.adding(seconds: -60)
            return try mint.issue(order, by: issuer)
        }
        expired = try past("kh/ahtjpp/0903", .memberTLS)
        expiredNode = try past("kh/node/phnom-penh", .nodeTLS)
        func node(_ identity: String, by issuer: Mint.Authority) throws -> Credential {
            try mint.issue(MintOrder(for: try Identity(parsing: identity), uses: [.nodeTLS], now: now), by: issuer)
        }
        self.node = try node("kh/node/phnom-penh", by: issuer)
        otherNode = try node("th/node/bangkok", by: try demonstration.issuer(of: try Party(parsing: "TH")))
        revokedNode = try node("kh/node/phnom-penh", by: issuer)
        try demonstration.revoke(revokedNode.chain.leaf)
        store = try TrustStore(loading: workspace("trust.yaml"), at: SystemTimekeeper().now)
    }
}

@Suite("The trust list decides on both sides of a connection")
struct SealedTrustTests {
    private func client(_ port: Int, as credential: Credential) throws -> NodeClient {
        NodeClient(
            address: try NodeAddress(parsing: "https://127.0.0.1:\(port)"),
            tls: try NodeTLS(
                credential: credential, expecting: .node(try Identity(parsing: "kh/node/phnom-penh")),
                trust: try BadCertificates.made.get().store, timekeeper: SystemTimekeeper()))
    }

    @Test("Members are heard; expired, revoked and foreign certificates get the exact reason and nothing else")
    func callers() async throws {
        let bad = try BadCertificates.made.get()
        let stranger = try Credential(pem: try TestPKI.made.get().pem("stranger"))
        let exchange = try await ExchangeNode.open(
            NodeSetting(
                dataFolder: bad.workspace("node-data"),
                keys: NodeKeys(
                    events: try Credential(pem: try bad.workspace.read("kh/node-phnom-penh-events.pem")),
                    log: try SignerKey(
                        parsing: Secret(
                            String(decoding: try bad.workspace.read("kh/node-phnom-penh-log.key"), as: UTF8.self)
                                .trimmingCharacters(in: .newlines)))),
                trust: try TrustKeeper(loading: bad.workspace("trust.yaml"), timekeeper: SystemTimekeeper()),
                reserveBytes: 0),
            onFatal: { Issue.record($0) })
        let identity = try TLSIdentity(pem: Array((bad.node.chain.pem + bad.node.privateKeyPEM.revealed).utf8))
        try await RunningNode.with(identity: identity, validator: exchange.callerValidator) { node in
            let good = try client(node.port, as: bad.member)
            let answer = try await good.send(.get, "/who")
            #expect(String(decoding: answer.body, as: UTF8.self) == "kh/ahtjpp/0901")
            await good.close()
            for (credential, code) in [
                (bad.expired, "trust.certificate.expired"), (bad.revoked, "trust.revocation.revoked"),
                // Nodes of other parties have no routes here yet.
                (bad.otherNode, "trust.identity.kind"),
            ] {
                let client = try client(node.port, as: credential)
                let failure = await #expect(throws: NodeFailure.self) { try await client.send(.get, "/who") }
                #expect(failure?.code.name == code)
                #expect(failure?.problem?.status == 403)
                await client.close()
            }
            let foreign = try client(node.port, as: stranger)
            let failure = await #expect(throws: NodeFailure.self) { try await foreign.send(.get, "/who") }
            #expect(failure?.code.exit == .trust)
            await foreign.close()
        }
        try exchange.close()
    }

    @Test("A node that is expired, revoked, another party's, or a member in disguise hears nothing")
    func nodes() async throws {
        let bad = try BadCertificates.made.get()
        for (credential, code) in [
            (bad.expiredNode, "trust.certificate.expired"), (bad.revokedNode, "trust.revocation.revoked"),
            (bad.otherNode, "node.identity.other"), (bad.member, "node.identity.member"),
        ] {
            let server = try await WrongServer(
                pem: Array((credential.chain.pem + credential.privateKeyPEM.revealed).utf8))
            let client = try client(server.port, as: bad.member)
            let failure = await #expect(throws: NodeFailure.self) {
                try await client.send(.post, "/v1/secret-path", body: Array("evidence".utf8))
            }
            #expect(failure?.code.name == code)
            #expect(failure?.code.exit == .trust)
            await client.close()
            let received = try await server.stop()
            #expect(received.bytes.isEmpty)
            #expect(received.certificates == 0)
        }
    }

    @Test("The help page knows every code that a visitor's certificate commonly meets")
    func helpMatters() {
        let cases: [(ErrorCode, HelpMatter)] = [
            (.certificateMissing, .missing), (.certificateExpired, .expired), (.certificateNotYetValid, .notYetValid),
            (.rootUnknown, .foreign), (.identityNamespace, .foreign), (.identityMissing, .foreign),
            (.revoked, .revoked), (.revocationStale, .cannotBeChecked), (.revocationUnknown, .cannotBeChecked),
            (.certificateUsage, .unsuitable),
        ]
        for (code, matter) in cases { #expect(HelpMatter(code: code) == matter, "\(code)") }
    }
}
