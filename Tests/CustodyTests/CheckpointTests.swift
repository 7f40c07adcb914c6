import TestKit
import Testing
import Vocabulary

@testable import Custody

@Suite("Checkpoints")
struct CheckpointTests {
    /// The example of C2SP tlog-cosignature, with the log's signature and a cosignature.
    static let example = """
        example.com/behind-the-sofa
        20852163
        CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

        — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
        — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==

        """

    static let origin = "saksi/kh/phnom-penh/KH-TH-JIT-2026-01"

    struct Keys {
        let origin: LogOrigin
        let log: SignerKey
        let thai: SignerKey
        let own: SignerKey
        let stranger: SignerKey

        init() throws {
            let randomness = SystemRandomness()
            origin = try LogOrigin(parsing: CheckpointTests.origin)
            log = try SignerKey(name: origin.text, algorithm: .ed25519, from: randomness)
            thai = try SignerKey(name: "saksi/th/cosigner/bangkok", algorithm: .cosignature, from: randomness)
            own = try SignerKey(name: "saksi/kh/cosigner/moj", algorithm: .cosignature, from: randomness)
            stranger = try SignerKey(name: "somewhere.example", algorithm: .cosignature, from: randomness)
        }

        var pinned: LogKeys { LogKeys(origin: origin, key: log.verifier) }

        var cosigners: [Cosigner] {
            get throws {
                [
                    Cosigner(identity: try Identity(parsing: "th/cosigner/bangkok"), key: thai.verifier),
                    Cosigner(identity: try Identity(parsing: "kh/cosigner/moj"), key: own.verifier),
                ]
            }
        }

        func signed(size: Int = 7, at time: String = "2026-05-04T02:13:05.123Z") throws -> SignedCheckpoint {
            let checkpoint = Checkpoint(origin: origin, size: size, root: Digest(ofText: "root \(size)"))
            let signed = try SignedCheckpoint(signing: checkpoint, with: log)
            let time = try Instant(parsing: time)
            return signed.adding([
                try signed.cosignature(by: thai, at: time), try signed.cosignature(by: stranger, at: time),
            ])
        }
    }

    @Test("The example of C2SP tlog-cosignature is read and written back byte by byte")
    func c2spExample() throws {
        let signed = try SignedCheckpoint(parsing: Array(Self.example.utf8))
        #expect(signed.checkpoint.origin == "example.com/behind-the-sofa")
        #expect(signed.checkpoint.size == 20_852_163)
        #expect(signed.bytes == Array(Self.example.utf8))
        #expect(signed.checkpoint.text == signed.note.text)
        let cosignature = try #require(Cosignature(signed.note.signatures[1].value))
        #expect(cosignature.seconds == 1_679_315_147)
        let message = String(
            decoding: Cosignature.message(time: cosignature.seconds, text: signed.note.text), as: UTF8.self)
        #expect(message.hasPrefix("cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\n"))
    }

    @Test("A checkpoint with two signatures of its log, of C2SP tlog-witness, is written back byte by byte")
    func twoSignatures() throws {
        let text = """
            example.com/behind-the-sofa
            20852163
            CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

            — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
            — example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=

            """
        let signed = try SignedCheckpoint(parsing: Array(text.utf8))
        #expect(signed.bytes == Array(text.utf8))
        #expect(Set(signed.note.signatures.map(\.keyID)).count == 2)
    }

    @Test("The answer of a cosigner, of C2SP tlog-witness, is read line by line and joins its checkpoint")
    func cosignerAnswer() throws {
        let lines = [
            "— witness.example/w1 CMp+6LWBU0anHGH5aNDTJkH/gj79sG+T6+iP2ThYN5krrDJbR1HDnucjL39QsZTSvVjyQLrdk3DXDqI5G2HgLatVs0pWh6Up69HVOw==",
            "— witness.example/w2 AWui8Sk55XjYLOijihBjhqEH6nS1ndDymE0a+6idX7pLcnoB+dhnz0854aLZgrrKbYKA7nC3HNJhm/kWl7oJlqU3rXXvpysAdyP3wQ==",
        ]
        let signatures = try lines.map { try NoteSignature(parsing: $0) }
        #expect(signatures.map(\.line) == lines)
        // The page's lines have the right length; their times are made up, and past what the format allows.
        #expect(signatures.allSatisfy { $0.value.count == 72 && Cosignature($0.value) == nil })
        let joined = try SignedCheckpoint(parsing: Array(Self.example.utf8)).adding(signatures)
        #expect(String(decoding: joined.bytes, as: UTF8.self) == Self.example + lines.map { $0 + "\n" }.joined())
    }

    @Test("A checkpoint verifies with the log's key; cosigners are told apart from strangers")
    func verified() throws {
        let keys = try Keys()
        let seen = try keys.signed().verify(log: keys.pinned, cosigners: try keys.cosigners)
        #expect(seen.cosignatures.map(\.cosigner.identity.text) == ["th/cosigner/bangkok"])
        #expect(seen.cosignatures.map(\.time.text) == ["2026-05-04T02:13:05.000Z"])
        #expect(seen.unknown.map(\.name) == ["somewhere.example"])
    }

    @Test("A flipped byte anywhere is refused, except in lines of unknown keys, which are reported")
    func flips() throws {
        let keys = try Keys()
        let signed = try keys.signed()
        let cosigners = try keys.cosigners
        let whole = try signed.verify(log: keys.pinned, cosigners: cosigners)
        var reported = 0
        for place in signed.bytes.indices {
            for bit: UInt8 in 0..<8 {
                var bytes = signed.bytes
                bytes[place] ^= 1 << bit
                guard
                    let seen = try? SignedCheckpoint(parsing: bytes).verify(log: keys.pinned, cosigners: cosigners)
                else { continue }
                // It passed: then the change is in a line that no known key answers for, and it shows.
                reported += 1
                #expect(seen != whole, "byte \(place), bit \(bit)")
                #expect(!seen.unknown.isEmpty)
                #expect(seen.unknown != whole.unknown)
            }
        }
        #expect(reported > 0)
    }

    @Test("A checkpoint without the log's own signature is refused")
    func unsigned() throws {
        let keys = try Keys()
        let signed = try keys.signed()
        let bare = SignedNote(text: signed.note.text, signatures: Array(signed.note.signatures.dropFirst()))
        let error = #expect(throws: CustodyError.self) {
            try SignedCheckpoint(parsing: bare.bytes).verify(log: keys.pinned, cosigners: try keys.cosigners)
        }
        #expect(error?.code == .custodyNoteUnsigned)
    }

    @Test("A checkpoint is signed under the name of its log, whatever the node's key is called elsewhere")
    func nameOfTheLog() throws {
        let origin = try LogOrigin(parsing: Self.origin)
        let node = try SignerKey(name: "saksi/kh/phnom-penh", algorithm: .ed25519, from: SystemRandomness())
        let checkpoint = Checkpoint(origin: origin, size: 7, root: Digest(ofText: "root"))
        let signed = try SignedCheckpoint(signing: checkpoint, with: node)
        let line = try #require(signed.note.signatures.first)
        #expect(line.name == Self.origin)
        // SHA-256(name, newline, type, key), its first four bytes: over the name that stands in the line.
        let hashed = Array(Self.origin.utf8) + [0x0A, 0x01] + node.verifier.publicKey
        #expect(line.keyID == Digest(of: hashed).bytes.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) })
        #expect(line.keyID != node.verifier.keyID)
        _ = try signed.verify(log: LogKeys(origin: origin, key: node.verifier))
        // The verifier key that anybody else's tool takes for this log.
        let key = try VerifierKey(parsing: node.verifier.named(origin).text)
        #expect(key.name == Self.origin && key.publicKey == node.verifier.publicKey)
        _ = try signed.verify(log: LogKeys(origin: origin, key: key))
        // The same key in another log of the node is another name, and so another signature line.
        let other = try LogOrigin(parsing: "saksi/kh/phnom-penh/KH-VN-POL-2026-01")
        let second = try SignedCheckpoint(
            signing: Checkpoint(origin: other, size: 7, root: Digest(ofText: "root")), with: node)
        #expect(second.note.signatures.first?.keyID != line.keyID)
        #expect(throws: CustodyError.self) { try second.verify(log: LogKeys(origin: origin, key: node.verifier)) }
    }

    @Test("No checkpoint is longer than a log can be")
    func longest() throws {
        let root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
        #expect(try Checkpoint(parsing: "\(Self.origin)\n\(1 << 40)\n\(root)\n").size == 1 << 40)
        #expect(throws: CustodyError.self) { try Checkpoint(parsing: "\(Self.origin)\n\((1 << 40) + 1)\n\(root)\n") }
        #expect(throws: CustodyError.self) { try Checkpoint(parsing: "\(Self.origin)\n\(Int.max)\n\(root)\n") }
    }

    @Test("A log key counts only for the sizes that the trust list gives it")
    func rotation() throws {
        let keys = try Keys()
        let new = try SignerKey(name: keys.origin.text, algorithm: .ed25519, from: SystemRandomness())
        let pinned = LogKeys(
            origin: keys.origin,
            entries: [
                LogKeys.Entry(key: keys.log.verifier, sizes: 0...100),
                LogKeys.Entry(key: new.verifier, sizes: 101...Int.max),
            ])
        _ = try keys.signed(size: 100).verify(log: pinned)
        #expect(throws: CustodyError.self) { try keys.signed(size: 101).verify(log: pinned) }
    }

    @Test("A cosigner's key cannot sign as a log, nor a log's key as a cosigner")
    func keyTypes() throws {
        let keys = try Keys()
        let signed = try keys.signed()
        #expect(throws: CustodyError.self) { try SignedCheckpoint(signing: signed.checkpoint, with: keys.thai) }
        #expect(throws: CustodyError.self) {
            try signed.cosignature(by: keys.log, at: Instant(millisecondsSince1970: 0))
        }
    }

    @Test("Another log's checkpoint is refused, and so is one with extension lines")
    func otherLogs() throws {
        let keys = try Keys()
        let other = try LogOrigin(parsing: "saksi/th/bangkok/KH-TH-JIT-2026-01")
        let signed = try SignedCheckpoint(
            signing: Checkpoint(origin: other, size: 1, root: Digest(ofText: "x")), with: keys.log)
        let error = #expect(throws: CustodyError.self) { try signed.verify(log: keys.pinned) }
        #expect(error?.code == .custodyCheckpointOtherLog)
        let text = try keys.signed().note.text + "extension\n"
        let extended = SignedNote(text: text, signatures: [try SignedNote.signing(text, with: keys.log)])
        let second = #expect(throws: CustodyError.self) {
            try SignedCheckpoint(parsing: extended.bytes).verify(log: keys.pinned)
        }
        #expect(second?.code == .custodyCheckpointForm)
    }

    @Test(
        "What is no checkpoint is refused",
        arguments: [
            "a\n1\n", "a\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
            "a\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
            "a\n+1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
            "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw==\n",
            "\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=",
            "a\n9223372036854775808\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
            "a\n0\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
            "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\nb\n",
        ])
    func malformed(text: String) {
        #expect(throws: CustodyError.self) { try Checkpoint(parsing: text) }
    }

    @Test(
        "A log's name says whose it is", arguments: ["saksi/kh/phnom-penh/KH-TH-JIT-2026-01", "saksi/vn/ha-noi/node"])
    func origins(text: String) throws {
        #expect(try LogOrigin(parsing: text).text == text)
        for bad in [
            "saksi/KH/x/node", "saksi/kh/x", "saksi/kh/x/y", "saksi/kh//node", text + "/", "x" + text, text + " ",
        ] {
            #expect(throws: VocabularyError.self, "\(bad)") { try LogOrigin(parsing: bad) }
        }
    }
}
