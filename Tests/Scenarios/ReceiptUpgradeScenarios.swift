import Foundation
import Seal
import TestKit
import Testing
import Vocabulary

@testable import Custody

/// A receipt in the hands of its submitter, and a node that goes on.
@Suite("Bringing a receipt up to date, with the programs")
struct ReceiptUpgradeScenarios {
    /// The receipt as a host would have given it that shows its submitter a log of their own: the same acceptance in the
    /// same place, other entries around it, signed with the log's key.
    private func falsified(_ receipt: Receipt, in workspace: Workspace) throws -> Receipt {
        let leaves = (0..<receipt.proof.size).map {
            Merkle.leaf($0 == receipt.index ? receipt.envelope.bytes : Array("another entry \($0)".utf8))
        }
        let key = String(decoding: try workspace.read("pki/kh/node-phnom-penh-log.key"), as: UTF8.self)
        let origin = try LogOrigin(parsing: receipt.checkpoint.checkpoint.origin)
        let checkpoint = try SignedCheckpoint(
            signing: Checkpoint(origin: origin, size: leaves.count, root: Merkle.root(leaves[...])),
            with: SignerKey(parsing: Secret(key.trimmingCharacters(in: .newlines))))
        let proof = try InclusionProof(index: receipt.index, size: leaves.count) { path in
            leaves.dropFirst(path.index * 256).prefix(path.width).flatMap(\.bytes)
        }
        let head = String(decoding: receipt.bytes, as: UTF8.self).split(separator: "\n").prefix(3).map(String.init)
        let lines = head + proof.hashes.map { Base64.encode($0.bytes) }
        return try Receipt(parsing: Array((lines.joined(separator: "\n") + "\n\n").utf8) + checkpoint.bytes)
    }

    @Test(
        "Where the log shows its submitter something else than before, the receipt stays, both checkpoints are kept, exit 8"
    )
    func contradicted() throws {
        let node = try NodeFixture.askingOneCosigner()
        try node.start()
        try node.pack(Array("one".utf8), as: "one")
        try node.submit("one")
        let given = try Receipt(parsing: try node.workspace.read("one.receipt"))
        let shown = try falsified(given, in: node.workspace)
        try node.workspace.write(shown.bytes, to: "shown.receipt")
        try node.workspace.write(try node.workspace.read("one.receipt.pem"), to: "shown.receipt.pem")
        func upgrade(_ receipt: String) throws -> Tool.Outcome {
            try node.saksi(["receipt", "upgrade", receipt, "--json"], as: .investigator)
        }
        func kept(_ kind: String) throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: node.workspace.path)
                .filter { $0.hasPrefix("shown.receipt.\(kind)-") }
        }
        #expect(try upgrade("one.receipt").status == 5)

        let split = try upgrade("shown.receipt")
        #expect(split.status == 8 && split.output.contains("two views of itself"), "\(split.everything)")
        #expect(try Answered(split)["code"].text == "command.receipt.contradiction")
        #expect(try upgrade("shown.receipt").status == 8)
        #expect(try kept("split-view").count == 1)
        let file = try Answered.unwrap(try kept("split-view").first)
        let pair = try Contradiction(document: try node.workspace.read(file))
        #expect(pair.cosigned.bytes == shown.checkpoint.bytes && pair.received.bytes == given.checkpoint.bytes)

        // Where they cannot be kept beside the receipt, it is said all the same.
        let long = String(repeating: "ក", count: 66)
        for end in ["", ".pem"] {
            try node.workspace.write(
                try node.workspace.read("shown.receipt\(end)"), to: "\(long).receipt\(end)")
        }
        let elsewhere = try upgrade("\(long).receipt")
        #expect(elsewhere.status == 8 && elsewhere.output.contains("contradictions"), "\(elsewhere.everything)")
        try FileManager.default.removeItem(atPath: node.workspace("state/saksi/contradictions"))
        try node.workspace.write("", to: "state/saksi/contradictions")
        let nowhere = try upgrade("\(long).receipt")
        #expect(nowhere.status == 8 && nowhere.output.contains("are NOT kept"), "\(nowhere.everything)")

        // However far the log has grown since, and whichever command fetches the newer receipt.
        try node.pack(Array("two".utf8), as: "two")
        try node.submit("two")
        let grown = try upgrade("shown.receipt")
        #expect(grown.status == 8, "\(grown.everything)")
        #expect(try kept("unproven").count == 1)
        let again = try node.saksi(
            ["submit", "one.asice", "--receipt", "shown.receipt", "--json"], as: .investigator)
        #expect(again.status == 8, "\(again.everything)")

        // A quorum makes nothing good; what the node did show before goes with it.
        let cosigned = try node.saksi(
            ["cosign", "--agreement", NodeFixture.agreement, "--key", "pki/th/cosigner-bangkok.key"]
                + ["--state", "signed", "--begin"], as: .leader)
        #expect(cosigned.status == 0, "\(cosigned.everything)")
        #expect(try upgrade("shown.receipt").status == 8)
        #expect(try node.workspace.read("shown.receipt") == shown.bytes)
        let whole = try upgrade("one.receipt")
        #expect(try whole.status == 0 && Answered(whole)["changed"].truth, "\(whole.everything)")
        let newer = try Receipt(parsing: try node.workspace.read("one.receipt"))
        #expect(newer.envelope == given.envelope && newer.proof.size > given.proof.size)
    }
}
