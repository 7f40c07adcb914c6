import Custody
import Foundation
import Store
import TestKit
import Testing
import Vocabulary

@testable import Exchange

/// What somebody hands in who fetched a checkpoint and cosigned it by themselves.
@Suite("Cosignatures that are handed in")
struct HandedInCosignatureTests {
    private func handIn(
        _ note: SignedCheckpoint, to made: CosigningBench, by person: Bench.Person = .leader
    ) async -> (taken: [Identity]?, refusal: String?) {
        var taken: [Identity]?
        let refusal = await made.bench.refusal {
            taken = try await made.bench.node.cosigned(
                note.bytes, under: try made.bench.id, by: try await made.bench.caller(person))
        }
        return (taken, refusal?.code)
    }

    private func signed(
        _ checkpoint: SignedCheckpoint, _ made: CosigningBench, _ stem: String = "th/cosigner-bangkok"
    ) throws -> SignedCheckpoint {
        checkpoint.adding([try checkpoint.cosignature(by: try made.key(stem), at: made.bench.clock.now)])
    }

    @Test("One of the newest checkpoint, or of an older one, is taken, and a receipt has its quorum by it")
    func taken() async throws {
        let made = try await CosigningBench()
        let packed = try await made.bench.held(["document,none,none"])
        let older = try await made.log.checkpoint()
        _ = try await made.bench.held(["document,none,none"])
        let thai = try made.thai
        #expect(try await handIn(signed(older, made), to: made).taken == [thai])
        // Once more does no harm, and changes nothing.
        #expect(try await handIn(signed(older, made), to: made).taken == [thai])
        #expect(try await made.shown().count == 1)
        let receipt = try await made.receipt(of: packed)
        #expect(receipt.cosignersMissing == 0)
        #expect(try await made.verdict(receipt).checkpoint == older.checkpoint)
        let newest = try await made.log.checkpoint()
        #expect(try await handIn(signed(newest, made), to: made).taken == [thai])
        #expect(try await made.shown().count == 2)
    }

    @Test("At a time that cannot be: not taken, and the reason is said; what two kept clocks differ by is taken")
    func clocks() async throws {
        let made = try await CosigningBench()
        _ = try await made.bench.held(["document,none,none"])
        let log = try await made.log
        let newest = try log.checkpoint()
        let now = made.bench.clock.now
        func at(_ time: Instant) throws -> SignedCheckpoint {
            newest.adding([try newest.cosignature(by: try made.key(), at: time)])
        }
        for time in [
            Instant(secondsSince1970: 0), Instant(secondsSince1970: 4_000_000_000), now.adding(seconds: 302),
            now.adding(seconds: -302),
        ] {
            #expect(try await handIn(at(time), to: made).refusal == "custody.cosign.clock", "\(time)")
        }
        #expect(try log.register.cosignatures(log.key, after: nil, limit: 9).isEmpty)
        // Long after it was recorded it may be signed still, but never as of before.
        made.bench.clock.advance(seconds: 86_400)
        #expect(try await handIn(at(now.adding(seconds: -302)), to: made).refusal == "custody.cosign.clock")
        for time in [now.adding(seconds: -290), made.bench.clock.now.adding(seconds: 290)] {
            #expect(try await handIn(at(time), to: made).refusal == nil, "\(time)")
        }
    }

    @Test("One of a party outside the agreement is not taken, and does not make a receipt whole")
    func outsider() async throws {
        let made = try await CosigningBench()
        let packed = try await made.bench.held(["document,none,none"])
        let newest = try await made.log.checkpoint()
        #expect(
            await handIn(try signed(newest, made, "vn/cosigner-ha-noi"), to: made).refusal
                == "exchange.cosigner.unknown")
        #expect(try await made.receipt(of: packed).cosignersMissing == 1)
        #expect(await handIn(try signed(newest, made), to: made).refusal == nil)
        #expect(try await made.receipt(of: packed).cosignersMissing == 0)
    }

    @Test("Of the own party, of strangers, or nobody: not taken")
    func uncounted() async throws {
        let made = try await CosigningBench()
        let newest = try await made.log.checkpoint()
        let own = try signed(newest, made, "kh/cosigner-phnom-penh")
        for note in [newest, own] {
            #expect(await handIn(note, to: made).refusal == "exchange.cosigner.unknown")
        }
        // Whoever is not on the roster learns nothing of the log.
        let good = try signed(newest, made)
        #expect(await handIn(good, to: made, by: .stranger).refusal == "exchange.not-found")
        #expect(try await made.shown().count == 1)
        #expect(await handIn(good, to: made).refusal == nil)
    }

    @Test(
        "One that this log did not sign, or signed and does not hold, is refused by its reason, and none of its lines enters"
    )
    func otherLog() async throws {
        let made = try await CosigningBench()
        _ = try await made.bench.held(["document,none,none"])
        let log = try await made.log
        let newest = try log.checkpoint()
        let size = newest.checkpoint.size
        func other(_ size: Int, _ key: SignerKey) throws -> SignedCheckpoint {
            try signed(
                try SignedCheckpoint(
                    signing: Checkpoint(origin: log.origin, size: size, root: Digest(ofText: "another")), with: key),
                made)
        }
        let host = made.bench.node.keys.log
        let stranger = try SignerKey(name: "x", algorithm: .ed25519, from: SystemRandomness())
        let wrongLine = newest.adding(try other(size, host).signatures(by: try made.key().verifier))
        for (note, code) in [
            (try other(size, host), "custody.log.split-view"), (try other(size + 1, host), "custody.log.shrunk"),
            (try other(1, host), "custody.proof.consistency"), (try other(size, stranger), "custody.note.unsigned"),
            (wrongLine, "custody.note.signature"),
        ] {
            #expect(await handIn(note, to: made).refusal == code)
        }
        #expect(try log.register.cosignatures(log.key, after: nil, limit: 9).isEmpty)
    }

    @Test("A node knows whom the logs of an agreement concern, whichever node keeps them")
    func concerned() async throws {
        let made = try await CosigningBench()
        let parties = Set(try ["KH", "TH"].map { try Party(parsing: $0) })
        let id = try made.bench.id
        for origin in ["saksi/kh/phnom-penh/\(id.text)", "saksi/th/bangkok/\(id.text)"] {
            #expect(await made.bench.node.parties(to: try LogOrigin(parsing: origin)) == parties)
        }
        for origin in ["saksi/kh/phnom-penh/KH-VN-POL-2026-09", "saksi/kh/phnom-penh/node"] {
            #expect(await made.bench.node.parties(to: try LogOrigin(parsing: origin)).isEmpty)
        }
    }

    @Test(
        "A log that begins while the former key still signs has its quorum for whoever has the list of before, and keeps no line that does not hold"
    )
    func formerKey() async throws {
        let made = try await CosigningBench { try NodeKeys.replaceLog(in: $0) }
        let packed = try await made.bench.held(["document,none,none"])
        let keys = made.bench.node.keys
        let former = try #require(keys.formerLog)
        let newest = try await made.log.checkpoint()
        #expect(newest.note.signatures.count == 2)
        #expect(try await handIn(signed(newest, made), to: made).taken == [made.thai])
        let receipt = try Receipt(parsing: try await made.receipt(of: packed).receipt)
        #expect(receipt.checkpoint.note.signatures.count == 3)
        let origin = try await made.log.origin
        let thai = Cosigner(identity: try made.thai, key: try made.key().verifier)
        for key in [keys.log, former] {
            let seen = try receipt.checkpoint.verify(
                log: LogKeys(origin: origin, key: key.verifier), cosigners: [thai])
            #expect(seen.cosignatures.count == 1)
        }

        // Somebody puts a line of the former key below it that is over something else.
        _ = try await made.bench.held(["document,none,none"])
        let next = try await made.log.checkpoint()
        let other = try SignedCheckpoint(
            signing: Checkpoint(origin: origin, size: 1, root: Digest(ofText: "other")), with: former)
        let forged = next.keeping(signedBy: [keys.log.verifier.named(origin)]).adding(other.note.signatures)
        #expect(try await handIn(signed(forged, made), to: made).taken == [made.thai])
        for row in try await made.log.register.cosignatures(made.log.key, after: nil, limit: 9) {
            let kept = try SignedCheckpoint(parsing: row.note)
            _ = try kept.verify(
                log: LogKeys(
                    origin: origin,
                    entries: [keys.log, former].map { .init(key: $0.verifier, sizes: 0...Int.max) }),
                cosigners: [thai])
        }
    }
}
