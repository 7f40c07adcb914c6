import Foundation
import Seal
import TestKit
import Testing
import Vocabulary

@testable import EvidenceBundle

@Suite("Bags with signatures, and folders that are no bags")
struct BagSignatureTests {
    private func exported() async throws -> Bench {
        let bench = try Bench()
        try await bench.pack()
        try await UnverifiedBundle(path: bench("bundle.asice")).export(bag: bench("bag"))
        return bench
    }

    @Test("The signatures of an exported bundle are checked with the bag")
    func good() async throws {
        let bench = try await exported()
        let report = try await Bag.verify(bench("bag"), bench.request)
        #expect(report.exit == .done, "\(report.text)")
        #expect(report.digest == (try await bench.verified()).digest)
        let without = VerificationRequest(trust: nil, time: .now(bench.now))
        #expect(try await Bag.verify(bench("bag"), without).exit == .trust)
        var request = bench.request
        request.requiredSigners = [try Identity(parsing: "kh/prosecutor/0001")]
        #expect(try await Bag.verify(bench("bag"), request).codes == ["bundle.signature.required-signer"])
    }

    @Test("A bag whose files and manifests were changed to fit each other no longer fits its signature")
    func changed() async throws {
        let bench = try await exported()
        let old = Digest(of: try bench.workspace.read("bag/data/statement.txt"))
        try bench.workspace.write("B statement.\n", to: "bag/data/statement.txt")
        let new = Digest(of: try bench.workspace.read("bag/data/statement.txt"))
        func replace(_ old: Digest, _ new: Digest, in name: String) throws -> (Digest, Digest) {
            let bytes = try bench.workspace.read(name)
            let text = String(decoding: bytes, as: UTF8.self)
            let changed = text.replacingOccurrences(of: old.hexadecimal, with: new.hexadecimal)
            try bench.workspace.write(changed, to: name)
            return (Digest(of: bytes), Digest(ofText: changed))
        }
        let manifest = try replace(old, new, in: "bag/manifest-sha256.txt")
        _ = try replace(manifest.0, manifest.1, in: "bag/tagmanifest-sha256.txt")
        let report = try await Bag.verify(bench("bag"), bench.request)
        #expect(report.codes == ["bundle.digest.mismatch"], "\(report.text)")
        #expect(report.exit == .evidence)
    }

    @Test("A file that nobody signed, and one that was signed and is gone, are each found")
    func coverage() async throws {
        let bench = try await exported()
        try bench.workspace.write("x", to: "bag/META-INF/notes.txt")
        try FileManager.default.removeItem(atPath: bench("bag/META-INF/signature001.p7s"))
        let report = try await Bag.verify(bench("bag"), bench.request)
        #expect(
            report.codes == ["bundle.manifest.uncovered-entry", "bundle.container.missing-entry"], "\(report.text)")
    }

    @Test("A folder that is no bag is a wrong path, and one that is too deep a hostile bag")
    func noBag() async throws {
        let bench = try Bench()
        try bench.workspace.write("x", to: "plain/a.txt")
        let failure = await #expect(throws: BundleError.self) { try await Bag.verify(bench("plain"), bench.request) }
        #expect(failure?.code == .bagNone)
        try bench.workspace.write("x", to: "deep/data/" + String(repeating: "d/", count: 70) + "x")
        #expect(try await Bag.verify(bench("deep"), bench.request).exit == .evidence)
    }
}
