import TestKit
import Testing
import Vocabulary

@testable import Custody
@testable import Seal

/// A log key that is replaced as planned: what counts under the trust list before and after it, and what never does.
@Suite("A log key that is replaced")
struct KeySuccessionTests {
    /// A log whose key was replaced once.
    private struct Replaced {
        var log: MemoryLog
        let old: SignerKey
        let new: SignerKey
        /// Where the old key ended.
        let end: Int
        let atEnd: SignedCheckpoint
        let proof: [UInt8]

        init() throws {
            log = try MemoryLog.activated()
            try log.submit("before")
            old = log.actors.nodeKey
            new = try log.newKey()
            try log.replaceKey(by: new)
            end = log.head.size
            atEnd = try #require(log.checkpoint)
            proof = try log.handover()
            try log.submit("after")
        }

        func listed(proofs: [[UInt8]]? = nil, former: TrustedNode.FormerKey? = nil, from: Int? = nil) throws -> LogKeys
        {
            try log.listed([
                .init(old, from: 0, to: end),
                .init(new, from: from ?? end + 1, former: former, proofs: proofs ?? [proof]),
            ])
        }
    }

    /// A checkpoint of any size, signed with these keys.
    private func checkpoint(_ size: Int, _ keys: [SignerKey], of log: MemoryLog) throws -> SignedCheckpoint {
        let checkpoint = Checkpoint(origin: log.actors.log, size: size, root: Digest(ofText: "\(size)"))
        let signed = try SignedCheckpoint(signing: checkpoint, with: keys[0])
        return try keys.dropFirst().reduce(signed) {
            $0.adding(try SignedCheckpoint(signing: checkpoint, with: $1).note.signatures)
        }
    }

    private func code(_ checkpoint: SignedCheckpoint, _ keys: LogKeys, _ cosigners: [Cosigner] = []) -> ErrorCode? {
        do throws(CustodyError) {
            _ = try checkpoint.verify(log: keys, cosigners: cosigners)
            return nil
        } catch {
            return error.code
        }
    }

    @Test(
        "The old key counts up to the checkpoint that covers its end, the new one behind it, and neither the other way round"
    )
    func sizes() throws {
        let made = try Replaced()
        let keys = try made.listed()
        #expect(keys.entries.count == 2 && keys.unannounced.isEmpty)
        #expect(code(made.atEnd, keys) == nil)
        #expect(code(try #require(made.log.checkpoint), keys) == nil)
        for size in [1, made.end] {
            #expect(code(try checkpoint(size, [made.old], of: made.log), keys) == nil)
            #expect(code(try checkpoint(size, [made.new], of: made.log), keys) == .custodyNoteUnsigned)
        }
        for size in [made.end + 1, made.end + 100] {
            #expect(code(try checkpoint(size, [made.new], of: made.log), keys) == nil)
            #expect(code(try checkpoint(size, [made.old], of: made.log), keys) == .custodyNoteUnsigned)
        }
    }

    @Test("While both keys sign, who has the old list and who has the new one accept the same checkpoint")
    func bothSign() throws {
        let made = try Replaced()
        let both = try checkpoint(made.end + 4, [made.new, made.old], of: made.log)
        let before = try made.log.listed([.init(made.old, from: 0)])
        #expect(code(both, before) == nil)
        #expect(code(both, try made.listed()) == nil)
        #expect(code(try checkpoint(made.end + 4, [made.new], of: made.log), before) == .custodyNoteUnsigned)
    }

    @Test("A key that the old one did not introduce counts for nothing, whatever the trust list says of it")
    func unannounced() throws {
        let made = try Replaced()
        let newest = try #require(made.log.checkpoint)
        let another = try Replaced()
        let entry = try #require(made.log.entries.firstIndex { try UnverifiedEvent.type(of: $0) == .accepted })
        var changed = made.proof
        changed[made.proof.count / 2] ^= 1
        let useless: [(String, [[UInt8]])] = [
            ("none", []), ("of another log's key", [another.proof]),
            ("of another event", [try made.log.receipt(index: entry).bytes]),
            ("changed", [changed]), ("empty", [[]]),
            // The event is there, and the new key itself signed the checkpoint above it.
            ("under the new key", [try made.log.handover()]),
        ]
        for (what, proofs) in useless {
            let keys = try made.listed(proofs: proofs)
            #expect(keys.unannounced.map(\.key) == [made.new.verifier], "\(what)")
            #expect(code(newest, keys) == .custodyKeyUnannounced, "\(what)")
        }
        #expect(code(newest, try made.listed(from: made.end + 2)) == .custodyKeyUnannounced)
        // The same proof, with a certificate beside it that did not sign the event.
        let stranger = try Workspace()
        let other = try Actors.credential(Actors.node, in: stranger).chain.leaf
        for certificates in [[], [other]] {
            let unsigned = try LogKeys(
                origin: made.log.actors.log,
                of: TrustedNode(
                    identity: made.log.actors.log.node,
                    logKeys: [
                        .init(made.old, from: 0, to: made.end),
                        .init(
                            made.new, from: made.end + 1,
                            given: [TrustedNode.Proof(file: "proof", bytes: made.proof, certificates: certificates)]),
                    ]))
            #expect(code(newest, unsigned) == .custodyKeyUnannounced)
        }
        // Among others that do not fit it serves.
        #expect(code(newest, try made.listed(proofs: [changed, another.proof, made.proof])) == nil)
        // Whoever signs the list can answer for a key whose predecessor was lost.
        #expect(code(newest, try made.listed(proofs: [], former: .lost)) == nil)
    }

    @Test("One key after the other is proved by the one before it, and not by the first one for ever")
    func chain() throws {
        var made = try Replaced()
        let third = try made.log.newKey()
        try made.log.replaceKey(by: third)
        let (end, proof) = (made.log.head.size, try made.log.handover())
        try made.log.submit("third")
        let newest = try #require(made.log.checkpoint)
        func listed(_ second: [[UInt8]], _ proofs: [[UInt8]]) throws -> LogKeys {
            try made.log.listed([
                .init(made.old, from: 0, to: made.end),
                .init(made.new, from: made.end + 1, to: end, proofs: second),
                .init(third, from: end + 1, proofs: proofs),
            ])
        }
        #expect(code(newest, try listed([made.proof], [proof])) == nil)
        #expect(code(newest, try listed([], [proof])) == .custodyKeyUnannounced)
        #expect(code(newest, try listed([made.proof], [made.proof])) == .custodyKeyUnannounced)
        #expect(made.log.succession().terms.map(\.from) == [0, made.end + 1, end + 1])
        #expect(try made.log.audit(by: [third]).isClean)
    }

    @Test("A log that began with the new key needs no proof of it")
    func laterLog() throws {
        let made = try Replaced()
        let other = try LogOrigin(parsing: "saksi/kh/phnom-penh/KH-TH-JIT-2026-02")
        let keys = try LogKeys(
            origin: other,
            of: TrustedNode(
                identity: other.node,
                logKeys: [.init(made.old, from: 0, to: made.end), .init(made.new, from: made.end + 1)]))
        #expect(keys.entries == [LogKeys.Entry(key: made.new.verifier.named(other), sizes: 0...Int.max)])
    }

    @Test("What a stolen key signed behind the last sure size counts only with a cosigner of another party")
    func stolen() throws {
        var log = try MemoryLog.activated()
        let sure = log.head.size
        try log.submit("unsure")
        let (last, old) = (try #require(log.checkpoint), log.actors.nodeKey)
        let new = try log.newKey()
        try log.loseKey(to: new, trustedTo: sure)
        let keys = try log.listed([
            .init(old, from: 0, to: sure, cosignedTo: last.checkpoint.size),
            .init(new, from: last.checkpoint.size + 1, former: .stolen),
        ])
        let time = try Instant(parsing: "2026-05-04T03:00:00.000Z")
        let cosigners = try ["th/cosigner/bangkok", "kh/cosigner/phnom-penh"].map { name in
            (
                identity: try Identity(parsing: name),
                key: try SignerKey(name: "saksi/\(name)", algorithm: .cosignature, from: SystemRandomness())
            )
        }
        let known = cosigners.map { Cosigner(identity: $0.identity, key: $0.key.verifier) }
        #expect(code(last, keys, known) == .custodyKeyStolen)
        #expect(
            code(last.adding([try last.cosignature(by: cosigners[1].key, at: time)]), keys, known)
                == .custodyKeyStolen)
        #expect(code(last.adding([try last.cosignature(by: cosigners[0].key, at: time)]), keys, known) == nil)
        #expect(code(try checkpoint(sure, [old], of: log), keys, known) == nil)
        // What the thief signs behind the end is refused, cosigned or not.
        let forged = try checkpoint(last.checkpoint.size + 1, [old], of: log)
        #expect(
            code(forged.adding([try forged.cosignature(by: cosigners[0].key, at: time)]), keys, known)
                == .custodyNoteUnsigned)
        #expect(code(try #require(log.checkpoint), keys, known) == nil)
        #expect(try log.audit(by: [new]).isClean)
        #expect(log.succession().contradictions(to: keys, size: log.head.size).isEmpty)
        #expect(keys.entries == log.succession().listed.entries)
    }

    @Test("A stolen key of which nothing is sure counts with a cosigner wherever it signed, and nowhere by itself")
    func neverSure() throws {
        var made = try Replaced()
        let last = try #require(made.log.checkpoint)
        let third = try made.log.newKey()
        try made.log.loseKey(to: third, trustedTo: 0)
        let keys = try made.log.listed([
            .init(made.old, from: 0, to: made.end),
            .init(made.new, from: made.end + 1, to: 0, cosignedTo: last.checkpoint.size, proofs: [made.proof]),
            .init(third, from: last.checkpoint.size + 1, former: .stolen),
        ])
        #expect(keys.entries == made.log.succession().listed.entries && keys.unannounced.isEmpty)
        let cosigner = try SignerKey(
            name: "saksi/th/cosigner/bangkok", algorithm: .cosignature, from: SystemRandomness())
        let known = [Cosigner(identity: try Identity(parsing: "th/cosigner/bangkok"), key: cosigner.verifier)]
        let cosigned = last.adding([
            try last.cosignature(by: cosigner, at: try Instant(parsing: "2026-05-04T03:00:00.000Z"))
        ])
        #expect(code(last, keys, known) == .custodyKeyStolen && code(cosigned, keys, known) == nil)
        #expect(code(made.atEnd, keys, known) == nil)
        #expect(try made.log.audit(by: [third]).isClean)
        #expect(made.log.succession().contradictions(to: keys, size: made.log.head.size).isEmpty)
    }

    @Test("A key that begins behind nothing counts for nothing: who leaves the key before it out proves nothing")
    func predecessorLeftOut() throws {
        let made = try Replaced()
        let newest = try #require(made.log.checkpoint)
        for proofs in [[], [made.proof]] {
            let keys = try made.log.listed([.init(made.new, from: made.end + 1, proofs: proofs)])
            #expect(code(newest, keys) == .custodyKeyUnannounced)
        }
    }
}
