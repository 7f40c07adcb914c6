import Foundation
import Glibc
import TestKit
import Testing
import Vocabulary

/// A roster that is signed apart, from the desk of the signatory to the node that runs.
@Suite("A roster that changes while the node runs")
struct RosterScenarios {
    private static let id = RunningExchange.agreement
    private static let agreement = "agreements/\(id).yaml"
    private static let name = "\(id)-ROSTER"
    private static let roster = "agreements/\(name).yaml"
    private static let both = ["kh/moj-0001", "th/oag-0001"]

    private let exchange: RunningExchange
    private let members: [String]

    init() throws {
        exchange = try RunningExchange()
        let text = String(decoding: try exchange.workspace.read(Self.agreement), as: UTF8.self)
        members = text.split(separator: "\n").filter { $0.hasPrefix("  - { id: ") }.map(String.init)
    }

    private func text(_ members: [String], version: Int, after before: [UInt8]?) -> String {
        let supersedes =
            before.map { "supersedes: { version: \(version - 1), digest: \"\(Digest(of: $0))\" }\n" } ?? ""
        return "roster: \(Self.name)\nformat: saksi-roster/1\nagreement: \(Self.id)\nversion: \(version)\n\(supersedes)"
            + "members:\n" + members.joined(separator: "\n") + "\n"
    }

    /// The agreement's next version, which leaves its members to a roster.
    private func takeApart() throws {
        let before = try exchange.workspace.read(Self.agreement)
        var text = String(decoding: before, as: UTF8.self).replacingOccurrences(
            of: "version: 1\n", with: "version: 2\nsupersedes: { version: 1, digest: \"\(Digest(of: before))\" }\n")
        let start = try #require(text.range(of: "members:\n")).lowerBound
        let end = try #require(text.range(of: "clauses:\n")).lowerBound
        text.replaceSubrange(
            start..<end, with: "roster: { annex: \(Self.name), changes-signed-by: own-party }\n")
        let first = self.text(members, version: 1, after: nil)
        try exchange.workspace.write(first, to: Self.roster)
        try exchange.workspace.sign(text, as: Self.id, by: Self.both)
        try exchange.workspace.sign(first, as: Self.name, by: Self.both)
    }

    private func activate(_ file: String, json: Bool = true) throws -> Tool.Outcome {
        json
            ? try exchange.saksi("agreement", "activate", file, "--json", as: .authority)
            : try exchange.saksi("agreement", "activate", file, as: .authority)
    }

    @Test(
        "A party exchanges its own leader alone: who left is cut off in the middle of a download, and the node goes on")
    func exchangeOfALeader() throws {
        try takeApart()
        // Without a file of its own for the members the agreement is nothing.
        try FileManager.default.moveItem(
            atPath: exchange.workspace(Self.roster), toPath: exchange.workspace("first.yaml"))
        let alone = try activate(Self.agreement)
        #expect(alone.status == 2 && alone.everything.contains("policy.library.missing"), "\(alone.everything)")
        try FileManager.default.copyItem(
            atPath: exchange.workspace("first.yaml"), toPath: exchange.workspace(Self.roster))
        let apart = try activate(Self.agreement)
        #expect(try Answered(apart)["agreements"].list.map(\.["version"].number) == [2], "\(apart.everything)")

        try FileManager.default.createDirectory(
            atPath: exchange.workspace("held.d"), withIntermediateDirectories: true)
        #expect(FileManager.default.createFile(atPath: exchange.workspace("held.d/image.bin"), contents: nil))
        #expect(unsafe truncate(exchange.workspace("held.d/image.bin"), 192 << 20) == 0)
        let packed = try exchange.pack("held.d", as: "held.asice")
        #expect(try exchange.saksi("submit", "held.asice", "--receipt", "held.receipt", as: .investigator).status == 0)
        let down = try exchange.begin(
            [
                "retrieve", try Answered(packed)["bundle"].text, "--agreement", Self.id, "--case",
                RunningExchange.caseNumber, "--purpose", "trial", "--out", "got.asice", "--json",
            ], as: .leader)
        try wait(for: "the first bytes here") {
            fileSize(exchange.workspace("got.asice.part")) > 1 << 20 || !down.isRunning
        }
        kill(down.processIdentifier, SIGSTOP)
        try #require(!FileManager.default.fileExists(atPath: exchange.workspace("got.asice")))

        let first = try exchange.workspace.read("first.yaml")
        let second = text(
            members.filter { !$0.contains("th/dsi/0201") } + ["  - { id: th/dsi/0299, role: team-leader }"], version: 2,
            after: first)
        try signAndCompare(second)
        let activated = try activate(Self.roster)
        #expect(activated.status == 0, "\(activated.everything)")
        let line = try #require(try Answered(activated)["agreements"].list.first)
        #expect(line["isNew"].truth && line["version"].number == 2 && line["roster"]["version"].number == 2)

        kill(down.processIdentifier, SIGCONT)
        down.waitUntilExit()
        #expect(down.terminationStatus != 0)
        #expect(!FileManager.default.fileExists(atPath: exchange.workspace("got.asice")))
        #expect(try exchange.saksi("list", "--agreement", Self.id, as: .leader).status == 3)
        #expect(try exchange.saksi("list", "--agreement", Self.id, as: .investigator).status == 0)
        let again = try activate(Self.roster, json: false)
        #expect(
            again.output.contains("The roster \(Self.name), version 2, of \(Self.id), version 2, was in force already"),
            "\(again.everything)")

        // Back to the roster with the leader who left, though all signed it once.
        try exchange.workspace.sign(String(decoding: first, as: UTF8.self), as: Self.name, by: Self.both)
        let back = try activate(Self.roster)
        #expect(back.status != 0 && back.everything.contains("exchange.agreement.changed"), "\(back.everything)")
        // A third roster, and an audit of what three of them decided.
        try exchange.workspace.sign(
            text(
                members.filter { !$0.contains("th/dsi/0201") && !$0.contains("kh/ahtjpp/0101") }
                    + ["  - { id: th/dsi/0299, role: team-leader }"], version: 3, after: Array(second.utf8)),
            as: Self.name, by: ["kh/moj-0001"])
        let third = try activate(Self.roster)
        #expect(third.status == 0, "\(third.everything)")
        #expect(try exchange.saksi("list", "--agreement", Self.id, as: .investigator).status == 3)
        let audit = try exchange.audit()
        #expect(audit.status == 0, "\(audit.everything)")
    }

    /// Signed by the wrong party first, which every step says; then by the one whose leader it is.
    private func signAndCompare(_ second: String) throws {
        try exchange.workspace.sign(second, as: Self.name, by: ["kh/moj-0001"])
        let half = try activate(Self.roster)
        #expect(
            half.status == 6 && half.everything.contains("is not signed for TH"), "\(half.everything)")
        func check(_ more: [String]) throws -> Tool.Outcome {
            try Tool.run(
                RunningExchange.programs + "/saksi",
                ["agreement", "check-signatures", Self.roster, "--trust", "pki/trust.yaml"] + more,
                in: exchange.workspace.path)
        }
        #expect(try check([]).output.contains("that is enough if this version touches nobody of TH"))
        let compared = try check(["--replaces", "first.yaml"])
        #expect(
            compared.status == 6 && compared.output.contains("no signatory of TH has signed"), "\(compared.everything)")
        let other = try check(["--replaces", Self.roster])
        #expect(other.everything.contains("command.agreement.replaces"), "\(other.everything)")
        func sign(_ signer: String) throws -> Tool.Outcome {
            try Tool.run(
                RunningExchange.programs + "/saksi",
                ["agreement", "sign", Self.roster, "--replaces", "first.yaml", "--identity", "pki/\(signer).pem"],
                in: exchange.workspace.path)
        }
        let needless = try sign("kh/moj-0001")
        #expect(needless.everything.contains("it is signed for TH"), "\(needless.everything)")
        try exchange.workspace.sign(second, as: Self.name, by: [])
        let signed = try sign("th/oag-0001")
        #expect(signed.output.contains("A signature for every party that has to sign lies beside the file now."))
        #expect(try check(["--replaces", "first.yaml"]).status == 0)
        let changes = try Tool.run(
            RunningExchange.programs + "/saksi", ["agreement", "diff", "first.yaml", Self.roster],
            in: exchange.workspace.path)
        #expect(
            changes.output.contains("th/dsi/0201 (team leader) is no longer on the roster.")
                && changes.output.contains("th/dsi/0299 joins as a team leader"), "\(changes.everything)")
    }
}
