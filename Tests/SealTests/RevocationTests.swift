import TestKit
import Testing
import Vocabulary

@testable import Seal

@Suite("Revocation")
struct RevocationTests {
    private let demo: DemoFolder

    init() throws { demo = try DemoFolder() }

    private func code(_ chain: CertificateChain, at instant: Instant, _ check: RevocationCheck) throws -> String? {
        let list = try demo.store().list
        return refusal { _ = try list.validate(chain, for: .memberTLS, at: instant, revocation: check) }
    }

    private func lists(at instant: Instant, days: Int = 30, _ revoked: [Mint.Revocation] = []) throws
        -> [RevocationList]
    {
        var issuer = try demo.issuer("KH")
        issuer.revoked = revoked
        let root = try #require(try Credentialless.root(of: demo, "kh"))
        let mint = demo.mint(at: instant)
        return [try mint.list(of: issuer, number: 2, days: days), try mint.list(of: root, number: 2, days: 400)]
    }

    @Test("A revoked member is refused, and the list of the folder says so after revoking")
    func revoked() throws {
        let chain = try demo.credential("th/dsi-0203").chain
        #expect(refusal { _ = try demo.store().validate(chain, for: .memberTLS, at: DemoFolder.now) } == nil)
        try demo.demonstration.revoke(chain.leaf)
        #expect(
            refusal { _ = try demo.store().validate(chain, for: .memberTLS, at: DemoFolder.now) }
                == "trust.revocation.revoked")
        let other = try demo.credential("th/dsi-0202").chain
        try demo.demonstration.revoke(other.leaf)
        #expect(
            refusal { _ = try demo.store().validate(chain, for: .memberTLS, at: DemoFolder.now) }
                == "trust.revocation.revoked")
    }

    @Test("No list, a list of another authority alone, or one for the leaf alone: revocation is unknown")
    func unknown() throws {
        let chain = try demo.credential("kh/ahtjpp-0101").chain
        let all = try lists(at: DemoFolder.now)
        #expect(try code(chain, at: DemoFolder.now, .required([])) == "trust.revocation.unknown")
        #expect(try code(chain, at: DemoFolder.now, .required([all[0]])) == "trust.revocation.unknown")
        #expect(try code(chain, at: DemoFolder.now, .required([all[1]])) == "trust.revocation.unknown")
        #expect(try code(chain, at: DemoFolder.now, .required(all)) == nil)
    }

    @Test("A stale list refuses; a stated grace lets it pass with a warning, and not for longer")
    func stale() throws {
        let chain = try demo.credential("kh/ahtjpp-0101").chain
        let all = try lists(at: DemoFolder.now, days: 7)
        let late = DemoFolder.now.adding(days: 8)
        #expect(try code(chain, at: late, .required(all)) == "trust.revocation.stale")
        #expect(try code(chain, at: late, .graced(all, seconds: 3600)) == "trust.revocation.stale")
        let list = try demo.store().list
        let trusted = try list.validate(
            chain, for: .memberTLS, at: late, revocation: .graced(all, seconds: 2 * 86_400))
        #expect(trusted.warnings.map(\.kind) == [.graceUsed])
    }

    @Test("A later list speaks for an earlier time, by its dates")
    func later() throws {
        let chain = try demo.credential("kh/ahtjpp-0101").chain
        let revokedAt = DemoFolder.now.adding(days: 10)
        let issued = DemoFolder.now.adding(days: 12)
        let afterwards = try lists(at: issued, [Mint.Revocation(of: chain.leaf, at: revokedAt)])
        #expect(try code(chain, at: DemoFolder.now, .required(afterwards)) == nil)
        #expect(try code(chain, at: revokedAt, .required(afterwards)) == "trust.revocation.revoked")
        let list = try demo.store().list
        let trusted = try list.validate(
            chain, for: .memberTLS, at: DemoFolder.now, revocation: .required(afterwards))
        #expect(trusted.warnings.map(\.kind) == [.revokedLater])
    }

    @Test("A revocation whose invalidity date lies before the checked time refuses")
    func invalidity() throws {
        let chain = try demo.credential("kh/ahtjpp-0101").chain
        let revocation = Mint.Revocation(
            of: chain.leaf, at: DemoFolder.now.adding(days: 10), invalidSince: DemoFolder.now.adding(seconds: -60))
        let afterwards = try lists(at: DemoFolder.now.adding(days: 12), [revocation])
        #expect(try code(chain, at: DemoFolder.now, .required(afterwards)) == "trust.revocation.revoked")
    }

    @Test("An old list beside a current one still revokes")
    func union() throws {
        let chain = try demo.credential("kh/ahtjpp-0101").chain
        let old = try lists(
            at: DemoFolder.now.adding(days: -40), days: 7,
            [Mint.Revocation(of: chain.leaf, at: DemoFolder.now.adding(days: -50))])
        let current = try lists(at: DemoFolder.now)
        #expect(try code(chain, at: DemoFolder.now, .required(old + current)) == "trust.revocation.revoked")
    }

    @Test("A list with a byte changed does not count")
    func changed() throws {
        let chain = try demo.credential("kh/ahtjpp-0101").chain
        let all = try lists(at: DemoFolder.now)
        var bytes = all[0].der
        bytes[bytes.count - 1] ^= 1
        let broken = try RevocationList(der: bytes)
        #expect(try code(chain, at: DemoFolder.now, .required([broken, all[1]])) == "trust.revocation.list-invalid")
    }

    @Test(
        "What a log says of a revocation for good rests on the key that issued the certificate, whatever the others are named"
    )
    func recorded() throws {
        // Its issuer is known by name alone.
        let chain = try demo.chain { $0.identifiesIssuerKey = false }
        let real = try demo.issuer("KH")
        let other = try #require(try Credentialless.root(of: demo, "th"))
        let impostor = try demo.mint().issuer(for: try Party(parsing: "KH"), under: other)
        func revoked(
            by authority: Mint.Authority, at instant: Instant = DemoFolder.now, _ reason: RevocationReason? = nil,
            now: Instant = DemoFolder.now
        ) throws -> KnownRevocation? {
            var issuer = authority
            issuer.revoked = [Mint.Revocation(of: chain.leaf, at: instant, reason: reason)]
            try demo.workspace.write(
                Array(try demo.mint(at: instant).list(of: issuer, number: 7).pem.utf8), to: "th/issuing.crl")
            let store = try TrustStore(unchecked: demo.trustPath)
            let found = store.revocations(
                of: chain.leaf, under: [real.certificate, impostor.certificate], at: now)
            #expect(found.count < 2)
            return found.first
        }
        #expect(try revoked(by: real)?.at == DemoFolder.now)
        #expect(impostor.certificate.mayHaveIssued(chain.leaf))
        #expect(try revoked(by: impostor) == nil)
        let later = DemoFolder.now.adding(days: 1)
        #expect(try revoked(by: real, at: later) == nil)
        #expect(try revoked(by: real, at: later, now: later) != nil)
        #expect(try revoked(by: real, .certificateHold)?.mayBeTakenBack == true)
        #expect(try revoked(by: real, .keyCompromise)?.mayBeTakenBack == false)
        #expect(try revoked(by: real, .keyCompromise)?.leavesEarlierTimes == false)
        #expect(try revoked(by: real, .superseded)?.leavesEarlierTimes == true)
    }

    @Test("openssl accepts the minted lists")
    func tool() throws {
        let path = demo.workspace("kh/issuing.crl")
        let outcome = try Tool.run(
            "openssl", ["crl", "-in", path, "-CAfile", demo.workspace("kh/issuing.pem"), "-noout"])
        #expect(outcome.everything.contains("verify OK"))
    }
}
