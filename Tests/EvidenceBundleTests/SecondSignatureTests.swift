import Foundation
import Seal
import TestKit
import Testing
import Vocabulary

@testable import EvidenceBundle

@Suite("A second signature")
struct SecondSignatureTests {
    private let prosecutor = "kh/prosecutor/0001"

    private func signed(_ bench: Bench) async throws -> SignedAgain {
        try await bench.pack()
        return try await UnverifiedBundle(path: bench("bundle.asice")).sign(
            with: try bench.credential("kh/prosecutor-0001"), to: bench("signed.asice"))
    }

    @Test("It covers what the first one covers, leaves the digest as it is, and counts")
    func good() async throws {
        let bench = try Bench()
        let made = try await signed(bench)
        let original = try await bench.verified()
        var request = bench.request
        request.requiredSigners = [try Identity(parsing: prosecutor)]
        let verification = await (try UnverifiedBundle(path: bench("signed.asice"))).verify(request)
        #expect(verification.report.exit == .done, "\(verification.report.text)")
        let bundle = try #require(verification.bundle)
        #expect(bundle.digest == original.digest)
        #expect(made.digest == original.digest)
        #expect(made.signatures == 2)
        #expect(bundle.signers.map(\.identity.text) == ["kh/ahtjpp/0101", prosecutor])
        try bench.checkFromOutside("signed.asice")
        let third = try await UnverifiedBundle(path: bench("signed.asice")).sign(
            with: try bench.credential("kh/moj-0001"), to: bench("third.asice"))
        #expect(third.signatures == 3)
        #expect(try await bench.verified("third.asice").signers.count == 3)
    }

    @Test("One over other bytes with the same names is refused, and its signer is none of this bundle")
    func moved() async throws {
        let bench = try Bench()
        _ = try await signed(bench)
        try bench.workspace.write("Another statement.\n", to: "folder/statement.txt")
        try await bench.pack("other.asice")
        let other = try ForgedContainer(reading: bench("other.asice"))
        var forged = try ForgedContainer(reading: bench("signed.asice"))
        for name in forged.entries.map({ String(decoding: $0.name, as: UTF8.self) })
        where !name.hasSuffix("002.xml") && !name.hasSuffix("002.p7s") {
            forged[name] = other[name]
        }
        try bench.workspace.write(forged.bytes, to: "forged.asice")
        var request = bench.request
        request.requiredSigners = [try Identity(parsing: prosecutor)]
        let report = await (try UnverifiedBundle(path: bench("forged.asice"))).verify(request).report
        #expect(report.codes == ["bundle.manifest.disagrees", "bundle.signature.required-signer"], "\(report.text)")
        #expect(report.exit == .evidence)
    }

    @Test("A bundle that is damaged is not signed a second time")
    func damaged() async throws {
        let bench = try Bench()
        try await bench.pack()
        var forged = try ForgedContainer(reading: bench("bundle.asice"))
        forged.replace("data/statement.txt") { "B" + $0.dropFirst() }
        try bench.workspace.write(forged.bytes, to: "forged.asice")
        let credential = try bench.credential("kh/prosecutor-0001")
        let failure = await #expect(throws: BundleError.self) {
            _ = try await UnverifiedBundle(path: bench("forged.asice")).sign(
                with: credential, to: bench("signed.asice"))
        }
        #expect(failure?.code == .digestMismatch)
        #expect(try bench.leftovers(beside: ["pki", "folder", "bundle.asice", "forged.asice"]) == [])
    }
}
