import Foundation
import TestKit
import Testing
import Vocabulary

@testable import Seal

@Suite("The trust list")
struct TrustListTests {
    private let demo: DemoFolder

    init() throws { demo = try DemoFolder() }

    private func code(lastSeen: Int? = nil) -> String? {
        refusal { _ = try TrustStore(loading: demo.trustPath, at: DemoFolder.now, lastSeen: lastSeen) }
    }

    private func edit(_ old: String, _ new: String) throws {
        let text = String(decoding: try demo.workspace.read("trust.yaml"), as: UTF8.self)
        try #require(text.contains(old))
        try demo.workspace.write(text.replacingOccurrences(of: old, with: new), to: "trust.yaml")
    }

    /// Signs the edited list again, as the central authorities would.
    private func sign() throws {
        for stem in ["kh/moj-0001", "th/oag-0001", "vn/spp-0001"] {
            let credential = try demo.credential(stem)
            let signature = try credential.cms(over: try demo.workspace.read("trust.yaml"), claimedAt: DemoFolder.now)
            try demo.workspace.write(signature, to: SignedFile.signaturePath(of: "trust.yaml", by: credential.identity))
        }
    }

    @Test("The minted list loads, with its parties, nodes, cosigners, signatories and lists")
    func loads() throws {
        let store = try demo.store()
        #expect(store.list.parties.keys.map(\.text).sorted() == ["KH", "TH", "VN"])
        #expect(
            store.list.nodes.keys.map(\.text).sorted() == ["kh/node/phnom-penh", "th/node/bangkok", "vn/node/ha-noi"])
        #expect(store.list.cosigners.count == 3)
        #expect(store.list.signatories.map(\.text).sorted() == ["kh/moj/0001", "th/oag/0001", "vn/spp/0001"])
        #expect(store.revocationLists.count == 6)
        #expect(store.signers.count == 3)
        #expect(store.list.digest == Digest(of: try demo.workspace.read("trust.yaml")))
    }

    @Test("A list with a byte changed, or without one party's signature, is refused")
    func signatures() throws {
        let path = SignedFile.signaturePath(of: demo.trustPath, by: try Identity(parsing: "vn/spp/0001"))
        let signature = try Data(contentsOf: URL(fileURLWithPath: path))
        try FileManager.default.removeItem(atPath: path)
        #expect(code() == "trust.list.unsigned")
        try signature.write(to: URL(fileURLWithPath: path))
        #expect(code() == nil)
        try edit("version: 1\n", "version: 2\n")
        #expect(code() == "seal.signature.wrong")
        try sign()
        #expect(code() == nil)
    }

    @Test("A party whose revocation lists are missing holds up nobody else; what its people sign is still refused")
    func missingLists() throws {
        for name in ["vn/issuing.crl", "vn/root.crl"] {
            try FileManager.default.removeItem(atPath: demo.workspace(name))
            let store = try demo.store()
            #expect(store.unjudged.map(\.code) == [.revocationUnknown])
            #expect(store.signers.count == 3)
            let cambodian = try demo.credential("kh/ahtjpp-0101").chain
            _ = try store.validate(cambodian, for: .evidence, at: DemoFolder.now)
            let vietnamese = try demo.credential("vn/c02-0101").chain
            #expect(
                refusal { _ = try store.validate(vietnamese, for: .evidence, at: DemoFolder.now) }
                    == "trust.revocation.unknown")
        }
    }

    @Test("A signer of the list who was revoked is refused, whatever else is missing")
    func revokedSigner() throws {
        let signer = try demo.credential("vn/spp-0001").chain.leaf
        let later = Demonstration(
            folder: demo.workspace.path, now: DemoFolder.now.adding(days: 1), randomness: SystemRandomness())
        try later.revoke(signer)
        try FileManager.default.removeItem(atPath: demo.workspace("vn/root.crl"))
        #expect(
            refusal { _ = try TrustStore(loading: demo.trustPath, at: DemoFolder.now.adding(days: 2)) }
                == "trust.revocation.revoked")
    }

    @Test("A list is judged for the time it is needed for, or for its own time of issue if that is later")
    func offered() throws {
        let offer = try TrustOffer(reading: demo.trustPath)
        let late = DemoFolder.now.adding(days: 1800)
        #expect(refusal { _ = try offer.store(at: late, now: late) } == "trust.certificate.expired")
        #expect(try offer.store(at: DemoFolder.now.adding(days: 1), now: late).signers.count == 3)
        #expect(try offer.store(at: DemoFolder.now.adding(days: -900), now: late).signers.count == 3)
    }

    @Test("Only files that are named as signatures are taken for some, and a bad one is named")
    func names() throws {
        for name in ["old.p7s", "kh-moj-0001.old.p7s", "KH-MOJ-0001.p7s", "p7s", ".p7s", "kh-moj.p7s"] {
            try demo.workspace.write("x", to: "trust.yaml.\(name)")
        }
        #expect(code() == nil)
        try demo.workspace.write("x", to: "trust.yaml.kh-moj-0009.p7s")
        let failure = #expect(throws: SealError.self) { try SignedFile(reading: demo.trustPath) }
        #expect(failure?.reason.hasPrefix("trust.yaml.kh-moj-0009.p7s: ") == true)
    }

    @Test("Minting needs an empty folder, and leaves nothing behind where it fails")
    func emptyFolder() throws {
        let workspace = try Workspace()
        try workspace.write("x", to: "full/a.txt")
        func mint(_ name: String) -> String? {
            refusal {
                try Demonstration(folder: workspace(name), now: DemoFolder.now, randomness: SystemRandomness()).write()
            }
        }
        #expect(mint("full") == "seal.mint.exists")
        #expect(mint("full/a.txt") == "seal.mint.exists")
        #expect(mint("full/a.txt/b") == "seal.file.unwritable")
        #expect(try FileManager.default.subpathsOfDirectory(atPath: workspace("full")) == ["a.txt"])
        #expect(mint("new") == nil)
        #expect(try !FileManager.default.contentsOfDirectory(atPath: workspace("new")).contains(".minting"))
    }

    @Test("An older list than the last one seen is refused")
    func older() throws {
        #expect(code(lastSeen: 1) == nil)
        #expect(code(lastSeen: 2) == "trust.list.older")
    }

    @Test("A root whose digest differs, a foreign namespace and an unknown key are refused")
    func form() throws {
        try demo.workspace.write(try demo.workspace.read("th/root.pem"), to: "kh/root.pem")
        #expect(code() == "trust.list.form")
        let second = try DemoFolder()
        let text = String(decoding: try second.workspace.read("trust.yaml"), as: UTF8.self)
        for (old, new) in [
            ("namespace: saksi://kh/", "namespace: saksi://th/"), ("signatories: [kh/", "signatories: [th/"),
            ("nodes:", "node:"), ("from: 0", "from: -1"), ("file: kh/root.pem", "file: ../root.pem"),
            ("format: saksi-trust/1", "format: saksi-trust/2"),
        ] {
            try second.workspace.write(text.replacingOccurrences(of: old, with: new), to: "trust.yaml")
            #expect(
                refusal { _ = try TrustStore(loading: second.trustPath, at: DemoFolder.now) } == "trust.list.form",
                "\(new)")
        }
    }

    @Test("A verifier key with a wrong character, of another kind, or that somebody else has as well refuses the list")
    func keys() throws {
        let text = String(decoding: try demo.workspace.read("trust.yaml"), as: UTF8.self)
        func code(_ old: String, _ new: String) throws -> String? {
            try #require(text.contains(old), "\(old)")
            try demo.workspace.write(text.replacingOccurrences(of: old, with: new), to: "trust.yaml")
            return refusal { _ = try TrustStore(loading: demo.trustPath, at: DemoFolder.now) }
        }
        func key(_ identity: String) throws -> String {
            try #require(demo.store().list.cosigners[try Identity(parsing: identity)]).verifierKey
        }
        let (thai, viet) = (try key("th/cosigner/bangkok"), try key("vn/cosigner/ha-noi"))
        let log = try #require(demo.store().list.nodes[try Identity(parsing: "kh/node/phnom-penh")]?.logKeys.first)
            .verifierKey
        // The same 32 bytes under another name, or as another kind of key.
        func relabelled(_ key: String, _ name: String, _ kind: UInt8 = 4) throws -> String {
            let parts = key.split(separator: "+", maxSplits: 2)
            var material = try #require(Data(base64Encoded: String(parts[2])))
            material[material.startIndex] = kind
            let id = Digest(of: Array(name.utf8) + [0x0A] + Array(material)).bytes.prefix(4)
            return "\(name)+\(Hexadecimal.encode(id))+\(material.base64EncodedString())"
        }
        let parts = viet.split(separator: "+", maxSplits: 2).map(String.init)
        let wrong = [
            parts[0] + "+00000000+" + parts[2], parts[0] + "x+" + parts[1] + "+" + parts[2],
            viet.replacingOccurrences(of: "+\(parts[1])+", with: "+\(parts[1].uppercased())x+"),
            String(viet.dropLast(4)), try relabelled(viet, parts[0], 1), try relabelled(viet, parts[0], 6),
            // One key under two names is two cosigners for one signature.
            thai, try relabelled(thai, parts[0]), try relabelled(log, parts[0]),
        ]
        for key in wrong { #expect(try code(viet, key) == "trust.list.form", "\(key)") }
        #expect(try code(viet, relabelled(viet, "another.name")) == "seal.signature.wrong")
        #expect(try code(log, relabelled(thai, "another.name", 1)) == "trust.list.form")
    }

    @Test("Somebody who is no signatory cannot sign a file for a party")
    func signatories() throws {
        let store = try demo.store()
        let content = Array("agreement".utf8)
        let signatory = try DetachedSignature(der: try demo.credential("kh/moj-0001").cms(over: content))
        let other = try DetachedSignature(der: try demo.credential("th/dsi-0201").cms(over: content))
        let check = RevocationCheck.required(store.revocationLists)
        let parties = Set([try Party(parsing: "KH"), try Party(parsing: "TH")])
        let good = SignedFile(name: "a.yaml", contents: content, signatures: [signatory])
        #expect(
            try good.verify(by: store.list, at: DemoFolder.now, revocation: check).map(\.identity.text) == [
                "kh/moj/0001"
            ])
        #expect(
            refusal { _ = try good.verify(by: store.list, at: DemoFolder.now, revocation: check, signedBy: parties) }
                == "trust.signed-file.signature-missing")
        let bad = SignedFile(name: "a.yaml", contents: content, signatures: [signatory, other])
        #expect(
            refusal { _ = try bad.verify(by: store.list, at: DemoFolder.now, revocation: check) }
                == "trust.identity.not-signatory")
    }

    @Test("Minting never writes over a trust list")
    func minting() throws {
        #expect(refusal { try demo.demonstration.write() } == "seal.mint.exists")
    }

    @Test("The report names findings, days left and fingerprints in groups")
    func report() throws {
        let identity = try demo.credential("kh/ahtjpp-0101")
        let report = TrustReport(checking: demo.trustPath, identity: identity.chain, at: DemoFolder.now)
        #expect(report.isSound, "\(report.findings)")
        #expect(report.fingerprints.count == 4)
        #expect(report.fingerprints[0].groups.count == 16)
        #expect(report.certificates.contains { $0.subject.contains("kh/ahtjpp/0101") && $0.daysLeft == 365 })
        let late = TrustReport(checking: demo.trustPath, identity: identity.chain, at: DemoFolder.now.adding(days: 40))
        #expect(late.findings.map(\.code).contains("trust.revocation.stale"))
        #expect(!late.isSound)
    }
}
