import Foundation
import Seal
import TestKit
import Testing
import Vocabulary

@testable import Custody

@Suite("Worked example of docs/spec/custody-log.md")
struct WorkedExampleTests {
    static let isRemade = ProcessInfo.processInfo.environment["SAKSI_REMAKE_EXAMPLE"] != nil

    @Test("What the page shows is what the code makes", .disabled(if: isRemade))
    func page() throws {
        let example = try WorkedExample()
        let blocks = try WorkedExample.blocks()
        let entries = try (0..<7).map { Array(try #require(blocks["entry-\($0)"]).utf8) }
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: WorkedExample.page)), as: UTF8.self)
        #expect(
            text.contains(
                WorkedExample.begin + (try example.text(entries: entries, stamp: try WorkedExample.Stamp(blocks)))
                    + WorkedExample.end))
    }

    @Test("The payloads on the page are what the encoder writes", .disabled(if: isRemade))
    func payloads() throws {
        let example = try WorkedExample()
        let blocks = try WorkedExample.blocks()
        let entries = try (0..<7).map { Array(try #require(blocks["entry-\($0)"]).utf8) }
        let submitted = EventMention(
            event: try EventID(parsing: "00000000000000000000000000000004"), digest: Digest(of: entries[4]))
        let events = try example.events(
            node: try TrustObject(parsing: entries[1]).digest,
            investigator: try TrustObject(parsing: entries[2]).digest,
            submitted: submitted)
        for (index, event) in events {
            let envelope = try Envelope(parsing: entries[index])
            #expect(try CanonicalJSON.encode(event) == envelope.payload, "entry \(index)")
            #expect(try UnverifiedEvent(envelope).event == event)
        }
    }

    @Test(
        "The page's log passes the audit, and its receipt verifies with the keys of the page", .disabled(if: isRemade))
    func verified() throws {
        let example = try WorkedExample()
        let blocks = try WorkedExample.blocks()
        let entries = try (0..<7).map { Array(try #require(blocks["entry-\($0)"]).utf8) }
        let keys = LogKeys(origin: example.log, key: try VerifierKey(parsing: try #require(blocks["log-key"])))
        let cosigner = Cosigner(
            identity: try Identity(parsing: "th/cosigner/bangkok"),
            key: try VerifierKey(parsing: try #require(blocks["cosigner-key"])))
        let tile = try #require(blocks["leaves"]).split(separator: "\n").flatMap { try Digest(hexadecimal: $0).bytes }
        let audit = LogAudit(
            keys: keys, cosigners: [cosigner], tiles: { _ in tile }, entries: { _ in try EntryBundle.encode(entries) })
        let report = audit.run(checkpoint: Array((try #require(blocks["checkpoint"]) + "\n").utf8))
        #expect(report.isClean, "\(report.findings)")
        #expect(report.events == 5 && report.objects == 2)
        let certificates = try entries[1...2].map { try #require(try TrustObject(parsing: $0).certificate) }
        let receipt = try Receipt(parsing: Array((try #require(blocks["receipt"]) + "\n").utf8))
        let verdict = try receipt.verify(
            keys: keys,
            quorum: CosignerQuorum(
                cosigners: [cosigner], terms: QuorumTerms(atLeast: 1, of: try ReceiptTests.parties("KH", "TH")))
        ) {
            digest in
            certificates.first { $0.digest == digest }
        }
        #expect(verdict.standing == .complete)
        #expect(verdict.cosignatures.map(\.time.text) == [WorkedExample.cosignedAt])
    }

    @Test("The page's request is cosigned with the page's answer", .disabled(if: isRemade))
    func cosigned() throws {
        let example = try WorkedExample()
        let blocks = try WorkedExample.blocks()
        func bytes(_ name: String) throws -> [UInt8] { Array((try #require(blocks[name]) + "\n").utf8) }
        let keys = LogKeys(origin: example.log, key: try VerifierKey(parsing: try #require(blocks["log-key"])))
        let judgement = try Cosigning.judge(
            try AddCheckpoint(parsing: try bytes("add-checkpoint")), keys: keys,
            last: try SignedCheckpoint(parsing: try bytes("checkpoint-4")))
        guard case .cosign(let checkpoint) = judgement.outcome else {
            Issue.record("\(judgement.outcome)")
            return
        }
        let cosigned = try checkpoint.cosigned(
            by: example.cosigner, at: try Instant(parsing: WorkedExample.cosignedAt))
        #expect(SignatureLines.bytes(cosigned.signatures(by: example.cosigner.verifier)) == (try bytes("cosignature")))
        #expect(cosigned.bytes == (try bytes("checkpoint")))
    }

    @Test("The page's time-stamp is over the page's checkpoint, here and for openssl", .disabled(if: isRemade))
    func stamped() throws {
        let blocks = try WorkedExample.blocks()
        let stamp = try WorkedExample.Stamp(blocks)
        let note = try #require(blocks["checkpoint"]) + "\n"
        let checkpoint = try SignedCheckpoint(parsing: Array(note.utf8))
        #expect(checkpoint.timestampedDigest.hexadecimal == blocks["checkpoint-digest"])
        let token = try TimestampToken(der: stamp.token)
        try token.verify(over: checkpoint.timestampedDigest)
        #expect(token.time.text == WorkedExample.stampedAt)
        #expect(token.serial == "2a")
        #expect(token.claimedAuthority?.text == "th/tsa/main")
        let workspace = try Workspace()
        let end = try #require(note.range(of: "\n\n")).lowerBound
        try workspace.write(String(note[..<end]) + "\n", to: "checkpoint")
        try workspace.write(stamp.token, to: "token.tst")
        try workspace.write(try Certificate(der: stamp.root).pem, to: "root.pem")
        let outside = try Tool.run(
            "openssl",
            ["ts", "-verify", "-token_in", "-in", "token.tst", "-data", "checkpoint", "-CAfile", "root.pem"]
                + ["-attime", "\(token.time.millisecondsSince1970 / 1000)"], in: workspace.path)
        #expect(outside.output.contains("Verification: OK"), "\(outside.everything)")
    }

    @Test("Makes the example anew, with new certificates", .enabled(if: isRemade))
    func remake() throws {
        let example = try WorkedExample()
        let workspace = try Workspace()
        let node = try Actors.credential("kh/node/phnom-penh", in: workspace)
        let investigator = try Actors.credential("kh/ahtjpp/0101", in: workspace)
        func events(_ submitted: EventMention) throws -> [Int: CustodyEvent] {
            try example.events(
                node: node.chain.leaf.digest, investigator: investigator.chain.leaf.digest, submitted: submitted)
        }
        let unknown = EventMention(
            event: try EventID(parsing: "00000000000000000000000000000004"), digest: Digest(ofText: ""))
        let first = try #require(try events(unknown)[4])
        let submitted = try Envelope(signing: first, with: [investigator])
        let all = try events(EventMention(event: first.event, digest: submitted.digest))
        var entries: [[UInt8]] = []
        for index in 0..<7 {
            switch index {
            case 1: entries.append(try TrustObject(certificate: node.chain.leaf).bytes)
            case 2: entries.append(try TrustObject(certificate: investigator.chain.leaf).bytes)
            case 4: entries.append(submitted.bytes)
            default: entries.append(try Envelope(signing: try #require(all[index]), with: [node]).bytes)
            }
        }
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: WorkedExample.page)), as: UTF8.self)
        let start = try #require(text.range(of: WorkedExample.begin)).upperBound
        let end = try #require(text.range(of: WorkedExample.end)).lowerBound
        let stamp = try WorkedExample.Stamp(
            over: try example.checkpoint(of: entries).timestampedDigest, in: workspace)
        let page =
            String(text[..<start]) + (try example.text(entries: entries, stamp: stamp)) + String(text[end...])
        try Data(page.utf8).write(to: URL(fileURLWithPath: WorkedExample.page))
    }
}
