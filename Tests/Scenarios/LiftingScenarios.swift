import Foundation
import TestKit
import Testing
import Vocabulary

/// Two leaders lift a clause, and courts order, with real programs on both ends.
@Suite("Overrides and courts' orders with a real node")
struct LiftingScenarios {
    private static let until = String(SystemTimekeeper().now.adding(days: 30).text.prefix(16)) + "+00:00"
    private static let reason = "A raid is planned for tonight; Sok Dara must not be warned."

    /// The team's agreement with a clause that leaders can lift, on a basis that lets them.
    private func exchange() throws -> RunningExchange {
        let exchange = try RunningExchange { workspace in
            func text(_ id: String) throws -> String {
                String(decoding: try workspace.read("agreements/\(id).yaml"), as: UTF8.self)
            }
            try workspace.sign(
                try text("EXAMPLE-JIT-BASIS-KH").replacing("\nclauses:", with: "\nprovides-override: true\nclauses:"),
                as: "EXAMPLE-JIT-BASIS-KH", by: ["kh/moj-0001"])
            try workspace.sign(
                try text(RunningExchange.agreement).replacing("\nclauses:", with: "\nclauses:" + Self.clauses),
                as: RunningExchange.agreement, by: ["kh/moj-0001", "th/oag-0001"])
        }
        try exchange.workspace.write("ledger", to: "case/ledger.csv")
        try exchange.workspace.write(
            "path,category,handling,flags,victim-identity,conditions\n"
                + "ledger.csv,financial-record,none,none,none,Not for the tax office.\n", to: "case.csv")
        return exchange
    }

    private static let clauses = """

          "3(8)":
            says: { en: "Financial records stay closed until two leaders lift this." }
            forbid: [retrieve]
            item: { category: [financial-record] }
            unless: { override: true }
          "3(9)":
            says: { en: "Financial records are not put before a court by the team." }
            forbid: [produce-in-court]
            item: { category: [financial-record] }
        """

    private func submitted(_ exchange: RunningExchange) throws -> String {
        let packed = try exchange.pack("case", as: "case.asice", sheet: "case.csv")
        #expect(packed.status == 0, "\(packed.everything)")
        let sent = try exchange.saksi("submit", "case.asice", "--receipt", "r", "--json", as: .investigator)
        #expect(sent.status == 0, "\(sent.everything)")
        return try Answered(packed)["bundle"].text
    }

    @Test(
        "A leader proposes, a leader of the other party reads the reasons and signs, every page of the item says so, and a leader withdraws it"
    )
    func override() throws {
        let exchange = try exchange()
        let bundle = try submitted(exchange)
        let agreement = RunningExchange.agreement
        func retrieve(_ out: String, _ words: String...) throws -> Tool.Outcome {
            try Tool.run(
                RunningExchange.programs + "/saksi",
                [
                    "retrieve", bundle, "--agreement", agreement, "--case", RunningExchange.caseNumber, "--purpose",
                    "trial", "--out", out, "--profile", RunningExchange.Person.leader.profile,
                ] + words, in: exchange.workspace.path, environment: RunningExchange.environment(exchange.workspace))
        }
        #expect(try retrieve("no.asice").status == 3)
        func propose(as person: RunningExchange.Person, _ clause: String = "3(8)", dry: Bool = false) throws
            -> Tool.Outcome
        {
            try Tool.run(
                RunningExchange.programs + "/saksi",
                [
                    "override", bundle, "--agreement", agreement, "--action", "retrieve", "--clause",
                    "\(agreement)#\(clause)", "--purpose", "trial", "--reason", Self.reason, "--until",
                    "\(Self.until)", "--profile", person.profile, "--json",
                ] + (dry ? ["--dry-run"] : []), in: exchange.workspace.path,
                environment: RunningExchange.environment(exchange.workspace))
        }
        let member = try propose(as: .investigator)
        #expect(member.status == 3, "\(member.everything)")
        #expect(try Answered(member)["code"].text == "exchange.override.leader")
        let fixed = try propose(as: .prosecutor, "3(9)")
        #expect(try Answered(fixed)["code"].text == "exchange.override.clause", "\(fixed.everything)")
        #expect(try propose(as: .prosecutor, dry: true).status == 0)
        let proposed = try propose(as: .prosecutor)
        #expect(proposed.status == 0, "\(proposed.everything)")
        let event = try Answered(proposed)["event"]["event"].text
        #expect(try retrieve("no.asice").status == 3)

        let listed = try exchange.saksi("override", "--list", "--agreement", agreement, as: .leader)
        #expect(listed.output.contains(Self.reason), "\(listed.everything)")
        #expect(
            listed.output.contains(
                "saksi override --second \(event) --agreement \(agreement) --profile \(RunningExchange.Person.leader.profile)"
            ),
            "\(listed.everything)")
        let own = try exchange.saksi("override", "--second", event, "--agreement", agreement, "--json", as: .prosecutor)
        #expect(own.status == 3, "\(own.everything)")
        #expect(try Answered(own)["code"].text == "exchange.override.own")
        let signed = try exchange.saksi("override", "--second", event, "--agreement", agreement, as: .leader)
        #expect(signed.status == 0 && signed.output.contains(Self.reason), "\(signed.everything)")

        let got = try retrieve("got.asice")
        #expect(got.status == 0, "\(got.everything)")
        #expect(got.output.contains("Released under an override of clause 3(8)"), "\(got.everything)")
        #expect(got.output.contains("Not for the tax office."), "\(got.everything)")
        let why = try exchange.saksi(
            "why", "retrieve", bundle, "--agreement", agreement, "--purpose", "trial", as: .leader)
        #expect(why.status == 0 && why.output.contains("Not for the tax office."), "\(why.everything)")
        for page in [
            why, try exchange.saksi("list", "--agreement", agreement, as: .leader),
            try exchange.saksi("list", "--agreement", agreement, "--bundle", bundle, as: .leader),
        ] {
            #expect(page.output.contains("OVERRIDE") && page.output.contains("in force"), "\(page.everything)")
            #expect(page.output.contains(Self.reason), "\(page.everything)")
        }
        let custody = try exchange.saksi("custody", "show", bundle, "--agreement", agreement, as: .investigator)
        #expect(custody.status == 0, "\(custody.everything)")
        #expect(custody.output.contains("to lift \(agreement) 3(8) for retrieve"), "\(custody.everything)")
        #expect(!custody.output.contains("Sok Dara"))

        func withdraw(as person: RunningExchange.Person) throws -> Tool.Outcome {
            try exchange.saksi("override", "--withdraw", event, "--agreement", agreement, "--json", as: person)
        }
        #expect(try Answered(try withdraw(as: .investigator))["code"].text == "exchange.override.leader")
        let withdrawn = try exchange.saksi("override", "--withdraw", event, "--agreement", agreement, as: .leader)
        #expect(withdrawn.status == 0, "\(withdrawn.everything)")
        #expect(withdrawn.output.contains("It lifts nothing any more."), "\(withdrawn.everything)")
        #expect(try retrieve("late.asice").status == 3)
        #expect(try Answered(try withdraw(as: .leader))["code"].text == "exchange.override.over")
        let ended = try exchange.saksi("override", "--list", "--agreement", agreement, as: .prosecutor)
        #expect(ended.output.contains("withdrawn"), "\(ended.everything)")

        let audit = try exchange.audit()
        #expect(audit.status == 0, "\(audit.everything)")
        func forget() throws -> Tool.Outcome {
            try Tool.run(
                RunningExchange.programs + "/saksid", ["forget", event, "--config", "node.yaml"],
                in: exchange.workspace.path)
        }
        let forgotten = try forget()
        #expect(forgotten.status == 0, "\(forgotten.everything)")
        #expect(try forget().status == 2)
        let found = try Tool.run("grep", ["-r", "-a", "-l", "Sok Dara", exchange.workspace("node-data")])
        #expect(found.output.isEmpty, "\(found.everything)")
        let again = try exchange.audit()
        #expect(
            again.status == 0 && again.output.contains("The words beside event \(event) were destroyed at "),
            "\(again.everything)")
    }

    @Test(
        "What a court ordered is recorded by a member of its party, what is produced then is recorded as ordered, and an order that has ended counts no more"
    )
    func courtOrder() throws {
        let exchange = try exchange()
        let bundle = try submitted(exchange)
        func order(of party: String, as person: RunningExchange.Person) throws -> Tool.Outcome {
            try exchange.saksi(
                "court-order", bundle, "--agreement", RunningExchange.agreement, "--court", "Criminal Court, Bangkok",
                "--party", party, "--reference", "Black 1147/2569", "--date", "2026-05-04", "--json", as: person)
        }
        func produce() throws -> Tool.Outcome {
            try exchange.saksi(
                "custody", "record", "produced-in-court", bundle, "--agreement", RunningExchange.agreement, "--purpose",
                "trial", "--json", as: .leader)
        }
        let before = try produce()
        #expect(before.status == 0, "\(before.everything)")
        #expect(try Answered(before)["warnings"].list.contains { $0.text.contains("3(9)") }, "\(before.everything)")
        let foreign = try order(of: "TH", as: .prosecutor)
        #expect(foreign.status == 3, "\(foreign.everything)")
        #expect(try Answered(foreign)["code"].text == "exchange.court-order.party")
        let recorded = try order(of: "TH", as: .leader)
        #expect(recorded.status == 0, "\(recorded.everything)")
        #expect(try produce().status == 0)
        let listed = try exchange.saksi(
            "court-order", "--list", "--agreement", RunningExchange.agreement, as: .prosecutor)
        #expect(
            listed.output.contains("Black 1147/2569") && listed.output.contains("Criminal Court, Bangkok"),
            "\(listed.everything)")
        let custody = try exchange.saksi(
            "custody", "show", bundle, "--agreement", RunningExchange.agreement, "--json", as: .leader)
        let types = try Answered(custody)["steps"].list.map(\.["event"]["type"].text)
        #expect(
            types.filter { ["decision-denied", "produced-in-court", "court-order-recorded"].contains($0) } == [
                "produced-in-court", "decision-denied", "court-order-recorded", "produced-in-court",
            ], "\(types)")
        #expect(!custody.output.contains("1147"))

        let event = try Answered(recorded)["event"]["event"].text
        func end(as person: RunningExchange.Person) throws -> Tool.Outcome {
            try exchange.saksi(
                "court-order", "--end", event, "--agreement", RunningExchange.agreement, "--json", as: person)
        }
        let foreignEnd = try end(as: .prosecutor)
        #expect(try Answered(foreignEnd)["code"].text == "exchange.court-order.party", "\(foreignEnd.everything)")
        let ended = try end(as: .leader)
        #expect(ended.status == 0, "\(ended.everything)")
        let after = try produce()
        #expect(try Answered(after)["warnings"].list.contains { $0.text.contains("3(9)") }, "\(after.everything)")
        #expect(try Answered(try end(as: .leader))["code"].text == "exchange.court-order.over")
        let audit = try exchange.audit()
        #expect(audit.status == 0, "\(audit.everything)")
    }
}
