import Custody
import Foundation
import TestKit
import Testing
import Vocabulary

/// A node that is lost whole, and made anew from a mirror and the files that its members hold, with the real programs.
@Suite("Rebuilding a lost node")
struct RebuildScenarios {
    /// A node with two bundles, one of them released and received, a mirror of its log, and what each member keeps.
    private func lived() throws -> NodeFixture {
        let node = try MirrorScenarios.started()
        for name in ["case-0", "case-1"] { try MirrorScenarios.submit(node, name) }
        let bundle = try bundle(node, "case-0")
        let received = try retrieve(node, bundle, as: "received.asice")
        #expect(received.status == 0, "\(received.everything)")
        let refused = try node.saksi(
            [
                "retrieve", bundle, "--agreement", NodeFixture.agreement, "--case", NodeFixture.caseNumber,
                "--purpose", "immigration", "--out", "no.asice",
            ], as: .leader)
        #expect(refused.status == 3)
        try mirror(node)
        return node
    }

    private func bundle(_ node: NodeFixture, _ name: String) throws -> String {
        try Answered(node.saksi(["inspect", "\(name).asice", "--json"], as: .investigator))["record"]["bundle"].text
    }

    private func retrieve(_ node: NodeFixture, _ bundle: String, as out: String) throws -> Tool.Outcome {
        try node.saksi(
            [
                "retrieve", bundle, "--agreement", NodeFixture.agreement, "--case", NodeFixture.caseNumber,
                "--purpose", "investigation", "--out", out,
            ], as: .leader)
    }

    private func mirror(_ node: NodeFixture) throws {
        let mirrored = try MirrorScenarios.mirror(node)
        #expect(mirrored.status == 0, "\(mirrored.everything)")
    }

    /// Submits a bundle as somebody who has no receipt of it.
    private func send(_ node: NodeFixture, _ name: String) throws -> Tool.Outcome {
        try node.saksi(["submit", "\(name).asice", "--receipt", "\(name)-again.receipt", "--json"], as: .investigator)
    }

    private func lose(_ node: NodeFixture) throws {
        node.killNow()
        try FileManager.default.removeItem(atPath: node.dataFolder)
        // What the members keep, and what each of them has signed.
        for name in ["case-0", "case-1"] {
            try FileManager.default.createDirectory(
                atPath: node.workspace("held"), withIntermediateDirectories: true)
            let held = node.workspace("held/\(name) (copy).bin")
            try? FileManager.default.removeItem(atPath: held)
            try FileManager.default.copyItem(atPath: node.workspace("\(name).asice"), toPath: held)
        }
    }

    private func rebuild(_ node: NodeFixture, _ words: String..., program: String = "saksid") throws -> Tool.Outcome {
        try Tool.run(
            RunningExchange.programs + "/" + program,
            (program == "saksid" ? ["rebuild"] : ["custody", "rebuild"]) + ["--config", "node.yaml"] + words,
            in: node.workspace.path, environment: RunningExchange.environment(node.workspace))
    }

    private func whole(_ node: NodeFixture, _ more: String...) throws -> Tool.Outcome {
        try Tool.run(
            RunningExchange.programs + "/saksid",
            ["rebuild", "--config", "node.yaml", "--mirror", "mirror", "--files", "held", "--files", "agreements"]
                + more,
            in: node.workspace.path)
    }

    @Test(
        "It is restored from the mirror and the files, starts when somebody says that it goes on, and the audit, old receipts, new submissions and the mirror go on with it"
    )
    func wholeWay() throws {
        let node = try lived()
        let before = try node.saksi(
            ["list", "--agreement", NodeFixture.agreement, "--json"], as: .leader
        ).output
        try lose(node)

        let restored = try rebuild(
            node, "--mirror", "mirror", "--files", "held", "--files", "agreements", "--receipt", "case-1.receipt",
            program: "saksi")
        #expect(restored.status == 0, "\(restored.everything)")
        #expect(restored.output.contains("entries restored and checked"))
        #expect(restored.output.contains("whose digests stand in the log"))
        #expect(!restored.output.contains("MISSING") && !restored.output.contains("LOST"), "\(restored.output)")

        // Nobody has said yet that it goes on.
        #expect(throws: Answered.Missing.self) { try node.start() }
        #expect(node.log.contains("exchange.rebuild.open"), "\(node.log)")
        let early = try node.audit()
        #expect(early.status == 1 && early.output.contains("exchange.rebuild.open"), "\(early.everything)")

        let onward = try rebuild(node, "--go-on")
        #expect(onward.status == 0 && onward.output.contains("The node can be started"), "\(onward.everything)")
        let audit = try node.audit()
        #expect(audit.status == 0, "\(audit.everything)")
        #expect(audit.output.contains("was restored from a mirror, as it says itself, at "))
        #expect(audit.output.contains("All that is here is as it was acknowledged."))

        try node.start()
        let after = try node.saksi(
            ["list", "--agreement", NodeFixture.agreement, "--json"], as: .leader
        ).output
        #expect(after == before)
        for name in ["case-0", "case-1"] {
            let checked = try node.saksi(
                ["verify", "\(name).asice", "--receipt", "\(name).receipt"], as: .investigator)
            #expect(checked.status == 0, "\(checked.everything)")
            let shown = try node.saksi(
                ["custody", "show", try bundle(node, name), "--agreement", NodeFixture.agreement], as: .leader)
            #expect(shown.status == 0, "\(shown.everything)")
            // The same file again has the same acceptance.
            let again = try send(node, name)
            #expect(
                try again.status == 0
                    && Answered(again)["index"].number
                        == Receipt(parsing: node.workspace.read("\(name).receipt")).index,
                "\(again.everything)")
        }
        let granted = try retrieve(node, try bundle(node, "case-1"), as: "second.asice")
        #expect(granted.status == 0, "\(granted.everything)")
        let anew = try retrieve(node, try bundle(node, "case-0"), as: "anew.asice")
        #expect(anew.status == 0, "\(anew.everything)")
        try MirrorScenarios.submit(node, "case-2")
        // The mirror from before the loss finds one history.
        try mirror(node)
        node.stop()
        let last = try node.audit()
        #expect(last.status == 0, "\(last.everything)")
    }

    @Test(
        "What the mirror does not have is named as lost, by receipts from behind its end; such a log must not go on, now or later"
    )
    func behind() throws {
        let node = try lived()
        try MirrorScenarios.submit(node, "case-2")
        let lost = try bundle(node, "case-2")
        try lose(node)
        let restored = try whole(node, "--receipt", "case-2.receipt", "--receipt", "case-0.receipt", "--go-on")
        #expect(restored.status == 1, "\(restored.everything)")
        #expect(restored.output.contains("LOST: the entries from "))
        #expect(restored.output.contains("“accepted”, of bundle \(lost)"), "\(restored.output)")
        #expect(restored.errors.contains("exchange.rebuild.behind"), "\(restored.errors)")
        // That it is lost is not forgotten.
        let later = try rebuild(node, "--go-on")
        #expect(later.status == 1 && later.errors.contains("exchange.rebuild.behind"), "\(later.everything)")
        #expect(throws: Answered.Missing.self) { try node.start() }
    }

    @Test(
        "A checkpoint that a mirror had begun to fetch when it ended shows what is lost, and nobody has to ask for it")
    func begun() throws {
        let node = try lived()
        try MirrorScenarios.submit(node, "case-2")
        let second = try MirrorScenarios.mirror(node, to: "second")
        #expect(second.status == 0, "\(second.everything)")
        let folder = node.workspace("mirror/" + MirrorScenarios.name)
        try FileManager.default.copyItem(
            atPath: node.workspace("second/\(MirrorScenarios.name)/checkpoint"), toPath: folder + "/pending")
        try lose(node)
        let restored = try whole(node, "--go-on")
        #expect(restored.status == 1 && restored.output.contains("LOST: the entries from "), "\(restored.everything)")
        #expect(restored.output.contains("/pending)"), "\(restored.output)")
        #expect(restored.errors.contains("exchange.rebuild.behind"), "\(restored.errors)")
        // With the other mirror there is nothing behind it.
        try FileManager.default.removeItem(atPath: node.dataFolder)
        let good = try whole(node, "--mirror", "second", "--files", ".", "--go-on")
        #expect(good.status == 0 && !good.output.contains("LOST"), "\(good.everything)")
    }

    @Test("What comes to light after the logs went on stops the node, and is not forgotten")
    func late() throws {
        let node = try lived()
        try MirrorScenarios.submit(node, "case-2")
        try lose(node)
        #expect(try whole(node, "--go-on").status == 0)
        // The new history becomes longer than the lost one.
        try node.start()
        for name in ["case-3", "case-4"] { try MirrorScenarios.submit(node, name) }
        node.stop()
        let told = try rebuild(node, "--receipt", "case-2.receipt")
        #expect(told.status == 1 && told.output.contains("LOST: the entries from "), "\(told.everything)")
        #expect(told.output.contains("two histories"), "\(told.output)")
        #expect(throws: Answered.Missing.self) { try node.start() }
        #expect(node.log.contains("exchange.rebuild.behind"), "\(node.log)")
        let audit = try node.audit()
        #expect(audit.status == 1 && audit.output.contains("exchange.rebuild.behind"), "\(audit.everything)")
    }

    @Test("A receipt of the log as it is now is no loss, also when it is given again; one of another node is refused")
    func proofs() throws {
        let node = try lived()
        try lose(node)
        try node.workspace.write("no receipt", to: "not.receipt")
        let wrong = try whole(node, "--receipt", "not.receipt")
        #expect(wrong.status == 2 && wrong.errors.contains("exchange.rebuild.proof"), "\(wrong.everything)")
        #expect(!FileManager.default.fileExists(atPath: node.dataFolder + "/register.sqlite"))
        let folder = MirrorScenarios.folder
        let good = try whole(node, "--checkpoint", "\(folder)/checkpoint", "--receipt", "case-0.receipt", "--go-on")
        #expect(good.status == 0 && !good.output.contains("LOST"), "\(good.everything)")
        try node.start()
        try MirrorScenarios.submit(node, "case-2")
        node.stop()
        let again = try rebuild(node, "--receipt", "case-2.receipt")
        #expect(again.status == 0 && !again.output.contains("LOST"), "\(again.everything)")
    }

    @Test("Each changed or missing file of the mirror ends the rebuilding before anything is written")
    func tampered() throws {
        let node = try lived()
        try lose(node)
        let files = try MirrorScenarios.files(node.workspace(MirrorScenarios.folder))
        #expect(files.count == 3)
        for (name, bytes) in files {
            let path = node.workspace("\(MirrorScenarios.folder)/\(name)")
            for place in [0, bytes.count / 2, bytes.count - 2] {
                var changed = bytes
                changed[place] ^= 1
                try Data(changed).write(to: URL(fileURLWithPath: path))
                let outcome = try whole(node)
                #expect([1, 6].contains(outcome.status), "\(name) \(place): \(outcome.everything)")
                #expect(outcome.errors.contains("[exchange.rebuild.mirror]"), "\(name) \(place): \(outcome.errors)")
            }
            try FileManager.default.removeItem(atPath: path)
            #expect(try whole(node).status == 1, "\(name)")
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            #expect(!FileManager.default.fileExists(atPath: node.dataFolder + "/register.sqlite"))
        }
        #expect(try whole(node, "--go-on").status == 0)
    }

    @Test(
        "A bundle that nobody has is named, and goes on being found; a wrong file is told and not taken; the right one is taken in later"
    )
    func missing() throws {
        let node = try lived()
        let (first, second) = (try bundle(node, "case-0"), try bundle(node, "case-1"))
        try lose(node)
        // Of the second bundle somebody has a file with one byte changed.
        let held = node.workspace("held/case-1 (copy).bin")
        var changed = Array(try Data(contentsOf: URL(fileURLWithPath: held)))
        // In the exhibit: the record still says which bundle it is.
        let place = try #require(
            changed.indices.first { changed[$0...].starts(with: Array("case-1".utf8)) })
        changed[place] ^= 1
        try FileManager.default.removeItem(atPath: held)
        try node.workspace.write(changed, to: "held/case-1.asice")
        let restored = try whole(node, "--go-on")
        #expect(restored.status == 1, "\(restored.everything)")
        #expect(restored.output.contains("MISSING: the file of bundle \(second), sha256:"))
        #expect(!restored.output.contains("MISSING: the file of bundle \(first)"))
        #expect(
            restored.output.contains("case-1.asice” says that it is bundle \(second), and is not the file"),
            "\(restored.output)")
        let audit = try node.audit()
        #expect(audit.status == 1 && audit.output.contains("bundle \(second): Its file"), "\(audit.everything)")
        #expect(audit.output.components(separatedBy: "exchange.audit.").count == 2, "\(audit.output)")

        // The node works without it, and has it again when somebody brings it.
        try node.start()
        let listed = try node.saksi(["list", "--agreement", NodeFixture.agreement, "--json"], as: .leader)
        #expect(try Answered(listed)["bundles"].list.map(\.["bundle"].text) == [first])
        try MirrorScenarios.submit(node, "case-2")
        node.stop()
        try FileManager.default.createDirectory(
            atPath: node.workspace("found"), withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: node.workspace("case-1.asice"), toPath: node.workspace("found/x"))
        let completed = try rebuild(node, "--files", "found")
        #expect(completed.status == 0 && !completed.output.contains("MISSING"), "\(completed.everything)")
        let clean = try node.audit()
        #expect(clean.status == 0, "\(clean.everything)")
        try node.start()
        let receipt = try send(node, "case-1")
        #expect(receipt.status == 0, "\(receipt.everything)")
        let granted = try retrieve(node, second, as: "second.asice")
        #expect(granted.status == 0, "\(granted.everything)")
    }

    @Test("A lost bundle that its submitter sends again is taken, and the audit finds one bundle with two acceptances")
    func sentAgain() throws {
        let node = try lived()
        try lose(node)
        try FileManager.default.removeItem(atPath: node.workspace("held/case-1 (copy).bin"))
        #expect(try whole(node, "--go-on").status == 1)
        try node.start()
        // Who has a receipt is told that it holds; another one is asked for.
        let sent = try send(node, "case-1")
        #expect(sent.status == 0, "\(sent.everything)")
        node.stop()
        let audit = try node.audit()
        #expect(audit.status == 0, "\(audit.everything)")
    }

    @Test(
        "No log goes on without its key or without the texts that decide, none begins again that nobody mirrored, and no folder is written over"
    )
    func refused() throws {
        let node = try lived()
        let full = try whole(node)
        // The node has it open, and it is full.
        #expect(full.status == 2 && full.errors.contains("exchange.rebuild.folder"), "\(full.everything)")
        try lose(node)
        // Without the texts nobody could decide.
        let undecided = try rebuild(node, "--mirror", "mirror", "--files", "held", "--go-on")
        #expect(
            undecided.status == 7 && undecided.errors.contains("exchange.agreement.lost"), "\(undecided.everything)")
        #expect(undecided.output.contains("missing: a text that decided once"))
        // With another key than the one that signed.
        let key = try node.workspace.read("pki/kh/node-phnom-penh-log.key")
        let other = try node.workspace.read("pki/vn/node-ha-noi-log.key")
        try node.workspace.write(other, to: "pki/kh/node-phnom-penh-log.key")
        let keyless = try rebuild(node, "--files", "agreements", "--go-on")
        #expect(keyless.status == 6 && keyless.errors.contains("exchange.rebuild.key"), "\(keyless.everything)")
        try node.workspace.write(key, to: "pki/kh/node-phnom-penh-log.key")
        let good = try rebuild(node, "--go-on")
        #expect(good.status == 0, "\(good.everything)")
        // A log that nobody mirrored does not begin again, but where there never was one.
        let begun = try node.activate()
        #expect(begun.status == 3 && begun.everything.contains("exchange.rebuild.unmirrored"), "\(begun.everything)")
        #expect(try rebuild(node, "--new", NodeFixture.other).status == 0)
        let fresh = try node.activate()
        #expect(fresh.status == 0, "\(fresh.everything)")
        let twice = try whole(node)
        #expect(twice.status == 2 && twice.errors.contains("exchange.rebuild.folder"), "\(twice.everything)")
    }
}
