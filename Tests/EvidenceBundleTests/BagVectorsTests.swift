import EvidenceBundle
import Foundation
import TestKit
import Testing
import Vocabulary

/// The BagIt conformance suite of the Library of Congress, or any other folder of its shape:
/// `bagit/<version>/{valid,warning,invalid,…}/<bag>/`.
@Suite("Bag Vectors")
struct BagVectorsTests {
    private static let root = "\(Vectors.root)/bagit"

    private static func folders(_ path: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.sorted().map { "\(path)/\($0)" }.filter {
            var isFolder: ObjCBool = false
            return unsafe FileManager.default.fileExists(atPath: $0, isDirectory: &isFolder) && isFolder.boolValue
        }
    }

    @Test("Every published bag gets its published verdict")
    func all() async throws {
        guard Vectors.isPresent("bagit") else {
            Issue.record("SKIPPED: there are no vectors at \(Vectors.root); set SAKSI_VECTORS.", severity: .warning)
            return
        }
        var checked = 0
        for kind in Self.folders(Self.root).flatMap(Self.folders) {
            let mustVerify = kind.hasSuffix("/valid") || kind.hasSuffix("/warning")
            for bag in Self.folders(kind) {
                let report = try await Bag.verify(
                    bag, VerificationRequest(trust: nil, time: .now(SystemTimekeeper().now)))
                #expect((report.exit == .done) == mustVerify, "\(bag)\n\(report.text)")
                if kind.hasSuffix("/warning") {
                    #expect(report.checks.contains { $0.name == "warning" }, "\(bag) must be warned about")
                }
                checked += 1
            }
        }
        #expect(checked > 0)
    }
}
