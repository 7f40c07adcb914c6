import TestKit
import Testing
import Vocabulary

@testable import Seal

@Suite("Credentials and their files")
struct CredentialTests {
    private let demo: DemoFolder

    init() throws { demo = try DemoFolder() }

    @Test("PKCS#12 opens with its passphrase and with no other")
    func pkcs12() throws {
        let bytes = try demo.workspace.read("kh/ahtjpp-0101.p12")
        let credential = try Credential(pkcs12: bytes, passphrase: Secret("open sesame"))
        #expect(credential.chain == (try demo.credential("kh/ahtjpp-0101").chain))
        #expect(refusal { _ = try Credential(pkcs12: bytes, passphrase: Secret("wrong")) } == "seal.key.passphrase")
        #expect(refusal { _ = try Credential(pkcs12: [1, 2], passphrase: Secret("")) } == "seal.key.unreadable")
        let tool = try Tool.run(
            "openssl", ["pkcs12", "-in", demo.workspace("kh/ahtjpp-0101.p12"), "-passin", "pass:open sesame", "-noout"])
        #expect(tool.status == 0, "\(tool.everything)")
    }

    @Test("An encrypted key needs its passphrase; openssl wrote it")
    func encrypted() throws {
        let key = try Tool.run(
            "openssl",
            [
                "pkcs8", "-topk8", "-in", demo.workspace("kh/ahtjpp-0101.pem"), "-passout", "pass:secret", "-v2",
                "aes-256-cbc",
            ])
        try #require(key.status == 0, "\(key.errors)")
        let chain = try demo.credential("kh/ahtjpp-0101").chain.pem
        let pem = Array((chain + key.output).utf8)
        #expect(try Credential(pem: pem, passphrase: Secret("secret")).identity.text == "kh/ahtjpp/0101")
        #expect(refusal { _ = try Credential(pem: pem) } == "seal.key.passphrase")
        #expect(refusal { _ = try Credential(pem: pem, passphrase: Secret("wrong")) } == "seal.key.passphrase")
    }

    @Test("A key beside another's certificate is refused")
    func mismatch() throws {
        let one = try demo.credential("kh/ahtjpp-0101")
        let other = try demo.credential("kh/moj-0001")
        #expect(
            refusal { _ = try Credential(key: one.privateKey, certificates: other.chain.all) } == "seal.key.mismatch")
        let text = Array((one.chain.pem + one.privateKeyPEM.revealed + other.privateKeyPEM.revealed).utf8)
        #expect(refusal { _ = try Credential(pem: text) } == "seal.key.unreadable")
    }

    @Test("A credential and its key print nothing secret")
    func printing() throws {
        let credential = try demo.credential("kh/ahtjpp-0101")
        #expect("\(credential)" == "kh/ahtjpp/0101 <key redacted>")
        #expect("\(credential.privateKey)" == "<redacted>")
        #expect(String(reflecting: credential).contains("PRIVATE") == false)
    }

    @Test("Files with keys are readable by their owner only")
    func modes() throws {
        let outcome = try Tool.run("find", [demo.workspace.path, "-type", "f", "-perm", "/077", "-name", "*.key"])
        #expect(outcome.output.isEmpty)
        let grep = try Tool.run("grep", ["-rl", "PRIVATE", demo.workspace.path])
        for file in grep.output.split(separator: "\n") {
            let mode = try Tool.run("stat", ["-c", "%a", String(file)])
            #expect(mode.output == "600\n", "\(file)")
        }
    }

    @Test("A running digest goes on from its stored state at any byte")
    func resumable() throws {
        var generator = SeededGenerator(seed: 7)
        let bytes = (0..<1000).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        for cut in [0, 1, 55, 56, 63, 64, 65, 127, 128, 999, 1000] {
            var first = ResumableDigest()
            first.update(Array(bytes[..<cut]))
            var second = try ResumableDigest(state: first.state)
            #expect(second.count == UInt64(cut))
            second.update(Array(bytes[cut...]))
            #expect(second.finish() == Digest(of: bytes), "cut at \(cut)")
        }
        #expect(refusal { _ = try ResumableDigest(state: []) } == "seal.digest.state")
        var state = ResumableDigest().state
        state.append(0)
        #expect(refusal { _ = try ResumableDigest(state: state) } == "seal.digest.state")
    }
}
