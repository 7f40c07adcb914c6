import Foundation
import TestKit
import Testing

@Suite("Trust, agreements and set-up")
struct ManagingTranscripts {
    @Test("Minting makes what the documentation names, and the check finds it sound")
    func mint() throws {
        let office = try Office()
        for name in [
            "kh/ahtjpp-0101", "kh/prosecutor-0001", "kh/moj-0001", "th/dsi-0201", "th/dsi-0202", "th/oag-0001",
            "vn/c02-0101", "vn/spp-0001",
        ] {
            #expect(FileManager.default.fileExists(atPath: office.workspace("pki/\(name).pem")))
            #expect(FileManager.default.fileExists(atPath: office.workspace("pki/\(name).p12")))
        }
        let check = try office.saksi(
            "certs", "check", "--trust", "pki/trust.yaml", "--identity", "pki/kh/ahtjpp-0101.pem", "--fingerprints")
        #expect(check.status == 0, "\(check.everything)")
        #expect(check.output.contains("signed by kh/moj/0001, th/oag/0001, vn/spp/0001"))
        #expect(check.output.contains("Compare every group by telephone or on paper"))
        let again = try office.saksi("certs", "mint", "--out", "pki")
        #expect(again.status == 2)
    }

    @Test("A passphrase comes from a file, and is never asked for without a terminal")
    func passphrase() throws {
        let office = try Office()
        let arguments = ["certs", "check", "--trust", "pki/trust.yaml", "--identity", "pki/kh/ahtjpp-0101.p12"]
        let asked = try office.saksi(arguments)
        #expect(asked.status == 2)
        #expect(asked.errors.contains("nobody can be asked"))
        #expect(try office.saksi(arguments + ["--passphrase-file", "pki/passphrase.txt"]).status == 0)
        try office.workspace.write("wrong\n", to: "wrong.txt")
        let wrong = try office.saksi(arguments + ["--passphrase-file", "wrong.txt"])
        #expect(wrong.status == 6)
        #expect(!wrong.everything.contains("wrong\n"))
    }

    @Test("An agreement is sound only with a signature for every party, over exactly its bytes")
    func signatures() throws {
        let office = try Office()
        let file = "agreements/KH-TH-TEST-01.yaml"
        let check = ["agreement", "check-signatures", file, "--trust", "pki/trust.yaml"]
        #expect(try office.saksi(check).status == 0)
        let shown = try office.saksi("agreement", "show", file, "--trust", "pki/trust.yaml")
        for sentence in [
            "Members submit and list.", "1: A member may see in the register or submit any material.",
            "It is for cases about trafficking in persons.", "It rests on TEST-TREATY:",
            "kh/ahtjpp/0101 is a member, from 2020-01-01 until 2099-12-31.",
        ] {
            #expect(shown.output.contains(sentence), "\(shown.output)")
        }
        let foreign = try office.saksi("agreement", "sign", file, "--identity", "pki/vn/spp-0001.pem")
        #expect(foreign.status == 2)
        #expect(foreign.errors.contains("it is signed for KH, TH"))
        try FileManager.default.removeItem(atPath: office.workspace(file + ".th-oag-0001.p7s"))
        let missing = try office.saksi(check)
        #expect(missing.status == 6)
        #expect(missing.output.contains("no signatory of TH has signed this version"))
        // An investigator is no signatory: with a trust list they do not sign, without one the answer says so.
        let signing = ["agreement", "sign", file, "--identity", "pki/th/dsi-0201.pem"]
        let refused = try office.saksi(signing + ["--trust", "pki/trust.yaml"])
        #expect(refused.status == 6, "\(refused.everything)")
        #expect(try office.saksi(signing).output.contains("Not checked: there is no trust list"))
        #expect(try office.saksi(check).status == 6)
        try office.workspace.write(try office.workspace.read(file) + Array("# later\n".utf8), to: file)
        #expect(try office.saksi(check).status != 0)
    }

    @Test("What a node would refuse is not signed: a basis that is not there, a file that does not fit")
    func unfit() throws {
        let office = try Office()
        let file = "agreements/KH-TH-TEST-01.yaml"
        let arguments = ["agreement", "sign", file, "--identity", "pki/kh/moj-0001.pem"]
        let signature = office.workspace(file + ".kh-moj-0001.p7s")
        try FileManager.default.removeItem(atPath: signature)
        try office.workspace.write("not: [an agreement\n", to: "agreements/other.yaml")
        let beside = try office.saksi(arguments)
        #expect(beside.status == 0, "a broken file beside it does not matter: \(beside.everything)")
        try FileManager.default.removeItem(atPath: signature)
        try FileManager.default.removeItem(atPath: office.workspace("agreements/TEST-TREATY.yaml"))
        let missing = try office.saksi(arguments)
        #expect(missing.status == 2)
        #expect(missing.errors.contains("rests on TEST-TREATY, which is not here"), "\(missing.everything)")
    }

    @Test("A profile is written once, shown, and makes daily commands short")
    func profile() throws {
        let office = try Office()
        let written = try office.saksi(
            "profile", "init", "--identity", "pki/kh/ahtjpp-0101.pem", "--trust", "pki/trust.yaml", "--agreements",
            "agreements", "--node", "https://127.0.0.1:9", "--node-identity", "kh/node/phnom-penh")
        #expect(written.status == 0, "\(written.everything)")
        #expect(try office.saksi("profile", "init").status == 2)
        #expect(try office.saksi("profile").output.contains("https://127.0.0.1:9"))
        let packed = try office.saksi(
            ["pack", "exhibits"] + Office.defaults
                + ["--agreement", "KH-TH-TEST-01", "--case", "KH-AHTJPP-2026-000123", "--out", "case.asice"])
        #expect(packed.status == 0, "\(packed.everything)")
        #expect(try office.saksi("verify", "case.asice").status == 0)

        let offline = try office.saksi("doctor", "--offline")
        #expect(offline.status == 0, "\(offline.everything)")
        #expect(offline.output.contains("you stand on its roster as member"))
        let doctor = try office.saksi("doctor", "--json")
        #expect(doctor.status == 5, "\(doctor.everything)")
        #expect(try Printed(doctor).code == "node.unreachable")
    }

    @Test("Without a profile the doctor says what could not be checked, and what to do first")
    func noProfile() throws {
        let outcome = try Office().saksi("doctor")
        #expect(outcome.output.contains("Next: Write one: saksi profile init"))
        #expect(outcome.output.contains("not checked"))
    }
}
