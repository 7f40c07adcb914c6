import Custody
import Foundation
import TestKit
import Testing
import Vocabulary

/// What stands outside the node while its log key is replaced: a cosigner who fetches, and certificates of custody.
@Suite("A log key that is replaced, for cosigners and courts")
struct KeyCourtScenarios {
    private func cosign(_ fixture: NodeFixture, _ more: String...) throws -> Tool.Outcome {
        try fixture.saksi(
            ["cosign", "--agreement", NodeFixture.agreement, "--key", "pki/th/cosigner-bangkok.key"]
                + ["--state", "signed", "--json"] + more, as: .leader)
    }

    /// Submits a bundle, has it cosigned, and certifies its custody.
    private func certify(_ name: String, _ fixture: NodeFixture) throws {
        try fixture.pack(Array("exhibit \(name)".utf8), as: name)
        let bundle = try Answered(try fixture.submit(name))["bundle"].text
        let signed = try cosign(fixture)
        #expect(try signed.status == 0 && Answered(signed)["grown"].truth, "\(name): \(signed.everything)")
        let upgraded = try fixture.saksi(["receipt", "upgrade", "\(name).receipt", "--json"], as: .investigator)
        #expect(upgraded.status == 0, "\(name): \(upgraded.everything)")
        let made = try fixture.saksi(
            ["custody", "certificate", bundle, "--agreement", NodeFixture.agreement, "--out", "of-\(name)", "--json"],
            as: .investigator)
        #expect(try made.status == 0 && Answered(made)["missingCosigners"].number == 0, "\(name): \(made.everything)")
    }

    /// A member audits the log from outside, and remembers what it was shown.
    private func expectSound(_ when: String, _ fixture: NodeFixture) throws {
        let audited = try fixture.saksi(["audit", "--agreement", NodeFixture.agreement], as: .leader)
        #expect(audited.status == 0, "\(when): \(audited.everything)")
    }

    /// Certificate and receipt of a bundle, by a trust list.
    private func verify(_ name: String, by list: String, _ fixture: NodeFixture) throws -> [Tool.Outcome] {
        [
            try fixture.saksi(["custody", "verify", "of-\(name)", "--trust", list], as: .investigator),
            try fixture.saksi(
                ["verify", "\(name).asice", "--receipt", "\(name).receipt", "--trust", list], as: .investigator),
        ]
    }

    private func expectGood(_ name: String, by list: String, _ fixture: NodeFixture) throws {
        for verified in try verify(name, by: list, fixture) {
            #expect(
                verified.status == 0 && verified.output.contains("cosigned by th/cosigner/bangkok"),
                "\(name), \(list): \(verified.everything)")
        }
    }

    @Test(
        "saksi cosign and certificates of custody go on across a change of the log key, whichever list their reader has while both keys sign"
    )
    func across() throws {
        let fixture = try NodeFixture.askingOneCosigner()
        try fixture.start()
        #expect(try cosign(fixture, "--begin").status == 0)
        try certify("before", fixture)
        try expectSound("before", fixture)
        fixture.stop()
        #expect(try fixture.makeLogKey("log-2.key").status == 0)
        fixture.use("log-2.key", former: NodeFixture.logKey)
        let rotated = try fixture.saksid("key", "rotate")
        #expect(rotated.status == 0, "\(rotated.everything)")

        // The list travels: everybody has the old one.
        try fixture.start()
        try certify("between", fixture)
        try expectSound("between", fixture)
        fixture.stop()
        try FileManager.default.copyItem(
            atPath: fixture.workspace("pki"), toPath: fixture.workspace("old"))
        let checked = try fixture.publish(try fixture.saksid("key", "show", "--proofs", "pki").output)
        #expect(checked.status == 0, "\(checked.everything)")

        // Everybody has the new one, and both keys sign.
        try fixture.start()
        try certify("told", fixture)
        fixture.stop()
        for name in ["before", "between", "told"] {
            for list in ["old/trust.yaml", "pki/trust.yaml"] { try expectGood(name, by: list, fixture) }
        }

        let other = try fixture.saksi(["custody", "verify", "of-told", "--trust", "old/trust.yaml"], as: .investigator)
        #expect(other.output.contains("names another key that signed too"), "\(other.everything)")

        // The old key is gone.
        fixture.use("log-2.key")
        try fixture.start()
        try certify("after", fixture)
        try expectSound("after", fixture)
        try expectGood("after", by: "pki/trust.yaml", fixture)
        for verified in try verify("after", by: "old/trust.yaml", fixture) {
            #expect(
                verified.status == 6 && verified.everything.contains("custody.note.unsigned"),
                "\(verified.everything)")
        }
        for name in ["before", "between", "told"] { try expectGood(name, by: "pki/trust.yaml", fixture) }

        // A cosigner who has the old list signs nothing that it does not know.
        let profile = String(decoding: try fixture.workspace.read(NodeFixture.Person.leader.profile), as: UTF8.self)
        try fixture.workspace.write(
            profile.replacingOccurrences(of: "trust: pki/trust.yaml", with: "trust: old/trust.yaml"), to: "late.yaml")
        try fixture.pack(Array("last".utf8), as: "last")
        #expect(try fixture.submit("last").status == 0)
        let state = try FileManager.default.contentsOfDirectory(atPath: fixture.workspace("signed")).sorted()
        let late = try Tool.run(
            RunningExchange.programs + "/saksi",
            [
                "cosign", "--agreement", NodeFixture.agreement, "--key", "pki/th/cosigner-bangkok.key", "--state",
                "signed", "--json", "--profile", "late.yaml",
            ], in: fixture.workspace.path, environment: RunningExchange.environment(fixture.workspace))
        #expect(late.status == 6 && late.output.contains("custody.note.unsigned"), "\(late.everything)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.workspace("signed")).sorted() == state)
        #expect(try cosign(fixture).status == 0)
        fixture.stop()
        let audit = try fixture.audit()
        #expect(audit.status == 0, "\(audit.everything)")
    }

    @Test("A certificate made under a stolen log key counts with the cosigner alone that confirmed its checkpoint")
    func stolen() throws {
        let fixture = try NodeFixture.askingOneCosigner()
        try fixture.start()
        #expect(try cosign(fixture, "--begin").status == 0)
        try certify("confirmed", fixture)
        // Nobody cosigns this one.
        try fixture.pack(Array("exhibit alone".utf8), as: "alone")
        #expect(try fixture.submit("alone").status == 0)
        try expectSound("under the key that is stolen then", fixture)
        fixture.stop()
        #expect(try fixture.makeLogKey("log-2.key").status == 0)
        fixture.use("log-2.key")
        let lost = try fixture.saksid("key", "lost", "--trusted-to", "\(NodeFixture.agreement)=0")
        #expect(lost.status == 0, "\(lost.everything)")
        let checked = try fixture.publish(try fixture.saksid("key", "show", "--proofs", "pki").output)
        #expect(checked.status == 0 && checked.output.contains("a key was stolen"), "\(checked.everything)")
        try expectGood("confirmed", by: "pki/trust.yaml", fixture)
        let unsure = try fixture.saksi(["verify", "alone.asice", "--receipt", "alone.receipt"], as: .investigator)
        #expect(
            unsure.status == 6 && unsure.everything.contains("no cosigner of another party"), "\(unsure.everything)")

        // Who audited what nobody cosigned holds the log against it all the same.
        try fixture.start()
        try expectSound("under the new key", fixture)

        // The cosigner goes on from what it signed, and the receipt is brought up to date.
        let signed = try cosign(fixture)
        #expect(try signed.status == 0 && Answered(signed)["grown"].truth, "\(signed.everything)")
        let upgraded = try fixture.saksi(["receipt", "upgrade", "alone.receipt", "--json"], as: .investigator)
        #expect(upgraded.status == 0, "\(upgraded.everything)")
        let verified = try fixture.saksi(["verify", "alone.asice", "--receipt", "alone.receipt"], as: .investigator)
        #expect(verified.status == 0, "\(verified.everything)")
        // The one of before shows what was signed with the stolen key: it is kept.
        #expect(try Answered(upgraded)["keptAs"].text.contains("alone.receipt"), "\(upgraded.everything)")
        fixture.stop()
        let audit = try fixture.audit()
        #expect(audit.status == 0, "\(audit.everything)")
    }
}
