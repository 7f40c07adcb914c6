import Foundation
import Seal
import TestKit
import Testing
import Vocabulary

@testable import Custody

/// The second implementation, on the page's example: it takes what we take and refuses what we refuse.
@Suite("A verifier written from the specification alone")
struct ReceiptPeerTests {
    /// Both verifiers with the keys of the page, and the page's receipt.
    private func page() throws -> (peer: ReceiptPeer, receipt: [UInt8]) {
        let blocks = try WorkedExample.blocks()
        func block(_ name: String) throws -> String { try #require(blocks[name]) }
        let origin = try LogOrigin(parsing: "saksi/kh/phnom-penh/KH-TH-JIT-2026-01")
        let cosigner = Cosigner(
            identity: try Identity(parsing: "th/cosigner/bangkok"),
            key: try VerifierKey(parsing: try block("cosigner-key")))
        let certificates = try ["entry-1", "entry-2"].map { name in
            try #require(try TrustObject(parsing: Array(try block(name).utf8)).certificate)
        }
        let peer = ReceiptPeer(
            keys: LogKeys(origin: origin, key: try VerifierKey(parsing: try block("log-key"))),
            quorum: CosignerQuorum(
                cosigners: [cosigner], terms: QuorumTerms(atLeast: 1, of: try ReceiptTests.parties("KH", "TH"))),
            certificates: certificates)
        return (peer, Array((try block("receipt") + "\n").utf8))
    }

    private func agree(_ peer: ReceiptPeer, on receipts: [[UInt8]], _ what: (Int) -> String) throws -> [ReceiptPeer
        .Answer]
    {
        let theirs = try peer.theirs(receipts)
        for (place, receipt) in receipts.enumerated() {
            let ours = peer.ours(receipt)
            #expect(ours == theirs[place], "\(what(place)): ours “\(ours)”, theirs “\(theirs[place])”")
        }
        return theirs
    }

    @Test("It computes the page's whole example again: leaves, roots, proofs, cosignature and receipt")
    func workedExample() throws {
        let outcome = try Tool.run("python3", ["-B", "\(ReceiptPeer.folder)/worked_example.py", WorkedExample.page])
        #expect(outcome.status == 0, "\(outcome.everything)")
        for sentence in [
            "The 7 entries have the leaves of the page.", "The tree of 4 has its root.", "The tree of 7 has its root.",
            "The proof of add-checkpoint leads from 4 to 7.", "The cosignature is the one below the checkpoint.",
            "The payload of entry 5 is the one that stands on the page.", "The receipt is verified.",
        ] { #expect(outcome.output.contains(sentence + "\n"), "\(outcome.everything)") }
    }

    @Test("The page lists the words that we know, and the second implementation knows those of the page")
    func words() throws {
        let page = String(decoding: try Data(contentsOf: URL(fileURLWithPath: WorkedExample.page)), as: UTF8.self)
        func listed(_ name: String) throws -> Set<String> {
            let row = try #require(page.split(separator: "\n").first { $0.hasPrefix("| \(name) | `") })
            let parts = row.split(separator: "`", omittingEmptySubsequences: false)
            return Set(parts.indices.filter { $0 % 2 == 1 }.map { String(parts[$0]) })
        }
        let types = Dictionary(grouping: EventType.allCases, by: \.signing).mapValues { Set($0.map(\.rawValue)) }
        let known = [
            Set(Purpose.allCases.map(\.rawValue)), Set(Action.allCases.map(\.rawValue)), types[.node], types[.either],
            types[.person],
        ]
        #expect(try listed("purpose") == known[0])
        #expect(try listed("action") == known[1])
        let script = """
            import events, forms
            for words in (forms.PURPOSES, forms.ACTIONS, events.BY_NODE, events.BY_EITHER, events.BY_PERSON):
                print(*words)
            """
        let outcome = try Tool.run("python3", ["-B", "-c", script], in: ReceiptPeer.folder)
        #expect(outcome.status == 0, "\(outcome.everything)")
        #expect(outcome.output.split(separator: "\n").map { Set($0.split(separator: " ").map(String.init)) } == known)
    }

    @Test("It takes the page's receipt, and both say the same of it")
    func example() throws {
        let (peer, receipt) = try page()
        let answer = try #require(try agree(peer, on: [receipt]) { _ in "the page" }.first)
        #expect(answer.refusal == nil && answer.index == 5 && answer.missing == 0, "\(answer)")
        #expect(answer.cosigners == ["th/cosigner/bangkok"])
    }

    @Test("Every byte of the page's receipt, changed, left out and doubled: both refuse it, and never one alone")
    func everyByte() throws {
        let (peer, receipt) = try page()
        let seed = UInt64.random(in: 0...UInt64.max)
        var chance = SeededGenerator(seed: seed)
        let telling = Array("\n +/=-0Aé—".utf8) + [0x00, 0x0D, 0x7F, 0x80, 0xFF]
        let event = try #require(receipt.firstRange(of: Array("\nindex ".utf8))).lowerBound
        var changed: [(place: Int, bytes: [UInt8])] = []
        for place in receipt.indices {
            func replaced(_ values: [UInt8]) {
                changed.append((place, receipt[..<place] + values + receipt[(place + 1)...]))
            }
            // In front of the event's end one bit of each byte; behind it, and before it, each of them.
            let bits = 12..<event ~= place ? [UInt8.random(in: 0..<8, using: &chance)] : Array(0..<8)
            for bit in bits { replaced([receipt[place] ^ 1 << bit]) }
            let value = telling.randomElement(using: &chance) ?? 0x0A
            if value != receipt[place] { replaced([value]) }
            replaced([])
            replaced([receipt[place], receipt[place]])
        }
        let answers = try agree(peer, on: changed.map(\.bytes)) { "seed \(seed), change \($0) at \(changed[$0].place)" }
        // What both take is a line of a key that is not known any more, and so proves nothing: the quorum is missing.
        let taken = zip(answers, changed).filter { $0.0.refusal == nil }
        let line = try #require(receipt.ranges(of: Array("— saksi/th".utf8)).last).lowerBound
        for (answer, change) in taken {
            #expect(
                answer.missing == 1 && answer.unknown.count == 1 && change.place > line, "seed \(seed), \(change.place)"
            )
        }
        #expect(!taken.isEmpty)
        print("ReceiptPeerTests: \(changed.count) changed receipts, \(taken.count) provisional, the others refused")
    }

    @Test(
        "Every published Merkle proof gets its verdict from it too",
        .disabled(if: MerkleVectorsTests.isAbsent, MerkleVectorsTests.absence))
    func vectors() throws {
        let outcome = try Tool.run(
            "python3", ["-B", "\(ReceiptPeer.folder)/merkle_vectors.py", "\(Vectors.root)/merkle"])
        #expect(outcome.status == 0, "\(outcome.everything)")
        let files = ["inclusion", "consistency"].map { Vectors.files(in: "merkle/\($0)", suffix: ".json").count }
        #expect(outcome.output == "\(files[0]) inclusion proofs, \(files[1]) consistency proofs: all as published\n")
    }
}
