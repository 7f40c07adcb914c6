import Foundation
import TestKit
import Testing
import Vocabulary

/// `saksi audit` against a real node, whose data somebody changes while it runs.
@Suite("A member audits a node from outside")
struct OutsideAuditScenarios {
    private let fixture: NodeFixture

    init() throws {
        fixture = try NodeFixture()
        try fixture.start()
        for number in 0..<3 { try add(number) }
    }

    private func add(_ number: Int) throws {
        try fixture.pack(Array("exhibit \(number)".utf8), as: "b\(number)")
        guard try fixture.submit("b\(number)").status == 0 else { throw Answered.Missing(what: "a receipt") }
    }

    private func audit(_ person: NodeFixture.Person, _ more: String...) throws -> Tool.Outcome {
        try fixture.saksi(["audit", "--agreement", NodeFixture.agreement] + more, as: person)
    }

    private var log: String {
        "(SELECT number FROM logs WHERE origin = 'saksi/kh/phnom-penh/\(NodeFixture.agreement)')"
    }

    /// Does something to the register under the running node, and takes it back.
    private func changed<Value>(_ table: String, _ set: String, _ condition: String, _ body: () throws -> Value) throws
        -> Value
    {
        let there = "log = \(log) AND \(condition)"
        let done = try fixture.sqlite(
            "CREATE TABLE kept AS SELECT * FROM \(table) WHERE \(there); UPDATE \(table) SET \(set) WHERE \(there); SELECT changes()"
        )
        guard done.output == "1\n" else { throw Answered.Missing(what: "a change: \(done.everything)") }
        let value = try body()
        let column = set.split(separator: " ")[0]
        let back = try fixture.sqlite(
            "UPDATE \(table) SET \(column) = (SELECT \(column) FROM kept) WHERE \(there); DROP TABLE kept")
        guard back.status == 0 else { throw Answered.Missing(what: "the data: \(back.everything)") }
        return value
    }

    @Test("Who may read the log gets every event checked; the next time it has to continue what was audited")
    func reader() throws {
        let first = try Answered(try audit(.leader, "--json"))
        #expect(first["findings"].list.isEmpty && first["events"].number > 5)
        #expect(first["unchecked"].list.contains { $0.text.contains("first audit") })
        #expect(first["unchecked"].list.contains { $0.text.contains("no cosigner of another party") })
        try add(7)
        let second = try audit(.leader)
        #expect(second.status == 0, "\(second.everything)")
        #expect(second.output.contains("continues the one of \(first["size"].number) entries"), "\(second.everything)")
        #expect(second.output.contains("What was checked holds."))
    }

    @Test("A changed entry or tile that the node serves is found and named, exit code 1, and the report is kept")
    func tampered() throws {
        #expect(try audit(.leader).status == 0)
        let number = try #require(
            try fixture.lines("SELECT max(entry) FROM events WHERE type = 'accepted' AND log = \(log)").first)
        let entry = try changed(
            "entries", "bytes = CAST(replace(CAST(bytes AS TEXT), 'sig\":\"M', 'sig\":\"N') AS BLOB)",
            "number = \(number)"
        ) { try audit(.leader) }
        #expect(entry.status == 1, "\(entry.everything)")
        #expect(entry.output.contains("entry \(number):"), "\(entry.everything)")
        let tile = try changed("tiles", "hashes = zeroblob(length(hashes))", "level = 0") { try audit(.leader) }
        #expect(tile.status == 1 && tile.output.contains("tile/0/000"), "\(tile.everything)")
        let place = try #require(tile.output.firstMatch(of: /is kept in (\S+):/)).output.1
        #expect(FileManager.default.fileExists(atPath: String(place)))
        // Who sees hashes only finds it by the root.
        let hashes = try changed("tiles", "hashes = zeroblob(length(hashes))", "level = 0") {
            try audit(.investigator)
        }
        #expect(hashes.status == 1 && hashes.output.contains("custody.checkpoint.root"), "\(hashes.everything)")
        #expect(try audit(.leader).status == 0)
    }

    @Test(
        "Without read-log the hashes and the custody of what may be listed are checked, and that the rest was not is said"
    )
    func lister() throws {
        let outcome = try audit(.investigator)
        #expect(outcome.status == 0, "\(outcome.everything)")
        #expect(outcome.output.contains("the entries: the node shows them only to whom"), "\(outcome.everything)")
        #expect(outcome.output.contains("the custody of 3 bundles that may be listed"), "\(outcome.everything)")
    }

    @Test("A log that is shorter than the one that was audited is found, and both checkpoints are in the report")
    func restored() throws {
        fixture.stop()
        try FileManager.default.copyItem(atPath: fixture.dataFolder, toPath: fixture.workspace("older"))
        try fixture.start()
        try add(8)
        #expect(try audit(.leader).status == 0)
        fixture.stop()
        try FileManager.default.removeItem(atPath: fixture.dataFolder)
        try FileManager.default.moveItem(atPath: fixture.workspace("older"), toPath: fixture.dataFolder)
        try fixture.start()
        let outcome = try audit(.leader, "--json")
        #expect(outcome.status == 1, "\(outcome.everything)")
        let answer = try Answered(outcome)
        #expect(answer["code"].text == "custody.log.shrunk")
        #expect(
            answer["earlier"].text.contains("saksi/kh/phnom-penh/")
                && answer["earlier"].text != answer["checkpoint"].text)
        // Nor is it taken for right the next time.
        #expect(try audit(.leader).status == 1)
    }

    @Test(
        "What an audit was shown that was stopped has to hold as well; what it checked of a longer log counts for nothing"
    )
    func stopped() throws {
        fixture.stop()
        try FileManager.default.copyItem(atPath: fixture.dataFolder, toPath: fixture.workspace("older"))
        try fixture.start()
        try add(8)
        #expect(try audit(.leader).status == 0)
        // As if that audit had been stopped, the first ever, and all of the log behind it.
        let all = try #require(FileManager.default.subpaths(atPath: fixture.workspace.path))
        let kept = fixture.workspace(try #require(all.first { $0.contains("/audit/") && $0.hasSuffix("/checkpoint") }))
        let note = try String(contentsOfFile: kept, encoding: .utf8)
        try FileManager.default.removeItem(atPath: kept)
        let state =
            ##"{"begun":"2026-05-01T00:00:00.000Z","checkpoint":"\##(note.replacing("\n", with: #"\n"#))","##
            + ##""events":900,"findings":[],"format":"saksi-outside-audit-state/1","objects":100,"read":1024,"resumed":[]}"##
        try Data(state.utf8).write(to: URL(fileURLWithPath: "\(kept.dropLast("checkpoint".count))state.json"))
        fixture.stop()
        try FileManager.default.removeItem(atPath: fixture.dataFolder)
        try FileManager.default.moveItem(atPath: fixture.workspace("older"), toPath: fixture.dataFolder)
        try fixture.start()
        let outcome = try audit(.leader, "--json")
        #expect(outcome.status == 1, "\(outcome.everything)")
        let answer = try Answered(outcome)
        #expect(answer["resumed"].list.count == 1 && answer["events"].number < 100, "\(outcome.everything)")
        #expect(answer["code"].text == "custody.log.shrunk" && answer["earlier"].text == note, "\(outcome.everything)")
        #expect(try audit(.leader).status == 1)
    }

    @Test("The report is signed by the member on request, and anybody can check who it was")
    func signed() throws {
        #expect(try audit(.leader, "--report", "log-audit.json").status == 0)
        let checked = try fixture.saksi(["audit", "check", "log-audit.json"], as: .investigator)
        #expect(checked.status == 0, "\(checked.everything)")
        #expect(checked.output.contains("th/dsi/0201 audited kh/node/phnom-penh from outside"), "\(checked.everything)")
        let verified = try Tool.run(
            "openssl",
            [
                "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", "log-audit.json.th-dsi-0201.p7s",
                "-content", "log-audit.json", "-CAfile", "pki/th/root.pem", "-out", "/dev/null",
            ], in: fixture.workspace.path)
        #expect(verified.status == 0, "\(verified.everything)")
        let again = try audit(.leader, "--report", "log-audit.json")
        #expect(again.status == 2 && again.errors.contains("command.output.exists"), "\(again.everything)")
    }
}
