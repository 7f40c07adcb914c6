import Foundation
import Seal
import TestKit
import Testing
import Vocabulary

@testable import EvidenceBundle

@Suite("What the reader asks for")
struct AskedTests {
    private func packed(for recipients: [String], in bench: Bench) async throws {
        try bench.workspace.write("1", to: "folder/a.txt")
        var order = try bench.order(bench("folder"))
        order.recipients = try recipients.map { try Recipient(parsing: $0) }
        try await bench.packer().pack(order, to: bench("bundle.asice"))
    }

    private func report(
        _ bench: Bench, recipient: String, mustBeNamed: Bool = true
    ) async throws -> VerificationReport {
        var request = bench.request
        request.recipient = try MemberID(parsing: recipient)
        request.mustNameRecipient = mustBeNamed
        return try await UnverifiedBundle(path: bench("bundle.asice")).verify(request).report
    }

    @Test("A bundle that names the reader, or the reader's authority, says so", arguments: ["th/dsi", "th/dsi/0201"])
    func meant(recipient: String) async throws {
        let bench = try Bench()
        try await packed(for: [recipient], in: bench)
        let report = try await report(bench, recipient: "th/dsi/0201")
        #expect(report.exit == .done, "\(report.text)")
        #expect(report.checks.contains { $0.name == "recipient" && $0.outcome == .passed }, "\(report.text)")
    }

    @Test("A bundle that names somebody else, or nobody, is not one that is meant for the reader")
    func notMeant() async throws {
        for recipients in [["th/oag"], []] {
            let bench = try Bench()
            try await packed(for: recipients, in: bench)
            let report = try await report(bench, recipient: "th/dsi/0201")
            #expect(report.codes == ["bundle.record.recipient"], "\(report.text)")
            #expect(report.exit == .evidence)
        }
    }

    @Test("Who only wants no bundle of somebody else's takes one that names nobody, and is told that it names nobody")
    func openToAll() async throws {
        let bench = try Bench()
        try await packed(for: [], in: bench)
        let report = try await report(bench, recipient: "th/dsi/0201", mustBeNamed: false)
        #expect(report.exit == .done, "\(report.text)")
        #expect(report.checks.contains { $0.name == "recipient" && $0.outcome == .notChecked })
        try FileManager.default.removeItem(atPath: bench("bundle.asice"))
        try await packed(for: ["th/oag"], in: bench)
        let other = try await self.report(bench, recipient: "th/dsi/0201", mustBeNamed: false)
        #expect(other.codes == ["bundle.record.recipient"])
    }

    @Test("Who has not signed a bundle that is in order can still sign it, and the report says how")
    func signer() async throws {
        let bench = try Bench()
        try await bench.pack()
        var request = bench.request
        request.requiredSigners = [try Identity(parsing: "kh/prosecutor/0001")]
        let report = try await UnverifiedBundle(path: bench("bundle.asice")).verify(request).report
        let next = try #require(report.failures.first?.next)
        #expect(next.hasPrefix("Have kh/prosecutor/0001 sign it: saksi sign "))
        #expect(next.contains(bench("bundle.asice")))
        #expect(!next.contains("Do not use"))
        request.requiredSigners = [try Identity(parsing: "kh/ahtjpp/0101")]
        #expect(try await UnverifiedBundle(path: bench("bundle.asice")).verify(request).report.exit == .done)
    }

    @Test("Each line about trust says which signature it is about")
    func places() async throws {
        let bench = try Bench()
        try await bench.pack()
        let places = ["META-INF/signature001.p7s", "metadata/disclosure.p7s"]
        for line in [try await bench.verify().report, try await distrusting(bench)] {
            let trust = line.checks.filter { $0.name == "trust" && $0.code?.name != "bundle.trust.no-list" }
            #expect(Set(trust.compactMap { $0.message.split(separator: ":").first.map(String.init) }) == Set(places))
        }
    }

    /// The report by the trust list of somebody else, who knows none of the signers.
    private func distrusting(_ bench: Bench) async throws -> VerificationReport {
        let other = try Bench()
        return try await UnverifiedBundle(path: bench("bundle.asice")).verify(other.request).report
    }

    @Test("One exhibit is one exhibit")
    func one() async throws {
        let bench = try Bench()
        try await packed(for: [], in: bench)
        let text = try await bench.verify().report.text
        #expect(text.contains(", 1 exhibit ") || text.contains(", 1 exhibit\n"), "\(text)")
        #expect(!text.contains(" 1 exhibits") && !text.contains("1 records"), "\(text)")
    }

    @Test("A link in the place of a bundle is not followed, and the file behind it can be named")
    func link() async throws {
        let bench = try Bench()
        try await bench.pack()
        try FileManager.default.createSymbolicLink(
            atPath: bench("link.asice"), withDestinationPath: bench("bundle.asice"))
        let failure = #expect(throws: BundleError.self) { _ = try UnverifiedBundle(path: bench("link.asice")) }
        #expect(failure?.nextStep == "Name the file that it points to.")
    }
}
