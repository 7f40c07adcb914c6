import EvidenceBundle
import Foundation
import Seal
import TestKit
import Vocabulary

/// What a test of bundles needs: a folder, people with certificates, a trust list.
struct Bench {
    let workspace: Workspace
    let now: Instant
    let trust: TrustStore

    init() throws {
        workspace = try Workspace()
        now = SystemTimekeeper().now
        try Demonstration(folder: workspace("pki"), now: now, randomness: SystemRandomness()).write()
        trust = try TrustStore(loading: workspace("pki/trust.yaml"), at: now)
    }

    func callAsFunction(_ name: String) -> String { workspace(name) }

    func credential(_ name: String = "kh/ahtjpp-0101") throws -> Credential {
        try Credential(pem: try workspace.read("pki/\(name).pem"))
    }

    func packer(_ name: String = "kh/ahtjpp-0101") throws -> Packer {
        Packer(
            credential: try credential(name), tool: BundleRecord.Tool(name: "saksi", version: "test"),
            offset: .indochina, timekeeper: SystemTimekeeper(), randomness: SystemRandomness())
    }

    /// Three small exhibits with names in Latin, Khmer and with a space and a percent sign.
    @discardableResult
    func makeFolder(_ name: String = "folder") throws -> String {
        try workspace.write("A statement.\n", to: "\(name)/statement.txt")
        try workspace.write("សេចក្តីថ្លែងការណ៍\n", to: "\(name)/ឯកសារ/ភស្តុតាង.txt")
        try workspace.write([0x89, 0x50, 0x4E, 0x47], to: "\(name)/photos/50% off+1.png")
        return workspace(name)
    }

    static let protection = ["category=document", "handling=none", "flags=none", "victim-identity=none"]

    func order(_ folder: String, defaults: [String] = protection) throws -> PackOrder {
        var order = PackOrder(
            folder: folder,
            agreement: BundleRecord.AgreementReference(
                id: try AgreementID(parsing: "KH-TH-JIT-2026-01"), version: 1, digest: Digest(ofText: "agreement")),
            channel: .jit,
            case: BundleRecord.CaseReference(number: try CaseNumber(parsing: "KH-AHTJPP-2026-000123")))
        for text in defaults { try order.defaults.add(text) }
        return order
    }

    /// Packs the small folder.
    @discardableResult
    func pack(_ name: String = "bundle.asice", by member: String = "kh/ahtjpp-0101") async throws -> PackedBundle {
        let folder = workspace("folder")
        if !FileManager.default.fileExists(atPath: folder) { try makeFolder() }
        return try await packer(member).pack(try order(folder), to: workspace(name))
    }

    var request: VerificationRequest { VerificationRequest(trust: trust, time: .now(now.adding(seconds: 5))) }

    func verify(_ name: String = "bundle.asice") async throws -> Verification {
        try await UnverifiedBundle(path: workspace(name)).verify(request)
    }

    func verified(_ name: String = "bundle.asice") async throws -> VerifiedBundle {
        let verification = try await verify(name)
        guard let bundle = verification.bundle else { throw Unverified(text: verification.report.text) }
        return bundle
    }

    struct Unverified: Error, CustomStringConvertible {
        let text: String
        var description: String { text }
    }

    /// What lies in the workspace beside what is named, hidden files included.
    func leftovers(beside known: Set<String>) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: workspace.path).filter { !known.contains($0) }
    }
}

extension VerificationReport {
    /// For the messages of tests.
    var text: String {
        checks.map { "\($0.outcome.rawValue) \($0.name): \($0.message) \($0.code?.name ?? "")" }.joined(separator: "\n")
    }

    var codes: Set<String> { Set(checks.compactMap { $0.code?.name }) }
}
