import Foundation
import TestKit
import Testing

/// From the folder of an investigator to what the counterpart holds, with real programs on both ends.
@Suite("Sharing evidence with a real node")
struct SharingScenarios {
    private static let sheet = """
        path,category,handling,flags,victim-identity,rendition-of,rendition-kind
        complaint.txt,document,none,none,direct,,
        redacted.txt,document,none,none,none,1,redaction
        gate.png,photograph,none,none,none,,

        """

    private func exchange() throws -> RunningExchange {
        let exchange = try RunningExchange()
        try exchange.workspace.write("ពាក្យបណ្ដឹង A\n", to: "exhibits/complaint.txt")
        try exchange.workspace.write("ពាក្យបណ្ដឹង [P-001]\n", to: "exhibits/redacted.txt")
        try exchange.workspace.write([0x89, 0x50, 0x4E, 0x47], to: "exhibits/gate.png")
        try exchange.workspace.write(Self.sheet, to: "sheet.csv")
        return exchange
    }

    private func submitted(_ exchange: RunningExchange) throws -> String {
        let packed = try Answered(try exchange.pack("exhibits", as: "case.asice", sheet: "sheet.csv"))
        let outcome = try exchange.saksi(
            "submit", "case.asice", "--receipt", "case.receipt", "--json", as: .investigator)
        #expect(outcome.status == 0, "\(outcome.everything)")
        let answer = try Answered(outcome)
        #expect(answer["bundle"].text == packed["bundle"].text)
        #expect(answer["state"].text == "provisional")
        return answer["bundle"].text
    }

    @Test("What an investigator submits is listed, refused, released, acknowledged, and proved at the end")
    func wholeWay() throws {
        let exchange = try exchange()
        let bundle = try submitted(exchange)
        let under = ["--agreement", RunningExchange.agreement]

        let checked = try exchange.saksi("verify", "case.asice", "--receipt", "case.receipt", as: .investigator)
        #expect(checked.status == 0, "\(checked.everything)")

        let listed = try Answered(try exchange.saksi("list", under[0], under[1], "--json", as: .leader))
        #expect(listed["bundles"].list.map(\.["bundle"].text) == [bundle])
        #expect(listed["bundles"].list.first?["classes"].list.map(\.["count"].number).reduce(0, +) == 3)
        let one = try Answered(
            try exchange.saksi("list", under[0], under[1], "--bundle", bundle, "--json", as: .leader))
        #expect(one["exhibits"].list.map(\.["number"].number) == [1, 2, 3])

        let why = try exchange.saksi(
            "why", "retrieve", bundle, under[0], under[1], "--purpose", "immigration", "--json", as: .leader)
        #expect(why.status == 3)
        #expect(why.output.contains("7(4)"))

        let asked = ["retrieve", bundle, under[0], under[1], "--case", RunningExchange.caseNumber]
        let refused = try exchange.saksi(
            asked[0], asked[1], asked[2], asked[3], asked[4], asked[5], "--purpose", "immigration", "--out", "no.asice",
            "--json", as: .leader)
        #expect(refused.status == 3)
        let refusal = try Answered(refused)
        #expect(refusal["code"].text == "exchange.release.refused")
        #expect(refusal["reasons"].list.contains { $0["clause"].text == "7(4)" })
        #expect(!FileManager.default.fileExists(atPath: exchange.workspace("no.asice")))
        #expect(!FileManager.default.fileExists(atPath: exchange.workspace("no.asice.part")))

        let retrieved = try exchange.saksi(
            asked[0], asked[1], asked[2], asked[3], asked[4], asked[5], "--purpose", "trial", "--out", "got.asice",
            "--json",
            as: .leader)
        #expect(retrieved.status == 0, "\(retrieved.everything)")
        #expect(try exchange.workspace.read("got.asice") == exchange.workspace.read("case.asice"))
        #expect(try !Answered(retrieved)["isExtract"].truth)

        let custody = try exchange.saksi("custody", "show", bundle, under[0], under[1], "--json", as: .prosecutor)
        #expect(custody.status == 0, "\(custody.everything)")
        let types = try Answered(custody)["steps"].list.map(\.["event"]["type"].text)
        #expect(
            types == [
                "submitted", "accepted", "release-requested", "decision-denied", "release-requested", "released",
                "delivered", "received",
            ])
    }

    @Test("A seconded member gets an extract with the redaction in the place of the original, and hears why")
    func extract() throws {
        let exchange = try exchange()
        let bundle = try submitted(exchange)
        let outcome = try exchange.saksi(
            "retrieve", bundle, "--agreement", RunningExchange.agreement, "--case", RunningExchange.caseNumber,
            "--purpose",
            "investigation", "--out", "part.asice", "--json", as: .seconded)
        #expect(outcome.status == 0, "\(outcome.everything)")
        let answer = try Answered(outcome)
        #expect(answer["isExtract"].truth)
        #expect(answer["exhibits"].list.map(\.number) == [2])
        #expect(answer["heldBack"].list.map { $0["exhibits"].list.map(\.number) } == [[3]])
        let bytes = try exchange.workspace.read("part.asice")
        for secret in ["complaint.txt", "gate.png"] {
            #expect(!String(decoding: bytes, as: UTF8.self).contains(secret), "The extract names \(secret)")
        }
        #expect(try exchange.saksi("verify", "part.asice", as: .seconded).status == 0)
    }

    @Test("One exhibit of a bundle can be asked for by its number")
    func oneItem() throws {
        let exchange = try exchange()
        let bundle = try submitted(exchange)
        let outcome = try exchange.saksi(
            "retrieve", bundle, "--agreement", RunningExchange.agreement, "--case", RunningExchange.caseNumber,
            "--purpose",
            "prosecution", "--item", "3", "--out", "one.asice", "--json", as: .leader)
        #expect(outcome.status == 0, "\(outcome.everything)")
        #expect(try Answered(outcome)["exhibits"].list.map(\.number) == [3])
        let unknown = try exchange.saksi(
            "retrieve", bundle, "--agreement", RunningExchange.agreement, "--case", RunningExchange.caseNumber,
            "--purpose",
            "prosecution", "--item", "9", "--out", "nine.asice", "--json", as: .leader)
        #expect(unknown.status == 3)
        #expect(try Answered(unknown)["code"].text == "online.exhibit")
    }

    @Test("What waits for approvals is told apart from what is refused; with the approvals it is released, once")
    func pending() throws {
        let exchange = try RunningExchange()
        try exchange.workspace.write("x", to: "intercepts/call.txt")
        try exchange.workspace.write(
            "path,category,handling,flags,victim-identity\ncall.txt,intercept,none,none,none\n", to: "calls.csv")
        try exchange.pack("intercepts", as: "calls.asice", sheet: "calls.csv")
        let sent = try exchange.saksi(
            "submit", "calls.asice", "--receipt", "calls.receipt", "--json", as: .investigator)
        #expect(sent.status == 0, "\(sent.everything)")
        let bundle = try Answered(sent)["bundle"].text
        let asked = try exchange.saksi(
            "retrieve", bundle, "--agreement", RunningExchange.agreement, "--case", RunningExchange.caseNumber,
            "--purpose",
            "trial", "--out", "calls-got.asice", "--json", as: .leader)
        #expect(asked.status == 4, "\(asked.everything)")
        #expect(try Answered(asked)["code"].text == "exchange.decision.pending")
        let why = try exchange.saksi(
            "why", "retrieve", bundle, "--agreement", RunningExchange.agreement, "--purpose", "trial", as: .leader)
        #expect(why.status == 4, "\(why.everything)")

        // The answer names the command; the leader of the giving side and its central authority run it.
        let next = try Answered(asked)["next"].text
        let place = try #require(next.range(of: "saksi approve "))
        let command = next[place.upperBound...].split(separator: " ").map(String.init)
        func approve(_ person: RunningExchange.Person, _ arguments: [String]) throws -> Tool.Outcome {
            try Tool.run(
                RunningExchange.programs + "/saksi", ["approve"] + arguments + ["--profile", person.profile],
                in: exchange.workspace.path, environment: RunningExchange.environment(exchange.workspace))
        }
        let listed = try approve(.prosecutor, ["--list", "--agreement", RunningExchange.agreement, "--json"])
        #expect(try Answered(listed)["waiting"].list.map { $0["requests"].list.map(\.text) } == [[command[0]]])
        let shown = try approve(.authority, command + ["--dry-run"])
        #expect(shown.status == 0 && shown.output.contains("Nothing was sent"), "\(shown.everything)")
        #expect(shown.output.contains("th/dsi/0201"))
        for person in [RunningExchange.Person.prosecutor, .authority] {
            let approved = try approve(person, command)
            #expect(approved.status == 0, "\(approved.everything)")
        }
        let twice = try approve(.authority, command)
        #expect(twice.status == 2 && twice.everything.contains("online.request"), "\(twice.everything)")
        #expect(try approve(.leader, command).status == 2)
        func retrieve(_ out: String) throws -> Tool.Outcome {
            try exchange.saksi(
                "retrieve", bundle, "--agreement", RunningExchange.agreement, "--case", RunningExchange.caseNumber,
                "--purpose", "trial", "--out", out, "--json", as: .leader)
        }
        let released = try retrieve("calls-got.asice")
        #expect(released.status == 0, "\(released.everything)")
        #expect(try retrieve("calls-again.asice").status == 4)
    }

    @Test("With the giving party's consent material serves another offence, until the consent is withdrawn")
    func consent() throws {
        let exchange = try exchange()
        let bundle = try submitted(exchange)
        func retrieve(_ out: String) throws -> Tool.Outcome {
            try exchange.saksi(
                "retrieve", bundle, "--agreement", RunningExchange.agreement, "--case", RunningExchange.caseNumber,
                "--purpose", "other-offence", "--item", "2", "--out", out, "--json", as: .leader)
        }
        #expect(try retrieve("a.asice").status == 3)
        let refused = try exchange.saksi(
            "consent", bundle, "--agreement", RunningExchange.agreement, "--purpose", "other-offence", "--json",
            as: .prosecutor)
        #expect(refused.status == 3, "\(refused.everything)")
        let given = try exchange.saksi(
            "consent", bundle, "--agreement", RunningExchange.agreement, "--purpose", "other-offence", "--item", "2",
            "--to", "TH", "--days", "30", "--json", as: .authority)
        #expect(given.status == 0, "\(given.everything)")
        let event = try Answered(given)["event"]["event"].text
        let got = try retrieve("a.asice")
        #expect(got.status == 0, "\(got.everything)")
        let listed = try exchange.saksi(
            "consent", "--list", "--agreement", RunningExchange.agreement, as: .authority)
        #expect(listed.output.contains("saksi consent --withdraw \(event)"), "\(listed.everything)")
        let withdrawn = try exchange.saksi(
            "consent", "--withdraw", event, "--agreement", RunningExchange.agreement, "--json", as: .authority)
        #expect(withdrawn.status == 0, "\(withdrawn.everything)")
        #expect(try retrieve("b.asice").status == 3)
    }

    @Test("Submitting the same file again gives the same acceptance, and the same command again says that it is done")
    func again() throws {
        let exchange = try exchange()
        let bundle = try submitted(exchange)
        let same = try Answered(
            try exchange.saksi("submit", "case.asice", "--receipt", "case.receipt", "--json", as: .investigator))
        #expect(same["repeated"].truth)
        let lost = try Answered(
            try exchange.saksi("submit", "case.asice", "--receipt", "second.receipt", "--json", as: .investigator))
        #expect(lost["repeated"].truth)
        #expect(lost["bundle"].text == bundle)
        #expect(lost["index"].number == same["index"].number)
        #expect(
            try exchange.saksi("verify", "case.asice", "--receipt", "second.receipt", as: .investigator).status == 0)
    }

    @Test("A dry run sends nothing and says what would be sent")
    func dryRun() throws {
        let exchange = try exchange()
        try exchange.pack("exhibits", as: "case.asice", sheet: "sheet.csv")
        let outcome = try exchange.saksi(
            "submit", "case.asice", "--receipt", "case.receipt", "--dry-run", "--json", as: .investigator)
        #expect(outcome.status == 0, "\(outcome.everything)")
        #expect(try Answered(outcome)["state"].text == "not-sent")
        let listed = try exchange.saksi("list", "--agreement", RunningExchange.agreement, "--json", as: .leader)
        #expect(try Answered(listed)["bundles"].list.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: exchange.workspace("case.receipt")))
    }

    @Test("A bundle that does not verify is not sent")
    func damaged() throws {
        let exchange = try exchange()
        try exchange.pack("exhibits", as: "case.asice", sheet: "sheet.csv")
        var bytes = try exchange.workspace.read("case.asice")
        bytes[bytes.count / 2] ^= 1
        try exchange.workspace.write(bytes, to: "case.asice")
        let outcome = try exchange.saksi("submit", "case.asice", "--receipt", "r", "--json", as: .investigator)
        #expect(outcome.status == 1, "\(outcome.everything)")
        #expect(!FileManager.default.fileExists(atPath: exchange.workspace("state/saksi/uploads")))
    }

    @Test("Somebody who is not on the roster learns of nothing")
    func stranger() throws {
        let exchange = try exchange()
        let bundle = try submitted(exchange)
        let listed = try exchange.saksi("list", "--agreement", RunningExchange.agreement, "--json", as: .stranger)
        #expect(listed.status == 3)
        #expect(try Answered(listed)["code"].text == "online.agreement")
        #expect(!listed.output.contains(bundle))
    }

    @Test("What a member did with a bundle is recorded with its salt, and stands in the custody line")
    func record() throws {
        let exchange = try exchange()
        let bundle = try submitted(exchange)
        let outcome = try exchange.saksi(
            "custody", "record", "examined", bundle, "--agreement", RunningExchange.agreement, "--exhibit", "1",
            "--location", "TH-BKK-0001", "--note", "a word that must not be in the log", "--json", as: .leader)
        #expect(outcome.status == 0, "\(outcome.everything)")
        let answer = try Answered(outcome)
        #expect(answer["words"]["note"]["salt"].text.count == 32)
        #expect(answer["event"]["note"].text == answer["words"]["note"]["digest"].text)
        let shown = try exchange.saksi(
            "custody", "show", bundle, "--agreement", RunningExchange.agreement, "--json", as: .investigator)
        #expect(shown.status == 0, "\(shown.everything)")
        #expect(shown.output.contains(answer["event"]["event"].text))
        #expect(!shown.output.contains("a word that must not"))
        let nodes = try exchange.saksi(
            "custody", "record", "accepted", bundle, "--agreement", RunningExchange.agreement, "--json", as: .leader)
        #expect(try Answered(nodes)["code"].text == "online.event")
    }
}
