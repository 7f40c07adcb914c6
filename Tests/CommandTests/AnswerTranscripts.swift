import Foundation
import TestKit
import Testing

@Suite("Answers and errors")
struct AnswerTranscripts {
    @Test(
        "With --json there is one JSON document on standard output, whatever happens, and nothing else",
        arguments: [
            (["profile", "--json"], Int32(0), nil),
            (["certs", "check", "--trust", "pki/trust.yaml", "--json"], 0, nil),
            (["certs", "check", "--trust", "nowhere.yaml", "--json"], 2, "command.file.missing"),
            (["verify", "nowhere.asice", "--json"], 2, "bundle.source.missing"),
            (["verify", "--json"], 2, "command.usage"),
            (["verify", "x", "--unknown", "--json"], 2, "command.usage"),
            (["verfy", "x", "--json"], 2, "command.usage"),
            (["profile", "shw", "--json"], 2, "command.usage"),
            (["pack", "exhibits", "--json"], 2, "bundle.sheet.missing-value"),
            (["pack", "exhibits", "--default", "categry=document", "--json"], 2, "bundle.sheet.column"),
            (["list", "--agreement", "x", "--json"], 2, nil),
        ] as [([String], Int32, String?)])
    func json(arguments: [String], status: Int32, code: String?) throws {
        let outcome = try Office().saksi(arguments)
        #expect(outcome.status == status, "\(outcome.everything)")
        #expect(outcome.errors.isEmpty)
        let printed = try Printed(outcome)
        #expect(printed.exit == status)
        if let code {
            #expect(printed.code == code)
            #expect(printed.reason?.isEmpty == false)
            #expect(printed.next?.isEmpty == false)
        }
    }

    @Test("An error says what happened, to what, and what to do next, on standard error")
    func text() throws {
        let outcome = try Office().saksi("verify", "nowhere.asice")
        #expect(outcome.status == 2)
        #expect(outcome.output.isEmpty)
        #expect(
            outcome.errors == """
                saksi: “nowhere.asice” is not there.
                  Next: Check the spelling of the path.
                  [bundle.source.missing]

                """)
    }

    @Test("A misspelt command or option is met with the nearest one")
    func suggestions() throws {
        let office = try Office()
        #expect(try office.saksi("verfy", "x").errors.contains("Did you mean “saksi verify”?"))
        #expect(try office.saksi("profile", "shw").errors.contains("Did you mean “saksi profile show”?"))
        #expect(try office.saksi("verify", "x", "--jsn").errors.contains("--json"))
    }

    @Test("Help, version and completion scripts are no errors")
    func help() throws {
        let office = try Office()
        for arguments in [["--help"], ["help", "pack"], ["--version"], ["--generate-completion-script", "bash"], []] {
            let outcome = try office.saksi(arguments)
            #expect(outcome.status == 0)
            #expect(!outcome.output.isEmpty)
            #expect(outcome.errors.isEmpty)
        }
    }

    @Test("No colour without a terminal")
    func colour() throws {
        let office = try Office()
        try office.pack()
        #expect(!(try office.saksi("verify", "case.asice").everything.contains("\u{1B}")))
    }
}
