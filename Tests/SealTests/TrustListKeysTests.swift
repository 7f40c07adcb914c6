import Foundation
import TestKit
import Testing
import Vocabulary

@testable import Seal

/// What a trust list says of log keys and cosigners' keys that were replaced.
@Suite("Replaced keys in the trust list")
struct TrustListKeysTests {
    private let demo: DemoFolder
    private let text: String
    /// The first node's keys, as the demonstration writes them.
    private let before: String
    private let key: String

    init() throws {
        demo = try DemoFolder()
        text = String(decoding: try demo.workspace.read("trust.yaml"), as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let place = try #require(lines.firstIndex { $0.contains("- key: ") })
        before = lines[place] + "\n" + lines[place + 1]
        key = String(lines[place].drop { $0 != "s" })
    }

    private let other = Self.published("saksi/kh/phnom-penh", 1, Array(2...33))

    /// A verifier key as its owner publishes it.
    private static func published(_ name: String, _ type: UInt8, _ key: [UInt8]) -> String {
        let id = Digest(of: Array(name.utf8) + [0x0A, type] + key).bytes.prefix(4)
        return "\(name)+\(Hexadecimal.encode(id))+\(Data([type] + key).base64EncodedString())"
    }

    /// The same 32 bytes under another name, or as another kind of key.
    private static func relabelled(_ key: String, _ name: String, _ type: UInt8) throws -> String {
        let material = try #require(Data(base64Encoded: String(key.split(separator: "+", maxSplits: 2)[2])))
        return published(name, type, Array(material.dropFirst()))
    }

    private func list(_ keys: String, proofs: [String: [UInt8]] = [:]) throws -> TrustList {
        let indented = keys.split(separator: "\n").map { "          \($0)" }.joined(separator: "\n")
        return try TrustListFile.read(
            Array(text.replacingOccurrences(of: before, with: indented).utf8), file: "trust.yaml"
        ) { name throws(SealError) in
            if let proof = proofs[name] { return proof }
            return try FilePath.read(demo.workspace(name), limit: 1 << 20)
        }
    }

    private func keys(_ list: TrustList) throws -> [TrustedNode.LogKey] {
        try #require(list.nodes[try Identity(parsing: "kh/node/phnom-penh")]).logKeys
    }

    @Test(
        "Sizes are given for every log or for each; a log without an end was not there, one without a beginning began with the key"
    )
    func sizes() throws {
        let read = try keys(
            list(
                """
                - key: \(key)
                  from: 0
                  to: { KH-TH-JIT-2026-01: 41, node: 7 }
                  cosigned-to: { KH-TH-JIT-2026-01: 44 }
                - key: \(other)
                  from: { KH-TH-JIT-2026-01: 45, node: 8 }
                  former: stolen
                  proofs: [a.tlog-proof]
                """, proofs: ["a.tlog-proof": [1, 2], "a.tlog-proof.pem": try demo.workspace.read("kh/root.pem")]))
        #expect(read.map { $0.sizes(of: "KH-TH-JIT-2026-01") } == [0...41, 45...Int.max])
        #expect(read.map { $0.cosignedSizes(of: "KH-TH-JIT-2026-01") } == [42...44, nil])
        #expect(read.map { $0.sizes(of: "node") } == [0...7, 8...Int.max])
        #expect(read[0].cosignedSizes(of: "node") == nil)
        #expect(read.map { $0.sizes(of: "KH-TH-JIT-2027-01") } == [nil, 0...Int.max])
        #expect(read.map(\.former) == [nil, .stolen])
        #expect(read.map { $0.proofs.map(\.bytes) } == [[], [[1, 2]]])
        #expect(read[1].proofs.map(\.certificates.count) == [1])
        let plain = try keys(list("- key: \(key)\n  from: 0\n  to: 9\n- key: \(other)\n  from: 10"))
        #expect(plain.map { $0.sizes(of: "anything") } == [0...9, 10...Int.max])
    }

    @Test("Two keys for one size, a key that stands twice, and what is not of its form are refused")
    func refused() throws {
        let cosigner = try cosignerKey("kh/cosigner/phnom-penh")
        let first = "- key: \(key)\n  from: 0\n  to: { KH-TH-JIT-2026-01: 41 }\n"
        let wrong = [
            "two open keys": "- key: \(key)\n  from: 0\n- key: \(other)\n  from: 42",
            "one size": first + "- key: \(other)\n  from: { KH-TH-JIT-2026-01: 41 }",
            "a log that only one names":
                "- key: \(key)\n  from: 0\n  to: 41\n- key: \(other)\n  from: { KH-TH-JIT-2026-01: 42 }",
            "behind a theft": first
                + "  cosigned-to: { KH-TH-JIT-2026-01: 50 }\n- key: \(other)\n  from: { KH-TH-JIT-2026-01: 50 }",
            "twice": first + "- key: \(key)\n  from: { KH-TH-JIT-2026-01: 42 }",
            "twice under two names": first
                + "- key: \(try Self.relabelled(key, "another.name", 1))\n  from: { KH-TH-JIT-2026-01: 42 }",
            "another hash": first + "- key: \(other.replacingOccurrences(of: "+AQ", with: "0+AQ"))\n  from: 42",
            "the key of a cosigner": first
                + "- key: \(try Self.relabelled(cosigner, "saksi/kh/phnom-penh", 1))\n  from: { KH-TH-JIT-2026-01: 42 }",
            "ends before it begins": "- key: \(key)\n  from: 5\n  to: 4",
            "none behind a theft of which nothing is sure": "- key: \(key)\n  from: { node: 5 }\n  to: { node: 0 }"
                + "\n  cosigned-to: { node: 9 }\n- key: \(other)\n  from: { node: 9 }",
            "no log": "- key: \(key)\n  from: 0\n  to: { Node: 4 }",
            "no size": "- key: \(key)\n  from: 0\n  to: { node: -4 }",
            "nothing to go on from": "- key: \(key)\n  from: 0\n  cosigned-to: 4",
            "another word": "- key: \(key)\n  from: 0\n  former: mislaid",
            "a proof elsewhere": "- key: \(key)\n  from: 0\n  proofs: [../a.tlog-proof]",
        ]
        for (what, keys) in wrong {
            #expect(refusal { _ = try list(keys) } == "trust.list.form", "\(what)")
        }
        #expect(refusal { _ = try list(first + "  proofs: [nowhere]") } == "seal.file")
    }

    /// The demonstration's key of a cosigner.
    private func cosignerKey(_ stem: String) throws -> String {
        let line = try #require(text.split(separator: "\n").first { $0.contains(": saksi/\(stem)+") })
        return String(try #require(line.split(separator: " ").last))
    }

    @Test("A cosigner may have keys before the one in use, none twice and none that somebody else has")
    func cosigners() throws {
        let own = try cosignerKey("kh/cosigner/phnom-penh")
        let other = Self.published("saksi/kh/cosigner/phnom-penh", 4, Array(2...33))
        func read(_ keys: String) throws -> TrustedCosigner? {
            let changed = text.replacingOccurrences(of: own, with: keys)
            return try TrustListFile.read(Array(changed.utf8), file: "trust.yaml") { name throws(SealError) in
                try FilePath.read(demo.workspace(name), limit: 1 << 20)
            }.cosigners[try Identity(parsing: "kh/cosigner/phnom-penh")]
        }
        #expect(try read(own)?.verifierKeys == [own])
        let two = try read("[\(other), \(own)]")
        #expect(two?.verifierKey == other && two?.formerKeys == [own])
        let name = "saksi/kh/cosigner/phnom-penh"
        let wrong = [
            "twice": own, "twice under two names": try Self.relabelled(own, "another.name", 4),
            "another cosigner's": try Self.relabelled(try cosignerKey("th/cosigner/bangkok"), name, 4),
            "a log's": try Self.relabelled(key, name, 4), "of another kind": key,
        ]
        for (what, former) in wrong {
            #expect(refusal { _ = try read("[\(own), \(former)]") } == "trust.list.form", "\(what)")
        }
        #expect(refusal { _ = try read("[]") } == "trust.list.form")
    }
}
