import TestKit
import Testing
import Vocabulary

@testable import Seal

@Suite("Time-stamps in signatures")
struct StampedSignatureTests {
    private let demo: DemoFolder
    private let stamping: Stamping
    private let content = Array("<manifest/>".utf8)

    init() throws {
        demo = try DemoFolder()
        stamping = Stamping(demo)
    }

    private func signature(_ stem: String = "kh/ahtjpp-0101") throws -> DetachedSignature {
        try DetachedSignature(der: try demo.credential(stem).cms(over: content, claimedAt: DemoFolder.now))
    }

    @Test("A time-stamp changes nothing that was signed, and re-encodes to itself")
    func adding() throws {
        let plain = try signature()
        let token = try stamping.token(over: plain.valueDigest, by: "th")
        let stamped = try plain.adding(token)
        try stamped.verify(over: content)
        #expect(stamped.timestamp == token)
        #expect(stamped.valueDigest == plain.valueDigest)
        #expect(stamped.chain == plain.chain)
        #expect(try DetachedSignature(der: stamped.der) == stamped)
        #expect(refusal { _ = try stamped.adding(token) } == "seal.timestamp.malformed")
    }

    @Test("A time-stamp of another signature is refused wherever it is put")
    func moved() throws {
        let one = try signature()
        let other = try signature()
        let token = try stamping.token(over: other.valueDigest, by: "th")
        #expect(refusal { _ = try one.adding(token) } == "seal.timestamp.imprint")
        let forged = try DetachedSignature(der: try SignedMessage.adding(token.der, to: one.der))
        #expect(refusal { try forged.verify(over: content) } == "seal.timestamp.imprint")
        #expect(
            refusal { _ = try demo.store().validate(forged, for: .evidence, at: DemoFolder.now) }
                == "seal.timestamp.imprint")
        #expect(
            refusal { _ = try DetachedSignature(der: try SignedMessage.adding([0x30, 0], to: one.der)) }
                == "seal.timestamp.malformed")
        let twice = try SignedMessage.adding(
            token.der, to: try SignedMessage.adding(try stamping.token(over: one.valueDigest).der, to: one.der))
        #expect(refusal { _ = try DetachedSignature(der: twice) } == "seal.signature.attributes")
    }

    @Test("A signer whose certificate has ended since is judged at the time that another party stamped")
    func laterEnd() throws {
        let store = try demo.store()
        let later = DemoFolder.now.adding(days: 400)
        let plain = try signature()
        #expect(refusal { _ = try store.validate(plain, for: .evidence, at: later) } == "trust.certificate.expired")

        let foreign = try plain.adding(try stamping.token(over: plain.valueDigest, by: "th"))
        let trusted = try store.validate(foreign, for: .evidence, at: later)
        // Not later than the token's time and what it may be off by.
        #expect(trusted.signer.at == DemoFolder.now.adding(seconds: 2))
        #expect(trusted.trustedTime?.authority.identity.text == "th/tsa/main")

        let own = try plain.adding(try stamping.token(over: plain.valueDigest, by: "kh"))
        #expect(refusal { _ = try store.validate(own, for: .evidence, at: later) } == "trust.certificate.expired")
        let now = try store.validate(own, for: .evidence, at: DemoFolder.now)
        #expect(now.timestamp != nil)
        #expect(now.trustedTime == nil)
    }

    @Test("A signer who was revoked before the stamped time stays refused, whatever time they claim")
    func revokedBefore() throws {
        let plain = try signature()
        let stamped = try plain.adding(try stamping.token(over: plain.valueDigest, by: "th"))
        var issuer = try demo.issuer("KH")
        for (offset, expected) in [(-1, "trust.revocation.revoked"), (2, "trust.revocation.revoked"), (3, nil)]
            as [(Int64, String?)]
        {
            issuer.revoked = [Mint.Revocation(of: plain.chain.leaf, at: DemoFolder.now.adding(seconds: offset))]
            let list = try Mint(now: DemoFolder.now.adding(days: 1), randomness: SystemRandomness())
                .list(of: issuer, number: 9)
            let lists = try demo.store().revocationLists + [list]
            #expect(
                refusal {
                    _ = try demo.store().list.validate(
                        stamped, for: .evidence, at: DemoFolder.now.adding(days: 1), revocation: .required(lists))
                } == expected)
        }
    }
}
