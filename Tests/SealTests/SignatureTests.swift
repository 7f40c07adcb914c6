import SwiftASN1
import TestKit
import Testing
import Vocabulary

@testable import Seal

@Suite("Detached signatures")
struct SignatureTests {
    private let demo: DemoFolder
    private let content = Array("<manifest/>".utf8)

    init() throws { demo = try DemoFolder() }

    private func code(_ der: [UInt8]) -> String? {
        refusal { try DetachedSignature(der: der).verify(over: content) }
    }

    /// Has the real openssl sign, with options of our choice, as the member.
    private func openssl(_ options: [String], chain: Bool = true) throws -> [UInt8] {
        try demo.workspace.write(content, to: "content")
        let identity = demo.workspace("kh/ahtjpp-0101.pem")
        let extra = chain ? ["-certfile", demo.workspace("kh/issuing.pem")] : []
        let outcome = try Tool.run(
            "openssl",
            ["cms", "-sign", "-binary", "-in", demo.workspace("content"), "-signer", identity, "-inkey", identity]
                + extra + ["-outform", "DER", "-out", demo.workspace("made.p7s")] + options)
        try #require(outcome.status == 0, "\(outcome.everything)")
        return try demo.workspace.read("made.p7s")
    }

    @Test("A signature holds over its content, names its signer, and re-encodes to itself")
    func roundTrip() throws {
        let credential = try demo.credential("kh/ahtjpp-0101")
        let der = try credential.cms(over: content, claimedAt: DemoFolder.now)
        let signature = try DetachedSignature(der: der)
        try signature.verify(over: content)
        #expect(signature.chain == credential.chain)
        #expect(signature.claimedIdentity == credential.identity)
        #expect(signature.claimedSigningTime == DemoFolder.now)
        #expect(code(try credential.cms(over: content)) == nil)
    }

    @Test("openssl verifies our signature with -cades and -x509_strict")
    func ours() throws {
        // openssl looks at its own clock, so the certificates must be of today.
        let demo = try DemoFolder(now: SystemTimekeeper().now)
        let der = try demo.credential("kh/ahtjpp-0101").cms(over: content)
        try demo.workspace.write(content, to: "content")
        try demo.workspace.write(der, to: "content.p7s")
        let outcome = try Tool.run(
            "openssl",
            [
                "cms", "-verify", "-cades", "-binary", "-x509_strict", "-inform", "DER", "-in",
                demo.workspace("content.p7s"), "-content", demo.workspace("content"), "-CAfile",
                demo.workspace("kh/root.pem"), "-out", demo.workspace("verified"),
            ])
        #expect(outcome.status == 0, "\(outcome.everything)")
        #expect(try demo.workspace.read("verified") == content)
    }

    @Test("A signature that openssl makes in the same profile is accepted")
    func theirs() throws {
        #expect(code(try openssl(["-cades", "-nosmimecap"])) == nil)
    }

    @Test("Every hostile signature is refused with its own code")
    func hostile() throws {
        #expect(code(try openssl(["-nosmimecap"])) == "seal.signature.signing-certificate-missing")
        #expect(code(try openssl(["-cades"])) == "seal.signature.attributes")
        #expect(code(try openssl(["-cades", "-nosmimecap", "-nodetach"])) == "seal.signature.attached")
        #expect(code(try openssl(["-cades", "-nosmimecap", "-md", "sha1"])) == "seal.signature.algorithm")
        #expect(code(try openssl(["-cades", "-nosmimecap", "-nocerts"], chain: false)) == "seal.signature.chain")
        #expect(
            code(try openssl(["-cades", "-nosmimecap", "-certfile", demo.workspace("th/root.pem")]))
                == "seal.signature.chain")
        #expect(
            code(try openssl(["-cades", "-nosmimecap", "-certfile", demo.workspace("kh/root.pem")]))
                == "seal.signature.chain")
        let second = demo.workspace("th/dsi-0201.pem")
        #expect(
            code(try openssl(["-cades", "-nosmimecap", "-signer", second, "-inkey", second]))
                == "seal.signature.signers")
        #expect(code(try openssl(["-cades", "-nosmimecap", "-keyid"])) == "seal.signature.malformed")
        #expect(code(try openssl(["-cades", "-nosmimecap", "-indef", "-stream"])) == "seal.signature.malformed")
    }

    @Test("Bytes behind the end, a cut end and an empty file are refused")
    func ends() throws {
        let der = try demo.credential("kh/ahtjpp-0101").cms(over: content)
        #expect(code(der + [0]) == "seal.signature.malformed")
        #expect(code(Array(der.dropLast())) == "seal.signature.malformed")
        #expect(code([]) == "seal.signature.malformed")
    }

    @Test("A signature over other bytes is refused, and so is a swapped one")
    func swapped() throws {
        let signature = try DetachedSignature(der: try demo.credential("kh/ahtjpp-0101").cms(over: content))
        #expect(refusal { try signature.verify(over: content + [0x20]) } == "seal.signature.wrong")
        #expect(refusal { try signature.verify(over: []) } == "seal.signature.wrong")
    }

    @Test("One byte changed anywhere in a signature: it is refused, or its chain is")
    func flips() throws {
        let store = try demo.store()
        let der = try demo.credential("kh/ahtjpp-0101").cms(over: content, claimedAt: DemoFolder.now)
        var unnoticed: [Int] = []
        for index in der.indices {
            var bytes = der
            bytes[index] ^= 0x01
            let found = refusal {
                let signature = try DetachedSignature(der: bytes)
                try signature.verify(over: content)
                _ = try store.validate(signature.chain, for: .evidence, at: DemoFolder.now)
            }
            if found == nil { unnoticed.append(index) }
        }
        #expect(unnoticed.isEmpty)
    }

    @Test("A raw signature holds over its message and over no other")
    func raw() throws {
        let credential = try demo.credential("kh/node-phnom-penh-events")
        let signature = try credential.signature(over: content)
        try credential.chain.leaf.verify(signature: signature, over: content)
        #expect(
            refusal { try credential.chain.leaf.verify(signature: signature, over: content + [0]) }
                == "seal.signature.wrong")
        #expect(
            refusal { try credential.chain.leaf.verify(signature: [], over: content) } == "seal.signature.wrong")
    }
}
