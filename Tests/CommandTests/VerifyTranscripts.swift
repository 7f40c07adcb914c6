import Foundation
import TestKit
import Testing

@Suite("Anybody verifies")
struct VerifyTranscripts {
    @Test("A good bundle is verified, opened and exported")
    func good() throws {
        let office = try Office()
        try office.pack()
        let verified = try office.saksi("verify", "case.asice", "--trust", "pki/trust.yaml")
        #expect(verified.status == 0, "\(verified.everything)")
        #expect(verified.output.contains("Everything that was asked holds."))
        #expect(!verified.output.contains("WRONG"))

        let opened = try office.saksi("open", "case.asice", "--trust", "pki/trust.yaml", "--out", "opened")
        #expect(opened.status == 0, "\(opened.everything)")
        #expect(
            try office.workspace.read("opened/statement.txt") == office.workspace.read("exhibits/statement.txt"))
        #expect(try office.saksi("open", "case.asice", "--trust", "pki/trust.yaml", "--out", "opened").status == 2)

        #expect(try office.saksi("export", "case.asice", "--bagit", "bag").status == 0)
        let bag = try office.saksi("verify", "bag", "--trust", "pki/trust.yaml")
        #expect(bag.status == 0, "\(bag.everything)")
        #expect(try office.saksi("verify", "bag").status == 6)
        #expect(try Tool.run("sha256sum", ["-c", "manifest-sha256.txt"], in: office.workspace("bag")).status == 0)
    }

    @Test("Without a trust list a bundle never answers 0")
    func noTrust() throws {
        let office = try Office()
        try office.pack()
        let outcome = try office.saksi("verify", "case.asice")
        #expect(outcome.status == 6)
        #expect(outcome.output.contains("nobody knows whose signature this is"))
        #expect(outcome.output.contains("Next: Give the trust list"))
    }

    @Test("A signer whom the trust list does not vouch for answers 6")
    func stranger() throws {
        let office = try Office()
        try office.pack()
        try office.saksi("certs", "mint", "--out", "other")
        let outcome = try office.saksi("verify", "case.asice", "--trust", "other/trust.yaml")
        #expect(outcome.status == 6, "\(outcome.everything)")
    }

    @Test("A damaged, cut or foreign file answers 1, and nothing is opened from it")
    func damaged() throws {
        let office = try Office()
        try office.pack()
        var bytes = try office.workspace.read("case.asice")
        try office.workspace.write(Array(bytes.dropLast(10)), to: "cut.asice")
        bytes[bytes.count / 2] ^= 1
        try office.workspace.write(bytes, to: "damaged.asice")
        try office.workspace.write("hello", to: "hello.asice")
        for name in ["damaged", "cut", "hello"] {
            let outcome = try office.saksi("verify", "\(name).asice", "--trust", "pki/trust.yaml")
            #expect(outcome.status == 1, "\(name): \(outcome.everything)")
            #expect(outcome.output.contains("WRONG"))
            #expect(outcome.output.contains("This does not verify. Do not rely on it."))
            #expect(try office.saksi("open", "\(name).asice", "--trust", "pki/trust.yaml", "--out", "out").status == 1)
        }
        #expect(!FileManager.default.fileExists(atPath: office.workspace("out")))
    }

    @Test("A changed trust list is a matter of trust, not of the evidence")
    func changedTrustList() throws {
        let office = try Office()
        try office.pack()
        let text = String(decoding: try office.workspace.read("pki/trust.yaml"), as: UTF8.self)
        try office.workspace.write(
            text.replacingOccurrences(of: "version: 1", with: "version: 2"), to: "pki/trust.yaml")
        let outcome = try office.saksi("verify", "case.asice", "--trust", "pki/trust.yaml")
        #expect(outcome.status == 6)
        #expect(outcome.everything.contains("does not fit its signatures"))
        #expect(outcome.output.contains("contents: SHA-256"))
        #expect(try office.saksi("certs", "check", "--trust", "pki/trust.yaml").status == 6)
    }

    @Test("A second person signs a copy, and the signature can be asked for")
    func signing() throws {
        let office = try Office()
        try office.pack()
        let signed = try office.saksi(
            "sign", "case.asice", "--trust", "pki/trust.yaml", "--identity", "pki/kh/prosecutor-0001.pem", "--out",
            "signed.asice")
        #expect(signed.status == 0, "\(signed.everything)")
        func verify(_ name: String) throws -> Int32 {
            try office.saksi(
                "verify", name, "--trust", "pki/trust.yaml", "--signed-by", "kh/prosecutor/0001"
            ).status
        }
        #expect(try verify("signed.asice") == 0)
        #expect(try verify("case.asice") == 1)
        let node = try office.saksi(
            "sign", "case.asice", "--trust", "pki/trust.yaml", "--identity", "pki/kh/node-phnom-penh-events.pem",
            "--out",
            "node.asice")
        #expect(node.status == 2)
    }

    @Test("A folder in a bundle's place is wrong use, not damage")
    func folders() throws {
        let office = try Office()
        try office.pack()
        for arguments in [
            ["inspect", "exhibits"], ["open", "exhibits", "--trust", "pki/trust.yaml", "--out", "o"],
            ["export", "exhibits", "--bagit", "o"],
        ] {
            #expect(try office.saksi(arguments).status == 2, "\(arguments)")
        }
    }

    @Test("A bag with a changed file answers 1, and a folder that is no bag is wrong use")
    func bags() throws {
        let office = try Office()
        try office.pack()
        try office.saksi("export", "case.asice", "--bagit", "bag")
        try office.workspace.write("changed", to: "bag/data/statement.txt")
        let outcome = try office.saksi("verify", "bag", "--json")
        #expect(outcome.status == 1)
        #expect(try Printed(outcome).verified == false)
        #expect(try office.saksi("verify", "exhibits").status == 2)
        #expect(try office.saksi("verify", "bag", "--receipt", "x").status == 2)
    }

    @Test("Where nothing can be remembered, evidence is verified and opened all the same, and the report says so")
    func noState() throws {
        let office = try Office()
        try office.pack()
        try office.workspace.write("trust: pki/trust.yaml\n", to: "p.yaml")
        let run = "HOME=/dev/null '\(Office.program)'"
        let verified = try office.shell("\(run) verify case.asice --profile p.yaml")
        #expect(verified.status == 0, "\(verified.everything)")
        #expect(verified.output.contains("could not be noted"), "\(verified.output)")
        let opened = try office.shell("\(run) open case.asice --profile p.yaml --out opened")
        #expect(opened.status == 0, "\(opened.everything)")
        #expect(opened.errors.contains("could not be noted"), "\(opened.errors)")
        #expect(
            try office.shell(
                "\(run) sign case.asice --profile p.yaml --identity pki/kh/prosecutor-0001.pem --out s.asice"
            ).status == 0)
    }

    @Test("A trust list of the same version with other roots does not take the place of the one in use")
    func otherRoots() throws {
        let office = try Office()
        try office.pack()
        try office.saksi("certs", "mint", "--out", "other")
        try office.workspace.write("trust: in-use/trust.yaml\n", to: "p.yaml")
        func use(_ pki: String) throws -> Tool.Outcome {
            try? FileManager.default.removeItem(atPath: office.workspace("in-use"))
            try FileManager.default.copyItem(atPath: office.workspace(pki), toPath: office.workspace("in-use"))
            return try office.saksi("verify", "case.asice", "--profile", "p.yaml")
        }
        #expect(try use("pki").status == 0)
        let refused = try use("other")
        #expect(refused.status == 6)
        #expect(refused.output.contains("[trust.list.older]"), "\(refused.everything)")
        #expect(refused.output.contains("compare the fingerprints"), "\(refused.everything)")
        #expect(try use("pki").status == 0)
    }

    @Test("An option that would say nothing is wrong use: agreements without a receipt, a receipt of a bag")
    func idleOptions() throws {
        let office = try Office()
        try office.pack()
        try office.saksi("export", "case.asice", "--bagit", "bag")
        let trust = ["--trust", "pki/trust.yaml"]
        for arguments in [
            ["verify", "case.asice", "--agreements", "agreements"], ["verify", "bag", "--agreements", "agreements"],
            ["verify", "bag", "--receipt", "x"],
        ] {
            let outcome = try office.saksi(arguments + trust)
            #expect(outcome.status == 2, "\(arguments): \(outcome.everything)")
            #expect(outcome.errors.contains("[command.usage]"))
        }
    }

    @Test("A bag that lost its signatures, or never had any where a trust list is named, answers 1")
    func unsignedBag() throws {
        let office = try Office()
        try office.pack()
        try office.saksi("export", "case.asice", "--bagit", "bag")
        try FileManager.default.removeItem(atPath: office.workspace("bag/META-INF"))
        #expect(try office.saksi("verify", "bag").status == 1)
        try office.workspace.write("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", to: "plain/bagit.txt")
        try office.workspace.write("x", to: "plain/data/x")
        #expect(try office.shell("cd plain && sha256sum data/x > manifest-sha256.txt").status == 0)
        let plain = try office.saksi("verify", "plain")
        #expect(plain.status == 0, "\(plain.everything)")
        #expect(plain.output.contains("Nobody vouches for them: it is not signed."), "\(plain.output)")
        #expect(!plain.output.contains("Everything that was asked holds."))
        let asked = try office.saksi("verify", "plain", "--trust", "pki/trust.yaml")
        #expect(asked.status == 1, "\(asked.everything)")
        #expect(
            try Printed(office.saksi("verify", "plain", "--trust", "pki/trust.yaml", "--json")).code
                == "bundle.signature.missing")
    }

    @Test(
        "The recipient of an exported bag can be asked for, and a bundle that only lacks a signature is not called damaged"
    )
    func asked() throws {
        let office = try Office()
        try office.saksi(
            ["pack", "exhibits"] + Office.defaults + Office.terms + ["--recipient", "th/dsi", "--out", "case.asice"])
        try office.saksi("export", "case.asice", "--bagit", "bag")
        let asked = ["--trust", "pki/trust.yaml", "--recipient"]
        #expect(try office.saksi(["verify", "bag"] + asked + ["th/dsi/0201"]).status == 0)
        let other = try office.saksi(["verify", "bag"] + asked + ["vn/c02/0101"])
        #expect(other.status == 1)
        #expect(other.output.contains("[bundle.record.recipient]"), "\(other.everything)")
        let signer = try office.saksi(
            "verify", "case.asice", "--trust", "pki/trust.yaml", "--signed-by", "kh/prosecutor/0001")
        #expect(signer.status == 1)
        #expect(signer.output.contains("The bundle is in order, but not all that was asked holds."), "\(signer.output)")
        #expect(!signer.output.contains("Do not"))
    }

    @Test("What was opened is listed by the names that are on the disk, with the old one where it differs")
    func openedNames() throws {
        let office = try Office()
        try office.workspace.write("x", to: "exhibits/50% off?.txt")
        try office.pack()
        let opened = try office.saksi("open", "case.asice", "--trust", "pki/trust.yaml", "--out", "opened")
        #expect(opened.output.contains("  50_ off_.txt (was “50% off?.txt”)\n"), "\(opened.output)")
        #expect(FileManager.default.fileExists(atPath: office.workspace("opened/50_ off_.txt")))
    }
}
