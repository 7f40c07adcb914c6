import Foundation
import Glibc
import TestKit
import Testing
import Vocabulary

/// The team's agreement with its members in a file of their own.
struct TeamRoster {
    static let id = RunningExchange.agreement
    static let agreement = "agreements/\(id).yaml"
    static let name = "\(id)-ROSTER"
    static let roster = "agreements/\(name).yaml"
    static let both = ["kh/moj-0001", "th/oag-0001"]

    private let text: String
    let members: [String]

    /// - Parameter workspace: with the agreement as it is shipped.
    init(in workspace: Workspace) throws {
        text = String(decoding: try workspace.read(Self.agreement), as: UTF8.self)
        members = text.split(separator: "\n").filter { $0.hasPrefix("  - { id: ") }.map(String.init)
    }

    /// The agreement, which leaves its members to a roster.
    /// - Parameter isNext: whether it takes the place of the one that has them inside.
    func agreement(isNext: Bool) throws -> String {
        let start = try #require(text.range(of: "members:\n")).lowerBound
        let end = try #require(text.range(of: "clauses:\n")).lowerBound
        let apart = text.replacingCharacters(
            in: start..<end, with: "roster: { annex: \(Self.name), changes-signed-by: own-party }\n")
        guard isNext else { return apart }
        return apart.replacingOccurrences(
            of: "version: 1\n",
            with: "version: 2\nsupersedes: { version: 1, digest: \"\(Digest(of: Array(text.utf8)))\" }\n")
    }

    func roster(_ members: [String], version: Int, after before: [UInt8]?) -> String {
        let supersedes =
            before.map { "supersedes: { version: \(version - 1), digest: \"\(Digest(of: $0))\" }\n" } ?? ""
        return "roster: \(Self.name)\nformat: saksi-roster/1\nagreement: \(Self.id)\nversion: \(version)\n\(supersedes)"
            + "members:\n" + members.joined(separator: "\n") + "\n"
    }
}

/// A roster that is signed apart, from the desk of the signatory to the node that runs.
@Suite("A roster that changes while the node runs")
struct RosterScenarios {
    private typealias Files = TeamRoster

    private let exchange: RunningExchange
    private let team: TeamRoster
    private var members: [String] { team.members }

    init() throws {
        exchange = try RunningExchange()
        team = try TeamRoster(in: exchange.workspace)
    }

    private func text(_ members: [String], version: Int, after before: [UInt8]?) -> String {
        team.roster(members, version: version, after: before)
    }

    /// The agreement's next version, which leaves its members to a roster.
    private func takeApart() throws {
        let first = text(members, version: 1, after: nil)
        try exchange.workspace.write(first, to: Files.roster)
        try exchange.workspace.sign(try team.agreement(isNext: true), as: Files.id, by: Files.both)
        try exchange.workspace.sign(first, as: Files.name, by: Files.both)
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
            atPath: exchange.workspace(Files.roster), toPath: exchange.workspace("first.yaml"))
        let alone = try activate(Files.agreement)
        #expect(alone.status == 2 && alone.everything.contains("policy.library.missing"), "\(alone.everything)")
        try FileManager.default.copyItem(
            atPath: exchange.workspace("first.yaml"), toPath: exchange.workspace(Files.roster))
        let apart = try activate(Files.agreement)
        #expect(try Answered(apart)["agreements"].list.map(\.["version"].number) == [2], "\(apart.everything)")

        try FileManager.default.createDirectory(
            atPath: exchange.workspace("held.d"), withIntermediateDirectories: true)
        #expect(FileManager.default.createFile(atPath: exchange.workspace("held.d/image.bin"), contents: nil))
        #expect(unsafe truncate(exchange.workspace("held.d/image.bin"), 192 << 20) == 0)
        let packed = try exchange.pack("held.d", as: "held.asice")
        #expect(try exchange.saksi("submit", "held.asice", "--receipt", "held.receipt", as: .investigator).status == 0)
        let down = try exchange.begin(
            [
                "retrieve", try Answered(packed)["bundle"].text, "--agreement", Files.id, "--case",
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
        let activated = try activate(Files.roster)
        #expect(activated.status == 0, "\(activated.everything)")
        let line = try #require(try Answered(activated)["agreements"].list.first)
        #expect(line["isNew"].truth && line["version"].number == 2 && line["roster"]["version"].number == 2)

        kill(down.processIdentifier, SIGCONT)
        down.waitUntilExit()
        #expect(down.terminationStatus != 0)
        #expect(!FileManager.default.fileExists(atPath: exchange.workspace("got.asice")))
        #expect(try exchange.saksi("list", "--agreement", Files.id, as: .leader).status == 3)
        #expect(try exchange.saksi("list", "--agreement", Files.id, as: .investigator).status == 0)
        let again = try activate(Files.roster, json: false)
        #expect(
            again.output.contains(
                "The roster \(Files.name), version 2, of \(Files.id), version 2, was in force already"),
            "\(again.everything)")

        // Back to the roster with the leader who left, though all signed it once.
        try exchange.workspace.sign(String(decoding: first, as: UTF8.self), as: Files.name, by: Files.both)
        let back = try activate(Files.roster)
        #expect(back.status != 0 && back.everything.contains("exchange.agreement.changed"), "\(back.everything)")
        // A third roster, and an audit of what three of them decided.
        try exchange.workspace.sign(
            text(
                members.filter { !$0.contains("th/dsi/0201") && !$0.contains("kh/ahtjpp/0101") }
                    + ["  - { id: th/dsi/0299, role: team-leader }"], version: 3, after: Array(second.utf8)),
            as: Files.name, by: ["kh/moj-0001"])
        let third = try activate(Files.roster)
        #expect(third.status == 0, "\(third.everything)")
        #expect(try exchange.saksi("list", "--agreement", Files.id, as: .investigator).status == 3)
        let audit = try exchange.audit()
        #expect(audit.status == 0, "\(audit.everything)")
    }

    /// Signed by the wrong party first, which every step says; then by the one whose leader it is.
    private func signAndCompare(_ second: String) throws {
        try exchange.workspace.sign(second, as: Files.name, by: ["kh/moj-0001"])
        let half = try activate(Files.roster)
        #expect(
            half.status == 6 && half.everything.contains("is not signed for TH"), "\(half.everything)")
        func check(_ more: [String]) throws -> Tool.Outcome {
            try Tool.run(
                RunningExchange.programs + "/saksi",
                ["agreement", "check-signatures", Files.roster, "--trust", "pki/trust.yaml"] + more,
                in: exchange.workspace.path)
        }
        let (open, record) = (try check([]), try check(["--json"]))
        #expect(
            open.status == 6 && open.output.contains("that is enough if this version touches nobody of TH")
                && record.output.contains("command.agreement.not-checked"), "\(open.everything)")
        let compared = try check(["--replaces", "first.yaml"])
        #expect(
            compared.status == 6 && compared.output.contains("no signatory of TH has signed"), "\(compared.everything)")
        let other = try check(["--replaces", Files.roster])
        #expect(other.everything.contains("command.agreement.replaces"), "\(other.everything)")
        func sign(_ signer: String) throws -> Tool.Outcome {
            try Tool.run(
                RunningExchange.programs + "/saksi",
                ["agreement", "sign", Files.roster, "--replaces", "first.yaml", "--identity", "pki/\(signer).pem"],
                in: exchange.workspace.path)
        }
        let needless = try sign("kh/moj-0001")
        #expect(needless.everything.contains("it is signed for TH"), "\(needless.everything)")
        try exchange.workspace.sign(second, as: Files.name, by: [])
        let signed = try sign("th/oag-0001")
        #expect(signed.output.contains("A signature for every party that has to sign lies beside the file now."))
        #expect(try check(["--replaces", "first.yaml"]).status == 0)
        // Without the version before nobody knows that KH need not sign, and nothing says that all is good.
        #expect(try check([]).status == 6)
        let doctor = try exchange.saksi("doctor", "--offline", "--json", as: .leader)
        let finding = try #require(
            try Answered(doctor)["findings"].list.first { $0["subject"].text.hasPrefix("\(Files.name), ") })
        #expect(
            finding["state"].text == "not-checked" && finding["next"].text.contains("--replaces"), "\(doctor.output)")
        let changes = try Tool.run(
            RunningExchange.programs + "/saksi", ["agreement", "diff", "first.yaml", Files.roster],
            in: exchange.workspace.path)
        #expect(
            changes.output.contains("th/dsi/0201 (team leader) is no longer on the roster.")
                && changes.output.contains("th/dsi/0299 joins as a team leader"), "\(changes.everything)")
    }
}
