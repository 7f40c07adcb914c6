import Custody
import Foundation
import Seal
import Store
import TestKit
import Testing
import Vocabulary

@testable import Exchange

/// Under which checkpoint a receipt is given, where cosigners and authorities signed different ones.
@Suite("The checkpoint of a receipt")
struct ReceiptCheckpointTests {
    private struct Seen: Equatable {
        let size: Int
        var cosignersMissing = 0
        var timestampMissing = false
        var tokens = 0
    }

    /// A log, what signs its checkpoints, and what a submitter sees of that.
    private final class Log {
        let made: CosigningBench
        private let atLeast: Int
        private var stamped = StampedSoFar()
        private var serial: UInt64 = 0

        init(atLeast: Int = 1, timestamp: String) async throws {
            self.atLeast = atLeast
            made = try await CosigningBench(atLeast: atLeast, timestamp: timestamp)
        }

        var newest: SignedCheckpoint { get async throws { try await made.log.checkpoint() } }

        /// - Returns: the size of the newest checkpoint after it.
        func grow() async throws -> Int {
            _ = try await made.bench.held(["document,none,none"])
            return try await newest.checkpoint.size
        }

        func cosign(_ checkpoint: SignedCheckpoint? = nil, by stem: String = "th/cosigner-bangkok") async throws {
            var newest = try await self.newest
            if let checkpoint { newest = checkpoint }
            let note = newest.adding([try newest.cosignature(by: try made.key(stem), at: made.bench.clock.now)])
            _ = try await made.bench.node.cosigned(
                note.bytes, under: try made.bench.id, by: try await made.bench.caller(.leader))
        }

        /// A signature that the register has and nobody counts any more.
        func keep(by stem: String) async throws {
            let (log, newest, key) = (try await made.log, try await self.newest, try made.key(stem))
            let note = newest.adding([try newest.cosignature(by: key, at: made.bench.clock.now)])
            let row = CosignatureRow(
                log: log.key, size: Int64(newest.checkpoint.size), key: key.verifier.text, note: note.bytes)
            try await log.register.commit(Store.Commit(cosignatures: [row]))
        }

        /// Nobody believes any more what an authority stamped with the key that it has now.
        func revoke(_ party: String) async throws {
            let bench = made.bench
            let leaf = try Credential(pem: try bench.workspace.read("pki/\(party)/tsa-main.pem")).chain.leaf
            try Demonstration(folder: bench.workspace("pki"), now: bench.clock.now, randomness: SystemRandomness())
                .revoke(leaf, reason: .keyCompromise)
            bench.clock.advance(seconds: 3)
        }

        /// A new key of an authority.
        func renew(_ party: String) throws {
            let bench = made.bench
            try FileManager.default.removeItem(atPath: bench.workspace("pki/\(party)/tsa-main.pem"))
            _ = try Demonstration(
                folder: bench.workspace("pki"), now: bench.clock.now, randomness: SystemRandomness()
            ).add(try Identity(parsing: "\(party)/tsa/main"), uses: [.timestamping])
        }

        /// A round of an authority.
        /// - Returns: the sizes of this log that it stamped.
        func stamp(by party: String = "th") async throws -> [Int] {
            let (node, now) = (made.bench.node, made.bench.clock.now)
            let authority = try TimestampAuthority(
                credential: try Credential(pem: try made.bench.workspace.read("pki/\(party)/tsa-main.pem")),
                policy: "2.999.3161.1", now: now)
            let origin = try await made.log.origin.text
            var sizes: [Int] = []
            for checkpoint in try await node.checkpointsToStamp(after: stamped) where checkpoint.origin == origin {
                serial += 1
                let asked = try TimestampRequest(over: checkpoint.digest, randomness: SystemRandomness())
                let reply = try authority.reply(to: try authority.accept(asked.der), at: now, serial: serial)
                _ = try await node.keep(try asked.token(inReply: reply, now: now), over: checkpoint)
                stamped.add(checkpoint)
                sizes.append(checkpoint.size)
            }
            return sizes
        }

        func receipt(of packed: Bench.Packed) async throws -> Seen {
            let submission = try await made.receipt(of: packed)
            let receipt = try Receipt(parsing: submission.receipt)
            // The tokens are over this very checkpoint, and the receipt holds.
            for token in submission.standing.timestamps {
                try TimestampToken(der: token).verify(over: receipt.checkpoint.timestampedDigest)
            }
            let verdict = try await made.verdict(submission, atLeast: atLeast)
            #expect((verdict.standing == .complete) == (submission.cosignersMissing == 0))
            return Seen(
                size: receipt.checkpoint.checkpoint.size, cosignersMissing: submission.cosignersMissing,
                timestampMissing: submission.standing.timestampMissing, tokens: submission.standing.timestamps.count)
        }
    }

    @Test(
        "It is the smallest that has the quorum and a time-stamp that counts; before there is one, cosigners come first"
    )
    func both() async throws {
        let log = try await Log(timestamp: "required")
        let packed = try await log.made.bench.held(["document,none,none"])
        let first = try await log.newest.checkpoint.size
        #expect(
            try await log.receipt(of: packed) == Seen(size: first, cosignersMissing: 1, timestampMissing: true))

        // Stamped and not cosigned: the stamped one goes on being shown when the log has grown.
        #expect(try await log.stamp() == [first])
        _ = try await log.grow()
        #expect(try await log.receipt(of: packed) == Seen(size: first, cosignersMissing: 1, tokens: 1))

        // Cosigned, and not stamped.
        try await log.cosign()
        let cosigned = try await log.newest.checkpoint.size
        _ = try await log.grow()
        #expect(try await log.receipt(of: packed) == Seen(size: cosigned, timestampMissing: true))

        // What is stamped now is what is cosigned, not what is newest.
        #expect(try await log.stamp() == [cosigned])
        #expect(try await log.receipt(of: packed) == Seen(size: cosigned, tokens: 1))

        // A later one that has both changes nothing.
        _ = try await log.grow()
        try await log.cosign()
        let later = try await log.newest.checkpoint.size
        #expect(try await log.stamp() == [later])
        #expect(try await log.receipt(of: packed) == Seen(size: cosigned, tokens: 1))
        let audit = try await log.made.bench.audit()
        #expect(audit.findings.isEmpty, "\(audit.text)")
    }

    @Test("Where no cosigner is there, the newest is stamped, once, and again only when the log has grown")
    func uncosigned() async throws {
        let log = try await Log(timestamp: "optional")
        let packed = try await log.made.bench.held(["document,none,none"])
        let size = try await log.newest.checkpoint.size
        #expect(try await log.stamp() == [size])
        #expect(try await log.stamp().isEmpty)
        let grown = try await log.grow()
        #expect(try await log.stamp() == [grown])
        // Nothing is said to be missing that the agreement does not ask for.
        #expect(try await log.receipt(of: packed) == Seen(size: size, cosignersMissing: 1, tokens: 1))
    }

    @Test(
        "A time-stamp of the host's own party goes with the receipt, and what the agreement asks for is missing still")
    func ownParty() async throws {
        let log = try await Log(atLeast: 0, timestamp: "required")
        let packed = try await log.made.bench.held(["document,none,none"])
        let size = try await log.newest.checkpoint.size
        #expect(try await log.stamp(by: "kh") == [size])
        #expect(try await log.receipt(of: packed) == Seen(size: size, timestampMissing: true, tokens: 1))
        _ = try await log.grow()
        let counted = try #require(try await log.stamp(by: "th").last)
        #expect(try await log.receipt(of: packed) == Seen(size: counted, tokens: 1))
    }

    @Test("One of two cosigners is better than none, and a time-stamp decides between checkpoints that lack the same")
    func partly() async throws {
        let log = try await Log(atLeast: 2, timestamp: "optional")
        let packed = try await log.made.bench.held(["document,none,none"])
        let first = try await log.newest.checkpoint.size
        #expect(try await log.stamp() == [first])
        var sizes: [Int] = []
        for _ in 0..<3 {
            sizes.append(try await log.grow())
            try await log.cosign()
        }
        #expect(try await log.receipt(of: packed) == Seen(size: sizes[2], cosignersMissing: 1))
        #expect(try await log.stamp() == [sizes[2]])
        _ = try await log.grow()
        try await log.cosign()
        #expect(try await log.receipt(of: packed) == Seen(size: sizes[2], cosignersMissing: 1, tokens: 1))
    }

    @Test("A receipt is under the smallest checkpoint with the quorum, however many others were signed since")
    func smallest() async throws {
        let log = try await Log(timestamp: "optional")
        let packed = try await log.made.bench.held(["document,none,none"])
        try await log.cosign()
        let first = try await log.newest.checkpoint.size
        // By one whom the trust list gives no longer, more than are looked at in one reading.
        for _ in 0..<66 {
            _ = try await log.grow()
            try await log.keep(by: "vn/cosigner-ha-noi")
        }
        #expect(try await log.receipt(of: packed) == Seen(size: first))
        try await log.cosign()
        #expect(try await log.receipt(of: packed) == Seen(size: first))
    }

    @Test(
        "Stamps of an authority that is not believed any more hide none of another one, nor of its next key",
        arguments: ["vn", "th"])
    func revokedAuthority(next: String) async throws {
        let log = try await Log(atLeast: 0, timestamp: "required")
        let packed = try await log.made.bench.held(["document,none,none"])
        for round in 0..<20 {
            if round > 0 { _ = try await log.grow() }
            #expect(try await log.stamp(by: "th").count == 1)
        }
        try await log.revoke("th")
        let refused = try await log.receipt(of: packed)
        #expect(refused.timestampMissing && refused.tokens == 1)
        if next == "th" { try log.renew(next) }
        let grown = try await log.grow()
        #expect(try await log.stamp(by: next) == [grown])
        _ = try await log.grow()
        #expect(try await log.receipt(of: packed) == Seen(size: grown, tokens: 1))
        for _ in 0..<3 {
            _ = try await log.stamp(by: next)
            _ = try await log.grow()
        }
        _ = try await log.grow()
        #expect(try await log.receipt(of: packed) == Seen(size: grown, tokens: 1))
    }

    @Test("A checkpoint that comes to its quorum behind what was stamped is stamped as well, once")
    func slowCosigner() async throws {
        let log = try await Log(timestamp: "required")
        let packed = try await log.made.bench.held(["document,none,none"])
        var last: SignedCheckpoint?
        for _ in 0..<3 {
            let slow = try await log.newest
            // The authority is ahead of the cosigner, each time.
            let grown = try await log.grow()
            #expect(try await log.stamp() == [grown])
            try await log.cosign(slow)
            #expect(try await log.stamp() == [slow.checkpoint.size])
            #expect(try await log.stamp().isEmpty)
            last = last ?? slow
        }
        let first = try #require(last?.checkpoint.size)
        #expect(try await log.receipt(of: packed) == Seen(size: first, tokens: 1))
        // What was stamped before its cosigner signed is not stamped twice.
        let grown = try await log.grow()
        #expect(try await log.stamp() == [grown])
        try await log.cosign()
        #expect(try await log.stamp().isEmpty)
    }
}
