import Custody
import Foundation
import Glibc
import TestKit
import Testing
import Vocabulary

/// A node, a cosigner of the other party, and somebody who submits, each a program of its own.
@Suite("Being cosigned, with the programs")
struct BeingCosignedScenarios {
    private func node() throws -> NodeFixture { try .askingOneCosigner() }

    private func asking(_ address: String, for cosigner: String = "th/cosigner/bangkok") -> String {
        "cosigners: [ { identity: \(cosigner), url: \"\(address)\" } ]\n"
    }

    @Test(
        "A receipt comes with its quorum; while the cosigner is away it is provisional, and is brought up to date later"
    )
    func submitted() throws {
        let cosigner = try RunningCosigner(logs: NodeFixture.agreement)
        try cosigner.start()
        let node = try node()
        node.limits = ", cosigning-seconds: 30"
        node.configuration = asking(cosigner.address)
        try node.start()
        try node.pack(Array("one".utf8), as: "one")
        let first = try node.submit("one")
        #expect(first.status == 0, "\(first.everything)")
        #expect(try Answered(first)["missingCosigners"].number == 0)
        #expect(try Answered(first)["state"].text == "accepted")
        let verified = try node.saksi(["verify", "one.asice", "--receipt", "one.receipt"], as: .investigator)
        #expect(verified.everything.contains("cosigned by th/cosigner/bangkok"), "\(verified.everything)")
        // What the cosigner stored is a checkpoint of this log that covers the receipt's entry.
        let origin = "saksi/kh/phnom-penh/\(NodeFixture.agreement)"
        let stored = try #require(try cosigner.stored(origin))
        #expect(try stored.checkpoint.size > Answered(first)["index"].number)

        // The cosigner is away: the bundle is accepted all the same.
        cosigner.end(SIGTERM)
        node.stop()
        node.limits = ", cosigning-seconds: 0"
        try node.start()
        try node.pack(Array("two".utf8), as: "two")
        let second = try node.submit("two")
        #expect(second.status == 0, "\(second.everything)")
        #expect(try Answered(second)["missingCosigners"].number == 1)
        let before = try node.workspace.read("two.receipt")
        let early = try node.saksi(["receipt", "upgrade", "two.receipt", "--json"], as: .investigator)
        #expect(early.status == 5, "\(early.everything)")
        #expect(try node.workspace.read("two.receipt") == before)
        try wait(for: "the operator to be told") { node.log.contains("cannot be asked for cosignatures") }

        // It is back, at another address: the next start asks there.
        try cosigner.start()
        node.stop()
        node.configuration = asking(cosigner.address)
        try node.start()
        try wait(for: "the cosignature") { try node.count("cosignatures") > 0 && isComplete("two.receipt", node) }
        #expect(try node.workspace.read("two.receipt") != before)
        let again = try node.submit("two")
        #expect(try Answered(again)["missingCosigners"].number == 0, "\(again.everything)")
        let whole = try node.saksi(["receipt", "upgrade", "one.receipt", "--json"], as: .investigator)
        #expect(try whole.status == 0 && !Answered(whole)["changed"].truth, "\(whole.everything)")
        node.stop()
        let audit = try node.audit()
        #expect(audit.status == 0, "\(audit.everything)")
    }

    private func isComplete(_ receipt: String, _ node: NodeFixture) throws -> Bool {
        try node.saksi(["receipt", "upgrade", receipt, "--json"], as: .investigator).status == 0
    }

    @Test("A certificate of custody has the quorum, also when the log has grown since and nobody has cosigned that yet")
    func certified() throws {
        let node = try node()
        try node.start()
        let cosign = ["cosign", "--agreement", NodeFixture.agreement, "--key", "pki/th/cosigner-bangkok.key"]
        #expect(try node.saksi(cosign + ["--state", "signed", "--begin"], as: .leader).status == 0)
        func certificate(_ bundle: String, _ out: String) throws -> Answered {
            let made = try node.saksi(
                [
                    "custody", "certificate", bundle, "--agreement", NodeFixture.agreement, "--out", out, "--json",
                ], as: .investigator)
            guard made.status == 0 else { throw Answered.Missing(what: made.everything) }
            return try Answered(made)
        }
        try node.pack(Array("one".utf8), as: "one")
        let one = try Answered(try node.submit("one"))["bundle"].text
        #expect(try certificate(one, "early")["missingCosigners"].number == 1)
        #expect(try node.saksi(cosign + ["--state", "signed"], as: .leader).status == 0)
        #expect(try certificate(one, "signed-one")["missingCosigners"].number == 0)
        try node.pack(Array("two".utf8), as: "two")
        let two = try Answered(try node.submit("two"))["bundle"].text
        #expect(try certificate(one, "later")["missingCosigners"].number == 0)
        #expect(try certificate(two, "of-two")["missingCosigners"].number == 1)
        let verified = try node.saksi(["custody", "verify", "later"], as: .investigator)
        #expect(
            verified.status == 0 && verified.output.contains("cosigned by th/cosigner/bangkok"),
            "\(verified.everything)")
    }

    @Test("What answers in place of the cosigner is sent nothing, and the operator is told who it is")
    func wrongPeer() throws {
        let other = try RunningCosigner("serve")
        try other.start()
        let node = try node()
        node.configuration = asking(other.address)
        try node.start()
        try wait(for: "the operator to be told") {
            node.log.contains(
                "What answered is kh/node/phnom-penh, and neither th/cosigner/bangkok nor a node of its party")
        }
        #expect(node.isRunning)
        #expect(try node.count("cosignatures") == 0)
    }

    @Test("A node that was taken back behind its cosigned log tells it at once, asks no more, and goes on serving")
    func restored() throws {
        let cosigner = try RunningCosigner(logs: NodeFixture.agreement)
        try cosigner.start()
        let node = try node()
        node.configuration = asking(cosigner.address)
        node.limits = ", cosigning-seconds: 30"
        try node.start()
        node.stop()
        try FileManager.default.copyItem(atPath: node.dataFolder, toPath: node.workspace("backup"))
        try node.start()
        try node.pack(Array("one".utf8), as: "one")
        #expect(try Answered(try node.submit("one"))["missingCosigners"].number == 0)
        node.stop()
        try FileManager.default.removeItem(atPath: node.dataFolder)
        try FileManager.default.copyItem(atPath: node.workspace("backup"), toPath: node.dataFolder)
        node.limits = ", cosigning-seconds: 0"
        try node.start()
        try wait(for: "the operator to be told") { node.log.contains("an old backup was restored") }
        // It is on a second history now, and nobody signs that.
        try node.pack(Array("two".utf8), as: "two")
        let second = try node.submit("two")
        #expect(try Answered(second)["missingCosigners"].number == 1, "\(second.everything)")
        #expect(try cosigner.metric("saksi_cosigner_kept_split_views") == 0)
    }

    @Test(
        "saksi cosign signs what continues, and nothing else: a shorter log and a split view are kept whole, with exit 8"
    )
    func pulled() throws {
        let node = try node()
        try node.start()
        func cosign(_ more: String...) throws -> Tool.Outcome {
            try node.saksi(
                ["cosign", "--agreement", NodeFixture.agreement, "--key", "pki/th/cosigner-bangkok.key"]
                    + ["--state", "signed", "--json"] + more, as: .leader)
        }
        func kept(_ kind: String) throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: node.workspace("signed/misconduct"))
                .filter { $0.hasPrefix(kind) }
        }
        // Nobody takes an empty folder for a beginning.
        let first = try cosign()
        #expect(try first.status == 2 && Answered(first)["code"].text == "cosign.first", "\(first.everything)")
        let begun = try cosign("--begin")
        #expect(try begun.status == 0 && Answered(begun)["grown"].truth, "\(begun.everything)")
        let again = try cosign()
        #expect(try again.status == 0 && !Answered(again)["grown"].truth, "\(again.everything)")
        node.stop()
        try FileManager.default.copyItem(atPath: node.dataFolder, toPath: node.workspace("backup"))
        try node.start()

        try node.pack(Array("one".utf8), as: "one")
        #expect(try Answered(try node.submit("one"))["missingCosigners"].number == 1)
        let grown = try cosign()
        #expect(try grown.status == 0 && Answered(grown)["grown"].truth, "\(grown.everything)")
        #expect(try isComplete("one.receipt", node))
        let verified = try node.saksi(["verify", "one.asice", "--receipt", "one.receipt"], as: .investigator)
        #expect(verified.everything.contains("cosigned by th/cosigner/bangkok"), "\(verified.everything)")
        let name = Digest(ofText: "saksi/kh/phnom-penh/\(NodeFixture.agreement)").hexadecimal
        let signed = try node.workspace.read("signed/\(name)")

        // The host goes back to its backup.
        node.stop()
        try FileManager.default.removeItem(atPath: node.dataFolder)
        try FileManager.default.copyItem(atPath: node.workspace("backup"), toPath: node.dataFolder)
        try node.start()
        let smaller = try cosign()
        #expect(smaller.status == 8, "\(smaller.everything)")
        #expect(try Answered(smaller)["code"].text == "cosign.misconduct" && kept("smaller").count == 1)
        // And writes another history of the same length.
        try node.pack(Array("two".utf8), as: "two")
        _ = try node.submit("two")
        let split = try cosign()
        #expect(split.status == 8 && split.output.contains("two views of itself"), "\(split.everything)")
        let file = try Answered.unwrap(try kept("split-view").first)
        let pair = try Contradiction(document: try node.workspace.read("signed/misconduct/\(file)"))
        #expect(pair.cosigned.bytes == signed && pair.received.checkpoint.size == pair.cosigned.checkpoint.size)
        try node.pack(Array("three".utf8), as: "three")
        _ = try node.submit("three")
        #expect(try cosign().status == 8)
        #expect(try kept("unproven").count == 1)
        #expect(try node.workspace.read("signed/\(name)") == signed)
        #expect(try node.count("cosignatures") == 1)
    }

    @Test("saksi cosign is refused with a key that does not count, and while another one is at work")
    func pulledInVain() throws {
        let node = try node()
        try node.start()
        func cosign(_ key: String, as person: NodeFixture.Person = .leader) throws -> Tool.Outcome {
            try node.saksi(
                ["cosign", "--agreement", NodeFixture.agreement, "--key", key, "--state", "signed", "--begin"],
                as: person)
        }
        for (key, code, status) in [
            ("pki/kh/cosigner-phnom-penh.key", "cosign.own-log", 2),
            ("pki/kh/node-phnom-penh-log.key", "cosign.key", 6), ("pki/missing.key", "command.file.missing", 2),
        ] as [(String, String, Int32)] {
            let outcome = try cosign(key)
            #expect(outcome.status == status && outcome.errors.contains("[\(code)]"), "\(outcome.everything)")
        }
        let regular = try node.begin(
            ["cosign", "--agreement", NodeFixture.agreement, "--key", "pki/th/cosigner-bangkok.key"]
                + ["--state", "signed", "--begin", "--every", "60"], as: .leader, output: "regular.txt")
        defer {
            if regular.isRunning { kill(regular.processIdentifier, SIGKILL) }
            regular.waitUntilExit()
        }
        try wait(for: "the cosignature") { try node.count("cosignatures") == 1 }
        let second = try cosign("pki/th/cosigner-bangkok.key")
        #expect(second.status == 5 && second.errors.contains("[cosign.in-use]"), "\(second.everything)")
        kill(regular.processIdentifier, SIGTERM)
        regular.waitUntilExit()
        #expect(regular.terminationStatus == 130)
    }

    @Test("Cosigners that cannot count, or are not known, end the start with their reason")
    func configuration() throws {
        let node = try node()
        try node.start()
        node.stop()
        for (configuration, code, status) in [
            (asking("https://127.0.0.1:1", for: "kh/cosigner/phnom-penh"), "exchange.cosigner.own-log", 2),
            (asking("https://127.0.0.1:1", for: "th/cosigner/nowhere"), "exchange.cosigner.key", 6),
            (asking("https://127.0.0.1:1", for: "th/node/bangkok"), "vocabulary.yaml", 2),
            (asking("http://127.0.0.1:1"), "vocabulary.yaml", 2),
            (asking("https://127.0.0.1:1/v1"), "vocabulary.yaml", 2),
        ] as [(String, String, Int32)] {
            try node.workspace.write(
                SampleFiles.nodeConfiguration(data: node.dataFolder) + configuration, to: "wrong.yaml")
            let outcome = try Tool.run(
                RunningExchange.programs + "/saksid", ["serve", "--config", "wrong.yaml"], in: node.workspace.path)
            #expect(
                outcome.status == status && outcome.errors.contains("[\(code)]"),
                "\(configuration): \(outcome.everything)"
            )
        }
    }
}

extension NodeFixture {
    /// With an agreement under which one cosigner of another party has to sign.
    static func askingOneCosigner() throws -> NodeFixture {
        let node = try NodeFixture()
        let text = try #require(Self.agreements[Self.agreement])
        try node.writeAgreement(
            text.replacing(
                "clauses:", with: "custody: { cosigners: { at-least: 1, of: other-parties } }\nclauses:",
                maxReplacements: 1), as: Self.agreement)
        return node
    }
}
