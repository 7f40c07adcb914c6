import TestKit
import Testing
import Vocabulary

@testable import Custody

/// What a cosigner takes for a request of a log, byte by byte, and what an empty log can be.
@Suite("Cosigning, byte by byte")
struct CosigningBytesTests {
    let now: Instant
    let cosigner: SignerKey
    let log: ForkedLog

    init() throws {
        now = try Instant(parsing: "2026-05-04T02:13:05.123Z")
        cosigner = try SignerKey(name: "saksi/th/cosigner/bangkok", algorithm: .cosignature, from: SystemRandomness())
        log = try ForkedLog(entries: 9)
    }

    private func request(_ text: String, _ signatures: [NoteSignature], old: Int = 0) throws -> AddCheckpoint {
        try AddCheckpoint(
            parsing: Array("old \(old)\n\n".utf8) + SignedNote(text: text, signatures: signatures).bytes)
    }

    private func judge(_ request: AddCheckpoint, after last: SignedCheckpoint? = nil) throws -> Judgement {
        try Cosigning.judge(request, keys: log.keys, last: last)
    }

    private func cosigned(_ size: Int) throws -> SignedCheckpoint {
        guard case .cosign(let checkpoint) = try judge(try log.request(0, size)).outcome else {
            throw AddCheckpoint.malformed("is refused")
        }
        return try checkpoint.cosigned(by: cosigner, at: now)
    }

    // MARK: names

    /// The Kelvin sign: canonically equivalent to K, and two other bytes.
    private func kelvin(_ text: String) -> String { text.replacing("KH-TH", with: "\u{212A}H-TH") }

    @Test("A name that is canonically equivalent to the log's, and not the same bytes, is another name")
    func names() throws {
        let good = try log.checkpoint(7)
        let own = good.note.signatures[0]
        let alike = NoteSignature(name: kelvin(own.name), keyID: own.keyID, value: own.value)
        try #require(alike.name == own.name && Array(alike.name.utf8) != Array(own.name.utf8))
        #expect(alike != own && Set([own, alike]).count == 2 && !alike.isBy(log.key.verifier))
        guard case .refuse(.notSigned) = try judge(try request(good.note.text, [alike])).outcome else {
            Issue.record("a line under another name was taken for the log's")
            return
        }
        // Beside the log's own line it is a stranger's, and is not passed on.
        guard case .cosign(let checkpoint) = try judge(try request(good.note.text, [alike, own])).outcome else {
            Issue.record("a stranger's line stands in the way")
            return
        }
        #expect(checkpoint.checkpoint.bytes == good.bytes)

        let text = kelvin(good.note.text)
        let other = try request(text, [try SignedNote.signing(text, with: log.key)])
        #expect(try judge(other).outcome == .refuse(.unknownLog))
        #expect(other.checkpoint != good && other.checkpoint.note != good.note)
        let error = #expect(throws: CustodyError.self) { try other.checkpoint.verify(log: log.keys) }
        #expect(error?.code == .custodyCheckpointOtherLog)
        let key = log.key.verifier
        #expect(key != VerifierKey(name: kelvin(key.name), algorithm: key.algorithm, publicKey: key.publicKey))
    }

    // MARK: many and long lines

    @Test("A line that is there many times is checked and counted once")
    func repeated() throws {
        let good = try log.checkpoint(7)
        let stranger = try SignerKey(name: log.origin.text, algorithm: .ed25519, from: SystemRandomness())
        let strange = try SignedNote.signing(good.note.text, with: stranger)
        let lines = good.note.signatures + [NoteSignature](repeating: strange, count: 127)
        let many = try request(good.note.text, lines)
        #expect(try many.checkpoint.verify(log: log.keys).unknown == [strange])
        guard case .cosign = try judge(many).outcome else {
            Issue.record("what is repeated is refused")
            return
        }
    }

    @Test("Sixteen signatures as long as those of other algorithms are read, and kept whole where they contradict")
    func longLines() throws {
        var forked = log
        forked.fork(at: 3)
        let second = try forked.checkpoint(7, 1)
        let lines = (0..<15).map { number in
            NoteSignature(name: "saksi/vn/cosigner/c\(number)", keyID: 7, value: [UInt8](repeating: 9, count: 5000))
        }
        let long = try request(second.note.text, second.note.signatures + lines, old: 7)
        #expect(long.bytes.count > 65_536 + 4096)
        #expect(try AddCheckpoint(parsing: long.bytes) == long)
        let judgement = try judge(long, after: try cosigned(7))
        let pair = try #require(judgement.contradiction)
        #expect(pair.kind == .splitView && pair.received.note.signatures.count == 16)
        #expect(try Contradiction(document: try pair.document(receivedAt: now)) == pair)
        // The longest notes of all, in characters of which JSON makes two.
        func longest(_ checkpoint: SignedCheckpoint) throws -> SignedCheckpoint {
            let name = String(repeating: "\\", count: 255)
            var note = checkpoint.note
            while note.bytes.count < SignedNote.longest - 1400 {
                note = note.adding(
                    NoteSignature(
                        name: name, keyID: UInt32(note.signatures.count), value: [UInt8](repeating: 1, count: 700)))
            }
            return try SignedCheckpoint(parsing: note.bytes)
        }
        let most = Contradiction(
            .splitView, cosigned: try longest(try cosigned(7)), received: try longest(second),
            proof: [Digest](repeating: Digest(ofText: "x"), count: 63))
        #expect(try Contradiction(document: try most.document(receivedAt: now)) == most)
    }

    // MARK: an empty log

    private func nothingWithRoot(signed key: SignerKey? = nil) throws -> AddCheckpoint {
        let text = "\(log.origin)\n0\n\(Base64.encode(Digest(ofText: "x").bytes))\n"
        return try request(text, [try SignedNote.signing(text, with: key ?? log.key)])
    }

    @Test("An empty log with a root is refused after origin and signature, and kept where the log signed it")
    func emptyWithRoot() throws {
        let signed = try nothingWithRoot()
        #expect(try Cosigning.judge(signed, keys: nil, last: nil).outcome == .refuse(.unknownLog))
        let stranger = try SignerKey(name: log.origin.text, algorithm: .ed25519, from: SystemRandomness())
        guard case .refuse(.notSigned) = try judge(try nothingWithRoot(signed: stranger)).outcome else {
            Issue.record("it is refused before anybody asks who signed it")
            return
        }
        #expect(try judge(signed).outcome == .refuse(.nothingWithRoot))
        #expect(CosigningRefusal.nothingWithRoot.failure.code == .custodyCheckpointRoot)
        // After an empty log it is a second view of it; after a larger one a smaller one.
        let second = try judge(signed, after: try cosigned(0))
        #expect(second.outcome == .refuse(.nothingWithRoot) && second.contradiction?.kind == .splitView)
        let smaller = try judge(signed, after: try cosigned(5))
        #expect(smaller.outcome == .refuse(.conflict(size: 5)) && smaller.contradiction?.kind == .smaller)
        let pair = try #require(smaller.contradiction)
        #expect(try Contradiction(document: try pair.document(receivedAt: now)) == pair)
        // Everybody else still refuses to read it.
        let error = #expect(throws: CustodyError.self) { try SignedCheckpoint(parsing: signed.checkpoint.bytes) }
        #expect(error?.code == .custodyCheckpointRoot)
    }

    @Test("What proves nothing is one pair however much was cosigned meanwhile; what proves is one for each two texts")
    func identity() throws {
        let (old, new) = (try cosigned(5), try cosigned(6))
        let late = try log.checkpoint(3)
        func id(_ kind: Contradiction.Kind, _ last: SignedCheckpoint) -> Digest {
            Contradiction(kind, cosigned: last, received: late).id
        }
        #expect(id(.smaller, old) == id(.smaller, new) && id(.unproven, old) == id(.unproven, new))
        #expect(id(.smaller, old) != id(.unproven, old) && id(.splitView, old) != id(.splitView, new))
    }

    // MARK: what is kept

    @Test("What is kept as cosigned last is whole only with our signature, and no false line of the log")
    func keptWhole() throws {
        let last = try cosigned(7)
        func code(_ note: SignedNote) throws -> ErrorCode? {
            do throws(CustodyError) {
                try Cosigning.check(
                    kept: try SignedCheckpoint(parsing: note.bytes), by: cosigner.verifier, keys: log.keys)
                return nil
            } catch {
                return error.code
            }
        }
        #expect(try code(last.note) == nil)
        let (own, ours) = (last.note.signatures[0], last.note.signatures[1])
        #expect(try code(SignedNote(text: last.note.text, signatures: [own])) == .custodyCosignLast)
        for signature in [own, ours] {
            var value = signature.value
            value[20] ^= 1
            let wrong = NoteSignature(name: signature.name, keyID: signature.keyID, value: value)
            let lines = last.note.signatures.map { $0 == signature ? wrong : $0 }
            #expect(try code(SignedNote(text: last.note.text, signatures: lines)) == .custodyCosignLast)
        }
        let text = last.note.text.replacing("\n7\n", with: "\n3\n")
        #expect(try code(SignedNote(text: text, signatures: last.note.signatures)) == .custodyCosignLast)
    }
}
