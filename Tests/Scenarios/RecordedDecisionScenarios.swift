import Foundation
import TestKit
import Testing

/// Whatever is decided is on record: refusals of a part, statements of what was done, what waits for an approval.
@Suite("Decisions on record")
struct RecordedDecisionScenarios {
    private func submitted(_ exchange: RunningExchange, categories: [String]) throws -> String {
        var sheet = "path,category,handling,flags,victim-identity\n"
        for (number, category) in categories.enumerated() {
            try exchange.workspace.write("exhibit \(number)", to: "case/\(number).txt")
            sheet += "\(number).txt,\(category),none,none,none\n"
        }
        try exchange.workspace.write(sheet, to: "case.csv")
        let packed = try exchange.pack("case", as: "case.asice", sheet: "case.csv")
        #expect(packed.status == 0, "\(packed.everything)")
        let sent = try exchange.saksi(
            "submit", "case.asice", "--receipt", "case.receipt", "--json", as: .investigator)
        #expect(sent.status == 0, "\(sent.everything)")
        return try Answered(packed)["bundle"].text
    }

    private func steps(_ exchange: RunningExchange, _ bundle: String) throws -> [Answered] {
        let custody = try exchange.saksi(
            "custody", "show", bundle, "--agreement", RunningExchange.agreement, "--json", as: .prosecutor)
        #expect(custody.status == 0, "\(custody.everything)")
        return try Answered(custody)["steps"].list.map(\.["event"])
    }

    @Test("What is held back of a request is in the log beside what is released, by number and clause")
    func partlyRefused() throws {
        let exchange = try RunningExchange()
        let bundle = try submitted(exchange, categories: ["document", "photograph"])
        let outcome = try exchange.saksi(
            "retrieve", bundle, "--agreement", RunningExchange.agreement, "--case", RunningExchange.caseNumber,
            "--purpose", "investigation", "--item", "1", "--item", "2", "--out", "part.asice", "--json", as: .seconded)
        #expect(outcome.status == 0, "\(outcome.everything)")
        let all = try steps(exchange, bundle)
        #expect(
            all.map(\.["type"].text) == [
                "submitted", "accepted", "release-requested", "released", "decision-denied", "delivered", "received",
            ])
        let denied = try #require(all.first { $0["type"].text == "decision-denied" })
        #expect(denied["exhibits"].list.map(\.["number"].number) == [2])
        #expect(!denied["decision"]["digest"].text.isEmpty)
        #expect(all.filter { $0["type"].text == "accepted" }.allSatisfy { !$0["decision"]["id"].text.isEmpty })
    }

    @Test("What waits for an approval is no refusal, and cites only what asks for it")
    func pending() throws {
        let exchange = try RunningExchange()
        let bundle = try submitted(exchange, categories: ["intercept"])
        let outcome = try exchange.saksi(
            "retrieve", bundle, "--agreement", RunningExchange.agreement, "--case", RunningExchange.caseNumber,
            "--purpose", "investigation", "--out", "no.asice", "--json", as: .leader)
        #expect(outcome.status == 4, "\(outcome.everything)")
        let waiting = try #require(try steps(exchange, bundle).last)
        #expect(waiting["type"].text == "decision-pending")
        #expect(waiting["clauses"].list.map(\.["clause"].text) == ["5(2)"])
    }

    @Test(
        "A statement of what the agreement forbids is refused, and the refusal is in the log",
        arguments: ["passed-onward", "reissued", "disclosed", "returned", "viewed"])
    func refusedStatement(type: String) throws {
        let exchange = try RunningExchange()
        let bundle = try submitted(exchange, categories: ["document"])
        let outcome = try exchange.saksi(
            "custody", "record", type, bundle, "--agreement", RunningExchange.agreement, "--purpose", "immigration",
            "--json", as: .seconded)
        #expect(outcome.status == 3, "\(outcome.everything)")
        let all = try steps(exchange, bundle).map(\.["type"].text)
        #expect(all == ["submitted", "accepted", "decision-denied"])
    }

    @Test("What was produced in a court is recorded, with the clause that forbids it beside it")
    func produced() throws {
        let exchange = try RunningExchange()
        let bundle = try submitted(exchange, categories: ["document"])
        let outcome = try exchange.saksi(
            "custody", "record", "produced-in-court", bundle, "--agreement", RunningExchange.agreement, "--purpose",
            "immigration", "--json", as: .leader)
        #expect(outcome.status == 0, "\(outcome.everything)")
        #expect(try Answered(outcome)["warnings"].list.contains { $0.text.contains("7(4)") })
        let all = try steps(exchange, bundle)
        #expect(all.map(\.["type"].text) == ["submitted", "accepted", "produced-in-court", "decision-denied"])
        #expect(all.last?["clauses"].list.contains { $0["clause"].text == "7(4)" } == true)
        #expect(all.last?["previous"].list.first?["event"].text == all.dropFirst(2).first?["event"].text)
    }
}
