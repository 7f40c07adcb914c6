import TestKit
import Testing
import Vocabulary

@testable import Custody

@Suite("Cosigning")
struct CosigningTests {
    let now: Instant
    let cosigner: SignerKey
    let log: ForkedLog

    init() throws {
        now = try Instant(parsing: "2026-05-04T02:13:05.123Z")
        cosigner = try SignerKey(
            name: "saksi/th/cosigner/bangkok", algorithm: .cosignature, from: SystemRandomness())
        var log = try ForkedLog(entries: 20)
        log.fork(at: 5)
        self.log = log
    }

    private func judge(_ request: AddCheckpoint, after last: SignedCheckpoint?) throws -> Judgement {
        try Cosigning.judge(request, keys: log.keys, last: last)
    }

    /// What is stored once a size was cosigned.
    private func cosigned(_ size: Int, _ branch: Int = 0) throws -> SignedCheckpoint {
        let judgement = try judge(try log.request(0, size, branch), after: nil)
        guard case .cosign(let checkpoint) = judgement.outcome else { throw Refused(judgement) }
        return try checkpoint.cosigned(by: cosigner, at: now)
    }

    private struct Refused: Error {
        let judgement: Judgement
        init(_ judgement: Judgement) { self.judgement = judgement }
    }

    private func refusal(_ request: AddCheckpoint, after last: SignedCheckpoint?) throws -> CosigningRefusal? {
        guard case .refuse(let refusal) = try judge(request, after: last).outcome else { return nil }
        return refusal
    }

    // MARK: the form

    /// The request of C2SP tlog-witness.
    static let example = """
        old 20852014
        PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
        jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
        5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
        /6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

        example.com/behind-the-sofa
        20852163
        CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

        — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
        — example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=

        """

    @Test("The request of C2SP tlog-witness is read and written back byte by byte")
    func c2spExample() throws {
        let request = try AddCheckpoint(parsing: Array(Self.example.utf8))
        #expect(request.oldSize == 20_852_014)
        #expect(request.proof.count == 4)
        #expect(request.checkpoint.checkpoint.size == 20_852_163)
        #expect(request.checkpoint.note.signatures.count == 2)
        #expect(request.bytes == Array(Self.example.utf8))
    }

    @Test("The answer of C2SP tlog-witness is read and written back line by line")
    func c2spAnswer() throws {
        let answer = """
            — witness.example/w1 CMp+6LWBU0anHGH5aNDTJkH/gj79sG+T6+iP2ThYN5krrDJbR1HDnucjL39QsZTSvVjyQLrdk3DXDqI5G2HgLatVs0pWh6Up69HVOw==
            — witness.example/w1 I7rEps0pvK2UqkS2gSpVUDhrhVtQV9lgF6pRrWAvjJHjyWpW7VcE3SiOlVlbQNt64vWhO+DlkL0+UfzuOBMh9ChdMkP1vi/lCAsmlw==
            — witness.example/w2 AWui8Sk55XjYLOijihBjhqEH6nS1ndDymE0a+6idX7pLcnoB+dhnz0854aLZgrrKbYKA7nC3HNJhm/kWl7oJlqU3rXXvpysAdyP3wQ==

            """
        #expect(SignatureLines.bytes(try SignatureLines.parse(Array(answer.utf8))) == Array(answer.utf8))
        for bad in ["", "\n", String(answer.dropLast()), answer + "\n", "x\n", answer.replacing("—", with: "-")] {
            #expect(throws: CustodyError.self, "\(bad)") { try SignatureLines.parse(Array(bad.utf8)) }
        }
    }

    @Test("Every request that was made is read back as it is")
    func roundTrip() throws {
        for from in 0...20 {
            for to in max(from, 1)...20 {
                let request = try log.request(from, to)
                #expect(try AddCheckpoint(parsing: request.bytes) == request, "\(from) to \(to)")
            }
        }
    }

    @Test(
        "What is no request is refused as malformed",
        arguments: [
            ("old 20852014", "new 20852014"), ("old 20852014", "old  20852014"), ("old 20852014", "old 020852014"),
            ("old 20852014", "old -1"), ("old 20852014", "old +1"), ("old 20852014", "old"), ("old 20852014", ""),
            ("old 20852014", "old 20852014 "), ("old 20852014", "old 9223372036854775808"),
            ("old 20852014\n", "old 20852014\r\n"), ("old 20852014\n", "\nold 20852014\n"),
            ("old 20852014\n", "old 20852014\n\n"), ("PlRNCrwH", "PlRNCrw"), ("PlRNCrwHpqhG", "PlRNCrwH!qhG"),
            ("pkaw=\n", "pkax=\n"), ("pkaw=\n", "pkaw=\n\n"), ("\n\nexample", "\nexample"), ("20852163", "+20852163"),
            ("— example.com", "- example.com"), ("AYQ8=\n— ", "AYQ8=\n"), ("++qbSzm9Q=\n", "++qbSzm9Q="),
        ])
    func malformed(place: String, instead: String) throws {
        let text = Self.example.replacing(place, with: instead)
        try #require(text != Self.example)
        #expect(throws: CustodyError.self) { try AddCheckpoint(parsing: Array(text.utf8)) }
    }

    @Test("A proof has at most 63 hashes, and a body no more bytes than these need")
    func limits() throws {
        let hash = Digest(ofText: "x")
        let checkpoint = try log.checkpoint(7)
        let most = try AddCheckpoint(
            oldSize: 1, proof: [Digest](repeating: hash, count: 63), checkpoint: checkpoint)
        #expect(try AddCheckpoint(parsing: most.bytes) == most)
        #expect(throws: CustodyError.self) {
            try AddCheckpoint(oldSize: 1, proof: [Digest](repeating: hash, count: 64), checkpoint: checkpoint)
        }
        let line = Array((Base64.encode(hash.bytes) + "\n").utf8)
        let more = Array("old 1\n".utf8) + line + most.bytes.dropFirst(6)
        let error = #expect(throws: CustodyError.self) { try AddCheckpoint(parsing: more) }
        #expect(error?.code == .custodyCosignRequest)
        let long = [UInt8](repeating: 0x61, count: AddCheckpoint.longest + 1)
        #expect(throws: CustodyError.self) { try AddCheckpoint(parsing: long) }
    }

    // MARK: the answers of the protocol

    @Test("The first checkpoint is cosigned, and so is every later one that is proved")
    func grows() throws {
        var last: SignedCheckpoint?
        for (from, to) in [(0, 1), (1, 1), (1, 4), (4, 7), (7, 16), (16, 20), (20, 20)] {
            let judgement = try judge(try log.request(from, to), after: last)
            #expect(judgement.contradiction == nil)
            guard case .cosign(let checkpoint) = judgement.outcome else { throw Refused(judgement) }
            let cosigned = try checkpoint.cosigned(by: cosigner, at: now)
            let seen = try cosigned.verify(
                log: log.keys,
                cosigners: [Cosigner(identity: Identity(parsing: "th/cosigner/bangkok"), key: cosigner.verifier)])
            #expect(seen.cosignatures.count == 1 && seen.unknown.isEmpty)
            #expect(cosigned.signatures(by: cosigner.verifier).count == 1)
            last = cosigned
        }
    }

    @Test("A log that is not known here is 404, also where its key is that of one that is")
    func unknownLog() throws {
        #expect(try Cosigning.judge(try log.request(0, 7), keys: nil, last: nil).outcome == .refuse(.unknownLog))
        let other = try ForkedLog(entries: 7, origin: "saksi/th/bangkok/KH-TH-JIT-2026-01")
        #expect(try refusal(try other.request(0, 7), after: nil) == .unknownLog)
    }

    @Test("A checkpoint that no known key signed is 403, and so is one with a forged signature beside a good one")
    func notSigned() throws {
        func isNotSigned(_ note: SignedNote) throws -> Bool {
            let request = try AddCheckpoint(oldSize: 0, proof: [], checkpoint: SignedCheckpoint(parsing: note.bytes))
            if case .notSigned = try refusal(request, after: nil) { return true }
            return false
        }
        let good = try log.checkpoint(7)
        let text = good.note.text
        let stranger = try SignerKey(name: log.origin.text, algorithm: .ed25519, from: SystemRandomness())
        let strange = try SignedNote.signing(text, with: stranger)
        #expect(try isNotSigned(SignedNote(text: text, signatures: [strange])))
        var forged = good.note.signatures[0].value
        forged[10] ^= 1
        let wrong = NoteSignature(name: log.origin.text, keyID: good.note.signatures[0].keyID, value: forged)
        #expect(try isNotSigned(SignedNote(text: text, signatures: good.note.signatures + [wrong])))
        #expect(try isNotSigned(SignedNote(text: text, signatures: [wrong])))
        // A stranger's line beside the log's own is ignored, and not passed on.
        let both = SignedNote(text: text, signatures: [strange] + good.note.signatures)
        let request = try AddCheckpoint(oldSize: 0, proof: [], checkpoint: SignedCheckpoint(parsing: both.bytes))
        guard case .cosign(let checkpoint) = try judge(request, after: nil).outcome else {
            Issue.record("a stranger's line stands in the way")
            return
        }
        #expect(checkpoint.checkpoint == good)
    }

    @Test("A key counts for the sizes that the trust list gives it")
    func sizesOfKeys() throws {
        let keys = LogKeys(origin: log.origin, entries: [LogKeys.Entry(key: log.key.verifier, sizes: 0...7)])
        guard case .cosign = try Cosigning.judge(try log.request(0, 7), keys: keys, last: nil).outcome,
            case .refuse(.notSigned) = try Cosigning.judge(try log.request(0, 8), keys: keys, last: nil).outcome
        else {
            Issue.record("the sizes of a key do not count")
            return
        }
    }

    @Test("An old size above the checkpoint's own, or a line that our logs never have, is 400")
    func badRequests() throws {
        let down = try AddCheckpoint(oldSize: 8, proof: [], checkpoint: try log.checkpoint(7))
        for last in [nil, try cosigned(8), try cosigned(7)] {
            guard case .malformed(let error)? = try refusal(down, after: last) else {
                Issue.record("\(String(describing: last))")
                continue
            }
            #expect(error.code == .custodyCosignRequest)
        }
        let text = try log.checkpoint(7).note.text + "extension\n"
        let note = SignedNote(text: text, signatures: [try SignedNote.signing(text, with: log.key)])
        let extended = try AddCheckpoint(oldSize: 0, proof: [], checkpoint: SignedCheckpoint(parsing: note.bytes))
        guard case .malformed? = try refusal(extended, after: nil) else {
            Issue.record("an extension line passed")
            return
        }
    }

    @Test("Another old size than that of the last one is 409 with that size, whatever the proof")
    func conflicts() throws {
        #expect(try refusal(try log.request(3, 7), after: nil) == .conflict(size: 0))
        let last = try cosigned(7)
        for from in [0, 1, 6, 8, 12] {
            #expect(try refusal(try log.request(from, 12), after: last) == .conflict(size: 7), "from \(from)")
        }
        #expect(try refusal(try log.request(0, 7), after: last) == .conflict(size: 7))
    }

    @Test("What is not proved is 422: a wrong, a missing or a superfluous hash, another root")
    func unproven() throws {
        let last = try cosigned(7)
        let right = log.proof(7, 12)
        try #require(right.count > 1)
        var proofs = [[], Array(right.dropLast()), Array(right.dropFirst()), right + [right[0]], right.reversed()]
        for place in right.indices {
            var wrong = right
            wrong[place] = Digest(ofText: "wrong")
            proofs.append(wrong)
        }
        for proof in proofs {
            let request = try AddCheckpoint(oldSize: 7, proof: proof, checkpoint: try log.checkpoint(12))
            #expect(try refusal(request, after: last) == .unproven(from: 7, to: 12))
        }
        // From nothing there is nothing to prove, and from a size to itself neither.
        let first = try AddCheckpoint(oldSize: 0, proof: [right[0]], checkpoint: try log.checkpoint(12))
        #expect(try refusal(first, after: nil) == .unproven(from: 0, to: 12))
        let same = try AddCheckpoint(oldSize: 7, proof: [right[0]], checkpoint: try log.checkpoint(7))
        #expect(try refusal(same, after: last) == .unproven(from: 7, to: 7))
        #expect(try judge(same, after: last).contradiction == nil)
        #expect(try refusal(try log.request(7, 7, 1), after: last) == .unproven(from: 7, to: 7))
        guard case .cosign = try judge(try log.request(0, 0), after: nil).outcome else {
            Issue.record("an empty log is refused")
            return
        }
    }

    // MARK: what is kept

    @Test("Two roots of one size, growth without proof, and a smaller log are kept whole, also under another refusal")
    func contradictions() throws {
        let last = try cosigned(7)
        func kept(_ request: AddCheckpoint) throws -> Contradiction? { try judge(request, after: last).contradiction }
        // The second branch differs from entry 5 on.
        for from in [7, 0, 3] {
            let split = try #require(try kept(try log.request(from, 7, 1)), "from \(from)")
            #expect(split.kind == .splitView && split.kind.isProof)
            #expect(split.cosigned == last)
            #expect(split.received == (try log.checkpoint(7, 1)))
        }
        let grown = try #require(try kept(try log.request(7, 12, 1)))
        #expect(grown.kind == .unproven && !grown.kind.isProof)
        #expect(grown.proof == log.proof(7, 12, 1))
        for (from, size) in [(7, 6), (4, 6), (0, 1), (0, 0)] {
            let smaller = try #require(
                try kept(AddCheckpoint(oldSize: from, proof: [], checkpoint: log.checkpoint(size))))
            #expect(smaller.kind == .smaller)
        }
        // A size that the asker does not know, and the same one again, say nothing against the log.
        for (from, size) in [(0, 12), (3, 7), (7, 7), (7, 12)] {
            #expect(try kept(try log.request(from, size)) == nil, "from \(from) to \(size)")
        }
        // Nothing is kept that the log did not sign.
        let stranger = try ForkedLog(entries: 7)
        #expect(try kept(try stranger.request(7, 7)) == nil)
    }

    @Test("A kept pair is read back as it is, and has one name however often it comes")
    func documents() throws {
        let last = try cosigned(7)
        for (request, kind) in [
            (try log.request(7, 7, 1), Contradiction.Kind.splitView), (try log.request(7, 12, 1), .unproven),
            (try log.request(2, 5), .smaller),
        ] {
            let pair = try #require(try judge(request, after: last).contradiction)
            #expect(pair.kind == kind)
            let document = try pair.document(receivedAt: now)
            #expect(try Contradiction(document: document) == pair)
            for place in stride(from: 0, to: document.count, by: 7) {
                #expect(throws: (any Error).self) { try Contradiction(document: Array(document[..<place])) }
            }
        }
        // The same text with another cosigner's line below it is the same pair.
        let other = try SignerKey(name: "saksi/vn/cosigner/ha-noi", algorithm: .cosignature, from: SystemRandomness())
        let forked = try log.checkpoint(7, 1)
        let decorated = forked.adding([try forked.cosignature(by: other, at: now)])
        let first = try judge(AddCheckpoint(oldSize: 7, proof: [], checkpoint: forked), after: last)
        let second = try judge(AddCheckpoint(oldSize: 7, proof: [], checkpoint: decorated), after: last)
        #expect(first.contradiction?.id == second.contradiction?.id)
    }

    @Test("A stored checkpoint that the log did not sign stops everything: it is never taken for none")
    func damagedLast() throws {
        let last = try cosigned(7)
        let text = last.note.text.replacing("\n7\n", with: "\n3\n")
        let changed = SignedNote(text: text, signatures: last.note.signatures)
        let error = #expect(throws: CustodyError.self) {
            try judge(try log.request(3, 7), after: try SignedCheckpoint(parsing: changed.bytes))
        }
        #expect(error?.code == .custodyCosignLast)
        // A list that lost the key with which it was signed.
        let other = try SignerKey(name: log.origin.text, algorithm: .ed25519, from: SystemRandomness())
        let lost = LogKeys(
            origin: log.origin, entries: [LogKeys.Entry(key: other.verifier, sizes: 0...Int.max)])
        let next = try log.checkpoint(12)
        let request = try AddCheckpoint(
            oldSize: 7, proof: log.proof(7, 12),
            checkpoint: try SignedCheckpoint(signing: next.checkpoint, with: other))
        #expect(throws: CustodyError.self) { try Cosigning.judge(request, keys: lost, last: last) }
    }

    @Test("What was cosigned last counts though the key that signed it ended before it, or was stolen since")
    func keyReplaced() throws {
        let new = try SignerKey(name: log.origin.text, algorithm: .ed25519, from: SystemRandomness())
        let last = try cosigned(7)
        // Both keys signed while the list travelled, and the cosigner kept the line that it knew.
        for stolen in [false, true] {
            let keys = LogKeys(
                origin: log.origin,
                entries: [
                    LogKeys.Entry(key: log.key.verifier, sizes: 0...4),
                    LogKeys.Entry(key: log.key.verifier, sizes: 5...(stolen ? 7 : 5), needsCosigner: true),
                    LogKeys.Entry(key: new.verifier, sizes: (stolen ? 8 : 6)...Int.max),
                ])
            let next = try SignedCheckpoint(signing: try log.checkpoint(12).checkpoint, with: new)
            let request = try AddCheckpoint(oldSize: 7, proof: log.proof(7, 12), checkpoint: next)
            guard case .cosign(let checkpoint) = try Cosigning.judge(request, keys: keys, last: last).outcome else {
                Issue.record("the new key is refused, stolen: \(stolen)")
                continue
            }
            #expect(checkpoint.checkpoint == next)
            // The old key signs on, and is not heard; nor is it for what it signed without being trusted.
            for size in [5, 12] {
                let old = try AddCheckpoint(oldSize: 7, proof: log.proof(7, size), checkpoint: try log.checkpoint(size))
                let outcome = try Cosigning.judge(old, keys: keys, last: last).outcome
                guard case .refuse(.notSigned) = outcome else {
                    Issue.record("the old key is cosigned at \(size)")
                    continue
                }
            }
        }
    }

    @Test("The time of a cosignature never goes back; nothing is signed by a clock that is minutes behind the last one")
    func time() throws {
        var last: SignedCheckpoint?
        var times: [Int64] = []
        for (size, seconds) in [(3, 0), (4, -290), (5, 7), (6, 6), (7, -280)] as [(Int, Int64)] {
            let request = try log.request(last?.checkpoint.size ?? 0, size)
            guard case .cosign(let checkpoint) = try judge(request, after: last).outcome else { continue }
            for wrong in [-310, -86_400, -now.secondsSince1970] as [Int64] where last != nil {
                let error = #expect(throws: CustodyError.self) {
                    try checkpoint.cosigned(by: cosigner, at: now.adding(seconds: seconds > 0 ? wrong : wrong - 10))
                }
                #expect(error?.code == .custodyCosignClock)
            }
            let cosigned = try checkpoint.cosigned(by: cosigner, at: now.adding(seconds: seconds))
            let line = try #require(cosigned.signatures(by: cosigner.verifier).first)
            times.append(try #require(Cosignature(line.value)).seconds)
            last = cosigned
        }
        let start = now.secondsSince1970
        #expect(times == [start, start, start + 7, start + 7, start + 7])
    }

    @Test("A first signature too has a time: the epoch of a clock that lost its battery is none")
    func noTime() throws {
        let judgement = try judge(try log.request(0, 3), after: nil)
        guard case .cosign(let checkpoint) = judgement.outcome else { throw Refused(judgement) }
        let error = #expect(throws: CustodyError.self) {
            try checkpoint.cosigned(by: cosigner, at: Instant(secondsSince1970: 0))
        }
        #expect(error?.code == .custodyCosignClock)
    }
}
