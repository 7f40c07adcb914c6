import Foundation
import Seal
import Store
import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import Exchange

/// The trust list of a running node: what it goes on with when files change under it.
@Suite("The trust list of a running node")
struct TrustKeeperTests {
    private let workspace: Workspace
    private let clock = TestClock()
    private let refusals = Refusals()

    /// What the operator was told.
    private final class Refusals: Sendable {
        private let codes = Mutex<[String]>([])

        func add(_ code: String) { codes.withLock { $0.append(code) } }
        var all: [String] { codes.withLock { $0 } }
    }

    init() throws {
        workspace = try Workspace()
        try Demonstration(folder: workspace("pki"), now: clock.now, randomness: SystemRandomness()).write()
    }

    private func keeper() throws -> TrustKeeper {
        try TrustKeeper(loading: workspace("pki/trust.yaml"), timekeeper: clock) { [refusals] in
            refusals.add($0.code.name)
        }
    }

    private func text() throws -> String { String(decoding: try workspace.read("pki/trust.yaml"), as: UTF8.self) }

    private func write(_ text: String, signed: Bool = true) throws {
        try workspace.write(text, to: "pki/trust.yaml")
        guard signed else { return }
        for stem in ["kh/moj-0001", "th/oag-0001", "vn/spp-0001"] {
            let credential = try Credential(pem: try workspace.read("pki/\(stem).pem"), passphrase: nil)
            try workspace.write(
                try credential.cms(over: Array(text.utf8), claimedAt: clock.now),
                to: SignedFile.signaturePath(of: "pki/trust.yaml", by: credential.identity))
        }
    }

    private func version(_ number: Int, of text: String) -> String {
        text.replacingOccurrences(of: "version: 1\n", with: "version: \(number)\n")
    }

    /// The code with which something is refused; nil if it is not.
    private func code(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? any Failure)?.code.name ?? "\(error)"
        }
    }

    @Test("After a restart an older list is refused, and so is another text under the version that was in use")
    func memory() async throws {
        let folder = try await DataFolder.open(workspace("data"))
        let first = try text()
        try write(version(2, of: first))
        try await keeper().follow(TrustMemory(in: folder))
        try await keeper().follow(TrustMemory(in: folder))

        try write(first)
        #expect(await code { try await keeper().follow(TrustMemory(in: folder)) } == "trust.list.older")
        try write(version(2, of: first) + "# another text\n")
        #expect(await code { try await keeper().follow(TrustMemory(in: folder)) } == "trust.list.older")
        try write(version(3, of: first))
        #expect(await code { try await keeper().follow(TrustMemory(in: folder)) } == nil)
    }

    @Test("A newer list is used while the node runs; one that is not signed is not, and the operator is told once")
    func newer() async throws {
        let folder = try await DataFolder.open(workspace("data"))
        let first = try text()
        let keeper = try keeper()
        try await keeper.follow(TrustMemory(in: folder))

        try write(version(2, of: first), signed: false)
        for _ in 0..<3 {
            clock.advance(seconds: 3)
            #expect(await keeper.current().list.version == 1)
        }
        #expect(refusals.all.count == 1, "\(refusals.all)")

        try write(version(2, of: first))
        clock.advance(seconds: 3)
        #expect(await keeper.current().list.version == 2)
        #expect(refusals.all.count == 1)

        try write(first)
        clock.advance(seconds: 3)
        #expect(await keeper.current().list.version == 2)
        #expect(refusals.all.last == "trust.list.older")
        #expect(refusals.all.count == 2)
    }

    @Test("A revoked member is out within the interval, though found good a moment before")
    func revoked() async throws {
        let keeper = try keeper()
        let certificates = try Certificate.list(pem: try workspace.read("pki/kh/ahtjpp-0101.pem"))
        let presented = certificates.map(\.der)
        #expect(try await keeper.standing(of: presented, for: .memberTLS).trusted.identity.text == "kh/ahtjpp/0101")
        clock.advance(seconds: 1)
        try Demonstration(folder: workspace("pki"), now: clock.now, randomness: SystemRandomness())
            .revoke(try #require(certificates.first))
        clock.advance(seconds: 2)
        #expect(
            await code { _ = try await keeper.standing(of: presented, for: .memberTLS) } == "trust.revocation.revoked")
        #expect(refusals.all.isEmpty)
    }

    @Test("A revocation list that is replaced while a new trust list is being taken up is seen at the next look")
    func replacedMeanwhile() async throws {
        let certificates = try Certificate.list(pem: try workspace.read("pki/kh/ahtjpp-0101.pem"))
        let leaf = try #require(certificates.first)
        let demonstration = Demonstration(folder: workspace("pki"), now: clock.now, randomness: SystemRandomness())
        let revoking = Revoking(demonstration, leaf)
        let folder = try await DataFolder.open(
            workspace("data"),
            options: StoreOptions(
                faults: Faults { _, path in
                    if path.contains("trust-seen.json") { revoking.act() }
                    return 0
                }))
        let keeper = try keeper()
        try await keeper.follow(TrustMemory(in: folder))
        try write(version(2, of: try text()))
        clock.advance(seconds: 3)
        // Noting the new version down comes after the files were read: there the revocation list changes.
        revoking.arm()
        #expect(await keeper.current().list.version == 2)
        #expect(revoking.isDone)
        clock.advance(seconds: 3)
        let presented = certificates.map(\.der)
        #expect(
            await code { _ = try await keeper.standing(of: presented, for: .memberTLS) } == "trust.revocation.revoked")
    }

    /// Revokes a certificate once, when it is told that the moment has come.
    private final class Revoking: Sendable {
        private let demonstration: Demonstration
        private let certificate: Certificate
        private let state = Atomic<Int>(0)

        init(_ demonstration: Demonstration, _ certificate: Certificate) {
            self.demonstration = demonstration
            self.certificate = certificate
        }

        func arm() { state.store(1, ordering: .sequentiallyConsistent) }
        var isDone: Bool { state.load(ordering: .sequentiallyConsistent) == 2 }

        func act() {
            guard state.compareExchange(expected: 1, desired: 2, ordering: .sequentiallyConsistent).exchanged else {
                return
            }
            try? demonstration.revoke(certificate)
        }
    }

    @Test("A certificate whose time is over is out at once, whatever was found before")
    func expired() async throws {
        let demonstration = Demonstration(folder: workspace("pki"), now: clock.now, randomness: SystemRandomness())
        var order = MintOrder(for: try Identity(parsing: "kh/ahtjpp/0109"), uses: [.memberTLS], now: clock.now)
        order.notAfter = clock.now.adding(seconds: 60)
        let credential = try Mint(now: clock.now, randomness: SystemRandomness())
            .issue(order, by: try demonstration.issuer(of: try Party(parsing: "KH")))
        let presented = credential.chain.all.map(\.der)
        let keeper = try keeper()
        clock.advance(seconds: 59)
        #expect(await code { _ = try await keeper.standing(of: presented, for: .memberTLS) } == nil)
        clock.advance(seconds: 2)
        #expect(
            await code { _ = try await keeper.standing(of: presented, for: .memberTLS) } == "trust.certificate.expired")
    }
}
