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

    private func report(_ bench: Bench) async throws -> VerificationReport {
        try await Bag.verify(bench("bag"), bench.request)
    }

    @Test("The signatures, the record and its disclosure are checked with an exported bag, as in the bundle itself")
    func good() async throws {
        let bench = try await exported()
        let report = try await report(bench)
        #expect(report.exit == .done, "\(report.text)")
        #expect(report.digest == (try await bench.verified()).digest)
        for step in ["manifest", "signature", "trust", "contents", "record", "case", "disclosure"] {
            #expect(report.checks.contains { $0.name == step && $0.outcome == .passed }, "\(step)")
        }
        let without = VerificationRequest(trust: nil, time: .now(bench.now))
        #expect(try await Bag.verify(bench("bag"), without).exit == .trust)
        var request = bench.request
        request.requiredSigners = [try Identity(parsing: "kh/prosecutor/0001")]
        #expect(try await Bag.verify(bench("bag"), request).codes == ["bundle.signature.required-signer"])
    }

    @Test("An extract that was exported is signed by its node, and its records by their packer")
    func extract() async throws {
        let bench = try Bench()
        try await bench.pack()
        try await bench.verified().extract(
            [try ExhibitNumber(2)], with: try bench.packer("kh/node-phnom-penh-events"), recipients: [],
            to: bench("extract.asice"))
        try await UnverifiedBundle(path: bench("extract.asice")).export(bag: bench("bag"))
        let report = try await report(bench)
        #expect(report.exit == .done, "\(report.text)")
    }

    @Test("A bag whose files and manifests were changed to fit each other no longer fits its signature")
    func changed() async throws {
        let bench = try await exported()
        try bench.workspace.write("B statement.\n", to: "bag/data/statement.txt")
        try ForgedBag(bench).writeBagManifests()
        let report = try await report(bench)
        #expect(report.codes.contains("bundle.digest.mismatch"), "\(report.text)")
        #expect(report.exit == .evidence)
    }

    @Test("A bag that a trusted member of another party changed and signed anew is refused")
    func forged() async throws {
        let bench = try await exported()
        try bench.workspace.write("Another statement, and longer.\n", to: "bag/data/statement.txt")
        let forged = try ForgedBag(bench)
        try forged.writeBagManifests()
        try forged.sign(with: try bench.credential("th/dsi-0201"))
        let report = try await report(bench)
        #expect(
            report.codes.isSuperset(of: ["bundle.signature.not-the-packer", "bundle.record.disagrees"]),
            "\(report.text)")
        #expect(report.exit == .evidence)
    }

    @Test("Files that are as they were, under the signature of somebody else than the packer, are refused")
    func swappedSigner() async throws {
        let bench = try await exported()
        try ForgedBag(bench).sign(with: try bench.credential("th/dsi-0201"))
        let report = try await report(bench)
        #expect(report.codes == ["bundle.signature.not-the-packer"], "\(report.text)")
    }

    @Test("A record that its packer changed later is not the one that the disclosure was signed for")
    func otherRecord() async throws {
        let bench = try await exported()
        let path = "bag/metadata/bundle.json"
        let text = String(decoding: try bench.workspace.read(path), as: UTF8.self)
        try bench.workspace.write(text.replacingOccurrences(of: "\"document\"", with: "\"photograph\""), to: path)
        let forged = try ForgedBag(bench)
        try forged.writeBagManifests()
        try forged.sign(with: try bench.credential())
        let report = try await report(bench)
        #expect(report.codes.contains("bundle.disclosure.disagrees"), "\(report.text)")
        #expect(report.exit == .evidence)
    }

    @Test(
        "A bag that says it was a bundle does not pass without its signatures",
        arguments: [["META-INF"], ["META-INF", "metadata/bundle.json"], ["META-INF", "metadata/disclosure.json"]])
    func stripped(names: [String]) async throws {
        let bench = try await exported()
        for name in names { try FileManager.default.removeItem(atPath: bench("bag/\(name)")) }
        try ForgedBag(bench).writeBagManifests()
        for trust in [bench.trust, nil] {
            let request = VerificationRequest(trust: trust, time: .now(bench.now))
            let report = try await Bag.verify(bench("bag"), request)
            #expect(report.codes == ["bundle.signature.missing"], "\(report.text)")
            #expect(report.exit == .evidence)
        }
    }

    @Test("A file that nobody signed, and a signature that is gone, are each found")
    func coverage() async throws {
        let bench = try await exported()
        try bench.workspace.write("x", to: "bag/META-INF/notes.txt")
        try bench.workspace.write("x", to: "bag/more.txt")
        try bench.workspace.write("x", to: "bag/metadata/no\u{1}name")
        try FileManager.default.removeItem(atPath: bench("bag/META-INF/signature001.p7s"))
        let report = try await report(bench)
        #expect(
            report.codes == [
                "bundle.container.unknown-entry", "bundle.manifest.uncovered-entry", "bundle.signature.missing",
            ], "\(report.text)")
        #expect(report.failures.count == 4, "\(report.text)")
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

/// An exported bag, `bag`, in the hands of somebody who changes it so that all its parts fit each other again.
private struct ForgedBag {
    let bench: Bench
    private let signature = SignedManifest.signaturePath(1)
    private let manifest = SignedManifest.manifestPath(1)

    init(_ bench: Bench) throws { self.bench = bench }

    private func files() throws -> [(path: String, bytes: [UInt8])] {
        try FolderScan(bench("bag")).files.map { found in
            let path = String(decoding: found.path, as: UTF8.self)
            return (path, try OpenFile(reading: bench("bag/\(path)")).bytes(at: 0, count: Int(found.facts.size)))
        }
    }

    private func write(_ bytes: [UInt8], _ path: String) throws { try bench.workspace.write(bytes, to: "bag/\(path)") }

    /// `bag-info.txt` and both manifests.
    func writeBagManifests() throws {
        let payload = try files().filter { PathSegments.isPayload($0.path) }
        let info = String(decoding: try bench.workspace.read("bag/bag-info.txt"), as: UTF8.self)
            .split(separator: "\n").filter { !$0.hasPrefix("Payload-Oxum") }.joined(separator: "\n")
        let oxum = "\(payload.reduce(0) { $0 + $1.bytes.count }).\(payload.count)"
        try write(Array("\(info)\nPayload-Oxum: \(oxum)\n".utf8), TagFiles.infoPath)
        try write(payload.flatMap { TagFiles.line(Digest(of: $0.bytes), $0.path) }, TagFiles.manifestPath)
        let tags = try files().filter { TagFiles.isTagFile($0.path) }
        try write(tags.flatMap { TagFiles.line(Digest(of: $0.bytes), $0.path) }, TagFiles.tagManifestPath)
    }

    func sign(with credential: Credential) throws {
        let references = try files().filter { !$0.path.hasPrefix("META-INF/") }.map { file in
            SignedManifest.Reference(path: try EntryPath(parsing: file.path), digest: Digest(of: file.bytes))
        }
        let bytes = SignedManifest(number: 1, references: references.sorted { $0.path < $1.path }).encoded()
        try write(bytes, manifest)
        try write(try credential.cms(over: bytes), signature)
    }
}
