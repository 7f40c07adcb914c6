import Foundation
import Glibc
import TestKit
import Testing
import Vocabulary

/// New versions, suspension and resumption on a node that runs.
@Suite("Agreements that come into force")
struct ActivationScenarios {
    private static let id = RunningExchange.agreement
    private static let file = "agreements/\(id).yaml"
    private static let signers = ["kh/moj-0001", "th/oag-0001"]

    /// The next version of the team's agreement, without its seconded member.
    private func amend(_ exchange: RunningExchange) throws {
        let before = try exchange.workspace.read(Self.file)
        let text = String(decoding: before, as: UTF8.self)
            .replacingOccurrences(
                of: "version: 1\n",
                with: "version: 2\nsupersedes: { version: 1, digest: \"\(Digest(of: before))\" }\n"
            )
            .split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.contains("th/dsi/0202") }.joined(separator: "\n")
        try exchange.workspace.sign(text, as: Self.id, by: Self.signers)
    }

    private func largeBundle(_ exchange: RunningExchange, as name: String) throws -> String {
        try FileManager.default.createDirectory(
            atPath: exchange.workspace("\(name).d"), withIntermediateDirectories: true)
        let path = exchange.workspace("\(name).d/image.bin")
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        #expect(unsafe truncate(path, 192 << 20) == 0)
        let packed = try exchange.pack("\(name).d", as: "\(name).asice")
        #expect(packed.status == 0, "\(packed.everything)")
        return try Answered(packed)["bundle"].text
    }

    @Test(
        "An upload and a download that run while a new version comes into force both end well; the next decision is new"
    )
    func whileTransfersRun() throws {
        let exchange = try RunningExchange()
        let held = try largeBundle(exchange, as: "held")
        #expect(try exchange.saksi("submit", "held.asice", "--receipt", "held.receipt", as: .investigator).status == 0)
        _ = try largeBundle(exchange, as: "sent")
        let list = ["list", "--agreement", Self.id, "--json"]
        #expect(try exchange.saksi(list[0], list[1], list[2], list[3], as: .seconded).status == 0)

        let up = try exchange.begin(["submit", "sent.asice", "--receipt", "sent.receipt", "--json"], as: .investigator)
        try wait(for: "the first bytes on the node's disk") {
            spooled(in: exchange.workspace("node-data")) > 4 << 20 || !up.isRunning
        }
        kill(up.processIdentifier, SIGSTOP)
        let down = try exchange.begin(
            [
                "retrieve", held, "--agreement", Self.id, "--case", RunningExchange.caseNumber, "--purpose", "trial",
                "--out", "got.asice", "--json",
            ], as: .leader)
        try wait(for: "the first bytes here") {
            fileSize(exchange.workspace("got.asice.part")) > 1 << 20 || !down.isRunning
        }
        kill(down.processIdentifier, SIGSTOP)
        try #require(!FileManager.default.fileExists(atPath: exchange.workspace("sent.receipt")))
        try #require(!FileManager.default.fileExists(atPath: exchange.workspace("got.asice")))

        try amend(exchange)
        let activated = try exchange.saksi("agreement", "activate", Self.file, "--json", as: .authority)
        #expect(activated.status == 0, "\(activated.everything)")
        let line = try #require(try Answered(activated)["agreements"].list.first)
        #expect(line["agreement"].text == Self.id && line["version"].number == 2 && line["isNew"].truth)

        for process in [up, down] { kill(process.processIdentifier, SIGCONT) }
        for process in [up, down] { process.waitUntilExit() }
        #expect(up.terminationStatus == 0)
        #expect(down.terminationStatus == 0)
        #expect(try exchange.saksi("verify", "sent.asice", "--receipt", "sent.receipt", as: .investigator).status == 0)
        #expect(fileSize(exchange.workspace("got.asice")) == fileSize(exchange.workspace("held.asice")))

        // Who is not on the new roster is nobody here from that moment.
        #expect(try exchange.saksi(list[0], list[1], list[2], list[3], as: .seconded).status != 0)
        let again = try exchange.saksi("agreement", "activate", Self.file, "--json", as: .authority)
        #expect(try Answered(again)["agreements"].list.map(\.["isNew"].truth) == [false], "\(again.everything)")
        let audit = try exchange.audit()
        #expect(audit.status == 0, "\(audit.everything)")
    }

    @Test("Nobody but whom the new version names puts it into force, and nothing that is not signed by all parties")
    func whoMayActivate() throws {
        let exchange = try RunningExchange()
        try amend(exchange)
        let leader = try exchange.saksi("agreement", "activate", Self.file, as: .leader)
        #expect(leader.status == 3, "\(leader.everything)")
        let stranger = try exchange.saksi("agreement", "activate", Self.file, as: .stranger)
        #expect(stranger.status == 3, "\(stranger.everything)")
        try FileManager.default.removeItem(atPath: exchange.workspace("\(Self.file).th-oag-0001.p7s"))
        let unsigned = try exchange.saksi("agreement", "activate", Self.file, as: .authority)
        #expect(
            unsigned.status == 6 && unsigned.everything.contains("exchange.agreement.unsigned"),
            "\(unsigned.everything)")
        let audit = try exchange.audit()
        #expect(audit.status == 0, "\(audit.everything)")
    }

    @Test("A law alone comes into force for every agreement that it bears on, each with its event")
    func lawAlone() throws {
        let exchange = try RunningExchange()
        let name = "agreements/KH-TIPSE-2008.yaml"
        let before = try exchange.workspace.read(name)
        let text = String(decoding: before, as: UTF8.self).replacingOccurrences(
            of: "version: 1\n", with: "version: 2\nsupersedes: { version: 1, digest: \"\(Digest(of: before))\" }\n")
        try exchange.workspace.sign(text, as: "KH-TIPSE-2008", by: ["kh/moj-0001"])
        let alone = try exchange.saksi("agreement", "activate", name, as: .authority)
        #expect(alone.status == 2 && alone.everything.contains("--under"), "\(alone.everything)")
        let outcome = try exchange.saksi("agreement", "activate", name, "--under", Self.id, "--json", as: .authority)
        #expect(outcome.status == 0, "\(outcome.everything)")
        let changed = try Answered(outcome)["agreements"].list.filter(\.["isNew"].truth).map(\.["agreement"].text)
        #expect(changed.contains(Self.id) && changed.contains("KH-TH-MLA-2026-01"), "\(changed)")
        let audit = try exchange.audit()
        #expect(audit.status == 0, "\(audit.everything)")
    }

    @Test("A suspension stops new access, and what goes on goes on; resumed, all is as before")
    func suspension() throws {
        let exchange = try RunningExchange()
        try exchange.workspace.write("a document", to: "case.d/note.txt")
        let packed = try exchange.pack("case.d", as: "case.asice")
        let bundle = try Answered(packed)["bundle"].text
        #expect(try exchange.saksi("submit", "case.asice", "--receipt", "case.receipt", as: .investigator).status == 0)
        func retrieve(_ out: String) throws -> Tool.Outcome {
            try exchange.saksi(
                "retrieve", bundle, "--agreement", Self.id, "--case", RunningExchange.caseNumber, "--purpose", "trial",
                "--out", out, as: .leader)
        }
        #expect(try retrieve("before.asice").status == 0)
        func state(_ verb: String, as person: RunningExchange.Person) throws -> Tool.Outcome {
            try exchange.saksi("agreement", verb, Self.id, "--reason", "A court asked for it.", as: person)
        }
        let seconded = try state("suspend", as: .seconded)
        #expect(seconded.status == 3, "\(seconded.everything)")
        let early = try state("resume", as: .authority)
        #expect(early.status == 2 && early.everything.contains("exchange.agreement.paused"), "\(early.everything)")
        let suspended = try state("suspend", as: .authority)
        #expect(suspended.status == 0 && suspended.output.contains("is suspended"), "\(suspended.everything)")

        let metrics = try Tool.run("curl", ["-sS", exchange.operations + "/metrics"]).output
        #expect(metrics.contains("\nsaksi_agreements_suspended 1\n"))
        #expect(metrics.contains("\nsaksi_uploads_unfinished 0\n") && metrics.contains("\nsaksi_disk_free_bytes "))

        let stopped = try retrieve("during.asice")
        #expect(stopped.status == 3, "\(stopped.everything)")
        #expect(try exchange.saksi("doctor", as: .leader).output.contains("suspended since"))
        // Proofs go on.
        #expect(try exchange.saksi("custody", "show", bundle, "--agreement", Self.id, as: .leader).status == 0)
        // A new version does not end it: that is for whoever resumes.
        try amend(exchange)
        let activated = try exchange.saksi("agreement", "activate", Self.file, as: .authority)
        #expect(activated.status == 3, "\(activated.everything)")

        let resumed = try state("resume", as: .authority)
        #expect(resumed.status == 0, "\(resumed.everything)")
        #expect(try retrieve("after.asice").status == 0)
        let audit = try exchange.audit()
        #expect(audit.status == 0, "\(audit.everything)")
    }

    @Test(
        "A download that runs while the agreement is suspended stops, and is decided anew once it is resumed"
    )
    func suspendedDownload() throws {
        let exchange = try RunningExchange()
        let held = try largeBundle(exchange, as: "held")
        #expect(try exchange.saksi("submit", "held.asice", "--receipt", "held.receipt", as: .investigator).status == 0)
        let command = [
            "retrieve", held, "--agreement", Self.id, "--case", RunningExchange.caseNumber, "--purpose", "trial",
            "--out",
            "got.asice", "--json",
        ]
        let down = try exchange.begin(command, as: .leader)
        try wait(for: "the first bytes here") {
            fileSize(exchange.workspace("got.asice.part")) > 1 << 20 || !down.isRunning
        }
        kill(down.processIdentifier, SIGSTOP)
        try #require(!FileManager.default.fileExists(atPath: exchange.workspace("got.asice")))
        let suspend = ["agreement", "suspend", Self.id, "--reason", "A test."]
        #expect(
            try exchange.saksi(suspend[0], suspend[1], suspend[2], suspend[3], suspend[4], as: .authority).status == 0)
        kill(down.processIdentifier, SIGCONT)
        down.waitUntilExit()
        #expect(down.terminationStatus == 3)
        #expect(!FileManager.default.fileExists(atPath: exchange.workspace("got.asice")))
        #expect(try exchange.saksi("agreement", "resume", Self.id, "--reason", "Over.", as: .authority).status == 0)
        let again = try exchange.begin(command, as: .leader)
        again.waitUntilExit()
        #expect(again.terminationStatus == 0)
        #expect(fileSize(exchange.workspace("got.asice")) == fileSize(exchange.workspace("held.asice")))
        let custody = try exchange.saksi("custody", "show", held, "--agreement", Self.id, "--json", as: .leader)
        let types = try Answered(custody)["steps"].list.map(\.["event"]["type"].text)
        #expect(types.filter { $0 == "released" }.count == 2 && types.last == "received", "\(types)")
    }

    @Test("A suspension outlives a restart")
    func suspensionAfterRestart() throws {
        let fixture = try NodeFixture()
        let people = """
              - { id: kh/ahtjpp/0101, role: member, from: 2020-01-01, until: 2099-12-31 }
              - { id: kh/moj/0001, role: central-authority, from: 2020-01-01, until: 2099-12-31 }
            """
        let clause = """
              "4":
                says: { en: The central authority suspends and resumes. }
                permit: [suspend, resume]
                who: { role: [central-authority] }

            """
        try fixture.writeAgreement(
            NodeFixture.text(of: NodeFixture.agreement, people: people) + clause, as: NodeFixture.agreement)
        try fixture.start()
        func state(_ verb: String) throws -> Int32 {
            try fixture.saksi(["agreement", verb, NodeFixture.agreement, "--reason", "A test."], as: .authority).status
        }
        try fixture.pack([1], as: "one")
        #expect(try state("suspend") == 0)
        #expect(try fixture.submit("one").status == 3)
        fixture.stop()
        try fixture.start()
        #expect(try fixture.submit("one").status == 3)
        #expect(try state("resume") == 0)
        #expect(try fixture.submit("one").status == 0)
        fixture.stop()
        let audit = try fixture.audit()
        #expect(audit.status == 0, "\(audit.everything)")
    }
}
