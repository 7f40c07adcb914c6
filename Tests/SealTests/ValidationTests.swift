import TestKit
import Testing
import Vocabulary

@testable import Seal

@Suite("The one trust function")
struct ValidationTests {
    private let demo: DemoFolder
    private let store: TrustStore

    init() throws {
        demo = try DemoFolder()
        store = try demo.store()
    }

    private func code(
        _ chain: CertificateChain, for use: CertificateUse = .memberTLS, at instant: Instant = DemoFolder.now
    ) -> String? {
        refusal { _ = try store.validate(chain, for: use, at: instant) }
    }

    @Test("A member's certificate serves for the connection and for evidence, a node's for its own")
    func rightOnes() throws {
        let member = try demo.credential("kh/ahtjpp-0101")
        let trusted = try store.validate(member.chain, for: .memberTLS, at: DemoFolder.now)
        #expect(trusted.identity.text == "kh/ahtjpp/0101")
        #expect(trusted.warnings.isEmpty)
        #expect(code(member.chain, for: .evidence) == nil)
        #expect(code(try demo.credential("kh/node-phnom-penh-tls").chain, for: .nodeTLS) == nil)
        #expect(code(try demo.credential("kh/node-phnom-penh-events").chain, for: .events) == nil)
        #expect(code(try demo.credential("kh/cosigner-phnom-penh").chain, for: .cosigning) == nil)
        #expect(code(try demo.credential("kh/cosigner-phnom-penh-tls").chain, for: .cosignerTLS) == nil)
        #expect(code(try demo.credential("kh/moj-0001").chain, for: .agreement) == nil)
    }

    @Test("A member's certificate cannot pose as the node, nor a node's as a member")
    func kinds() throws {
        #expect(code(try demo.credential("kh/ahtjpp-0101").chain, for: .nodeTLS) == "trust.identity.kind")
        #expect(code(try demo.credential("kh/ahtjpp-0101").chain, for: .cosignerTLS) == "trust.identity.kind")
        #expect(code(try demo.credential("kh/cosigner-phnom-penh-tls").chain, for: .nodeTLS) == "trust.identity.kind")
        #expect(code(try demo.credential("kh/cosigner-phnom-penh-tls").chain, for: .memberTLS) == "trust.identity.kind")
        #expect(
            code(try demo.credential("kh/cosigner-phnom-penh").chain, for: .cosignerTLS) == "trust.certificate.usage")
        #expect(code(try demo.credential("kh/node-phnom-penh-tls").chain) == "trust.identity.kind")
        #expect(code(try demo.credential("kh/node-phnom-penh-tls").chain, for: .evidence) == "trust.certificate.usage")
        #expect(code(try demo.credential("kh/ahtjpp-0101").chain, for: .agreement) == "trust.identity.not-signatory")
    }

    @Test("A root of one party cannot vouch for another party's officer")
    func foreignRoot() throws {
        let chain = try demo.chain("kh/ahtjpp/0109", by: "TH") { _ in }
        #expect(code(chain) == "trust.identity.namespace")
    }

    @Test("A chain of unknown roots is refused, and so is a self-signed certificate")
    func unknownRoot() throws {
        let other = try DemoFolder()
        #expect(code(try other.credential("kh/ahtjpp-0101").chain) == "trust.root.unknown")
        #expect(code(CertificateChain(leaf: try demo.credential("kh/ahtjpp-0101").chain.leaf)) == "trust.root.unknown")
        let name = try Identity(parsing: "xx/police/0001")
        let order = MintOrder(for: name, uses: [.memberTLS], now: DemoFolder.now)
        let own = try demo.mint().authority(order, under: nil)
        #expect(code(CertificateChain(leaf: own.certificate)) == "trust.identity.party-unknown")
    }

    @Test("Without the one identity URI there is no identity, whatever the common name says")
    func names() throws {
        #expect(code(try demo.chain { $0.uris = [] }) == "trust.identity.missing")
        #expect(code(try demo.chain { $0.uris.append("saksi://kh/ahtjpp/0110") }) == "trust.identity.missing")
        #expect(code(try demo.chain { $0.uris = ["saksi://kh/ahtjpp"] }) == "trust.identity.missing")
        #expect(code(try demo.chain { $0.uris = ["SAKSI://kh/ahtjpp/0109"] }) == "trust.identity.missing")
        #expect(code(try demo.chain { $0.uris = ["saksi://kh/ahtjpp/0109/x"] }) == "trust.identity.missing")
    }

    @Test("The wrong purpose, any purpose and no purpose are refused")
    func usages() throws {
        #expect(code(try demo.chain { $0.usages = [.serverAuth] }) == "trust.certificate.usage")
        #expect(code(try demo.chain { $0.usages = [.any, .clientAuth] }) == "trust.certificate.usage")
        #expect(code(try demo.chain { $0.usages = [] }) == "trust.certificate.usage")
        #expect(code(try demo.chain { $0.usages = [.clientAuth] }, for: .evidence) == "trust.certificate.usage")
        #expect(code(try demo.chain { $0.usages.append(.timeStamping) }) == "trust.certificate.usage")
        #expect(code(try demo.chain { $0.keyUsage = .encipherment }) == "trust.certificate.usage")
        #expect(code(try demo.chain { $0.keyUsage = nil }) == "trust.certificate.usage")
    }

    @Test("An authority's certificate at the end, version 1 and a missing key identifier are refused")
    func shapes() throws {
        #expect(
            code(
                try demo.chain {
                    $0.isAuthority = true
                    $0.keyUsage = .issuing
                }) == "trust.certificate.is-authority")
        #expect(code(try demo.chain { $0.version = 1 }) == "trust.identity.missing")
        #expect(code(try demo.chain { $0.identifiesIssuerKey = false }) == "trust.certificate.key-identifier")
    }

    @Test("Expired and not yet valid are told apart")
    func times() throws {
        let expired = try demo.chain { $0.notAfter = DemoFolder.now.adding(seconds: -1) }
        #expect(code(expired) == "trust.certificate.expired")
        let early = try demo.chain { $0.notBefore = DemoFolder.now.adding(seconds: 1) }
        #expect(code(early) == "trust.certificate.not-yet-valid")
        #expect(code(try demo.chain { $0.notAfter = DemoFolder.now }) == nil)
    }

    @Test("A member cannot issue, and an authority below a length limit cannot either")
    func pathLength() throws {
        let member = try demo.credential("kh/ahtjpp-0101")
        let posing = Mint.Authority(
            certificate: member.chain.leaf, above: member.chain.intermediates, privateKey: member.privateKey)
        let identity = try Identity(parsing: "kh/ahtjpp/0666")
        let order = MintOrder(for: identity, uses: [.memberTLS], now: DemoFolder.now)
        #expect(code(try demo.mint().issue(order, by: posing).chain) == "trust.chain.not-authority")

        let issuer = try demo.issuer("KH")
        var authority = MintOrder(
            commonName: "One more", organisation: "KH", uris: [], usages: [], notBefore: order.notBefore,
            notAfter: order.notAfter)
        authority.isAuthority = true
        authority.keyUsage = .issuing
        let below = try demo.mint().authority(authority, under: issuer)
        let chain = CertificateChain(
            leaf: try demo.mint().certificate(order, by: below), intermediates: [below.certificate, issuer.certificate])
        #expect(code(chain) == "trust.chain.length")
    }

    @Test("An authority cannot give names outside its constraint")
    func constraints() throws {
        let party = try Party(parsing: "KH")
        let demoRoot = try #require(try Credentialless.root(of: demo, "kh"))
        let issuer = try demo.mint().issuer(for: try Party(parsing: "TH"), under: demoRoot)
        let order = MintOrder(for: try Identity(parsing: "kh/ahtjpp/0109"), uses: [.memberTLS], now: DemoFolder.now)
        let chain = CertificateChain(
            leaf: try demo.mint().certificate(order, by: issuer), intermediates: [issuer.certificate])
        #expect(party.text == "KH")
        #expect(code(chain) == "trust.chain.name-constraints")
    }
}

enum Credentialless {
    /// The root authority of a party as the demonstration keeps it.
    static func root(of demo: DemoFolder, _ place: String) throws -> Mint.Authority? {
        let pem = try demo.workspace.read("\(place)/authority/root.pem")
        guard let certificate = try Certificate.list(pem: pem).first,
            let key = try PEMFile.blocks(pem).first(where: { $0.label == "PRIVATE KEY" })
        else { return nil }
        return Mint.Authority(certificate: certificate, above: [], privateKey: Secret(key.der))
    }
}
