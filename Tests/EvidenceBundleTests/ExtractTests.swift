import Foundation
import Seal
import TestKit
import Testing
import Vocabulary

@testable import EvidenceBundle

@Suite("Extracts")
struct ExtractTests {
    private func extract(_ bench: Bench) async throws -> (original: VerifiedBundle, packed: PackedBundle) {
        try await bench.pack()
        let original = try await bench.verified()
        let node = try bench.packer("kh/node-phnom-penh-events")
        let packed = try await original.extract(
            [try ExhibitNumber(2)], with: node, recipients: [try Recipient(parsing: "th/dsi")], to: bench("part.asice"))
        return (original, packed)
    }

    @Test("An extract verifies against the node's signature and the packer's")
    func verifies() async throws {
        let bench = try Bench()
        let (original, packed) = try await extract(bench)
        let verification = try await bench.verify("part.asice")
        #expect(verification.report.exit == .done, "\(verification.report.text)")
        let part = try #require(verification.bundle)
        #expect(part.digest == packed.digest)
        #expect(part.exhibits == [original.exhibits[1]])
        #expect(part.record.extractOf?.bundle == original.record.bundle)
        #expect(part.record.extractOf?.digest == original.digest)
        #expect(part.discloser.identity.text == "kh/ahtjpp/0101")
        #expect(part.signers.map(\.identity.text) == ["kh/node/phnom-penh"])
        #expect(try part.read(try ExhibitNumber(2), count: 100) == Array("A statement.\n".utf8))
    }

    @Test("An extract tells nothing of the rest: no name, no size, no digest, no description")
    func silent() async throws {
        let bench = try Bench()
        let (original, _) = try await extract(bench)
        let bytes = try bench.workspace.read("part.asice")
        for hidden in [original.exhibits[0], original.exhibits[2]] {
            let secrets = [
                hidden.path.text, PercentEncoding.encode(hidden.path.text), try #require(hidden.originalName),
                hidden.sha256.hexadecimal, Data(hidden.sha256.bytes).base64EncodedString(), hidden.salt.text,
                String(hidden.path.text.split(separator: "/").last ?? ""),
            ]
            for secret in secrets {
                #expect(Data(bytes).range(of: Data(secret.utf8)) == nil, "\(secret)")
            }
        }
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("Payload-Oxum: 13.1"))
        let document = try UnverifiedBundle(path: bench("part.asice")).contents(Disclosure.path, limit: 1 << 20)
        #expect(try Disclosure(parsing: document).exhibits.count == 3)
    }

    @Test("A record that was changed, or put in from elsewhere, does not fit the packer's signature")
    func forgedRecord() async throws {
        let bench = try Bench()
        let (original, _) = try await extract(bench)
        var changed = original.exhibits[1]
        changed.handling = [.h0]
        let file = try OpenFile(reading: bench("bundle.asice"))
        let place = try #require(original.location(of: try ExhibitNumber(2)))
        let node = try bench.packer("kh/node-phnom-penh-events")
        let source = try UnverifiedBundle(path: bench("bundle.asice"))
        let disclosure = (
            try source.contents(Disclosure.path, limit: 1 << 20),
            try source.contents(Disclosure.signaturePath, limit: 1 << 20)
        )
        let origin = BundleRecord.Origin(
            bundle: original.record.bundle, digest: original.digest, packer: original.record.packer)
        _ = try await node.pack(
            PackPlan(parts: [(changed, file, place.offset)]), of: origin, like: original.record, recipients: [],
            disclosure: disclosure, to: bench("forged.asice"))
        let report = try await bench.verify("forged.asice").report
        #expect(report.codes == ["bundle.disclosure.disagrees"])
    }

    @Test("A member cannot make an extract, and an exhibit that is not there cannot be extracted")
    func refused() async throws {
        let bench = try Bench()
        let (original, _) = try await extract(bench)
        let member = try bench.packer("kh/prosecutor-0001")
        try await original.extract([try ExhibitNumber(1)], with: member, recipients: [], to: bench("member.asice"))
        #expect(try await bench.verify("member.asice").report.codes == ["bundle.signature.not-the-packer"])
        let failure = await #expect(throws: BundleError.self) {
            try await original.extract([try ExhibitNumber(9)], with: member, recipients: [], to: bench("none.asice"))
        }
        #expect(failure?.code == .itemUnknown)
    }

    @Test("An extract of an extract still names the first packer")
    func twice() async throws {
        let bench = try Bench()
        let (original, _) = try await extract(bench)
        let part = try await bench.verified("part.asice")
        let node = try bench.packer("th/node-bangkok-events")
        try await part.extract([try ExhibitNumber(2)], with: node, recipients: [], to: bench("again.asice"))
        let again = try await bench.verified("again.asice")
        #expect(again.record.extractOf?.digest == original.digest)
        #expect(again.discloser.identity.text == "kh/ahtjpp/0101")
    }
}
