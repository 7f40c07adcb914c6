import Foundation
import TestKit
import Testing
import Vocabulary

@testable import EvidenceBundle

/// Programs that we did not write must accept what we make.
@Suite("Interoperability")
struct InteroperabilityTests {
    /// Checks a bundle with unzip, zipinfo, file, sha256sum, bagit.py and openssl.
    private func check(_ bench: Bench, _ name: String) throws {
        let path = bench(name)
        let tested = try Tool.run("unzip", ["-tqq", path])
        #expect(tested.status == 0, "\(tested.everything)")
        let listing = try Tool.run("zipinfo", [path]).output.split(separator: "\n")
        #expect(listing.dropFirst(2).first?.contains(" stor ") == true)
        #expect(listing.dropFirst(2).first?.hasSuffix(" mimetype") == true)
        #expect(!listing.contains { $0.contains(" defN ") })
        let kind = try Tool.run("file", ["-b", path]).output
        #expect(kind.lowercased().contains("asic-e"), "\(kind)")

        let folder = bench("unzipped-\(name)")
        #expect(try Tool.run("unzip", ["-qq", path, "-d", folder]).status == 0)
        for manifest in ["manifest-sha256.txt", "tagmanifest-sha256.txt"] {
            let sums = try Tool.run("sha256sum", ["--quiet", "--strict", "-c", manifest], in: folder)
            #expect(sums.status == 0, "\(sums.everything)")
        }
        let bag = try Tool.run("bagit.py", ["--validate", "--quiet", folder])
        #expect(bag.status == 0, "\(bag.everything)")
        for (content, signature) in [
            ("META-INF/ASiCManifest001.xml", "META-INF/signature001.p7s"),
            ("metadata/disclosure.json", "metadata/disclosure.p7s"),
        ] {
            let verified = try Tool.run(
                "openssl",
                [
                    "cms", "-verify", "-cades", "-binary", "-x509_strict", "-purpose", "any", "-inform", "DER",
                    "-in", signature, "-content", content, "-CAfile", bench("pki/kh/root.pem"), "-out", "/dev/null",
                ], in: folder)
            #expect(verified.status == 0, "\(verified.everything)")
        }
    }

    private func validateCase(_ bench: Bench, _ name: String) throws {
        let document = bench("unzipped-\(name)/metadata/case.jsonld")
        let result = try Tool.run("case_validate", [document])
        #expect(result.status == 0, "\(result.everything)")
    }

    @Test("A small bundle is accepted by unzip, zipinfo, file, sha256sum, bagit.py, openssl and case_validate")
    func small() async throws {
        let bench = try Bench()
        try await bench.pack()
        try check(bench, "bundle.asice")
        try validateCase(bench, "bundle.asice")
    }

    @Test("So is a bundle of real files")
    func samples() async throws {
        guard Samples.arePresent else {
            Issue.record("SKIPPED: there are no samples at \(Samples.root).", severity: .warning)
            return
        }
        let bench = try Bench()
        try await bench.packer().pack(try bench.order(Samples.root), to: bench("samples.asice"))
        try check(bench, "samples.asice")
        try validateCase(bench, "samples.asice")
        #expect(try await bench.verify("samples.asice").report.exit == .done)
    }

    @Test("A bag that was exported is valid to bagit.py and to us, and a changed one is not")
    func export() async throws {
        let bench = try Bench()
        try await bench.pack()
        try await UnverifiedBundle(path: bench("bundle.asice")).export(bag: bench("bag"))
        let bag = try Tool.run("bagit.py", ["--validate", "--quiet", bench("bag")])
        #expect(bag.status == 0, "\(bag.everything)")
        #expect(try await Bag.verify(bench("bag")).exit == .done)
        try bench.workspace.write("Another statement.\n", to: "bag/data/statement.txt")
        let report = try await Bag.verify(bench("bag"))
        #expect(report.codes == ["bundle.bag.checksum", "bundle.bag.oxum"])
    }
}
