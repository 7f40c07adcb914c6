import Custody
import Foundation
import TestKit
import Testing
import Vocabulary

/// Receipts held against the log that a real node shows, with the programs.
@Suite("Receipts held against the log that a node shows")
struct ComparedReceiptScenarios {
    private func compared(
        _ fixture: NodeFixture, _ receipts: String..., as person: NodeFixture.Person = .leader
    ) throws -> (outcome: Tool.Outcome, answer: Answered) {
        let outcome = try fixture.saksi(
            ["custody", "compare"] + receipts.map { $0 + ".receipt" } + ["--json"], as: person)
        return (outcome, try Answered(outcome))
    }

    private func event(_ fixture: NodeFixture, _ name: String) throws -> String {
        let receipt = try Receipt(parsing: try fixture.workspace.read("\(name).receipt"))
        return try UnverifiedEvent(receipt.envelope).event.event.text
    }

    @Test(
        "A node whose folder was taken back, and that went on from there, is found out by the receipt of what was lost")
    func takenBack() throws {
        let fixture = try NodeFixture()
        let older = fixture.workspace("older")
        for name in ["one", "two", "three"] { try fixture.pack(Array("exhibit \(name)".utf8), as: name) }
        func accepted(_ name: String) throws {
            try fixture.start()
            #expect(try fixture.submit(name).status == 0)
        }
        try accepted("one")
        fixture.stop()
        try #require(try Tool.run("cp", ["-a", fixture.dataFolder, older]).status == 0)
        try accepted("two")
        // All holds, for whoever has the receipts.
        for person in [NodeFixture.Person.investigator, .leader] {
            let whole = try compared(fixture, "one", "two", as: person)
            #expect(whole.outcome.status == 0, "\(whole.outcome.everything)")
            #expect(whole.answer["receipts"].list.allSatisfy { $0["stands"].truth })
        }
        fixture.stop()
        // With the log key at hand the node signs whatever it now holds.
        try FileManager.default.removeItem(atPath: fixture.dataFolder)
        try FileManager.default.moveItem(atPath: older, toPath: fixture.dataFolder)
        try fixture.start()
        let short = try compared(fixture, "two")
        #expect(short.outcome.status == 8, "\(short.outcome.everything)")
        #expect(short.answer["receipts"].list.map(\.["kind"].text) == ["smaller"])
        #expect(try fixture.submit("three").status == 0)
        #expect(try compared(fixture, "one", "three").outcome.status == 0)
        fixture.stop()
        let audit = try fixture.audit()
        #expect(audit.status == 0, "the node itself shows nothing: \(audit.everything)")
        try fixture.start()

        let found = try compared(fixture, "one", "two", "three")
        #expect(found.outcome.status == 8, "\(found.outcome.everything)")
        #expect(found.answer["code"].text == "command.receipt.contradiction")
        #expect(found.answer["receipts"].list.map(\.["stands"].truth) == [true, false, true])
        let kind = found.answer["receipts"].list[1]["kind"].text
        #expect(["split-view", "unproven"].contains(kind))
        let lost = try event(fixture, "two")
        #expect(found.answer["reason"].text.contains(lost) && found.answer["reason"].text.contains("is nowhere in it"))
        // Both checkpoints are kept: the log signed the receipt's, and the one that was shown.
        let file = try #require(
            found.answer["receipts"].list[1]["kept"].text.split(separator: "/").last.map(String.init))
        let pair = try Contradiction(document: try fixture.workspace.read(file))
        let receipt = try Receipt(parsing: try fixture.workspace.read("two.receipt"))
        #expect(pair.kind.rawValue == kind && pair.cosigned == receipt.checkpoint)
        #expect(pair.received.checkpoint.origin == receipt.checkpoint.checkpoint.origin)
        #expect(pair.received.checkpoint != receipt.checkpoint.checkpoint)
        let kept = try FileManager.default.contentsOfDirectory(atPath: fixture.workspace.path).filter {
            $0.hasSuffix(".json")
        }
        #expect(kept.count == 2 && kept.allSatisfy { $0.hasPrefix("two.receipt.") }, "\(kept)")
        let text = try fixture.saksi(["custody", "compare", "two.receipt"], as: .leader)
        #expect(text.status == 8)
        for words in [lost, "WRONG", "It is not the log that gave these receipts.", file] {
            #expect(text.output.contains(words), "\(text.everything)")
        }
    }

    @Test("Receipts of two logs are not compared together, and a damaged one proves nothing")
    func refused() throws {
        let fixture = try NodeFixture()
        try fixture.start()
        for (name, agreement) in [("one", NodeFixture.agreement), ("other", NodeFixture.other)] {
            try fixture.pack(Array("exhibit \(name)".utf8), as: name, agreement: agreement)
            #expect(try fixture.submit(name).status == 0)
        }
        #expect(try compared(fixture, "one", "other").outcome.status == 2)
        #expect(try compared(fixture, "other").outcome.status == 0)
        var bytes = try fixture.workspace.read("one.receipt")
        let place = try #require(bytes.lastIndex(of: 0x3D)) - 9
        bytes[place] = bytes[place] == 0x41 ? 0x42 : 0x41
        try fixture.workspace.write(bytes, to: "one.receipt")
        let damaged = try compared(fixture, "one")
        #expect([1, 6].contains(damaged.outcome.status), "\(damaged.outcome.everything)")
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: fixture.workspace.path).allSatisfy {
                !$0.hasSuffix(".json")
            })
    }

    @Test(
        "That the log is another one is said with 8, whatever cannot be written and whatever fails for another receipt")
    func neverLost() throws {
        let fixture = try NodeFixture()
        for name in ["one", "two"] { try fixture.pack(Array("exhibit \(name)".utf8), as: name) }
        try fixture.start()
        #expect(try fixture.submit("one").status == 0)
        fixture.stop()
        let older = fixture.workspace("older")
        try #require(try Tool.run("cp", ["-a", fixture.dataFolder, older]).status == 0)
        try fixture.start()
        #expect(try fixture.submit("two").status == 0)
        fixture.stop()
        try FileManager.default.removeItem(atPath: fixture.dataFolder)
        try FileManager.default.moveItem(atPath: older, toPath: fixture.dataFolder)
        try fixture.start()

        // A receipt in which a signature was changed says nothing of the log, before or behind the other.
        var bytes = try fixture.workspace.read("one.receipt")
        let place = try #require(bytes.lastIndex(of: 0x3D)) - 9
        bytes[place] = bytes[place] == 0x41 ? 0x42 : 0x41
        try fixture.workspace.write(bytes, to: "damaged.receipt")
        try fixture.workspace.write(try fixture.workspace.read("one.receipt.pem"), to: "damaged.receipt.pem")
        for names in [["two", "damaged"], ["damaged", "two"]] {
            let found = try compared(fixture, names[0], names[1])
            #expect(found.outcome.status == 8, "\(found.outcome.everything)")
            #expect(found.answer["code"].text == "command.receipt.contradiction")
            let receipts = found.answer["receipts"].list
            #expect(receipts.map(\.["kind"].text).sorted() == ["", "smaller"])
            #expect(receipts.contains { $0["code"].text.hasPrefix("custody.") && !$0["stands"].truth })
        }
        let alone = try compared(fixture, "one", "damaged")
        #expect([1, 6].contains(alone.outcome.status), "\(alone.outcome.everything)")
        #expect(alone.answer["receipts"].list.map(\.["stands"].truth) == [true, false])

        // Beside this one no longer name can be: it is kept in the state folder, or else printed.
        let long = String(repeating: "ក", count: 66)
        for end in ["", ".pem"] {
            try fixture.workspace.write(
                try fixture.workspace.read("two.receipt\(end)"), to: "\(long).receipt\(end)")
        }
        let elsewhere = try compared(fixture, long)
        #expect(elsewhere.outcome.status == 8, "\(elsewhere.outcome.everything)")
        let kept = elsewhere.answer["receipts"].list[0]["kept"].text
        #expect(kept.contains("/state/saksi/contradictions/smaller-"), "\(kept)")
        #expect(FileManager.default.fileExists(atPath: kept))
        let folder = fixture.workspace("state/saksi/contradictions")
        try FileManager.default.removeItem(atPath: folder)
        try fixture.workspace.write("", to: "state/saksi/contradictions")
        let nowhere = try compared(fixture, long)
        #expect(nowhere.outcome.status == 8, "\(nowhere.outcome.everything)")
        let receipt = try Receipt(parsing: try fixture.workspace.read("two.receipt"))
        let note = String(decoding: receipt.checkpoint.bytes, as: UTF8.self)
        #expect(nowhere.answer["receipts"].list[0]["notes"].text.contains(note))
        #expect(!nowhere.answer["receipts"].list[0]["notKept"].text.isEmpty)
        let text = try fixture.saksi(["custody", "compare", "\(long).receipt"], as: .leader)
        #expect(text.status == 8 && text.output.contains("NOT kept"), "\(text.everything)")
        for line in note.split(separator: "\n") { #expect(text.output.contains(line), "\(text.output)") }
    }
}
