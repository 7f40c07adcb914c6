import Foundation
import TestKit
import Testing
import Vocabulary

@testable import EvidenceBundle

/// Programs that we did not write must accept what we make.
@Suite("Interoperability")
struct InteroperabilityTests {
    @Test("A small bundle is accepted by unzip, zipinfo, file, sha256sum, bagit.py, openssl and case_validate")
    func small() async throws {
        let bench = try Bench()
        try await bench.pack()
        try bench.checkFromOutside("bundle.asice")
        try bench.validateCase(of: "bundle.asice")
    }

    @Test("So is a bundle of real files")
    func samples() async throws {
        guard Samples.arePresent else {
            Issue.record("SKIPPED: there are no samples at \(Samples.root).", severity: .warning)
            return
        }
        let bench = try Bench()
        try await bench.packer().pack(try bench.order(Samples.root), to: bench("samples.asice"))
        try bench.checkFromOutside("samples.asice")
        try bench.validateCase(of: "samples.asice")
        #expect(try await bench.verify("samples.asice").report.exit == .done)
    }

    @Test("A bag that was exported is valid to bagit.py and to us, and a changed one is not")
    func export() async throws {
        let bench = try Bench()
        try await bench.pack()
        try await UnverifiedBundle(path: bench("bundle.asice")).export(bag: bench("bag"))
        let bag = try Tool.run("bagit.py", ["--validate", "--quiet", bench("bag")])
        #expect(bag.status == 0, "\(bag.everything)")
        #expect(try await Bag.verify(bench("bag"), bench.request).exit == .done)
        try bench.workspace.write("Another statement.\n", to: "bag/data/statement.txt")
        let report = try await Bag.verify(bench("bag"), bench.request)
        #expect(
            report.codes == [
                "bundle.bag.checksum", "bundle.bag.oxum", "bundle.digest.mismatch", "bundle.record.disagrees",
            ])
    }
}
