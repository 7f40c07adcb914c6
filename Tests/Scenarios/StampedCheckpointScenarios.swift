import Foundation
import TestKit
import Testing
import Wire

/// A node whose checkpoints another party's authority stamps, as a submitter meets it.
@Suite("Time-stamps on checkpoints")
struct StampedCheckpointScenarios {
    @Test("A receipt comes with another party's time-stamp, which saksi and openssl verify from files alone")
    func receipts() throws {
        let authority = try RunningAuthority(party: "th")
        let exchange = try RunningExchange(
            configuration: "stamped-by: { authorities: [\"\(authority.address)\"], every-seconds: 1 }")
        let workspace = exchange.workspace
        try workspace.write("A statement.\n", to: "folder/statement.txt")
        #expect(try exchange.pack("folder", as: "one.asice").status == 0)

        var name = ""
        var round = 0
        try wait(for: "a time-stamp beside the receipt") {
            round += 1
            name = "r\(round).receipt"
            let sent = try exchange.saksi("submit", "one.asice", "--receipt", name, as: .investigator)
            guard sent.status == 0 else { throw Answered.Missing(what: sent.everything) }
            return FileManager.default.fileExists(atPath: workspace(name + ".tst"))
        }

        let verified = try exchange.saksi("verify", "one.asice", "--receipt", name, as: .investigator)
        #expect(verified.status == 0, "\(verified.everything)")
        #expect(
            verified.output.contains("the receipt's checkpoint was stamped by th/tsa/main"), "\(verified.output)")
        #expect(verified.output.contains("by the time-stamp"), "\(verified.output)")

        let outside = try Tool.run(
            "bash",
            [
                "-c",
                """
                set -e
                awk 'BEGIN { part = 0 } /^$/ { part++; next } part == 1' \(name) > checkpoint
                openssl ts -verify -token_in -in \(name).tst -data checkpoint -CAfile pki/th/root.pem
                """,
            ], in: workspace.path)
        #expect(outside.output.contains("Verification: OK"), "\(outside.everything)")

        // The time-stamp of something else, put in its place.
        try workspace.write("another text\n", to: "other")
        let swapped = try Tool.run(
            "bash",
            [
                "-c",
                """
                set -e
                openssl ts -query -data other -cert | curl -sS --fail --data-binary @- \
                    -H 'Content-Type: application/timestamp-query' \(authority.address) > other.tsr
                openssl ts -reply -in other.tsr -token_out -out \(name).tst
                """,
            ], in: workspace.path)
        #expect(swapped.status == 0, "\(swapped.everything)")
        let refused = try exchange.saksi("verify", "one.asice", "--receipt", name, as: .investigator)
        #expect(refused.status == 1, "\(refused.everything)")
        #expect(refused.everything.contains("seal.timestamp.imprint"), "\(refused.everything)")

        let audit = try exchange.audit()
        #expect(audit.status == 0, "\(audit.everything)")
    }

    @Test(
        "A receipt that lacks cosigner and time-stamp says so, and gets both, each as it comes, and never less than before"
    )
    func upgraded() throws {
        let authority = try RunningAuthority(party: "th", certificates: try NodeFixture.made.get()("pki"))
        let cosigner = try RunningCosigner(logs: NodeFixture.agreement)
        try cosigner.start()
        let node = try NodeFixture()
        let text = try #require(NodeFixture.agreements[NodeFixture.agreement])
        try node.writeAgreement(
            text.replacing(
                "clauses:",
                with: "custody: { cosigners: { at-least: 1, of: other-parties }, timestamp: required }\nclauses:",
                maxReplacements: 1), as: NodeFixture.agreement)
        node.limits = ", cosigning-seconds: 0"
        try node.start()
        try node.pack(Array("one".utf8), as: "one")
        let sent = try node.submit("one")
        #expect(sent.status == 0, "\(sent.everything)")
        #expect(try Answered(sent)["state"].text == "provisional")
        #expect(try Answered(sent)["missingCosigners"].number == 1)
        #expect(try Answered(sent)["missingTimestamp"].truth)
        let none = try upgrade(node)
        #expect(try none.status == 5 && !Answered(none)["changed"].truth, "\(none.everything)")
        #expect(!FileManager.default.fileExists(atPath: node.workspace("one.receipt.tst")))

        // The authority comes first.
        let stamped = "stamped-by: { authorities: [\"\(authority.address)\"], every-seconds: 1 }\n"
        node.stop()
        node.configuration = stamped
        try node.start()
        try wait(for: "a time-stamp") { try !Answered(upgrade(node))["missingTimestamp"].truth }
        let first = try node.workspace.read("one.receipt")
        let token = try node.workspace.read("one.receipt.tst")
        let partly = try node.saksi(["verify", "one.asice", "--receipt", "one.receipt"], as: .investigator)
        #expect(partly.status == 0, "\(partly.everything)")
        #expect(partly.output.contains("provisional: no cosigner has signed yet"), "\(partly.output)")
        #expect(partly.output.contains("by the time-stamp"), "\(partly.output)")

        // The log has grown when the cosigner comes: what it signs is another checkpoint.
        try node.pack(Array("two".utf8), as: "two")
        #expect(try node.submit("two").status == 0)
        node.stop()
        node.configuration =
            stamped + "cosigners: [ { identity: th/cosigner/bangkok, url: \"\(cosigner.address)\" } ]\n"
        try node.start()
        try wait(for: "a complete receipt") { try upgrade(node).status == 0 }
        #expect(try node.workspace.read("one.receipt") != first)
        #expect(try node.workspace.read("one.receipt.tst") != token)
        // The one of before was stamped earlier: it is there still.
        #expect(try node.workspace.read("one.receipt.1") == first)
        #expect(try node.workspace.read("one.receipt.1.tst") == token)
        let earlier = try node.saksi(["verify", "one.asice", "--receipt", "one.receipt.1"], as: .investigator)
        #expect(earlier.status == 0 && earlier.output.contains("by the time-stamp"), "\(earlier.everything)")
        let whole = try node.saksi(["verify", "one.asice", "--receipt", "one.receipt"], as: .investigator)
        #expect(whole.status == 0, "\(whole.everything)")
        #expect(whole.output.contains("cosigned by th/cosigner/bangkok"), "\(whole.output)")
        #expect(whole.output.contains("by the time-stamp"), "\(whole.output)")
        #expect(!whole.output.contains("provisional"), "\(whole.output)")
        let again = try upgrade(node)
        #expect(try again.status == 0 && !Answered(again)["changed"].truth, "\(again.everything)")
        #expect(try Answered(again)["stampedBy"].text == "th/tsa/main")
        node.stop()
        let audit = try node.audit()
        #expect(audit.status == 0, "\(audit.everything)")
    }

    private func upgrade(_ node: NodeFixture) throws -> Tool.Outcome {
        try node.saksi(["receipt", "upgrade", "one.receipt", "--json"], as: .investigator)
    }

    @Test("A node that is an authority stamps for members, and its own word does not count for its own logs")
    func ownAuthority() throws {
        let exchange = try RunningExchange(
            configuration: "time-stamping: { identity: pki/kh/tsa-main.pem, policy: 2.999.3161.1 }")
        let workspace = exchange.workspace
        try workspace.write("A statement.\n", to: "folder/statement.txt")
        let described = ["category=document", "handling=none", "flags=none", "victim-identity=none"].flatMap {
            ["--default", $0]
        }
        let packed = try Tool.run(
            RunningExchange.programs + "/saksi",
            ["pack", "folder"] + described + [
                "--agreement", RunningExchange.agreement, "--case", RunningExchange.caseNumber, "--out", "one.asice",
                "--timestamp", exchange.address + "/v1/timestamp", "--profile",
                RunningExchange.Person.investigator.profile,
            ], in: workspace.path, environment: RunningExchange.environment(workspace))
        #expect(packed.status == 0, "\(packed.everything)")
        #expect(packed.everything.contains("does not count as trusted time"), "\(packed.everything)")
        let verified = try exchange.saksi("verify", "one.asice", as: .leader)
        #expect(verified.status == 0, "\(verified.everything)")
        #expect(verified.output.contains("was stamped by kh/tsa/main"), "\(verified.output)")

        // Another party's node is heard too, and on no other route.
        let asked = try Tool.run(
            "openssl", ["ts", "-query", "-data", "one.asice", "-cert", "-out", "query.tsq"], in: workspace.path)
        #expect(asked.status == 0, "\(asked.everything)")
        let other = Curl.Caller(
            address: exchange.address, folder: workspace.path, identity: "pki/th/node-bangkok-tls.pem")
        let answer = try other.send(
            "POST", "/v1/timestamp", fields: [("Content-Type", "application/timestamp-query")],
            body: try workspace.read("query.tsq"))
        #expect(answer.status == 200)
        try workspace.write(answer.body, to: "reply.tsr")
        let outside = try Tool.run(
            "openssl",
            ["ts", "-verify", "-in", "reply.tsr", "-queryfile", "query.tsq", "-CAfile", "pki/kh/root.pem"],
            in: workspace.path)
        #expect(outside.output.contains("Verification: OK"), "\(outside.everything)")
        #expect(try other.send("GET", "/v1/node").problem.code == "exchange.caller.not-a-member")
    }

    @Test("An authority that is down never stands in the way of the node")
    func down() throws {
        let exchange = try RunningExchange(
            configuration: "stamped-by: { authorities: [\"http://127.0.0.1:9/\"], every-seconds: 1 }")
        let workspace = exchange.workspace
        try workspace.write("A statement.\n", to: "folder/statement.txt")
        #expect(try exchange.pack("folder", as: "one.asice").status == 0)
        let sent = try exchange.saksi("submit", "one.asice", "--receipt", "one.receipt", as: .investigator)
        #expect(sent.status == 0, "\(sent.everything)")
        try wait(for: "the node to say so") {
            String(decoding: try workspace.read("node.log"), as: UTF8.self).contains("checkpoints are not stamped by")
        }
        #expect(try exchange.audit().status == 0)
    }
}
