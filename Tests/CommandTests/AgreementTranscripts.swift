import Foundation
import TestKit
import Testing

@testable import saksi

/// The tools for the people who write agreements, on the shipped files.
@Suite("Writing agreements")
struct AgreementTranscripts {
    /// A desk with the shipped files in a folder of its own.
    private func office() throws -> Office {
        let office = try Office()
        try FileManager.default.copyItem(
            atPath: Tool.packageRoot + "/Agreements", toPath: office.workspace("shipped"))
        return office
    }

    private static let team = "shipped/KH-TH-JIT-2026-01.yaml"

    /// The same file, with one thing said otherwise.
    private func change(_ office: Office, _ old: String, _ new: String, to path: String) throws {
        let text = String(decoding: try office.workspace.read(Self.team), as: UTF8.self)
        let range = try #require(text.range(of: old))
        try office.workspace.write(text.replacingCharacters(in: range, with: new), to: path)
    }

    @Test("check says that a file is sound, and ends with 2 at a fault")
    func check() throws {
        let office = try office()
        let sound = try office.saksi("agreement", "check", Self.team, "--on", "2026-05-10")
        #expect(sound.status == 0, "\(sound.everything)")
        #expect(sound.output.hasPrefix("KH-TH-JIT-2026-01: "))
        #expect(sound.output.contains("cases that its clauses tell apart"))
        #expect(sound.output.contains("It is sound"))
        try change(office, "at-least: 1", "at-least: 2", to: Self.team)
        let fault = try office.saksi("agreement", "check", Self.team, "--on", "2026-05-10")
        #expect(fault.status == 2)
        #expect(
            fault.output.contains(
                "FAULT        It asks for 2 cosigners, but there can only be 1: one of each other party. "
                    + "[policy.check.quorums]"), "\(fault.output)")
        #expect(fault.output.contains("Correct the faults before anybody signs it."))
        let printed = try Printed(try office.saksi("agreement", "check", Self.team, "--json"))
        #expect(printed.exit == 2)
        #expect(printed.code == "policy.check.quorums")
    }

    @Test("read gives the read-back that lies beside each file, and its own words in the language that is asked for")
    func read() throws {
        let office = try office()
        let read = try office.saksi("agreement", "read", Self.team)
        #expect(read.status == 0)
        let committed = try office.workspace.read("shipped/KH-TH-JIT-2026-01.en.txt")
        #expect(read.output == String(decoding: committed, as: UTF8.self))
        let khmer = try office.saksi("agreement", "read", Self.team, "--language", "km")
        #expect(khmer.status == 0, "\(khmer.everything)")
        #expect(
            khmer.output.hasPrefix(
                "There are no sentences in “km” yet, and the file has no words of its own in it: all is read back as there is.\n"
            ))
        try change(office, "says: { en:", "says: { km: ឯកសារ, en:", to: Self.team)
        let words = try office.saksi("agreement", "read", Self.team, "--language", "km")
        #expect(words.output.contains("    In its own words: ឯកសារ\n"), "\(words.output)")
        let none = try office.saksi("agreement", "read", Self.team, "--language", "fr")
        #expect(none.status == 2)
        #expect(none.errors.contains("en, km, th, vi"), "\(none.errors)")
    }

    @Test("A folder of agreements that holds something else is refused, as at a node: a law may lie there misnamed")
    func stranger() throws {
        let office = try Office()
        try office.workspace.write("law: X\n", to: "agreements/KH-LAW.yml")
        let refused = try office.pack()
        #expect(refused.status == 2)
        #expect(
            refused.errors == """
                saksi: The folder of agreements holds “KH-LAW.yml”, which is neither a policy file (.yaml) nor a signature (.p7s).
                  Next: Give a policy file its name with .yaml, and move everything else out of the folder.
                  [command.agreement.folder]

                """, "\(refused.errors)")
        // Whoever drafts keeps notes beside the draft.
        #expect(
            try office.saksi("agreement", "check", "agreements/KH-TH-TEST-01.yaml", "--on", "2026-05-10").status == 0)
    }

    @Test("diff says who loses what, and that nothing changes where nothing does")
    func diff() throws {
        let office = try office()
        let same = try office.saksi("agreement", "diff", Self.team, Self.team)
        #expect(same.status == 0, "\(same.everything)")
        #expect(same.output.contains("Nobody gains or loses anything."))
        try FileManager.default.copyItem(atPath: office.workspace("shipped"), toPath: office.workspace("next"))
        try change(
            office, "permit: [read-log]\n    who: { role: [team-leader, central-authority] }",
            "permit: [read-log]\n    who: { role: [team-leader] }", to: "next/KH-TH-JIT-2026-01.yaml")
        let diff = try office.saksi("agreement", "diff", Self.team, "next/KH-TH-JIT-2026-01.yaml")
        #expect(
            diff.output.contains(
                "  Officers of central authorities (kh/moj/0001, th/oag/0001) may no longer read the custody log. "
                    + "[KH-TH-JIT-2026-01 4(5)]\nChanges: 1.\n"), "\(diff.everything)")
    }

    @Test("diff compares a renewal as if the old version went on, and says so")
    func renewal() throws {
        let office = try office()
        try FileManager.default.copyItem(atPath: office.workspace("shipped"), toPath: office.workspace("next"))
        let text = String(decoding: try office.workspace.read(Self.team), as: UTF8.self)
            .replacingOccurrences(of: "until: 2027-02-28", with: "until: 2028-02-28")
            .replacingOccurrences(of: "from: 2026-0", with: "from: 2027-0")
        try office.workspace.write(text, to: "next/KH-TH-JIT-2026-01.yaml")
        let diff = try office.saksi("agreement", "diff", Self.team, "next/KH-TH-JIT-2026-01.yaml")
        #expect(diff.status == 0, "\(diff.everything)")
        #expect(diff.output.contains("as if the old one went on"))
        #expect(!diff.output.contains(": 0 cases compared"))
    }

    @Test("who-can says for each on the roster whether, by which clause, and what to do next")
    func whoCan() throws {
        let office = try office()
        let who = try office.saksi(
            "agreement", "who-can", "retrieve", "--agreement", "KH-TH-JIT-2026-01", "--agreements", "shipped", "--item",
            "category=intercept,origin=KH,victim-identity=none", "--purpose", "trial", "--on", "2026-05-10")
        #expect(who.status == 0, "\(who.everything)")
        #expect(who.output.hasPrefix("retrieve under KH-TH-JIT-2026-01 on 2026-05-10, for trial:\n"))
        #expect(who.output.contains("  can          kh/prosecutor/0001 (team leader): Clause 5(1) permits this"))
        #expect(who.output.contains("  can, once    th/dsi/0201 (team leader): Clause 5(2) asks for the approval of"))
        #expect(who.output.contains("  cannot       kh/ahtjpp/0101 (member): "))
        #expect(who.output.contains("               Next: Ask "))
        let unknown = try office.saksi(
            "agreement", "who-can", "retrieve", "--agreement", "KH-TH-JIT-2026-01", "--agreements", "shipped", "--item",
            "colour=red")
        #expect(unknown.status == 2)
        #expect(unknown.errors.contains("is no fact of an item"))
    }

    @Test("test runs the examples, and shows the one that does not come out")
    func test() throws {
        let office = try office()
        let good = try office.saksi("agreement", "test", Self.team)
        #expect(good.status == 0, "\(good.everything)")
        #expect(good.output.contains(" examples, 0 wrong."))
        try change(
            office, "expect: permit, by: [\"4(1)\"]", "expect: deny, by: [\"4(1)\"]", to: Self.team)
        let bad = try office.saksi("agreement", "test", Self.team)
        #expect(bad.status == 2)
        #expect(bad.output.contains("WRONG"))
        #expect(bad.output.contains("The example expects deny, the answer is permit. Clause 4(1) permits this"))
        #expect(bad.output.contains(" examples, 1 wrong."))
    }

    @Test("export writes Cedar policies, and asks for the form")
    func export() throws {
        let office = try office()
        let cedar = try office.saksi("agreement", "export", "--cedar", Self.team)
        #expect(cedar.status == 0, "\(cedar.everything)")
        #expect(cedar.output.contains("@id(\"4(3)\")\n"), "\(cedar.output.prefix(600))")
        #expect(cedar.output.contains("permit"))
        #expect(!cedar.output.contains("\u{FFFD}"))
        #expect(try office.saksi("agreement", "export", Self.team).status == 2)
        let law = try office.saksi("agreement", "export", "--cedar", "shipped/TH-ATIP-2008.yaml")
        #expect(law.status == 2)
        #expect(law.errors.contains("is a law, not an agreement"))
    }

    @Test("Text of a node or a file cannot act on the terminal")
    func escaped() {
        var page = Page()
        page.line("one\u{1B}[2J\ntwo\u{202E}")
        page.state("ok", .good, "three\r")
        #expect(page.text == "one\u{FFFD}[2J\u{FFFD}two\u{FFFD}\n  ok           three\u{FFFD}\n")
    }
}
