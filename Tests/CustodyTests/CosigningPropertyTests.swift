import TestKit
import Testing
import Vocabulary

@testable import Custody

@Suite("Cosigning, generated")
struct CosigningPropertyTests {
    private static let worlds = 150
    private static let questions = 60

    /// How a question was made up.
    private struct Question {
        let request: AddCheckpoint
        let tree: (branch: Int, size: Int)
        /// Old size and proof are those that an honest log would send, if the tree continues the last one.
        let isHonest: Bool
    }

    @Test("Whatever is asked in whatever order, everything cosigned is one log, and what is honest is never refused")
    func oneChain() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("CosigningPropertyTests: seed \(seed)")
        var chance = SeededGenerator(seed: seed)
        let cosigner = try SignerKey(name: "saksi/th/cosigner/x", algorithm: .cosignature, from: SystemRandomness())
        let now = try Instant(parsing: "2026-05-04T02:13:05.123Z")
        var (asked, signed, kept) = (0, 0, 0)
        for world in 0..<Self.worlds {
            let log = try Self.log(&chance)
            var last: SignedCheckpoint?
            var trees: [(branch: Int, size: Int)] = []
            for number in 0..<Self.questions {
                let place: Comment = "seed \(seed), world \(world), question \(number)"
                let question = try Self.question(log, after: last, &chance)
                asked += 1
                let judgement = try Cosigning.judge(question.request, keys: log.keys, last: last)
                let isOneLog = trees.last.map { log.isOneLog($0, question.tree) } ?? true
                if let pair = judgement.contradiction {
                    kept += 1
                    #expect(pair.cosigned == last, place)
                    // A split view is one, seen from the entries; two texts of one log never are.
                    #expect(pair.kind != .splitView || !isOneLog, place)
                }
                switch judgement.outcome {
                case .cosign(let checkpoint):
                    #expect(isOneLog, place)
                    #expect(judgement.contradiction == nil, place)
                    #expect(question.tree.size >= trees.last?.size ?? 0, place)
                    last = try checkpoint.cosigned(by: cosigner, at: now)
                    trees.append(question.tree)
                    signed += 1
                case .refuse(let refusal):
                    #expect(!(question.isHonest && isOneLog), "\(refusal): \(place)")
                    if let before = trees.last, !isOneLog, before.size == question.tree.size {
                        #expect(judgement.contradiction?.kind == .splitView, place)
                    }
                }
            }
            for one in trees {
                for other in trees { #expect(log.isOneLog(one, other), "seed \(seed), world \(world)") }
            }
        }
        print("CosigningPropertyTests: \(asked) questions, \(signed) cosigned, \(kept) kept as contradictions")
        #expect(signed > Self.worlds)
        #expect(kept > Self.worlds)
    }

    private static func log(_ chance: inout SeededGenerator) throws -> ForkedLog {
        let entries = Int.random(in: 1...40, using: &chance)
        var log = try ForkedLog(entries: entries)
        for _ in 0..<Int.random(in: 0...3, using: &chance) {
            let branch = Int.random(in: 0..<log.branches.count, using: &chance)
            log.fork(branch, at: Int.random(in: 0..<entries, using: &chance))
        }
        return log
    }

    private static func question(
        _ log: ForkedLog, after last: SignedCheckpoint?, _ chance: inout SeededGenerator
    ) throws -> Question {
        let entries = log.branches[0].leaves.count
        let lastSize = last?.checkpoint.size ?? 0
        let branch = Int.random(in: 0..<log.branches.count, using: &chance)
        // Mostly a little more than before, so that a log is asked about more than once before it ends.
        let size =
            Int.random(in: 0..<4, using: &chance) == 0
            ? Int.random(in: 0...entries, using: &chance)
            : min(entries, lastSize + Int.random(in: 0...3, using: &chance))
        let old = Int.random(in: 0..<3, using: &chance) == 0 ? Int.random(in: 0...entries, using: &chance) : lastSize
        var proof = log.proof(old, size, branch)
        let right = proof
        switch Int.random(in: 0..<8, using: &chance) {
        case 0: proof = log.proof(old, size, Int.random(in: 0..<log.branches.count, using: &chance))
        case 1: proof = Array(proof.dropLast())
        case 2: proof.append(Digest(ofText: "one more"))
        case 3 where !proof.isEmpty:
            proof[Int.random(in: 0..<proof.count, using: &chance)] = Digest(ofText: "another")
        case 4: proof.shuffle(using: &chance)
        default: break
        }
        return Question(
            request: try AddCheckpoint(oldSize: old, proof: proof, checkpoint: try log.checkpoint(size, branch)),
            tree: (branch, size), isHonest: old == lastSize && size >= lastSize && proof == right)
    }
}
