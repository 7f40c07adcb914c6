import Custody
import EvidenceBundle
import Foundation
import Glibc
import TestKit
import Testing
import Vocabulary
import Wire

/// What the register tells, and what it takes to tell nothing.
extension RefusalTests {
    private static let under = "/v1/agreements/\(NodeFixture.agreement)"

    /// A bundle of many exhibits.
    private func pack(_ count: Int, as name: String, category: String, in fixture: NodeFixture) throws -> String {
        for number in 0..<count { try fixture.workspace.write("\(number)", to: "\(name).d/\(number).txt") }
        let defaults = ["category=\(category)", "handling=none", "flags=none", "victim-identity=none"]
        let packed = try fixture.saksi(
            ["pack", "\(name).d"] + defaults.flatMap { ["--default", $0] } + [
                "--agreement", NodeFixture.agreement, "--case", NodeFixture.caseNumber, "--out", "\(name).asice",
                "--json",
            ], as: .investigator)
        #expect(packed.status == 0, "\(packed.everything)")
        #expect(try fixture.submit(name).status == 0)
        return try Answered(packed)["bundle"].text
    }

    @Test("Whatever is not there, and on whatever route, is told in the same words of the same size")
    func sameWords() throws {
        let fixture = try started()
        let member = Curl(fixture, as: .leader)
        let decide = Array(#"{"action":"retrieve","purpose":"investigation"}"#.utf8)
        let bundle = "\(Self.under)/bundles/\(BundleID(from: SystemRandomness()))"
        let answers = try [
            member.send("GET", "/v1/agreements/KH-TH-TEST-99/bundles"),
            member.send("GET", bundle),
            member.send("GET", "\(bundle)/exhibits"),
            member.send("GET", "\(bundle)/receipt"),
            member.send("GET", "\(bundle)/custody"),
            member.send("POST", "\(bundle)/decide", body: decide),
            member.send("GET", "\(Self.under)/bundles?after=\(BundleID(from: SystemRandomness()))"),
            member.send("DELETE", "/v1/uploads/\(UploadID(from: SystemRandomness()))"),
            member.send("GET", "/v1/releases/\(ReleaseID(from: SystemRandomness()))/content"),
            member.send("GET", "\(Self.under)/bundles/no-identifier"),
        ]
        for answer in answers {
            #expect(answer.status == 404, "\(answer.text)")
            #expect(answer.body == answers[0].body, "\(answer.text)")
        }
    }

    @Test("A list counts exhibits that are alike, and the exhibits of a bundle come in pages")
    func pages() throws {
        let fixture = try started()
        let bundle = try pack(1200, as: "many", category: "document", in: fixture)
        let member = Curl(fixture, as: .leader)
        let listed = try member.send("GET", "\(Self.under)/bundles")
        let page = try CanonicalJSON.decode(BundlePage.self, from: listed.body, noun: "page")
        #expect(page.bundles.map(\.classes.count) == [1])
        #expect(page.bundles.first?.classes.first?.count == 1200)
        #expect(listed.body.count < 2000)

        var numbers: [Int] = []
        var after = ""
        repeat {
            let answer = try member.send("GET", "\(Self.under)/bundles/\(bundle)/exhibits?\(after)limit=500")
            let page = try CanonicalJSON.decode(
                ExhibitPage.self, from: answer.body, noun: "page", limit: answer.body.count)
            numbers += page.exhibits.map(\.number.value)
            after = page.next.map { "after=\($0.value)&" } ?? ""
        } while !after.isEmpty
        #expect(numbers == Array(1...1200))
        for query in ["limit=0", "limit=501", "after=0", "after=x"] {
            #expect(try member.send("GET", "\(Self.under)/bundles/\(bundle)/exhibits?\(query)").status == 400)
        }

        let shown = try fixture.saksi(
            ["list", "--agreement", NodeFixture.agreement, "--bundle", bundle, "--json"], as: .leader)
        #expect(shown.status == 0, "\(shown.everything)")
        #expect(try Answered(shown)["exhibits"].list.count == 1200)
        let two = try fixture.saksi(
            [
                "retrieve", bundle, "--agreement", NodeFixture.agreement, "--case", NodeFixture.caseNumber,
                "--purpose", "investigation", "--item", "700", "--item", "3", "--out", "two.asice", "--json",
            ], as: .leader)
        #expect(two.status == 0, "\(two.everything)")
        #expect(try Answered(two)["exhibits"].list.map(\.number) == [3, 700])
    }

    @Test("What policy would refuse is refused before a byte of it is sent, and the refusal is in the log")
    func refusedBeforeSending() throws {
        let fixture = try started()
        // The seconded member may list and retrieve, and submits nothing.
        try fixture.pack([1], as: "case", by: .investigator)
        let entries = try fixture.count("entries")
        let refused = try fixture.submit("case", as: .seconded)
        #expect(refused.status == 3, "\(refused.everything)")
        #expect(try Answered(refused)["code"].text == "exchange.submission.refused")
        #expect(try Answered(refused)["reasons"].list.isEmpty == false)
        #expect(try fixture.count("uploads") == 0)
        #expect(try fixture.count("decisions") == 1)
        #expect(try fixture.count("entries") > entries)
        fixture.stop()
        let audit = try fixture.audit()
        #expect(audit.status == 0, "\(audit.everything)")
    }

    @Test("Whether a hearing is listed is decided on its account, not on what else lies in the bundle")
    func hearingBesideOthers() throws {
        let fixture = try started()
        try fixture.workspace.write(
            TestimonyScenarios.account.replacingOccurrences(of: RunningExchange.agreement, with: NodeFixture.agreement),
            to: "account.yaml")
        // The seconded member may not submit it; what was packed for it stays beside the receipt.
        let refused = try fixture.saksi(
            [
                "testimony", "account", "account.yaml", "--receipt", "account.receipt", "--handling", "none",
                "--victim-identity", "none", "--flags", "none", "--json",
            ], as: .seconded)
        #expect(refused.status == 3, "\(refused.everything)")
        let opened = try fixture.saksi(
            ["open", "account.receipt.asice", "--trust", "pki/trust.yaml", "--out", "opened"], as: .seconded)
        #expect(opened.status == 0, "\(opened.everything)")
        let json = try #require(
            FileManager.default.subpaths(atPath: fixture.workspace("opened"))?.first { $0.hasSuffix("account.json") })
        try fixture.workspace.write(try fixture.workspace.read("opened/\(json)"), to: "mixed.d/account.json")
        try fixture.workspace.write("a", to: "mixed.d/a.txt")
        try fixture.workspace.write(
            """
            path,category,handling,flags,victim-identity,media-type
            a.txt,document,none,none,none,text/plain
            account.json,court-record,none,none,none,MEDIA

            """.replacingOccurrences(of: "MEDIA", with: "application/vnd.saksi.hearing+json"), to: "mixed.csv")
        let packed = try fixture.saksi(
            [
                "pack", "mixed.d", "--sheet", "mixed.csv", "--agreement", NodeFixture.agreement, "--case",
                NodeFixture.caseNumber, "--out", "mixed.asice", "--json",
            ], as: .leader)
        #expect(packed.status == 0, "\(packed.everything)")
        let sent = try fixture.submit("mixed", as: .leader)
        #expect(sent.status == 0, "\(sent.everything)")
        func hearings(_ person: NodeFixture.Person) throws -> [String] {
            let listed = try fixture.saksi(
                ["testimony", "list", "--agreement", NodeFixture.agreement, "--json"], as: person)
            return try Answered(listed)["hearings"].list.map(\.["session"].text)
        }
        #expect(try hearings(.leader) == [TestimonyScenarios.session])
        #expect(try hearings(.seconded) == [])
        let seen = try Curl(fixture, as: .seconded).send("GET", "\(Self.under)/bundles")
        #expect(seen.text.contains("document") && !seen.text.contains("court-record"))
    }
}
