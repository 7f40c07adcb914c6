import Foundation
import TestKit
import Testing
import Vocabulary

/// Where an operation takes place and whose court will use the material: declared by who asks, signed, and bound.
@Suite("Declared places and courts, with a real node")
struct PlaceScenarios {
    private static let asking = [
        "--agreement", RunningExchange.agreement, "--case", RunningExchange.caseNumber, "--purpose", "trial",
    ]

    private func submitted(_ exchange: RunningExchange, _ category: String) throws -> String {
        try exchange.workspace.write("x", to: "\(category)/one.txt")
        try exchange.workspace.write(
            "path,category,handling,flags,victim-identity\none.txt,\(category),none,none,none\n",
            to: "\(category).csv")
        try exchange.pack(category, as: "\(category).asice", sheet: "\(category).csv")
        let sent = try exchange.saksi(
            "submit", "\(category).asice", "--receipt", "\(category).receipt", "--place", "KH", "--json",
            as: .investigator)
        guard sent.status == 0 else { throw Answered.Missing(what: "a submission: \(sent.everything)") }
        return try Answered(sent)["bundle"].text
    }

    @Test("An approval for use before one state's courts serves no other, and what was declared is shown to all")
    func approvedForum() throws {
        let exchange = try RunningExchange()
        let bundle = try submitted(exchange, "intercept")
        func retrieve(_ declared: [String], _ out: String) throws -> Tool.Outcome {
            try run(exchange, ["retrieve", bundle] + Self.asking + declared + ["--out", out, "--json"], .leader)
        }
        let asked = try retrieve(["--place", "TH", "--forum", "TH"], "got.asice")
        #expect(asked.status == 4, "\(asked.everything)")
        let next = try Answered(asked)["next"].text
        let place = try #require(next.range(of: "saksi approve "))
        let command = ["approve"] + next[place.upperBound...].split(separator: " ").map(String.init)
        let shown = try run(exchange, command + ["--dry-run"], .prosecutor)
        #expect(
            shown.output.contains("takes place in") && shown.output.contains("authority of TH"), "\(shown.everything)")
        for person in [RunningExchange.Person.prosecutor, .authority] {
            let approved = try run(exchange, command, person)
            #expect(approved.status == 0, "\(approved.everything)")
        }
        for (number, other) in [[], ["--forum", "KH"], ["--place", "TH"], ["--place", "KH", "--forum", "TH"]]
            .enumerated()
        {
            let refused = try retrieve(other, "other-\(number).asice")
            #expect(refused.status == 4, "\(other): \(refused.everything)")
        }
        let released = try retrieve(["--place", "TH", "--forum", "TH"], "got.asice")
        #expect(released.status == 0, "\(released.everything)")
        let custody = try run(
            exchange, ["custody", "show", bundle, "--agreement", RunningExchange.agreement], .prosecutor)
        #expect(custody.output.contains("takes place in TH, as declared"), "\(custody.everything)")
        #expect(custody.output.contains("for a court or authority of TH, as declared"), "\(custody.everything)")
        let audit = try exchange.audit()
        #expect(audit.status == 0, "\(audit.everything)")
    }

    @Test("What the roster knows better, and what nothing here speaks of, is refused, with what may be declared")
    func refused() throws {
        let exchange = try RunningExchange()
        let bundle = try submitted(exchange, "document")
        func ask(_ declared: [String], _ person: RunningExchange.Person) throws -> Tool.Outcome {
            try run(
                exchange, ["retrieve", bundle] + Self.asking + declared + ["--out", "no.asice", "--json"], person)
        }
        for declared in [["--place", "TH"], ["--place", "TH", "--forum", "KH"]] {
            let wrong = try ask(declared, .seconded)
            #expect(wrong.status == 2, "\(wrong.everything)")
            #expect(try Answered(wrong)["code"].text == "exchange.statement.place")
            #expect(wrong.everything.contains("seconded to KH"), "\(wrong.everything)")
        }
        for declared in [["--place", "FR"], ["--forum", "FR"]] {
            let wrong = try ask(declared, .leader)
            #expect(try Answered(wrong)["code"].text == "exchange.statement.place")
            #expect(wrong.everything.contains("Declare one of: KH, TH"), "\(wrong.everything)")
        }
        #expect(try ask(["--place", "cambodia"], .leader).status == 2)
        let why = ["why", "retrieve", bundle, "--agreement", RunningExchange.agreement, "--purpose", "trial", "--json"]
        #expect(try run(exchange, why + ["--place", "TH"], .seconded).status == 2)
        #expect(try run(exchange, why + ["--place", "KH", "--forum", "KH"], .seconded).status == 0)
        #expect(try ask(["--place", "KH"], .seconded).status == 0)
        let audit = try exchange.audit()
        #expect(audit.status == 0, "\(audit.everything)")
    }

    @Test("A decision that rests on a place which nobody declared is found by the audit, though it comes out again")
    func invented() throws {
        let fixture = try NodeFixture()
        try fixture.start()
        let bundle = try fixture.pack([1], as: "case")
        let sent = try fixture.submit("case")
        #expect(sent.status == 0, "\(sent.everything)")
        let recorded = try fixture.saksi(
            ["custody", "record", "examined", bundle, "--agreement", NodeFixture.agreement, "--place", "KH", "--json"],
            as: .investigator)
        #expect(recorded.status == 0, "\(recorded.everything)")
        fixture.stop()
        let sound = try fixture.audit()
        #expect(sound.status == 0, "\(sound.everything)")
        let declared = #""place":{"source":"request","value":"KH"}"#
        let row = try #require(
            try fixture.lines("SELECT id || ' ' || hex(record) FROM decisions").first { line in
                let bytes = Hexadecimal.decode(String(line.split(separator: " ")[1]).lowercased()) ?? []
                return String(decoding: bytes, as: UTF8.self).contains(declared)
            })
        let parts = row.split(separator: " ").map(String.init)
        let record = String(decoding: try #require(Hexadecimal.decode(parts[1].lowercased())), as: UTF8.self)
        let other = Array(record.replacing(declared, with: declared.replacing("KH", with: "TH")).utf8)
        let changed = try fixture.sqlite(
            "UPDATE decisions SET record = x'\(Hexadecimal.encode(other))', "
                + "digest = x'\(Digest(of: other).hexadecimal)' WHERE id = '\(parts[0])'")
        #expect(changed.status == 0, "\(changed.everything)")
        try fixture.renewSums(of: "decisions")
        let audit = try fixture.audit()
        #expect(audit.status == 1, "\(audit.everything)")
        #expect(audit.everything.contains("decision \(parts[0])"), "\(audit.everything)")
    }

    private func run(
        _ exchange: RunningExchange, _ arguments: [String], _ person: RunningExchange.Person
    ) throws -> Tool.Outcome {
        try Tool.run(
            RunningExchange.programs + "/saksi", arguments + ["--profile", person.profile],
            in: exchange.workspace.path, environment: RunningExchange.environment(exchange.workspace))
    }
}
