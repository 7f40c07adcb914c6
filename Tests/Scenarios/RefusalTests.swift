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
    static let log = "saksi/kh/phnom-penh/\(NodeFixture.agreement)"

    /// A statement that the person signs, as the API takes it.
    func statement(
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

    func submitted(
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

    static let uploads = "/v1/agreements/\(NodeFixture.agreement)/uploads"

    /// - Returns: the address of an upload of these bytes.
    func upload(
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

    func started() throws -> NodeFixture {
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
                for (name, value) in answer.fields where name != "date" {
                    #expect(value == first.fields[name], "\(what): \(name)")
                }
            }
        }
        let under = "/v1/agreements/\(NodeFixture.agreement)"
        for (method, tail) in [
            ("GET", ""), ("GET", "/exhibits"), ("GET", "/receipt"), ("GET", "/custody"), ("POST", "/decide"),
        ] {
            try same(
                "\(method) \(tail)",
                try [photograph, elsewhere, random].map { bundle in
                    try seconded.send(
                        method, "\(under)/bundles/\(bundle)\(tail)", body: method == "POST" ? decide : nil)
                })
        }
        func stated(
            _ what: String, _ type: EventType, at path: (String) -> String,
            _ fill: (inout CustodyEvent) throws -> Void = { _ in }
        ) throws {
            try same(
                what,
                try [photograph, elsewhere, random].map { bundle in
                    try seconded.send(
                        "POST", "\(under)/\(path(bundle))",
                        body: try statement(fixture, type, by: .seconded) { event in
                            event.bundle = BundleMention(id: try BundleID(parsing: bundle), digest: digest)
                            try fill(&event)
                        })
                })
        }
        let number = try CaseNumber(parsing: NodeFixture.caseNumber)
        try stated("releases", .releaseRequested, at: { "bundles/\($0)/releases" }) { event in
            event.case = number
            event.purpose = .investigation
        }
        try stated("events", .examined, at: { _ in "events" }) { $0.case = number }
        try stated("approvals", .approvalGiven, at: { _ in "approvals" }) { event in
            event.approval = GivenApproval(action: .retrieve, policy: digest, expires: event.at.adding(days: 1))
            event.counterpart = Counterpart(try Identity(parsing: "th/dsi/0201"))
        }
        try stated("consents", .consentGiven, at: { _ in "consents" }) { event in
            event.consent = GivenConsent(
                actions: [.retrieve], purposes: [.otherOffence], recipient: nil, expires: nil)
        }
        try same(
            "pages after",
            try [photograph, elsewhere, random].map { try seconded.send("GET", "\(under)/bundles?after=\($0)") })
        try same(
            "agreements",
            try [NodeFixture.other, "KH-TH-TEST-99"].map { try seconded.send("GET", "/v1/agreements/\($0)/bundles") })
        // The program says the same of both, letter by letter.
        let terms = ["--agreement", NodeFixture.agreement]
        let words: [(verb: [String], after: [String])] = [
            (["why", "retrieve"], terms + ["--purpose", "investigation"]), (["custody", "show"], terms),
            (["consent"], terms + ["--purpose", "other-offence"]), (["list", "--bundle"], terms),
            (
                ["retrieve"],
                terms + ["--case", NodeFixture.caseNumber, "--purpose", "investigation", "--out", "none.asice"]
            ),
        ]
        for (verb, after) in words {
            let said = try [photograph, elsewhere, random].map { bundle in
                let outcome = try fixture.saksi(verb + [bundle] + after, as: .seconded)
                return "\(outcome.status) \(outcome.everything.replacingOccurrences(of: bundle, with: "BUNDLE"))"
            }
            #expect(said.first?.contains("exchange.not-found") == true, "\(said)")
            #expect(Set(said).count == 1, "\(said)")
        }
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
}
