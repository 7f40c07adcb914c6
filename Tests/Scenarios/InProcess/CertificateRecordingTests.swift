import Custody
import Foundation
import Seal
import Store
import TestKit
import Testing
import Vocabulary

@testable import Exchange

/// What a node's logs say of certificates that were renewed or revoked.
@Suite("Certificates that change")
struct CertificateRecordingTests {
    /// What the events about keys say, log by log.
    private func said(_ node: ExchangeNode) async throws -> [String] {
        var said: [String] = []
        for log in await node.logs {
            for type in [EventType.keyAdded, .keyRevoked] {
                for row in try node.folder.register.events(ofType: type.rawValue, in: log.key) {
                    let event = try log.event(at: Int(row.entry)).event
                    said.append(
                        "\(log.origin.lastPart) \(type) \(event.key?.certificate.map { "\($0)" } ?? "") \(event.counterpart?.text ?? "")"
                    )
                }
            }
        }
        return said
    }

    private func issue(_ bench: KeyBench, _ name: String, _ uses: Set<CertificateUse>) throws -> Credential {
        let folder = Demonstration(
            folder: bench.workspace("pki"), now: bench.bench.clock.now, randomness: SystemRandomness())
        let identity = try Identity(parsing: name)
        return try Mint(now: bench.bench.clock.now, randomness: SystemRandomness()).issue(
            MintOrder(for: identity, uses: uses, now: bench.bench.clock.now),
            by: try folder.issuer(of: identity.party))
    }

    private func revoke(_ bench: KeyBench, _ certificate: Certificate) throws {
        try Demonstration(
            folder: bench.workspace("pki"), now: bench.bench.clock.now, randomness: SystemRandomness()
        ).revoke(certificate)
    }

    @Test("A renewed event certificate is said in each log before it signs; what the old one signed stays good")
    func renewed() async throws {
        let bench = try await KeyBench()
        let renewed = try issue(bench, "kh/node/phnom-penh", [.events])
        let keys = bench.keys(bench.first.log, events: renewed)
        #expect(try await bench.opened(bench.first) { try await self.said($0) }.isEmpty)
        for _ in 1...2 {
            let said = try await bench.opened(keys) { node in
                try await bench.work(node)
                return try await self.said(node)
            }
            #expect(
                said == [Bench.agreement, "node"].map { "\($0) key-added \(renewed.chain.leaf.digest) " })
        }
        #expect(try await bench.audit(keys).findings.isEmpty)
    }

    @Test("Another certificate of the listener is said in each log, once; the first one is not")
    func listener() async throws {
        let bench = try await KeyBench()
        let uses: Set<CertificateUse> = [.nodeTLS]
        let (one, two) = (
            try issue(bench, "kh/node/phnom-penh", uses).chain, try issue(bench, "kh/node/phnom-penh", uses).chain
        )
        for (tls, expected) in [(one, 0), (one, 0), (two, 2), (two, 2)] {
            let said = try await bench.opened(bench.first, tls: tls) { try await self.said($0) }
            #expect(said.count == expected && said.allSatisfy { $0.contains("key-added \(two.leaf.digest)") })
        }
        #expect(try await bench.audit(bench.first).findings.isEmpty)
    }

    @Test(
        "A member's certificate that was revoked is said in the logs that have it, and nothing signed with it enters them again"
    )
    func member() async throws {
        let bench = try await KeyBench()
        let investigator = try bench.bench.credential(.investigator)
        let lists = try bench.workspace.read("pki/kh/issuing.crl")
        try revoke(bench, investigator.chain.leaf)
        for _ in 1...2 {
            let said = try await bench.opened(bench.first) { try await self.said($0) }
            #expect(said == ["\(Bench.agreement) key-revoked \(investigator.chain.leaf.digest) kh/ahtjpp/0101"])
        }
        #expect(try await bench.audit(bench.first).findings.isEmpty)
        // With the older list back in its place the log still knows.
        try bench.workspace.write(lists, to: "pki/kh/issuing.crl")
        let refused = await #expect(throws: CustodyError.self) {
            try await bench.opened(bench.first) { node in
                let ledger = try #require(await node.begunLedgers.first)
                let objects = try investigator.chain.all.map { try TrustObject(certificate: $0) }
                let statement = try bench.bench.statement(.seized, by: .investigator) { _ in }
                let event = try UnverifiedEvent(parsing: statement.envelope)
                    .verify(for: ledger.origin) { $0 == investigator.chain.leaf.digest ? investigator.chain.leaf : nil }
                _ = try await ledger.commit { _ in Draft(objects: objects, events: [event]) }
            }
        }
        #expect(refused?.code == .custodyKeyRevoked)
        #expect(try await bench.audit(bench.first).findings.isEmpty)
    }

    @Test("A node does not start with an event certificate that was revoked; with another one its logs say both")
    func ownRevoked() async throws {
        let bench = try await KeyBench()
        try revoke(bench, bench.first.events.chain.leaf)
        let refused = await #expect(throws: ExchangeError.self) { try await bench.opened(bench.first) { _ in } }
        #expect(refused?.code == .ownCertificateRevoked)
        let other = try issue(bench, "kh/node/phnom-penh", [.events])
        let keys = bench.keys(bench.first.log, events: other)
        let said = try await bench.opened(keys) { node in
            try await bench.work(node)
            return try await self.said(node)
        }
        #expect(
            said
                == [Bench.agreement, "node"].flatMap {
                    [
                        "\($0) key-added \(other.chain.leaf.digest) ",
                        "\($0) key-revoked \(bench.first.events.chain.leaf.digest) kh/node/phnom-penh",
                    ]
                })
        #expect(try await bench.audit(keys).findings.isEmpty)
    }
}
