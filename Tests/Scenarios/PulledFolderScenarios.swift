import Custody
import Foundation
import TestKit
import Testing
import Vocabulary

/// The folder of `saksi cosign`, and what it finds when it cannot be written, with the programs.
@Suite("The folder of a cosigner without a server")
struct PulledFolderScenarios {
    private let node: NodeFixture
    private let name = Digest(ofText: "saksi/kh/phnom-penh/\(NodeFixture.agreement)").hexadecimal

    init() throws {
        node = try NodeFixture.askingOneCosigner()
        try node.start()
    }

    private func cosign(_ more: String..., key: String = "th/cosigner-bangkok") throws -> Tool.Outcome {
        try node.saksi(
            ["cosign", "--agreement", NodeFixture.agreement, "--key", "pki/\(key).key"]
                + ["--state", "signed", "--json"] + more, as: .leader)
    }

    private func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: node.workspace(name)) }

    private func expect(_ outcome: Tool.Outcome, _ code: String, _ status: Int32, _ words: String = "") throws {
        let answer = try Answered(outcome)
        #expect(outcome.status == status && answer["code"].text == code, "\(outcome.everything)")
        #expect(words.isEmpty || answer["reason"].text.contains(words), "\(outcome.everything)")
    }

    @Test("It belongs to one key, begins once for each log, and a checkpoint that is lost is no beginning")
    func folder() throws {
        #expect(try cosign("--begin").status == 0)
        let key = try SignerKey(
            parsing: Secret(String(decoding: try node.workspace.read("pki/th/cosigner-bangkok.key"), as: UTF8.self)))
        let mark = try node.workspace.read("signed/cosigner.json")
        #expect(
            String(decoding: mark, as: UTF8.self)
                == #"{"format":"saksi-cosigner-folder/1","key":"\#(key.verifier.text)"}"#)
        let signed = try node.workspace.read("signed/\(name)")

        // Another key that counts, whose own memory is elsewhere.
        for more in ["--no-input", "--begin"] {
            let other = try cosign(more, key: "vn/cosigner-ha-noi")
            try expect(other, "cosign.state", 7, "the folder of another cosigner's key")
        }
        try expect(try cosign("--begin"), "cosign.begun", 2)
        #expect(try cosign().status == 0)

        // Lost by itself, or in a way in which it cannot be read.
        try remove("signed/\(name)")
        for more in ["--no-input", "--begin"] { try expect(try cosign(more), "cosign.state", 7, "is missing") }
        try FileManager.default.createSymbolicLink(
            atPath: node.workspace("signed/\(name)"), withDestinationPath: "nowhere")
        #expect(try cosign("--begin").status != 0)
        try remove("signed/\(name)")
        // What somebody else signed is no memory of this key.
        let note = try SignedCheckpoint(parsing: signed)
        try node.workspace.write(
            note.keeping { !note.signatures(by: key.verifier).contains($0) }.bytes, to: "signed/\(name)")
        try expect(try cosign(), "custody.cosign.last", 7, "own signature is missing")
        try node.workspace.write(signed, to: "signed/\(name)")
        #expect(try cosign().status == 0)

        try remove("signed/cosigner.json")
        for more in ["--no-input", "--begin"] { try expect(try cosign(more), "cosign.state", 7, "does not say whose") }
        try node.workspace.write(mark, to: "signed/cosigner.json")
        #expect(try cosign().status == 0)
        #expect(try node.workspace.read("signed/begun") == Array("\(name)\n".utf8))
    }

    @Test(
        "What is found is said with 8 wherever it can be kept: in the state folder, or nowhere, and then it is printed")
    func evidenceThatCannotBeWritten() throws {
        #expect(try cosign("--begin").status == 0)
        node.stop()
        try FileManager.default.copyItem(atPath: node.dataFolder, toPath: node.workspace("backup"))
        try node.start()
        try node.pack(Array("one".utf8), as: "one")
        try node.submit("one")
        #expect(try cosign().status == 0)
        let signed = try node.workspace.read("signed/\(name)")
        node.stop()
        try FileManager.default.removeItem(atPath: node.dataFolder)
        try FileManager.default.copyItem(atPath: node.workspace("backup"), toPath: node.dataFolder)
        try node.start()

        try expect(try cosign(), "cosign.misconduct", 8)
        let places = try FileManager.default.contentsOfDirectory(atPath: node.workspace("signed/misconduct"))
        let place = try #require(places.first)
        #expect(places.count == 1 && place.hasPrefix("smaller-"))
        // Something else has the name.
        try remove("signed/misconduct/\(place)")
        try FileManager.default.createDirectory(
            atPath: node.workspace("signed/misconduct/\(place)"), withIntermediateDirectories: false)
        let elsewhere = try cosign()
        try expect(elsewhere, "cosign.misconduct", 8)
        #expect(try Answered(elsewhere)["next"].text.contains("state/saksi/contradictions/smaller-"))
        let folder = node.workspace("state/saksi/contradictions")
        let file = try Answered.unwrap(try FileManager.default.contentsOfDirectory(atPath: folder).first)
        let pair = try Contradiction(document: try node.workspace.read("state/saksi/contradictions/\(file)"))
        #expect(pair.kind == .smaller && pair.cosigned.bytes == signed)

        try remove("state/saksi/contradictions")
        try node.workspace.write("", to: "state/saksi/contradictions")
        let nowhere = try cosign()
        try expect(nowhere, "cosign.misconduct", 8)
        let next = try Answered(nowhere)["next"].text
        #expect(next.contains("are NOT kept"), "\(next)")
        for note in [pair.cosigned, pair.received] {
            #expect(next.contains(String(decoding: note.bytes, as: UTF8.self)), "\(next)")
        }
        #expect(try node.workspace.read("signed/\(name)") == signed)
    }
}
