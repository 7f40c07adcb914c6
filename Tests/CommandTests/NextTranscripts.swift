import EvidenceBundle
import Foundation
import TestKit
import Testing

@testable import saksi

/// What a command says to do next can be copied into a shell.
@Suite("The next step")
struct NextTranscripts {
    /// What stands behind “Next: ” and begins with a command of ours.
    private func next(_ outcome: Tool.Outcome) throws -> String {
        let line = try #require(
            outcome.everything.split(separator: "\n").first { $0.contains("Next: ") && $0.contains("saksi ") },
            "\(outcome.everything)")
        let text = try #require(line.range(of: "saksi "))
        return String(line[text.lowerBound...])
    }

    private func follow(_ outcome: Tool.Outcome, in office: Office) throws -> Tool.Outcome {
        let folder = (Office.program as NSString).deletingLastPathComponent
        return try office.shell("PATH='\(folder)':$PATH\n\(try next(outcome))")
    }

    @Test("It runs as it is printed, whatever the files are called, with the trust list that was named")
    func runs() throws {
        let office = try Office()
        try office.pack("the 'first'; case.asice")
        let file = "the 'first'; case.asice"
        try FileManager.default.moveItem(atPath: office.workspace("pki"), toPath: office.workspace("the pki"))
        let trust = ["--trust", "the pki/trust.yaml"]
        let signed = try office.saksi(
            ["sign", file, "--identity", "the pki/kh/prosecutor-0001.pem", "--out", "$(id) two.asice"] + trust)
        #expect(signed.status == 0, "\(signed.everything)")
        let verified = try follow(signed, in: office)
        #expect(verified.status == 0, "\(verified.everything)")
        let exported = try office.saksi("export", file, "--bagit", "a bag")
        #expect(try follow(exported, in: office).status == 6)
        let inspected = try office.saksi("inspect", file)
        #expect(try follow(inspected, in: office).status == 6)
        let asked = try office.saksi(["verify", file, "--signed-by", "kh/prosecutor/0001"] + trust)
        #expect(try next(asked) == "saksi sign 'the '\\''first'\\''; case.asice' --out G.asice")
    }

    @Test("It names the profile that was named")
    func profile() throws {
        let office = try Office()
        try office.pack("a case.asice")
        try office.workspace.write("trust: ../pki/trust.yaml\nagreements: ../agreements\n", to: "my own/p.yaml")
        let inspected = try office.saksi("inspect", "a case.asice", "--profile", "my own/p.yaml")
        #expect(try next(inspected) == "saksi verify 'a case.asice' --profile 'my own/p.yaml'")
        #expect(try follow(inspected, in: office).status == 0)
        let packed = try office.saksi(
            ["pack", "exhibits"] + Office.defaults + Office.terms + [
                "--out", "b c.asice", "--profile", "my own/p.yaml",
            ])
        #expect(
            try next(packed) == "saksi submit 'b c.asice' --receipt 'b c.asice.receipt' --profile 'my own/p.yaml'")
    }

    @Test(
        "Any word comes back from the shell as it was",
        arguments: [
            "a", "", "a b", "it's", "'", "$HOME `id` $(id)", "*?[a]~", "a\nb", "ឯកសារ ១.asice", "ภาพ.jpg", "\\\\n", "!x",
            "a\u{202E}b", "\t#", "é&|;<>",
        ])
    func words(word: String) throws {
        let outcome = try Office.shell("printf '%s|' \(word.shellWord)")
        #expect(outcome.output == word + "|")
    }

    @Test("Each fault, and each of its next steps, stands on a line of its own under the others")
    func lines() {
        var page = Page()
        FailureReport(code: "a.b", reason: "One.\nTwo.", next: "First.\nSecond.", exit: 2).write(to: &page)
        #expect(
            page.text == """
                saksi: One.
                  Two.
                  Next: First.
                        Second.
                  [a.b]

                """)
    }
}
