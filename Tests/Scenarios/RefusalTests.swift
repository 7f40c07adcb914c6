import Custody
import EvidenceBundle
import Foundation
import Glibc
import Seal
import TestKit
import Testing
import Vocabulary
import Wire

/// What is refused, in which words, and what is left of it: nothing.
@Suite("Refusals of a node")
struct RefusalTests {
    private static let log = "saksi/kh/phnom-penh/\(NodeFixture.agreement)"

    /// A statement that the person signs, as the API takes it.
    private func statement(
        _ fixture: NodeFixture, _ type: EventType, by person: NodeFixture.Person, at: Instant? = nil,
        agreement: String = NodeFixture.agreement, _ fill: (inout CustodyEvent) throws -> Void
    ) throws -> [UInt8] {
        let credential = try Credential(pem: try fixture.workspace.read("pki/\(person.rawValue).pem"), passphrase: nil)
        var event = CustodyEvent(
            event: EventID(from: SystemRandomness()), type: type,
            log: try LogOrigin(parsing: "saksi/kh/phnom-penh/\(agreement)"), signers: [credential.chain.leaf.digest],
            actor: credential.identity, at: at ?? SystemTimekeeper().now, offset: .indochina, clock: .device)
        try fill(&event)
        let envelope = try Envelope(signing: event, with: [credential])
        return try CanonicalJSON.encode(
            SignedStatement(envelope: envelope.bytes, certificates: credential.chain.all.map(\.der)))
    }

    private func submitted(
        _ fixture: NodeFixture, _ name: String, by person: NodeFixture.Person = .investigator, at: Instant? = nil
    ) throws -> [UInt8] {
        let bundle = try UnverifiedBundle(path: fixture.workspace("\(name).asice")).inspect()
        let file = Digest(of: try fixture.workspace.read("\(name).asice"))
        return try statement(fixture, .submitted, by: person, at: at) { event in
            event.case = bundle.record.case.number
            event.bundle = BundleMention(id: bundle.record.bundle, digest: bundle.digest, file: file)
            event.counterpart = Counterpart(try Identity(parsing: "kh/node/phnom-penh"))
            event.medium = .network
        }
    }

    private static let uploads = "/v1/agreements/\(NodeFixture.agreement)/uploads"

    /// - Returns: the address of an upload of these bytes.
    private func upload(
        _ bytes: [UInt8], length: Int? = nil, to fixture: NodeFixture, as person: NodeFixture.Person = .investigator
    ) throws -> String {
        let answer = try Curl(fixture, as: person).send(
            "POST", Self.uploads,
            fields: [
                ("Upload-Complete", length == nil ? "?1" : "?0"), ("Upload-Length", "\(length ?? bytes.count)"),
                ("Content-Type", "application/partial-upload"),
            ], body: bytes)
        #expect(answer.status == 201, "\(answer.text)")
        return try #require(answer.fields["location"])
    }

    private func started() throws -> NodeFixture {
        let fixture = try NodeFixture()
        try fixture.start()
        return fixture
    }

    @Test("A refused member learns the clause and the next step, in the same code on both ways; the log has it")
    func refusedMember() throws {
        let fixture = try started()
        let bundle = try fixture.pack([1, 2, 3], as: "case")
        #expect(try fixture.submit("case").status == 0)
        let refused = try fixture.saksi(
            [
                "retrieve", bundle, "--agreement", NodeFixture.agreement, "--case", NodeFixture.caseNumber,
                "--purpose", "immigration", "--out", "no.asice", "--json",
            ], as: .leader)
        #expect(refused.status == 3, "\(refused.everything)")
        let said = try Answered(refused)
        #expect(
            said["reasons"].list.contains { $0["clause"].text == "3" && $0["source"].text == NodeFixture.agreement })
        #expect(!said["next"].text.isEmpty)

        let digest = try UnverifiedBundle(path: fixture.workspace("case.asice")).inspect().digest
        let asked = try statement(fixture, .releaseRequested, by: .leader) { event in
            event.case = try CaseNumber(parsing: NodeFixture.caseNumber)
            event.bundle = BundleMention(id: try BundleID(parsing: bundle), digest: digest)
            event.purpose = .immigration
        }
        let answer = try Curl(fixture, as: .leader).send(
            "POST", "/v1/agreements/\(NodeFixture.agreement)/bundles/\(bundle)/releases", body: asked)
        #expect(answer.status == 403)
        #expect(answer.fields["content-type"] == Problem.contentType)
        let problem = try answer.problem
        #expect(problem.code == said["code"].text)
        #expect(problem.detail == said["reason"].text)
        #expect(problem.next == said["next"].text)
        #expect(problem.exit == refused.status)

        let shown = try fixture.saksi(
            ["custody", "show", bundle, "--agreement", NodeFixture.agreement, "--json"], as: .prosecutor)
        #expect(shown.status == 0, "\(shown.everything)")
        let types = try Answered(shown)["steps"].list.map(\.["event"]["type"].text)
        #expect(types.filter { $0 == "decision-denied" }.count == 2)
        fixture.stop()
        #expect(try fixture.audit().status == 0)
    }

    @Test("What one may not list cannot be told from what is not there: status, words and size are the same")
    func notThereAndNotForYou() throws {
        let fixture = try started()
        let photograph = try fixture.pack([1], as: "photograph", category: "photograph")
        let elsewhere = try fixture.pack([2], as: "elsewhere", agreement: NodeFixture.other)
        #expect(try fixture.submit("photograph").status == 0)
        #expect(try fixture.submit("elsewhere").status == 0)
        let seconded = Curl(fixture, as: .seconded)
        let random = BundleID(from: SystemRandomness()).text
        let digest = try UnverifiedBundle(path: fixture.workspace("photograph.asice")).inspect().digest
        let decide = Array(#"{"action":"retrieve","purpose":"investigation"}"#.utf8)

        func same(_ what: String, _ answers: [Curl.Answer]) throws {
            let first = try #require(answers.first)
            #expect(first.status == 404, "\(what): \(first.text)")
            if !first.body.isEmpty { #expect(try first.problem.code == "exchange.not-found", "\(what)") }
            for answer in answers.dropFirst() {
                #expect(answer.status == first.status, "\(what)")
                #expect(answer.body == first.body, "\(what): \(answer.text) is not \(first.text)")
                #expect(Set(answer.fields.keys) == Set(first.fields.keys), "\(what)")
                #expect(answer.fields["content-length"] == first.fields["content-length"], "\(what)")
            }
        }
        let under = "/v1/agreements/\(NodeFixture.agreement)"
        for (method, tail) in [("GET", ""), ("GET", "/receipt"), ("GET", "/custody"), ("POST", "/decide")] {
            try same(
                "\(method) \(tail)",
                try [photograph, elsewhere, random].map { bundle in
                    try seconded.send(
                        method, "\(under)/bundles/\(bundle)\(tail)", body: method == "POST" ? decide : nil)
                })
        }
        try same(
            "releases",
            try [photograph, elsewhere, random].map { bundle in
                try seconded.send(
                    "POST", "\(under)/bundles/\(bundle)/releases",
                    body: try statement(fixture, .releaseRequested, by: .seconded) { event in
                        event.case = try CaseNumber(parsing: NodeFixture.caseNumber)
                        event.bundle = BundleMention(id: try BundleID(parsing: bundle), digest: digest)
                        event.purpose = .investigation
                    })
            })
        try same(
            "events",
            try [photograph, elsewhere, random].map { bundle in
                try seconded.send(
                    "POST", "\(under)/events",
                    body: try statement(fixture, .examined, by: .seconded) { event in
                        event.case = try CaseNumber(parsing: NodeFixture.caseNumber)
                        event.bundle = BundleMention(id: try BundleID(parsing: bundle), digest: digest)
                    })
            })
        try same(
            "pages after",
            try [photograph, elsewhere, random].map { try seconded.send("GET", "\(under)/bundles?after=\($0)") })
        try same(
            "agreements",
            try [NodeFixture.other, "KH-TH-TEST-99"].map { try seconded.send("GET", "/v1/agreements/\($0)/bundles") })
        let stranger = Curl(fixture, as: .stranger)
        try same(
            "a stranger",
            try [NodeFixture.agreement, NodeFixture.other, "KH-TH-TEST-99"].map {
                try stranger.send("GET", "/v1/agreements/\($0)/log/checkpoint")
            })

        // Uploads and releases of somebody else.
        let upload = try upload([1, 2, 3], length: 10, to: fixture)
        let noUpload = "/v1/uploads/\(UploadID(from: SystemRandomness()))"
        for method in ["HEAD", "DELETE"] {
            try same("\(method) upload", try [upload, noUpload].map { try seconded.send(method, $0) })
        }
        try same(
            "PATCH upload",
            try [upload, noUpload].map {
                try seconded.send(
                    "PATCH", $0,
                    fields: [("Upload-Offset", "3"), ("Content-Type", "application/partial-upload")], body: [4])
            })
        try same(
            "submission",
            try [upload, noUpload].map {
                try seconded.send("POST", "\($0)/submission", body: try submitted(fixture, "photograph", by: .seconded))
            })
        #expect(try Curl(fixture, as: .investigator).send("HEAD", upload).fields["upload-offset"] == "3")
        let retrieved = try fixture.saksi(
            [
                "retrieve", photograph, "--agreement", NodeFixture.agreement, "--case", NodeFixture.caseNumber,
                "--purpose", "investigation", "--out", "got.asice", "--json",
            ], as: .leader)
        #expect(retrieved.status == 0, "\(retrieved.everything)")
        let release = try Answered(retrieved)["release"].text
        let noRelease = ReleaseID(from: SystemRandomness()).text
        try same(
            "release", try [release, noRelease].map { try seconded.send("GET", "/v1/releases/\($0)/content") })
    }

    @Test("An exhibit that one may not list is as one that is not there")
    func exhibits() throws {
        let fixture = try started()
        try fixture.workspace.write("a", to: "mixed.d/a.txt")
        try fixture.workspace.write("b", to: "mixed.d/b.png")
        try fixture.workspace.write(
            """
            path,category,handling,flags,victim-identity
            a.txt,document,none,none,none
            b.png,photograph,none,none,none

            """, to: "mixed.csv")
        let packed = try fixture.saksi(
            [
                "pack", "mixed.d", "--sheet", "mixed.csv", "--agreement", NodeFixture.agreement, "--case",
                NodeFixture.caseNumber, "--out", "mixed.asice", "--json",
            ], as: .investigator)
        let bundle = try Answered(packed)["bundle"].text
        #expect(try fixture.submit("mixed").status == 0)
        let seconded = Curl(fixture, as: .seconded)
        let place = "/v1/agreements/\(NodeFixture.agreement)/bundles/\(bundle)"
        let listed = try seconded.send("GET", place)
        #expect(listed.status == 200)
        #expect(listed.text.contains("document") && !listed.text.contains("photograph"))
        let answers = try [2, 9].map { number in
            try seconded.send(
                "POST", "\(place)/decide",
                body: Array(#"{"action":"retrieve","exhibits":[\#(number)],"purpose":"investigation"}"#.utf8))
        }
        #expect(answers[0].status == 404 && answers[1].status == 404)
        #expect(answers[0].body == answers[1].body)
    }

    @Test("A member who is revoked while the node runs is refused at the next request")
    func revoked() throws {
        let fixture = try started()
        let member = Curl(fixture, as: .investigator)
        #expect(try member.send("GET", "/v1/node").status == 200)
        let upload = try upload([1, 2, 3], length: 10, to: fixture)
        let certificate = try #require(
            try Certificate.list(pem: try fixture.workspace.read("pki/kh/ahtjpp-0101.pem")).first)
        try Demonstration(
            folder: fixture.workspace("pki"), now: SystemTimekeeper().now, randomness: SystemRandomness()
        ).revoke(certificate)
        try wait(for: "the node to know of the revocation") { try member.send("GET", "/v1/node").status != 200 }
        for answer in [try member.send("GET", "/v1/node"), try member.send("HEAD", upload)] {
            #expect(answer.status == 403)
            if !answer.body.isEmpty { #expect(try answer.problem.code == "trust.revocation.revoked") }
        }
        #expect(try Curl(fixture, as: .leader).send("GET", "/v1/node").status == 200)
        let outcome = try fixture.saksi(["list", "--agreement", NodeFixture.agreement, "--json"], as: .investigator)
        #expect(outcome.status == 6, "\(outcome.everything)")
        #expect(try Answered(outcome)["code"].text == "trust.revocation.revoked")
    }

    @Test("Certificates that are expired, of another party's root, of nobody, or missing reach nothing")
    func certificates() throws {
        let fixture = try started()
        let now = SystemTimekeeper().now
        let demonstration = Demonstration(
            folder: fixture.workspace("pki"), now: now, randomness: SystemRandomness())
        let mint = Mint(now: now, randomness: SystemRandomness())
        func made(_ name: String, issuer: String, _ change: (inout MintOrder) -> Void) throws -> Curl.Answer {
            let identity = try Identity(parsing: "kh/ahtjpp/0101")
            var order = MintOrder(for: identity, uses: [.memberTLS], now: now)
            change(&order)
            let credential = try mint.issue(order, by: try demonstration.issuer(of: try Party(parsing: issuer)))
            let path = "pki/\(name).pem"
            try fixture.workspace.write(credential.chain.pem + credential.privateKeyPEM.revealed, to: path)
            return try Curl(fixture, identity: path).send("GET", "/v1/node")
        }
        let expired = try made("expired", issuer: "KH") { order in
            order.notBefore = now.adding(seconds: -7200)
            order.notAfter = now.adding(seconds: -3600)
        }
        #expect(try expired.problem.code == "trust.certificate.expired", "\(expired.text)")
        let early = try made("early", issuer: "KH") { $0.notBefore = now.adding(seconds: 3600) }
        #expect(try early.problem.exit == 6, "\(early.text)")
        let foreign = try made("foreign", issuer: "TH") { _ in }
        #expect(try foreign.problem.exit == 6, "\(foreign.text)")
        try Tool.run(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "own.key",
                "-out", "own.crt", "-subj", "/CN=nobody", "-addext", "subjectAltName=URI:saksi://kh/ahtjpp/0101",
            ], in: fixture.workspace.path)
        try fixture.workspace.write(
            try fixture.workspace.read("own.crt") + fixture.workspace.read("own.key"), to: "own.pem")
        let own = try Curl(fixture, identity: "own.pem").send("GET", "/v1/node")
        #expect(try own.problem.exit == 6)
        for answer in [expired, early, foreign, own] {
            #expect(answer.status == 403)
            #expect(try !answer.problem.next.isEmpty)
        }
        let node = try Curl(fixture, identity: "pki/th/node-bangkok-tls.pem").send("GET", "/v1/node")
        #expect(node.status == 403, "\(node.text)")
    }

    @Test("An agreement that a party has not signed stops the node at its start, with the party's name")
    func unsignedAgreement() throws {
        let fixture = try NodeFixture()
        let signature = "agreements/\(NodeFixture.agreement).yaml.th-oag-0001.p7s"
        try FileManager.default.removeItem(atPath: fixture.workspace(signature))
        let outcome = try fixture.refusedStart()
        #expect(outcome.status == 6, "\(outcome.everything)")
        #expect(outcome.everything.contains("exchange.agreement.unsigned"))
        #expect(outcome.everything.contains("\(NodeFixture.agreement).yaml is not signed for TH"))
    }

    @Test("Another text of an agreement under the same version is refused; a higher version comes into force")
    func changedAgreement() throws {
        let fixture = try started()
        try fixture.pack([1], as: "case")
        #expect(try fixture.submit("case").status == 0)
        fixture.stop()
        let first = Digest(
            of: try fixture.workspace.read("agreements/\(NodeFixture.agreement).yaml"))
        func replace(version: Int) throws {
            let people = "  - { id: kh/ahtjpp/0101, role: member, from: 2020-01-01, until: 2099-12-31 }"
            let name = "agreements/\(NodeFixture.agreement).yaml"
            try fixture.workspace.write(
                NodeFixture.text(
                    of: NodeFixture.agreement, people: people, version: version,
                    supersedes: version == 1 ? "" : "\nsupersedes: { version: 1, digest: \"\(first)\" }"), to: name)
            for signer in ["kh/moj-0001", "th/oag-0001"] {
                let beside = "\(name).\(signer.replacingOccurrences(of: "/", with: "-")).p7s"
                try FileManager.default.removeItem(atPath: fixture.workspace(beside))
                let signed = try Tool.run(
                    RunningExchange.programs + "/saksi",
                    ["agreement", "sign", name, "--identity", "pki/\(signer).pem"], in: fixture.workspace.path)
                #expect(signed.status == 0, "\(signed.everything)")
            }
        }
        try replace(version: 1)
        let outcome = try fixture.refusedStart()
        #expect(outcome.status == 2, "\(outcome.everything)")
        #expect(outcome.everything.contains("exchange.agreement.changed"))
        try replace(version: 2)
        try fixture.start()
        #expect(try Curl(fixture, as: .investigator).send("GET", "/v1/node").text.contains(#""version":2"#))
        fixture.stop()
        let audit = try fixture.audit()
        #expect(audit.status == 0, "\(audit.everything)")
    }

    @Test("A damaged bundle is refused with its code, by the program before it is sent and by the node, and not kept")
    func damagedBundle() throws {
        let fixture = try started()
        try fixture.pack(Array("some content of an exhibit".utf8), as: "case")
        var bytes = try fixture.workspace.read("case.asice")
        let needle = Array("some content".utf8)
        let found = try #require(bytes.indices.first { bytes[$0...].starts(with: needle) })
        bytes[found] ^= 1
        try fixture.workspace.write(bytes, to: "damaged.asice")
        let local = try fixture.submit("damaged")
        #expect(local.status == 1, "\(local.everything)")

        let entries = try fixture.count("entries")
        let upload = try upload(bytes, to: fixture)
        let answer = try Curl(fixture, as: .investigator).send(
            "POST", "\(upload)/submission", body: try submitted(fixture, "case"))
        #expect(answer.status == 422, "\(answer.text)")
        #expect(try answer.problem.code.hasPrefix("bundle."))
        #expect(try answer.problem.code == Answered(local)["code"].text)
        try expectNothing(in: fixture, entries: entries)
    }

    /// No blob, no part of one, no row.
    private func expectNothing(in fixture: NodeFixture, entries: Int) throws {
        #expect(fixture.heldFiles().isEmpty)
        for table in ["bundles", "blobs", "exhibits", "receipts", "uploads"] {
            #expect(try fixture.count(table) == 0, "\(table)")
        }
        #expect(try fixture.count("entries") == entries)
        fixture.stop()
        #expect(try fixture.audit().status == 0)
    }

    @Test("Uploads that are too short, too long or of another digest are refused, and a cancelled one leaves nothing")
    func lengths() throws {
        let fixture = try started()
        let member = Curl(fixture, as: .investigator)
        try fixture.pack([7, 7, 7], as: "case")
        let bytes = try fixture.workspace.read("case.asice")
        let body = try submitted(fixture, "case")
        let entries = try fixture.count("entries")

        let short = try upload(Array(bytes.dropLast(10)), length: bytes.count, to: fixture)
        let tooShort = try member.send("POST", "\(short)/submission", body: body)
        #expect(tooShort.status == 400, "\(tooShort.text)")
        #expect(try tooShort.problem.code == "exchange.upload.length")
        let tooLong = try member.send(
            "PATCH", short,
            fields: [
                ("Upload-Offset", "\(bytes.count - 10)"), ("Content-Type", "application/partial-upload"),
                ("Upload-Complete", "?1"),
            ], body: [UInt8](repeating: 0, count: 11))
        #expect(tooLong.status == 400, "\(tooLong.text)")
        #expect(try tooLong.problem.code == "exchange.upload.length")
        for offset in [0, bytes.count - 9, bytes.count + 5] {
            let behind = try member.send(
                "PATCH", short,
                fields: [("Upload-Offset", "\(offset)"), ("Content-Type", "application/partial-upload")], body: [1])
            #expect(behind.status == 409, "\(behind.text)")
            #expect(try behind.problem.code == "exchange.upload.offset")
        }
        #expect(try member.send("DELETE", short).status == 204)
        #expect(try member.send("HEAD", short).status == 404)

        let other = try upload(bytes, to: fixture)
        let wrong = Data(Digest(of: [1]).bytes).base64EncodedString()
        let mismatch = try member.send(
            "POST", "\(other)/submission", fields: [("Repr-Digest", "sha-256=:\(wrong):")], body: body)
        #expect(mismatch.status == 422)
        #expect(try mismatch.problem.code == "exchange.upload.digest")
        try expectNothing(in: fixture, entries: entries)
    }

    @Test("The same file again has the same receipt; another member's submission of it is one of its own")
    func idempotency() throws {
        let fixture = try started()
        let bundle = try fixture.pack([5, 5], as: "case")
        let bytes = try fixture.workspace.read("case.asice")
        func send(_ person: NodeFixture.Person) throws -> SubmissionResult {
            let upload = try upload(bytes, to: fixture, as: person)
            let answer = try Curl(fixture, as: person).send(
                "POST", "\(upload)/submission", body: try submitted(fixture, "case", by: person))
            #expect(answer.status == 200, "\(answer.text)")
            return try CanonicalJSON.decode(SubmissionResult.self, from: answer.body, noun: "result")
        }
        let first = try send(.investigator)
        let again = try send(.investigator)
        #expect(
            try Receipt(parsing: Array(first.receipt.utf8)).envelope
                == Receipt(parsing: Array(again.receipt.utf8)).envelope)
        #expect(first.acceptedAt == again.acceptedAt)
        #expect(try fixture.count("receipts") == 1)

        let colleague = try send(.prosecutor)
        #expect(colleague.bundle.text == bundle)
        #expect(
            try Receipt(parsing: Array(colleague.receipt.utf8)).index
                > Receipt(parsing: Array(first.receipt.utf8)).index)
        #expect(colleague.acceptedAt > first.acceptedAt)
        #expect(!String(decoding: try CanonicalJSON.encode(colleague), as: UTF8.self).contains(first.acceptedAt.text))
        #expect(try fixture.count("receipts") == 2)
        #expect(try fixture.count("bundles") == 1)
        let colleagueAgain = try send(.prosecutor)
        #expect(
            try Receipt(parsing: Array(colleague.receipt.utf8)).index
                == Receipt(parsing: Array(colleagueAgain.receipt.utf8)).index)
        fixture.stop()
        let audit = try fixture.audit()
        #expect(audit.status == 0, "\(audit.everything)")
        #expect(fixture.heldFiles().count == 1)
    }

    @Test("Six senders of one file at the same moment get one acceptance")
    func together() throws {
        let fixture = try started()
        try fixture.pack([UInt8](repeating: 3, count: 5000), as: "case")
        let names = (0..<6).map { "r\($0)" }
        let senders = try names.map { name in
            try fixture.begin(
                ["submit", "case.asice", "--receipt", "\(name).receipt", "--json"],
                as: .investigator, output: "\(name).said")
        }
        for sender in senders { sender.waitUntilExit() }
        for (name, sender) in zip(names, senders) where sender.terminationStatus != 0 {
            // Two processes of one person share the note about the upload; who lost it runs the same command again.
            let said = String(decoding: try fixture.workspace.read("\(name).said"), as: UTF8.self)
            let again = try fixture.saksi(
                ["submit", "case.asice", "--receipt", "\(name).receipt", "--json"], as: .investigator)
            #expect(again.status == 0, "\(said)\n\(again.everything)")
        }
        #expect(try fixture.count("bundles") == 1)
        #expect(try fixture.count("receipts") == 1)
        fixture.stop()
        #expect(try fixture.audit().status == 0)
    }

    @Test("A statement from a clock that is ahead is refused with what to do")
    func clockAhead() throws {
        let fixture = try started()
        try fixture.pack([1], as: "case")
        let entries = try fixture.count("entries")
        let upload = try upload(try fixture.workspace.read("case.asice"), to: fixture)
        let answer = try Curl(fixture, as: .investigator).send(
            "POST", "\(upload)/submission",
            body: try submitted(fixture, "case", at: SystemTimekeeper().now.adding(seconds: 3600)))
        #expect(answer.status == 400, "\(answer.text)")
        #expect(try answer.problem.code == "exchange.statement.time")
        #expect(try answer.problem.next.contains("clock"))
        try expectNothing(in: fixture, entries: entries)
    }

    @Test("A full disk refuses uploads with what is missing, keeps nothing half, and works when there is room again")
    func fullDisk() throws {
        let disk = try Workspace()
        guard geteuid() == 0,
            try Tool.run("mount", ["-t", "tmpfs", "-o", "size=24m", "tmpfs", disk.path]).status == 0
        else {
            print("RefusalTests: NOT RUN: a full disk needs the right to mount a tmpfs")
            return
        }
        defer { _ = try? Tool.run("umount", ["-l", disk.path]) }
        let fixture = try NodeFixture(data: disk("data"), reserve: 1 << 20)
        try fixture.start()
        try fixture.pack([UInt8](repeating: 1, count: 1000), as: "first")
        #expect(try fixture.submit("first").status == 0)
        let held = fixture.heldFiles()

        let large = try Curl(fixture, as: .investigator).send(
            "POST", Self.uploads, fields: [("Upload-Complete", "?0"), ("Upload-Length", "\(64 << 20)")], body: [])
        #expect(large.status == 507, "\(large.text)")
        #expect(try large.problem.detail.contains { $0.isNumber })
        #expect(try large.problem.exit == 7)

        try fixture.pack((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0) }, as: "second")
        let filler = disk("filler")
        let free = try #require(
            try FileManager.default.attributesOfFileSystem(forPath: disk.path)[.systemFreeSize] as? NSNumber)
        try Data(count: free.intValue - (2 << 20)).write(to: URL(fileURLWithPath: filler))
        let full = try fixture.submit("second")
        #expect(full.status == 7, "\(full.everything)")
        #expect(try Answered(full)["code"].text == "storage.no-space")
        #expect(fixture.heldFiles() == held)
        #expect(try fixture.count("uploads") == 0)
        #expect(!FileManager.default.fileExists(atPath: fixture.workspace("second.receipt")))

        // No byte left at all: not even what goes on in the log fits.
        let rest = try #require(
            try FileManager.default.attributesOfFileSystem(forPath: disk.path)[.systemFreeSize] as? NSNumber)
        try? Data(count: rest.intValue + 4096).write(to: URL(fileURLWithPath: disk("rest")))
        let none = try fixture.submit("second")
        #expect(none.status == 7 || none.status == 5, "\(none.everything)")

        for name in ["filler", "rest"] { try? FileManager.default.removeItem(atPath: disk(name)) }
        if !fixture.isRunning { try fixture.start() }
        #expect(try fixture.submit("second").status == 0)
        fixture.stop()
        let audit = try fixture.audit()
        #expect(audit.status == 0, "\(audit.everything)")
    }
}
