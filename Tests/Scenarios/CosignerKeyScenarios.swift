import Custody
import Foundation
import Glibc
import Seal
import TestKit
import Testing
import Vocabulary

/// A cosigner's key that is replaced, as docs/operations.md tells its operator to do it.
@Suite("A cosigner's key that changes, with the programs")
struct CosignerKeyScenarios {
    @Test(
        "A cosigner goes on with a new key and an empty folder; what the old key cosigned still counts until the list leaves it out"
    )
    func replaced() throws {
        let cosigner = try RunningCosigner()
        let log = try CosigningSample.log(in: cosigner.workspace)
        try cosigner.start()
        #expect(try cosigner.add(try log.request(0, 7)).status == 200)
        let before = try #require(try cosigner.stored())
        cosigner.end(SIGTERM)

        let made = try Tool.run(
            RunningExchange.programs + "/saksid",
            ["key", "make", "--cosigner", "saksi/th/cosigner/bangkok", "cosigner-2.key"], in: cosigner.workspace.path)
        #expect(made.status == 0, "\(made.everything)")
        let (old, new) = (try cosigner.verifier(), try cosigner.verifier("cosigner-2.key"))
        #expect(made.output.contains(new.text))
        try FileManager.default.moveItem(
            atPath: cosigner.workspace("data"), toPath: cosigner.workspace("data-of-the-old-key"))
        let configuration = String(decoding: try cosigner.workspace.read("configuration.yaml"), as: UTF8.self)
        try cosigner.workspace.write(
            configuration.replacingOccurrences(of: "pki/th/cosigner-bangkok.key", with: "cosigner-2.key"),
            to: "configuration.yaml")
        // Only once the list names the new key.
        let early = try cosigner.begin()
        #expect(early.status == 6 && early.errors.contains("[exchange.cosigner.key]"), "\(early.everything)")

        for (keys, counting) in [("[\(new), \(old)]", 1), ("\(new)", 0)] {
            try list(keys, in: cosigner.workspace)
            let trust = try TrustStore(
                loading: cosigner.workspace("pki/trust.yaml"), at: SystemTimekeeper().now)
            let node = try #require(trust.list.nodes[log.origin.node])
            let seen = try before.verify(
                log: try LogKeys(origin: log.origin, of: node), cosigners: try trust.list.knownCosigners())
            #expect(seen.cosignatures.count == counting && seen.unknown.count == 1 - counting)
        }
        try cosigner.start()
        #expect(try cosigner.add(try log.request(0, 12)).status == 200)
        let after = try #require(try cosigner.stored())
        #expect(after.checkpoint.size == 12 && after.signatures(by: new).count == 1)
        cosigner.end(SIGTERM)
    }

    /// Has the next version of the trust list give these keys for the cosigner of Bangkok.
    private func list(_ keys: String, in workspace: Workspace) throws {
        let text = String(decoding: try workspace.read("pki/trust.yaml"), as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            if line.hasPrefix("version: ") { return "version: \((Int(line.dropFirst(9)) ?? 0) + 1)" }
            return line.contains("saksi/th/cosigner/bangkok+") ? "      bangkok: \(keys)" : String(line)
        }
        let bytes = Array(lines.joined(separator: "\n").utf8)
        try workspace.write(bytes, to: "pki/trust.yaml")
        for stem in ["kh/moj-0001", "th/oag-0001", "vn/spp-0001"] {
            let credential = try Credential(pem: try workspace.read("pki/\(stem).pem"), passphrase: nil)
            try workspace.write(
                try credential.cms(over: bytes, claimedAt: SystemTimekeeper().now),
                to: SignedFile.signaturePath(of: "pki/trust.yaml", by: credential.identity))
        }
    }
}
