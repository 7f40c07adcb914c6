import Foundation
import TestKit
import Testing

@Suite("An investigator packs")
struct PackTranscripts {
    @Test("A folder packed without a sheet gets one to fill in, beside it and not inside")
    func template() throws {
        let office = try Office()
        let first = try office.saksi("pack", "exhibits")
        #expect(first.status == 2)
        #expect(first.errors.contains("category, handling, flags and victim-identity are missing"))
        #expect(first.errors.contains("--sheet exhibits-sheet.csv"))
        let sheet = String(decoding: try office.workspace.read("exhibits-sheet.csv"), as: UTF8.self)
        #expect(sheet.contains("accounts/ledger.csv"))
        #expect(sheet.contains("statement.txt"))
        #expect(office.names() == ["exhibits-sheet.csv"])

        // The sheet may have been filled in meanwhile: it is never written over.
        try office.workspace.write("mine", to: "exhibits-sheet.csv")
        #expect(try office.saksi("pack", "exhibits").status == 2)
        #expect(try office.workspace.read("exhibits-sheet.csv") == Array("mine".utf8))
    }

    @Test("Inside of the folder of exhibits, the sheet to fill in goes beside that folder")
    func templateFromInside() throws {
        let office = try Office()
        for arguments in ["pack .", "pack . --out ./case.asice", "pack ../exhibits"] {
            let outcome = try office.shell("cd exhibits && '\(Office.program)' \(arguments)")
            #expect(outcome.status == 2)
            #expect(outcome.errors.contains("exhibits-sheet.csv"), "\(outcome.everything)")
            #expect(office.names() == ["exhibits-sheet.csv"])
            #expect(try FileManager.default.contentsOfDirectory(atPath: office.workspace("exhibits")).count == 2)
            try FileManager.default.removeItem(atPath: office.workspace("exhibits-sheet.csv"))
        }
    }

    @Test("Material of child abuse is not packed, whatever else is said of it")
    func childAbuseMaterial() throws {
        let office = try Office()
        let outcome = try office.saksi(
            [
                "pack", "exhibits", "--default", "category=photograph", "--default", "handling=H0", "--default",
                "victim-identity=direct", "--default", "flags=child-abuse-material",
            ] + Office.terms + ["--out", "case.asice"])
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("[bundle.sheet.child-abuse-material]"), "\(outcome.everything)")
        #expect(office.names() == [])
    }

    @Test("Who may not sign packs nothing, and who is no party to the agreement is told so")
    func signers() throws {
        let office = try Office()
        func pack(_ identity: String) throws -> Tool.Outcome {
            try office.saksi(
                ["pack", "exhibits"] + Office.defaults + [
                    "--agreement", "KH-TH-TEST-01", "--case", "KH-AHTJPP-2026-000123", "--agreements", "agreements",
                    "--identity", "pki/\(identity).pem", "--out", "case.asice",
                ])
        }
        let node = try pack("kh/node-phnom-penh-events")
        #expect(node.status == 6)
        #expect(node.errors.contains("a bundle is packed by a member"), "\(node.everything)")
        #expect(office.names() == [])
        let stranger = try pack("vn/spp-0001")
        #expect(stranger.status == 0, "\(stranger.everything)")
        #expect(stranger.errors.contains("VN is no party to KH-TH-TEST-01"), "\(stranger.everything)")
    }

    @Test("A file in place of the folder, and a place where nobody may write, are told as what they are")
    func wrongPlaces() throws {
        let office = try Office()
        let file = try office.saksi(
            ["pack", "exhibits/statement.txt"] + Office.defaults + Office.terms + ["--out", "case.asice"])
        #expect(file.status == 2)
        #expect(file.errors.contains("is not a folder"), "\(file.everything)")
        let place = try office.saksi(
            ["pack", "exhibits"] + Office.defaults + Office.terms + ["--out", "/proc/1/case.asice"])
        #expect(place.status == 7 || place.status == 2, "\(place.everything)")
        #expect(!place.errors.contains("chmod u+r"))
    }

    @Test("A filled-in sheet is packed, and what the bundle says of itself is shown")
    func sheet() throws {
        let office = try Office()
        try office.workspace.write(
            """
            path,category,handling,flags,victim-identity,description
            statement.txt,witness-statement,H1,confidential,direct,Statement of a witness
            accounts/ledger.csv,financial-record,none,none,none,Ledger
            """, to: "sheet.csv")
        let packed = try office.saksi(
            ["pack", "exhibits", "--sheet", "sheet.csv"] + Office.terms + ["--out", "case.asice"])
        #expect(packed.status == 0, "\(packed.everything)")
        #expect(packed.output.contains("Packed 2 exhibits into case.asice"))
        #expect(packed.output.contains("signed by        kh/ahtjpp/0101"))
        let shown = try office.saksi("inspect", "case.asice")
        #expect(shown.output.contains("witness-statement"))
        #expect(shown.output.contains("victim identity: direct; handling: H1; flags: confidential"))
        #expect(shown.output.contains("Nothing of this has been verified."))
    }

    @Test("One of the protecting columns missing stops the packing and names the file")
    func missing() throws {
        let office = try Office()
        let outcome = try office.saksi(
            [
                "pack", "exhibits", "--default", "category=document", "--default", "flags=none", "--default",
                "handling=none",
            ]
                + Office.terms + ["--out", "case.asice"])
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("victim-identity"))
        #expect(outcome.errors.contains("statement.txt"))
        #expect(office.names() == ["exhibits-sheet.csv"])
    }

    @Test("A wrong agreement, case or channel is refused before anything is written")
    func wrong() throws {
        let office = try Office()
        func pack(_ changes: [String]) throws -> Tool.Outcome {
            try office.saksi(["pack", "exhibits"] + Office.defaults + changes + ["--out", "case.asice"])
        }
        let identity = ["--identity", "pki/kh/ahtjpp-0101.pem", "--agreements", "agreements"]
        let agreement = try pack(["--agreement", "KH-TH-TEST-1", "--case", "KH-AHTJPP-2026-000123"] + identity)
        #expect(agreement.status == 2)
        #expect(agreement.errors.contains("Did you mean KH-TH-TEST-01?"))
        let number = try pack(["--agreement", "KH-TH-TEST-01", "--case", "123"] + identity)
        #expect(number.status == 2)
        #expect(number.errors.contains("not a case number"))
        let channel = try pack(Office.terms + ["--channel", "mla"])
        #expect(channel.status == 2)
        #expect(channel.errors.contains("is for the channel “police”, not for “mla”"))
        #expect(office.names() == [])
    }

    @Test("Ctrl-C and a terminal that closes leave nothing behind and answer 130", arguments: ["INT", "HUP", "QUIT"])
    func interrupted(_ signal: String) throws {
        let office = try Office()
        let line = """
            truncate -s 20G exhibits/disk.raw
            '\(Office.program)' pack exhibits \(Office.defaults.joined(separator: " ")) \(Office.terms.joined(separator: " ")) \
            --out case.asice & program=$!
            until [ -n "$(find . -maxdepth 1 -name '*.part')" ]; do kill -0 $program || exit 1; sleep 0.01; done
            kill -\(signal) $program
            wait $program
            """
        let outcome = try office.shell(line)
        #expect(outcome.status == 130, "\(outcome.everything)")
        #expect(outcome.errors.contains("Interrupted before it was done."))
        #expect(office.names() == [])
    }

    @Test("One exhibit is packed as one exhibit; what a node would not read among the agreements stops the packing")
    func oneExhibit() throws {
        let office = try Office()
        try FileManager.default.removeItem(atPath: office.workspace("exhibits/accounts"))
        for stranger in ["old/KH-TH-TEST-01.yaml", "KH-TH-TEST-01.yml"] {
            try office.workspace.write("not: [an agreement\n", to: "agreements/\(stranger)")
            let refused = try office.pack()
            #expect(refused.status == 2)
            #expect(refused.errors.contains("[command.agreement.folder]"), "\(refused.everything)")
            let name = stranger.split(separator: "/")[0]
            try FileManager.default.removeItem(atPath: office.workspace("agreements/\(name)"))
        }
        let packed = try office.pack()
        #expect(packed.output.hasPrefix("Packed 1 exhibit into case.asice"), "\(packed.everything)")
        #expect(try office.saksi("inspect", "case.asice").output.contains("\n1 exhibit\n"))
        try FileManager.default.removeItem(atPath: office.workspace("agreements/KH-TH-TEST-01.yaml"))
        let unknown = try office.saksi(["pack", "exhibits"] + Office.defaults + Office.terms + ["--out", "b.asice"])
        #expect(unknown.status == 2)
        #expect(unknown.errors.contains("[command.agreement.unknown]"), "\(unknown.everything)")
        #expect(unknown.errors.contains(".yaml"), "\(unknown.everything)")
    }

    @Test("A place that is not there, or may not be written, is told with the next step that helps")
    func places() throws {
        let office = try Office()
        try office.pack()
        for arguments in [
            ["open", "case.asice", "--trust", "pki/trust.yaml", "--out", "no such/opened"],
            ["export", "case.asice", "--bagit", "no such/opened"],
        ] {
            let outcome = try office.saksi(arguments)
            #expect(outcome.status == 2)
            #expect(
                outcome.errors.contains(
                    "The folder “no such” is not there.\n  Next: Make it first: mkdir -p 'no such'\n"),
                "\(outcome.everything)")
            let denied = try office.saksi(arguments.dropLast() + ["/proc/1/opened"])
            #expect(denied.errors.contains("/proc/1"), "\(denied.everything)")
            #expect(!denied.errors.contains("chmod") && !denied.errors.contains("with --out"), "\(denied.everything)")
        }
    }
}
