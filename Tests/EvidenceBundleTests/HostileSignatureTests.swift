import Foundation
import Seal
import TestKit
import Testing
import Vocabulary

@testable import EvidenceBundle

@Suite("Hostile signatures and manifests")
struct HostileSignatureTests {
    private let manifest = "META-INF/ASiCManifest001.xml"
    private let signature = "META-INF/signature001.p7s"

    /// Packs, changes the bundle, and says what verification finds.
    private func found(
        _ bench: Bench, _ change: (inout ForgedContainer) throws -> Void
    ) async throws -> (codes: Set<String>, report: VerificationReport) {
        if !FileManager.default.fileExists(atPath: bench("bundle.asice")) { try await bench.pack() }
        var forged = try ForgedContainer(reading: bench("bundle.asice"))
        try change(&forged)
        try bench.workspace.write(forged.bytes, to: "forged.asice")
        let verification = try await bench.verify("forged.asice")
        #expect(verification.bundle == nil)
        #expect(verification.report.exit != .done)
        return (verification.report.codes, verification.report)
    }

    /// Signs the manifest again, after it was made to fit what is in the bundle.
    private func sign(_ forged: inout ForgedContainer, with credential: Credential) throws {
        let references = try forged.entries.compactMap { entry -> SignedManifest.Reference? in
            let name = String(decoding: entry.name, as: UTF8.self)
            if name == manifest || name == signature { return nil }
            return SignedManifest.Reference(path: try EntryPath(parsing: name), digest: Digest(of: entry.contents))
        }
        let bytes = SignedManifest(number: 1, references: references).encoded()
        forged[manifest]?.contents = bytes
        forged[signature]?.contents = try credential.cms(over: bytes)
    }

    /// Signs the manifest as it stands.
    private func signManifest(_ forged: inout ForgedContainer, with credential: Credential) throws {
        let bytes = forged[manifest]?.contents ?? []
        forged[signature]?.contents = try credential.cms(over: bytes)
    }

    @Test("Unchanged, the bundle verifies after being taken apart and put together")
    func unchanged() async throws {
        let bench = try Bench()
        try await bench.pack()
        let forged = try ForgedContainer(reading: bench("bundle.asice"))
        try bench.workspace.write(forged.bytes, to: "forged.asice")
        let report = try await bench.verify("forged.asice").report
        #expect(report.exit == .done, "\(report.text)")
    }

    @Test("A bundle without its signature, or without its manifest, is refused")
    func removed() async throws {
        let bench = try Bench()
        #expect(try await found(bench) { $0[signature] = nil }.codes.contains("bundle.signature.missing"))
        let both = try await found(bench) {
            $0[signature] = nil
            $0[manifest] = nil
        }
        #expect(both.codes.contains("bundle.container.missing-entry"))
        #expect(try await found(bench) { $0[manifest] = nil }.codes.contains("bundle.signature.without-manifest"))
    }

    @Test("A signature that was taken from another bundle is refused")
    func swapped() async throws {
        let bench = try Bench()
        try await bench.pack("other.asice")
        let other = try ForgedContainer(reading: bench("other.asice"))
        let result = try await found(bench) { $0[signature] = other[signature] }
        #expect(result.codes.contains("seal.signature.wrong"))
        #expect(result.report.exit == .evidence)
    }

    @Test("Somebody of another party cannot sign in the packer's place")
    func otherParty() async throws {
        let bench = try Bench()
        let thai = try bench.credential("th/dsi-0201")
        let result = try await found(bench) { try sign(&$0, with: thai) }
        #expect(result.codes.contains("bundle.signature.not-the-packer"))
    }

    @Test("A certificate that has no right to sign evidence is refused as not trusted")
    func wrongUse() async throws {
        let bench = try Bench()
        let server = try bench.credential("kh/node-phnom-penh-tls")
        let result = try await found(bench) { try sign(&$0, with: server) }
        #expect(result.report.checks.contains { $0.name == "trust" && $0.outcome == .failed })
    }

    @Test("A signer of another PKI is not trusted, and that is exit 6")
    func foreign() async throws {
        let bench = try Bench()
        let foreign = try Bench()
        try await foreign.pack()
        let verification = try await UnverifiedBundle(path: foreign("bundle.asice")).verify(bench.request)
        #expect(verification.report.exit == .trust)
        #expect(verification.bundle == nil)
    }

    @Test("Without a trust list no bundle is accepted, and that is exit 6")
    func noTrustList() async throws {
        let bench = try Bench()
        try await bench.pack()
        let request = VerificationRequest(trust: nil, time: .now(bench.now))
        let verification = try await UnverifiedBundle(path: bench("bundle.asice")).verify(request)
        #expect(verification.report.codes == ["bundle.trust.no-list"])
        #expect(verification.report.exit == .trust)
        #expect(verification.bundle == nil)
    }

    @Test("A signer whose certificate was revoked, or has expired, is refused")
    func revokedAndExpired() async throws {
        let bench = try Bench()
        try await bench.pack()
        var late = bench.request
        late.time = .now(bench.now.adding(days: 800))
        let expired = try await UnverifiedBundle(path: bench("bundle.asice")).verify(late)
        #expect(expired.report.exit == .trust)
        let pki = Demonstration(folder: bench("pki"), now: bench.now, randomness: SystemRandomness())
        try pki.revoke(try bench.credential().chain.leaf)
        let trust = try TrustStore(loading: bench("pki/trust.yaml"), at: bench.now)
        let revoked = try await UnverifiedBundle(path: bench("bundle.asice")).verify(
            VerificationRequest(trust: trust, time: .now(bench.now.adding(seconds: 5))))
        #expect(revoked.report.codes.contains("trust.revocation.revoked"), "\(revoked.report.text)")
    }

    @Test("An added file, a removed file and a file that the manifest leaves out are each refused")
    func coverage() async throws {
        let bench = try Bench()
        let credential = try bench.credential()
        let added = try await found(bench) { $0.entries.append(ForgedContainer.Entry("data/added.txt", [1])) }
        #expect(added.codes.isSuperset(of: ["bundle.manifest.uncovered-entry", "bundle.record.missing"]))
        let removed = try await found(bench) { $0["data/statement.txt"] = nil }
        #expect(removed.codes.isSuperset(of: ["bundle.manifest.absent-entry", "bundle.record.without-entry"]))
        let less = try await found(bench) { forged in
            forged.replace(manifest) { text in
                text.split(separator: "\n", omittingEmptySubsequences: false)
                    .filter { !$0.contains("statement.txt") }.joined(separator: "\n")
            }
            try signManifest(&forged, with: credential)
        }
        #expect(less.codes.contains("bundle.manifest.uncovered-entry"))
        let hidden = try await found(bench) { $0.entries.append(ForgedContainer.Entry("META-INF/notes.txt", [1])) }
        #expect(hidden.codes.contains("bundle.container.unknown-entry"))
    }

    @Test("A manifest with a DTD, an entity, a comment, CDATA or another digest method is refused before anything else")
    func hostileXML() async throws {
        let bench = try Bench()
        let credential = try bench.credential()
        let cases: [(String, String, String)] = [
            ("?>\n", "?>\n<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>\n", "bundle.manifest.forbidden-xml"),
            ("data/statement.txt", "data/&#115;tatement.txt", "bundle.manifest.forbidden-xml"),
            ("</asic:ASiCManifest>", "<!-- --></asic:ASiCManifest>", "bundle.manifest.forbidden-xml"),
            ("</asic:ASiCManifest>", "<![CDATA[x]]></asic:ASiCManifest>", "bundle.manifest.forbidden-xml"),
            ("</asic:ASiCManifest>", "<?x y?></asic:ASiCManifest>", "bundle.manifest.forbidden-xml"),
            (
                "http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2000/09/xmldsig#sha1",
                "bundle.manifest.algorithm"
            ),
            (" MimeType=", "  MimeType=", "bundle.manifest.form"),
            ("data/statement.txt", "data/../statement.txt", "bundle.container.unsafe-path"),
            ("data/statement.txt", "data/%73tatement.txt", "bundle.manifest.form"),
        ]
        for (from, to, code) in cases {
            let result = try await found(bench) { forged in
                forged.replace(manifest) { $0.replacingOccurrences(of: from, with: to) }
                try signManifest(&forged, with: credential)
            }
            #expect(result.codes.contains(code), "\(to): \(result.codes)")
        }
        let twice = try await found(bench) { forged in
            forged.replace(manifest) { text in
                text.split(separator: "\n", omittingEmptySubsequences: false)
                    .flatMap { $0.contains("statement.txt") ? [$0, $0] : [$0] }.joined(separator: "\n")
            }
            try signManifest(&forged, with: credential)
        }
        #expect(twice.codes.contains("bundle.manifest.duplicate"))
    }

    @Test("A record that disagrees with the contents is refused even if the packer signed it")
    func record() async throws {
        let bench = try Bench()
        let credential = try bench.credential()
        let changes: [(String, String, String)] = [
            ("\"size\":13", "\"size\":14", "bundle.record.disagrees"),
            ("\"category\":\"document\"", "\"category\":\"letter\"", "bundle.record.form"),
            ("\"packer\":\"kh/ahtjpp/0101\"", "\"packer\":\"kh/moj/0001\"", "bundle.signature.not-the-packer"),
            ("\"channel\":\"jit\"", "\"channel\":\"police\"", "bundle.disclosure.disagrees"),
            ("\"victimIdentity\":\"none\"", "\"victimIdentity\":\"direct\"", "bundle.disclosure.disagrees"),
            ("\"exhibits\":[", "\"exhibits\":[ ", "bundle.record.form"),
            ("{\"agreement\"", "{\"x\":1,\"agreement\"", "bundle.record.form"),
            ("data/statement.txt", "data/statement.doc", "bundle.record.without-entry"),
        ]
        for (from, to, code) in changes {
            let result = try await found(bench) { forged in
                forged.replace("metadata/bundle.json") { $0.replacingOccurrences(of: from, with: to) }
                try sign(&forged, with: credential)
            }
            #expect(result.codes.contains(code), "\(to): \(result.codes)")
            #expect(result.report.exit == .evidence)
        }
    }

    @Test("A translation for forensic tools that says more than the record is refused even if the packer signed it")
    func translation() async throws {
        let bench = try Bench()
        let credential = try bench.credential()
        let result = try await found(bench) { forged in
            forged.replace("metadata/case.jsonld") { $0.replacingOccurrences(of: "text/plain", with: "text/html") }
            try sign(&forged, with: credential)
        }
        #expect(result.codes.contains("bundle.record.case"))
    }

    @Test("A media type that is none is refused even if the packer signed it")
    func mediaType() async throws {
        let bench = try Bench()
        let credential = try bench.credential()
        let result = try await found(bench) { forged in
            forged.replace("metadata/bundle.json") {
                $0.replacingOccurrences(of: "text/plain", with: "text/html\\r\\nX-Evil: 1")
            }
            try sign(&forged, with: credential)
        }
        #expect(result.codes.contains("bundle.record.form"), "\(result.report.text)")
    }

    @Test("A trust list that cannot be relied on is one failed check; the evidence is looked at all the same")
    func trustFault() async throws {
        let bench = try Bench()
        try await bench.pack()
        var request = VerificationRequest(trust: nil, time: .now(bench.now))
        request.trustFault = BundleError(.noTrustList, "The list ran out.", next: "Get another.")
        let good = await (try UnverifiedBundle(path: bench("bundle.asice"))).verify(request)
        #expect(good.report.exit == .trust)
        #expect(good.report.checks.contains { $0.name == "contents" && $0.outcome == .passed })
        #expect(good.bundle == nil)
        var forged = try ForgedContainer(reading: bench("bundle.asice"))
        forged.replace("data/statement.txt") { "B" + $0.dropFirst() }
        try bench.workspace.write(forged.bytes, to: "forged.asice")
        let damaged = await (try UnverifiedBundle(path: bench("forged.asice"))).verify(request)
        #expect(damaged.report.exit == .evidence)
    }

    @Test("What could not be read weighs less than damage and more than missing trust")
    func ranks() {
        var report = VerificationReport(subject: "x")
        func fault(_ code: ErrorCode) -> VerificationReport.Check {
            VerificationReport.Check(failed: "x", BundleError(code, "", next: ""))
        }
        report.add(fault(.noTrustList))
        #expect(report.exit == .trust)
        report.add(fault(.storageFailed))
        #expect(report.exit == .storage)
        report.add(fault(.digestMismatch))
        #expect(report.exit == .evidence)
    }

    @Test("A bag manifest that says something else than the signed one is refused")
    func bagManifest() async throws {
        let bench = try Bench()
        let credential = try bench.credential()
        let wrong = try await found(bench) { forged in
            forged.replace("manifest-sha256.txt") { text in (text.first == "0" ? "1" : "0") + text.dropFirst() }
            try sign(&forged, with: credential)
        }
        #expect(wrong.codes.contains("bundle.bag.checksum"))
        let missing = try await found(bench) { forged in
            forged.replace("tagmanifest-sha256.txt") { String($0.dropFirst($0.split(separator: "\n")[0].count + 1)) }
            try sign(&forged, with: credential)
        }
        #expect(missing.codes.contains("bundle.bag.missing-file"))
    }
}
