import TestKit
import Testing
import Vocabulary

@testable import EvidenceBundle
@testable import Seal

@Suite("Time-stamps in bundles")
struct StampedBundleTests {
    /// Asks the authority of a party of the demonstration PKI.
    private func source(_ bench: Bench, by party: String, at time: Instant? = nil) throws -> TimestampSource {
        let time = time ?? bench.now
        let authority = try TimestampAuthority(
            credential: try bench.credential("\(party)/tsa-main"), policy: "2.999.3161.1", now: bench.now)
        return { (digest) async throws(SealError) in
            let asked = try TimestampRequest(over: digest, randomness: SystemRandomness())
            let accepted: TimestampAuthority.Accepted
            do throws(TimestampRefusal) { accepted = try authority.accept(asked.der) } catch {
                throw SealError(.timestampRefused, "refused", next: "none")
            }
            return try asked.token(inReply: try authority.reply(to: accepted, at: time, serial: 1), now: time)
        }
    }

    private func pack(_ bench: Bench, stampedBy party: String) async throws {
        try bench.makeFolder()
        let packer = Packer(
            credential: try bench.credential(), tool: BundleRecord.Tool(name: "saksi", version: "test"),
            offset: .indochina, timekeeper: SystemTimekeeper(), randomness: SystemRandomness(),
            stamps: try source(bench, by: party))
        try await packer.pack(try bench.order(bench("folder")), to: bench("bundle.asice"))
    }

    private func verify(_ bench: Bench, at time: Instant, _ name: String = "bundle.asice") async throws -> Verification
    {
        await (try UnverifiedBundle(path: bench(name))).verify(
            VerificationRequest(trust: bench.trust, time: .now(time)))
    }

    @Test("A bundle that another party's authority stamped verifies after its packer's certificate has ended")
    func foreign() async throws {
        let bench = try Bench()
        try await pack(bench, stampedBy: "th")
        let report = try await verify(bench, at: bench.now.adding(days: 400)).report
        #expect(report.exit == .done, "\(report.text)")
        #expect(report.checks.count { $0.name == "time-stamp" && $0.outcome == .passed } == 2, "\(report.text)")
        #expect(report.trustedTime == "at \(bench.now), by the time-stamp")
        try bench.checkFromOutside("bundle.asice")
    }

    @Test("The word of the signer's own party is told and does not count")
    func own() async throws {
        let bench = try Bench()
        try await pack(bench, stampedBy: "kh")
        let today = try await verify(bench, at: bench.now).report
        #expect(today.exit == .done, "\(today.text)")
        #expect(today.text.contains("does not count as trusted time"), "\(today.text)")
        let later = try await verify(bench, at: bench.now.adding(days: 400)).report
        #expect(later.codes.contains("trust.certificate.expired"), "\(later.text)")
    }

    @Test("Without a trust list a time-stamp is told and not believed")
    func withoutTrust() async throws {
        let bench = try Bench()
        try await pack(bench, stampedBy: "th")
        let report = await (try UnverifiedBundle(path: bench("bundle.asice"))).verify(
            VerificationRequest(trust: nil, time: .now(bench.now))
        ).report
        #expect(report.exit == .trust)
        #expect(report.checks.contains { $0.name == "time-stamp" && $0.outcome == .notChecked }, "\(report.text)")
    }

    @Test("A time-stamp that was taken from another bundle is damage")
    func moved() async throws {
        let bench = try Bench()
        try await pack(bench, stampedBy: "th")
        var forged = try ForgedContainer(reading: bench("bundle.asice"))
        let other = try DetachedSignature(der: try #require(forged[Disclosure.signaturePath]).contents)
        let manifest = try #require(forged[SignedManifest.manifestPath(1)]).contents
        forged[SignedManifest.signaturePath(1)]?.contents = try SignedMessage.adding(
            try #require(other.timestamp).der, to: try bench.credential().cms(over: manifest))
        try bench.workspace.write(forged.bytes, to: "forged.asice")
        let report = try await verify(bench, at: bench.now, "forged.asice").report
        #expect(report.codes.contains("seal.timestamp.imprint"), "\(report.text)")
        #expect(report.exit == .evidence)
    }

    @Test("A second signature gets its own time-stamp, and each signer is judged at theirs")
    func second() async throws {
        let bench = try Bench()
        try await pack(bench, stampedBy: "th")
        let verified = try #require(try await verify(bench, at: bench.now).bundle)
        _ = try await verified.sign(
            with: try bench.credential("kh/prosecutor-0001"), stampedBy: try source(bench, by: "vn"),
            to: bench("signed.asice"))
        let report = try await verify(bench, at: bench.now.adding(days: 400), "signed.asice").report
        #expect(report.exit == .done, "\(report.text)")
        #expect(report.checks.count { $0.name == "time-stamp" } == 3, "\(report.text)")
    }

    @Test("When the authority gives no time-stamp, nothing is packed")
    func unavailable() async throws {
        let bench = try Bench()
        try bench.makeFolder()
        let packer = Packer(
            credential: try bench.credential(), tool: BundleRecord.Tool(name: "saksi", version: "test"),
            offset: .indochina, timekeeper: SystemTimekeeper(), randomness: SystemRandomness(),
            stamps: { (_) async throws(SealError) in
                throw SealError(.timestampUnavailable, "The authority sleeps.", next: "Ask again later.")
            })
        await #expect(throws: BundleError.self) {
            try await packer.pack(try bench.order(bench("folder")), to: bench("bundle.asice"))
        }
        #expect(try bench.leftovers(beside: ["pki", "folder"]).isEmpty)
    }
}
