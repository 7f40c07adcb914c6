import Custody
import EvidenceBundle
import Foundation
import Glibc
import Seal
import TestKit
import Testing
import Vocabulary
import Wire

/// What becomes of an upload when its submission fails, comes twice, or says what is not so.
extension RefusalTests {
    private func submit(
        _ upload: String, _ body: [UInt8], to fixture: NodeFixture, as person: NodeFixture.Person = .investigator
    ) throws -> Curl.Answer {
        try Curl(fixture, as: person).send("POST", "\(upload)/submission", body: body)
    }

    private func accepted(_ answer: Curl.Answer) throws -> SubmissionResult {
        #expect(answer.status == 200, "\(answer.text)")
        return try CanonicalJSON.decode(SubmissionResult.self, from: answer.body, noun: "result")
    }

    @Test("A statement that is refused leaves the upload where it is: a right one needs no byte to be sent again")
    func wrongStatements() throws {
        let fixture = try started()
        try fixture.pack([1], as: "case")
        let entries = try fixture.count("entries")
        let bytes = try fixture.workspace.read("case.asice")
        let upload = try upload(bytes, to: fixture)
        let bundle = try UnverifiedBundle(path: fixture.workspace("case.asice")).inspect()
        func said(_ fill: (inout CustodyEvent) throws -> Void) throws -> [UInt8] {
            try statement(fixture, .submitted, by: .investigator) { event in
                event.case = bundle.record.case.number
                event.bundle = BundleMention(
                    id: bundle.record.bundle, digest: bundle.digest, file: Digest(of: bytes))
                try fill(&event)
            }
        }
        let other = Digest(of: [9])
        let wrong: [(code: String, body: [UInt8])] = [
            (
                "exchange.statement.time",
                try submitted(fixture, "case", at: SystemTimekeeper().now.adding(seconds: 3600))
            ),
            (
                "exchange.statement.mismatch",
                try said {
                    $0.bundle = BundleMention(id: bundle.record.bundle, digest: bundle.digest, file: other)
                }
            ),
            (
                "exchange.statement.mismatch",
                try said {
                    $0.bundle = BundleMention(id: bundle.record.bundle, digest: other, file: Digest(of: bytes))
                }
            ),
            ("exchange.statement.mismatch", try said { $0.case = try CaseNumber(parsing: "KH-AHTJPP-2026-000999") }),
            (
                "exchange.statement.mismatch",
                try said { event in
                    event.exhibits = [
                        ExhibitMention(
                            number: try ExhibitNumber(1),
                            commitment: SaltedCommitment(
                                salt: try Salt(parsing: String(repeating: "0", count: 32)), content: [1]))
                    ]
                }
            ),
        ]
        for (code, body) in wrong {
            let answer = try submit(upload, body, to: fixture)
            #expect(answer.status == 400, "\(answer.text)")
            #expect(try answer.problem.code == code)
            #expect(
                try Curl(fixture, as: .investigator).send("HEAD", upload).fields["upload-offset"] == "\(bytes.count)")
        }
        #expect(try fixture.count("entries") == entries)
        _ = try accepted(try submit(upload, try said { _ in }, to: fixture))
        #expect(try fixture.count("uploads") == 0)
        fixture.stop()
        #expect(try fixture.audit().status == 0)
    }

    @Test("Of the certificates that come with a statement only those enter the log that lead from its signer to a root")
    func surplusCertificates() throws {
        let fixture = try started()
        try fixture.pack([1], as: "case")
        let entries = try fixture.count("entries")
        let upload = try upload(try fixture.workspace.read("case.asice"), to: fixture)
        try Tool.run(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "own.key",
                "-out", "own.crt", "-subj", "/CN=the name of a victim",
            ], in: fixture.workspace.path)
        let own = try #require(try Certificate.list(pem: try fixture.workspace.read("own.crt")).first)
        let stated = try CanonicalJSON.decode(
            SignedStatement.self, from: try submitted(fixture, "case"), noun: "statement")
        let chain = stated.certificates.map(\.bytes)
        for certificates in [chain + [own.der], chain + [chain[0]]] {
            let answer = try submit(
                upload,
                try CanonicalJSON.encode(
                    SignedStatement(envelope: stated.envelope.bytes, certificates: certificates)), to: fixture)
            #expect(answer.status == 400, "\(answer.text)")
            #expect(try answer.problem.code == "exchange.statement.certificates")
        }
        #expect(try fixture.count("entries") == entries)
        // The root does no harm, and does not enter either.
        let root = try #require(try Certificate.list(pem: try fixture.workspace.read("pki/kh/root.pem")).first)
        _ = try accepted(
            try submit(
                upload,
                try CanonicalJSON.encode(
                    SignedStatement(envelope: stated.envelope.bytes, certificates: chain + [root.der])), to: fixture))
        let held = try fixture.sqlite("SELECT hex(digest) FROM certificates").output.lowercased()
        #expect(!held.contains(root.digest.hexadecimal))
        #expect(!held.contains(own.digest.hexadecimal))
    }

    @Test("The same submission asked for several times at once, and again afterwards, is one acceptance told each time")
    func sameSubmission() async throws {
        let fixture = try started()
        try fixture.pack((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0) }, as: "case")
        let upload = try upload(try fixture.workspace.read("case.asice"), to: fixture)
        let bodies = try (0..<4).map { _ in try submitted(fixture, "case") }
        let sender = Curl(fixture, as: .investigator).caller
        let answers = try await withThrowingTaskGroup(of: Curl.Answer.self) { group in
            for body in bodies {
                group.addTask { try sender.send("POST", "\(upload)/submission", body: body) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let results = try answers.map { try accepted($0) }
        #expect(Set(results.map(\.acceptedAt)).count == 1)
        let later = try accepted(try submit(upload, bodies[0], to: fixture))
        #expect(later.acceptedAt == results.first?.acceptedAt)
        #expect(later.bundle == results.first?.bundle)
        #expect(try fixture.count("receipts") == 1)
        // Somebody else learns nothing from it.
        let colleague = try submit(
            upload, try submitted(fixture, "case", by: .prosecutor), to: fixture, as: .prosecutor)
        #expect(colleague.status == 404)
        fixture.stop()
        #expect(try fixture.audit().status == 0)
    }

    @Test("Thirty uploads begun at the same moment are no more than a member may have")
    func manyUploads() async throws {
        let fixture = try started()
        let sender = Curl(fixture, as: .investigator).caller
        let answers = try await withThrowingTaskGroup(of: Curl.Answer.self) { group in
            for _ in 0..<30 {
                group.addTask {
                    try sender.send(
                        "POST", Self.uploads,
                        fields: [
                            ("Upload-Complete", "?0"), ("Upload-Length", "1000"),
                            ("Content-Type", "application/partial-upload"),
                        ], body: [1])
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let begun = answers.filter { $0.status == 201 }
        #expect(begun.count == 8)
        #expect(try fixture.count("uploads") == 8)
        for refused in answers where refused.status != 201 {
            #expect(refused.status == 503, "\(refused.text)")
            #expect(try refused.problem.code == "exchange.busy")
        }
        for upload in begun {
            #expect(try sender.send("HEAD", try #require(upload.fields["location"])).fields["upload-offset"] == "1")
        }
    }
}
