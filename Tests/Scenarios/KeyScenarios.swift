import Custody
import Foundation
import Glibc
import Seal
import TestKit
import Testing
import Vocabulary

/// Log keys that are replaced, lost and stolen, with the programs, as docs/operations.md tells the operator to do it.
@Suite("Keys that change, with the programs")
struct KeyScenarios {
    private func accept(_ name: String, on fixture: NodeFixture) throws {
        try fixture.pack(Array("exhibit of \(name)".utf8), as: name)
        let submitted = try fixture.submit(name)
        #expect(submitted.status == 0, "\(submitted.everything)\n\(fixture.log)")
    }

    private func verify(_ name: String, by trust: String = "pki/trust.yaml", on fixture: NodeFixture) throws
        -> Tool.Outcome
    {
        try fixture.saksi(
            ["verify", "\(name).asice", "--receipt", "\(name).receipt", "--trust", trust], as: .investigator)
    }

    /// Whether `openssl` finds that a key signed the checkpoint of a receipt.
    private func isSigned(_ name: String, by key: VerifierKey, on fixture: NodeFixture) throws -> Bool {
        let receipt = try Receipt(parsing: try fixture.workspace.read("\(name).receipt"))
        let origin = try LogOrigin(parsing: receipt.checkpoint.checkpoint.origin)
        let named = key.named(origin)
        guard let line = receipt.checkpoint.note.signatures.first(where: { $0.keyID == named.keyID }) else {
            return false
        }
        // SubjectPublicKeyInfo of an Ed25519 key (RFC 8410).
        let info = Hexadecimal.decode("302a300506032b6570032100") ?? []
        try fixture.workspace.write(info + named.publicKey, to: "key.der")
        try fixture.workspace.write(receipt.checkpoint.note.text, to: "note.txt")
        try fixture.workspace.write(line.value, to: "note.sig")
        return try Tool.run(
            "openssl",
            [
                "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", "key.der", "-rawin", "-in", "note.txt",
                "-sigfile", "note.sig",
            ], in: fixture.workspace.path
        ).status == 0
    }

    /// What the verifier says that is written from the specification alone: 0 if it takes the receipt, 11 if it refuses the
    /// signatures of its checkpoint.
    private func peer(_ name: String, by trust: String = "pki/trust.yaml", on fixture: NodeFixture) throws -> Int32 {
        try Tool.run(
            "python3",
            [
                "-B", "\(Tool.packageRoot)/Tests/Peers/receipt/receipt_verifier.py", "\(name).receipt", "--log",
                "saksi/kh/phnom-penh/\(NodeFixture.agreement)", "--trust", trust, "--at-least", "0", "--file",
                "\(name).asice",
            ], in: fixture.workspace.path
        ).status
    }

    private func verifier(_ file: String, on fixture: NodeFixture) throws -> VerifierKey {
        try SignerKey(parsing: Secret(String(decoding: try fixture.workspace.read(file), as: UTF8.self))).verifier
    }

    @Test(
        "A log key is replaced as the runbook says: nothing that was given before is lost, and nobody has to wait for the trust list"
    )
    func planned() throws {
        let fixture = try NodeFixture()
        try fixture.start()
        try accept("one", on: fixture)
        let made = try fixture.makeLogKey("log-2.key")
        #expect(made.status == 0 && made.output.contains("saksi/kh/phnom-penh+"))
        #expect(try fixture.makeLogKey("log-2.key").errors.contains("[node.key-file]"))
        let facts = try FileManager.default.attributesOfItem(atPath: fixture.workspace("log-2.key"))
        #expect(facts[.posixPermissions] as? Int == 0o600)
        let (old, new) = (try verifier(NodeFixture.logKey, on: fixture), try verifier("log-2.key", on: fixture))
        fixture.use("log-2.key", former: NodeFixture.logKey)
        #expect(try fixture.saksid("key", "rotate").errors.contains("[node.running]"))
        fixture.stop()

        // Without the events it does not start, with either key.
        for former in [NodeFixture.logKey, nil] {
            fixture.use("log-2.key", former: former)
            let refused = try fixture.saksid("activate")
            #expect(refused.status == 6 && refused.errors.contains("[exchange.log-key.unannounced]"))
        }
        fixture.use("log-2.key", former: NodeFixture.logKey)
        let rotated = try fixture.saksid("key", "rotate")
        #expect(rotated.status == 0, "\(rotated.everything)")
        for agreement in NodeFixture.agreements.keys where agreement != "TEST-TREATY" {
            #expect(rotated.output.contains("  saksi/kh/phnom-penh/\(agreement)\n"))
        }
        #expect(try fixture.saksid("key", "rotate").output.contains("Every log is signed with the new key already."))

        // Everybody has the old list.
        try fixture.start()
        #expect(fixture.log.contains("“former-log-key” has to stay"))
        try accept("two", on: fixture)
        fixture.stop()
        try FileManager.default.copyItem(atPath: fixture.workspace("pki"), toPath: fixture.workspace("old"))
        let shown = try fixture.saksid("key", "show", "--proofs", "pki")
        #expect(shown.status == 0, "\(shown.everything)")
        let checked = try fixture.publish(shown.output)
        #expect(
            checked.status == 0 && checked.output.contains("2 keys, each introduced by the one before it"),
            "\(checked.everything)")
        for name in ["one", "two"] {
            for trust in ["old/trust.yaml", "pki/trust.yaml"] {
                let verified = try verify(name, by: trust, on: fixture)
                #expect(verified.status == 0, "\(name), \(trust): \(verified.everything)")
                #expect(try peer(name, by: trust, on: fixture) == 0, "\(name), \(trust)")
            }
        }
        #expect(try isSigned("one", by: old, on: fixture) && !isSigned("one", by: new, on: fixture))
        #expect(try isSigned("two", by: old, on: fixture) && isSigned("two", by: new, on: fixture))

        // Everybody has the new one, and the old key is gone.
        fixture.use("log-2.key")
        try fixture.start()
        try accept("three", on: fixture)
        fixture.stop()
        #expect(try verify("three", on: fixture).status == 0)
        #expect(try peer("three", on: fixture) == 0)
        #expect(try peer("three", by: "old/trust.yaml", on: fixture) == 11)
        let behind = try verify("three", by: "old/trust.yaml", on: fixture)
        #expect(behind.status == 6 && behind.everything.contains("custody.note.unsigned"), "\(behind.everything)")
        #expect(try isSigned("three", by: new, on: fixture) && !isSigned("three", by: old, on: fixture))
        let audit = try fixture.audit()
        #expect(audit.status == 0, "\(audit.everything)")
        // The same list with proofs that were changed.
        for proof in try FileManager.default.contentsOfDirectory(atPath: fixture.workspace("pki/kh/phnom-penh"))
        where proof.hasSuffix(".tlog-proof") {
            let name = "pki/kh/phnom-penh/\(proof)"
            var bytes = try fixture.workspace.read(name)
            bytes[bytes.count / 2] ^= 1
            try fixture.workspace.write(bytes, to: name)
        }
        #expect(try peer("one", on: fixture) == 0 && peer("three", on: fixture) == 11)
        let unproven = try verify("three", on: fixture)
        #expect(
            unproven.status == 6 && unproven.everything.contains("custody.key.unannounced"), "\(unproven.everything)")
    }

    @Test(
        "A trust list whose new log key the old one did not introduce is found by whoever checks it, and its receipts do not verify"
    )
    func unannounced() throws {
        let fixture = try NodeFixture()
        try fixture.start()
        fixture.stop()
        #expect(try fixture.makeLogKey("log-2.key").status == 0)
        fixture.use("log-2.key", former: NodeFixture.logKey)
        let rotated = try fixture.saksid("key", "rotate")
        #expect(rotated.status == 0, "\(rotated.everything)")
        fixture.use("log-2.key")
        try fixture.start()
        // Its own client refuses what only a key signs that its list does not know.
        try fixture.pack(Array("exhibit".utf8), as: "one")
        let unknown = try fixture.submit("one")
        #expect(unknown.status != 0 && unknown.everything.contains("custody.note.unsigned"), "\(unknown.everything)")
        fixture.stop()
        let shown = try fixture.saksid("key", "show")
        let bare = shown.output.split(separator: "\n").filter { !$0.contains("proofs:") }.joined(separator: "\n")
        let checked = try fixture.publish(bare)
        #expect(checked.status == 6 && checked.everything.contains("custody.key.unannounced"), "\(checked.everything)")
        try fixture.start()
        let refused = try fixture.submit("one")
        #expect(
            refused.status != 0 && refused.everything.contains("custody.key.unannounced"), "\(refused.everything)")
        fixture.stop()
    }

    @Test("A stolen log key is replaced without it; what it signed behind the last sure size waits for cosigners")
    func stolen() throws {
        let fixture = try NodeFixture()
        try fixture.start()
        try accept("one", on: fixture)
        let sure = try Receipt(parsing: try fixture.workspace.read("one.receipt")).checkpoint.checkpoint.size
        try accept("two", on: fixture)
        fixture.stop()
        #expect(try fixture.makeLogKey("log-2.key").status == 0)
        fixture.use("log-2.key")
        let planned = try fixture.saksid("key", "rotate")
        #expect(planned.status == 6 && planned.errors.contains("[exchange.log-key.unannounced]"))
        for (text, code) in [("\(NodeFixture.agreement)=99999", "exchange.log-key.size"), ("node", "node.key-file")] {
            let wrong = try fixture.saksid("key", "lost", "--trusted-to", text)
            #expect(wrong.status == 2 && wrong.errors.contains("[\(code)]"), "\(wrong.everything)")
        }
        let lost = try fixture.saksid("key", "lost", "--trusted-to", "\(NodeFixture.agreement)=\(sure)")
        #expect(lost.status == 0 && lost.output.contains("former: stolen"), "\(lost.everything)")
        let checked = try fixture.publish(try fixture.saksid("key", "show", "--proofs", "pki").output)
        #expect(checked.status == 0 && checked.output.contains("a key was stolen"), "\(checked.everything)")
        #expect(try verify("one", on: fixture).status == 0)
        #expect(try peer("one", on: fixture) == 0 && peer("two", on: fixture) == 11)
        let unsure = try verify("two", on: fixture)
        #expect(
            unsure.status == 6 && unsure.everything.contains("no cosigner of another party"), "\(unsure.everything)")

        // The entry is still there: the same command gives a receipt under the new key, and does not touch one of before
        // that is nobody's.
        try fixture.start()
        try fixture.workspace.write(Array("no receipt".utf8), to: "one.receipt")
        #expect(try fixture.submit("one").status != 0)
        let again = try fixture.submit("two")
        #expect(again.status == 0, "\(again.everything)")
        #expect(try verify("two", on: fixture).status == 0)
        #expect(try peer("two", on: fixture) == 0)
        fixture.stop()
        let audit = try fixture.audit()
        #expect(audit.status == 0, "\(audit.everything)")
    }

    @Test(
        "However often a change of the log key is killed, the same command completes it, and every receipt still verifies"
    )
    func killed() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("KeyScenarios: seed \(seed)")
        var chance = SeededGenerator(seed: seed)
        let fixture = try NodeFixture()
        try fixture.start()
        try accept("b0", on: fixture)
        fixture.stop()
        var keys = [NodeFixture.logKey]
        var between = 0
        for round in 1...6 {
            keys.append("log-\(round).key")
            #expect(try fixture.makeLogKey(keys[round]).status == 0)
            fixture.use(keys[round], former: keys[round - 1])
            let process = Process()
            process.executableURL = URL(fileURLWithPath: RunningExchange.programs + "/saksid")
            process.arguments = ["key", "rotate", "--config", "node.yaml"]
            process.currentDirectoryURL = URL(fileURLWithPath: fixture.workspace.path)
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try fixture.writeConfiguration()
            try process.run()
            usleep(UInt32.random(in: 1000...250_000, using: &chance))
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            let opened = try fixture.saksid("activate")
            if opened.status != 0 {
                between += 1
                #expect(
                    opened.errors.contains("[exchange.log-key.unannounced]"), "seed \(seed): \(opened.everything)")
            }
            let completed = try fixture.saksid("key", "rotate")
            #expect(completed.status == 0, "seed \(seed): \(completed.everything)")
            let audit = try fixture.audit()
            #expect(audit.status == 0, "seed \(seed), round \(round): \(audit.everything)")
            guard round == 3 else { continue }
            let checked = try fixture.publish(try fixture.saksid("key", "show", "--proofs", "pki").output)
            #expect(checked.status == 0, "seed \(seed): \(checked.everything)")
            try fixture.start()
            try accept("b1", on: fixture)
            fixture.stop()
        }
        let checked = try fixture.publish(try fixture.saksid("key", "show", "--proofs", "pki").output)
        #expect(
            checked.status == 0 && checked.output.contains("7 keys, each introduced by the one before it"),
            "seed \(seed): \(checked.everything)")
        for name in ["b0", "b1"] {
            let verified = try verify(name, on: fixture)
            #expect(verified.status == 0, "seed \(seed): \(verified.everything)")
        }
        print("KeyScenarios: 6 kills, \(between) of them before the last log was done")
    }
}
