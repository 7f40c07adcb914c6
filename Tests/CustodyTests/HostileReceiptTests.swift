import Foundation
import Seal
import TestKit
import Testing
import Vocabulary

@testable import Custody

/// Receipts that somebody made who wants more believed than is true: both verifiers say the same of each.
@Suite("Hostile receipts, to both verifiers")
struct HostileReceiptTests {
    private let own: OwnReceipts
    private let payload: [UInt8]
    private let entry: [UInt8]
    private let note: [UInt8]
    private let good: [UInt8]

    init() throws {
        own = try OwnReceipts()
        payload = try CanonicalJSON.encode(try own.acceptance())
        entry = try own.entry(payload: payload, signedBy: [Actors.node])
        note = try own.checkpoint(over: entry).bytes
        good = OwnReceipts.receipt(entry, note)
    }

    /// Both refuse all of them.
    private func refused(_ receipts: [(String, [UInt8])], _ peer: ReceiptPeer? = nil) throws {
        let peer = try peer ?? own.peer()
        let theirs = try peer.theirs(receipts.map(\.1))
        for ((name, receipt), their) in zip(receipts, theirs) {
            #expect(peer.ours(receipt).refusal != nil, "\(name): we take it")
            #expect(their.refusal != nil, "\(name): they take it")
        }
    }

    /// Both take it and say this of it.
    private func taken(
        _ receipt: [UInt8], missing: Int, cosigners: Int, unknown: Int, _ peer: ReceiptPeer? = nil
    ) throws {
        let peer = try peer ?? own.peer()
        for answer in [peer.ours(receipt), try peer.theirs([receipt])[0]] {
            #expect(
                answer.refusal == nil && answer.missing == missing && answer.cosigners.count == cosigners
                    && answer.unknown.count == unknown, "\(answer)")
        }
    }

    private func replaced(_ bytes: [UInt8], _ old: String, _ new: String) throws -> [UInt8] {
        let text = String(decoding: bytes, as: UTF8.self)
        try #require(text.contains(old), "\(old)")
        return Array(text.replacing(old, with: new).utf8)
    }

    @Test("The receipt that the others are made from is good")
    func honest() throws {
        try taken(good, missing: 0, cosigners: 1, unknown: 0)
    }

    @Test("A wrong place, a proof that is too long, too short or turned round, and numbers in other spellings")
    func places() throws {
        var log = try MemoryLog.activated()
        for name in ["one", "two", "three"] { try log.commit([try log.actors.submission(name).map(LogEntry.event)]) }
        let index = try #require(try log.entries.lastIndex { try UnverifiedEvent.type(of: $0) == .accepted })
        let real = try log.receipt(index: index)
        let path = real.proof.hashes.map { Base64.encode($0.bytes) }
        func made(_ index: String, _ path: [String]) -> [UInt8] {
            OwnReceipts.receipt(real.envelope.bytes, index: index, path: path, real.checkpoint.bytes)
        }
        try taken(made("\(index)", path), missing: 1, cosigners: 0, unknown: 0)
        let numbers = [
            "\(index - 1)", "\(index + 1)", "0", "\(log.entries.count)", "0\(index)", "+\(index)", "-1", " \(index)",
            "\(index) ",
            "", "٥", "9223372036854775807", "9223372036854775808", "99999999999999999999999", "0x5", "5.0",
        ]
        let paths = [
            [], Array(path.dropLast()), Array(path.dropFirst()), path + [path[0]], [path[0]] + path, path.reversed(),
            path.map { $0 + "=" }, path.map { $0 + " " }, path.map { $0.replacing("=", with: "") },
            [Base64.encode([UInt8](repeating: 0, count: 31))] + path.dropFirst(), [""] + path,
            path + [String(repeating: "A", count: 44)],
            [String](repeating: path[0], count: 64),
        ]
        try refused(
            numbers.map { ("index “\($0)”", made($0, path)) }
                + paths.enumerated().map { ("path \($0.offset)", made("\(index)", $0.element)) })
    }

    @Test("Another log's checkpoint, one without the log's signature, with extension lines, or with a false line")
    func checkpoints() throws {
        let root = Base64.encode(Merkle.leaf(entry).bytes)
        func signed(_ text: String, _ keys: [SignerKey]) throws -> [UInt8] {
            SignedNote(text: text, signatures: try keys.map { try SignedNote.signing(text, with: $0) }).bytes
        }
        func made(_ note: [UInt8]) -> [UInt8] { OwnReceipts.receipt(entry, note) }
        let key = self.own.actors.nodeKey
        let log = self.own.actors.log.text
        let other = "saksi/kh/phnom-penh/KH-VN-POL-2026-01"
        let otherKey = try key.named(other)
        let stranger = try SignerKey(name: log, algorithm: .ed25519, from: SystemRandomness())
        let text = "\(log)\n1\n\(root)\n"
        let parsed = try SignedCheckpoint(parsing: note)
        let cosigners = Array(parsed.note.signatures.dropFirst())
        let own = parsed.note.signatures[0]
        func lines(_ change: (NoteSignature) -> NoteSignature) -> [UInt8] {
            SignedNote(text: parsed.note.text, signatures: parsed.note.signatures.map(change)).bytes
        }
        func broken(_ name: String) -> [UInt8] {
            lines { line in
                var value = line.value
                if line.name.contains(name) { value[value.count - 1] ^= 1 }
                return NoteSignature(name: line.name, keyID: line.keyID, value: value)
            }
        }
        let ownFalse = try parsed.adding([parsed.cosignature(by: self.own.own, at: self.own.time)])
        let falseHome = SignedNote(
            text: ownFalse.note.text,
            signatures: ownFalse.note.signatures.map { line in
                line.name.contains("kh/cosigner")
                    ? NoteSignature(name: line.name, keyID: line.keyID, value: Array(line.value.reversed())) : line
            })
        var tried: [(String, [UInt8])] = []
        func add(_ name: String, _ receipt: [UInt8]) { tried.append((name, receipt)) }
        add("another log, its own name", made(try signed("\(other)\n1\n\(root)\n", [otherKey])))
        add("another log, our log's name in the line", made(try signed("\(other)\n1\n\(root)\n", [key])))
        add("a stranger's key under the log's name", made(try signed(text, [stranger])))
        add("cosigners alone", made(SignedNote(text: text, signatures: cosigners).bytes))
        add("an extension line", made(try signed(text + "more\n", [key])))
        add("the log's signature broken", made(broken("phnom-penh")))
        add("a cosigner's signature broken", made(broken("bangkok")))
        add("a false line of the node's own party", made(falseHome.bytes))
        add("two entries", made(try signed("\(log)\n2\n\(root)\n", [key])))
        add("no entry", made(try signed("\(log)\n0\n\(root)\n", [key])))
        add("beyond every log", made(try signed("\(log)\n1099511627777\n\(root)\n", [key])))
        add("a size with a zero in front", made(try signed("\(log)\n01\n\(root)\n", [key])))
        add("an origin with a space behind it", made(try signed("\(log) \n1\n\(root)\n", [key])))
        add("a name that only looks alike", made(try signed(text.replacing("KH-TH", with: "\u{212A}H-TH"), [key])))
        add("no signature", made(Array("\(text)\n".utf8)))
        add("129 signatures", made(SignedNote(text: text, signatures: Array(repeating: own, count: 129)).bytes))
        try refused(tried)
    }

    @Test("Who counts: not the host's own party, nobody twice, no stranger; what is missing is said")
    func counting() throws {
        func made(_ signatures: [NoteSignature]) throws -> [UInt8] {
            OwnReceipts.receipt(entry, try own.checkpoint(over: entry, by: []).adding(signatures).bytes)
        }
        let bare = try own.checkpoint(over: entry, by: [])
        func cosigned(_ key: SignerKey, _ seconds: Int64 = 0) throws -> NoteSignature {
            try bare.cosignature(by: key, at: own.time.adding(seconds: seconds))
        }
        let stranger = try SignerKey(
            name: "saksi/th/cosigner/bangkok", algorithm: .cosignature, from: SystemRandomness())
        try taken(made([]), missing: 1, cosigners: 0, unknown: 0)
        try taken(made([cosigned(own.own)]), missing: 1, cosigners: 1, unknown: 0)
        try taken(made([cosigned(stranger)]), missing: 1, cosigners: 0, unknown: 1)
        try taken(made([cosigned(own.thai), cosigned(own.own)]), missing: 0, cosigners: 2, unknown: 0)
        let three = try ReceiptTests.parties("KH", "TH", "VN")
        let two = try own.peer(terms: QuorumTerms(atLeast: 2, of: three))
        try taken(made([cosigned(own.thai), cosigned(own.thai, 60)]), missing: 1, cosigners: 2, unknown: 0, two)
        try taken(made([cosigned(own.thai), cosigned(own.vietnamese)]), missing: 0, cosigners: 2, unknown: 0, two)
        try taken(made([cosigned(own.thai), cosigned(own.own)]), missing: 1, cosigners: 2, unknown: 0, two)
        // The second key of a party is no second party, and who does not belong to the agreement is nobody.
        try taken(made([cosigned(own.thai), cosigned(own.chiangMai)]), missing: 1, cosigners: 2, unknown: 0, two)
        let pair = try own.peer(terms: QuorumTerms(atLeast: 1, of: try ReceiptTests.parties("KH", "TH")))
        try taken(made([cosigned(own.vietnamese)]), missing: 1, cosigners: 1, unknown: 0, pair)
        let each = try own.peer(terms: QuorumTerms(ofEach: three))
        try taken(made([cosigned(own.thai), cosigned(own.chiangMai)]), missing: 1, cosigners: 2, unknown: 0, each)
        try taken(made([cosigned(own.thai), cosigned(own.vietnamese)]), missing: 0, cosigners: 2, unknown: 0, each)
        // A line that is there twice is one; a line whose name begins with a mark is a stranger's like any other.
        let note = try SignedCheckpoint(parsing: note).note
        let twice = SignedNote(text: note.text, signatures: note.signatures + note.signatures)
        try taken(OwnReceipts.receipt(entry, twice.bytes), missing: 0, cosigners: 1, unknown: 0)
        let marked = NoteSignature(name: "\u{301}saksi/th/cosigner/bangkok", keyID: 7, value: [1, 2, 3])
        try taken(OwnReceipts.receipt(entry, note.adding(marked).bytes), missing: 0, cosigners: 1, unknown: 1)
        // A signature that holds, at a time that no clock has.
        let late = UInt64(Int64.max / 1000) + 1
        let stamp = (0..<8).map { UInt8(truncatingIfNeeded: late >> (56 - 8 * $0)) }
        let message = Array("cosignature/v1\ntime \(late)\n\(note.text)".utf8)
        let line = NoteSignature(
            name: own.thai.verifier.name, keyID: own.thai.verifier.keyID,
            value: stamp + (try own.thai.signature(over: message)))
        try refused([("a time that no clock has", try made([line]))])
    }

    @Test(
        "No cosigner puts the time where it likes: not before the quorum, not before the node's own time, not after now"
    )
    func times() throws {
        let accepted = try own.acceptance().at
        let three = try ReceiptTests.parties("KH", "TH", "VN")
        let two = QuorumTerms(atLeast: 2, of: three)
        let one = QuorumTerms(atLeast: 1, of: three)
        let now = ReceiptPeer.nowOfTests
        let (late, far) = (Int64(3600), Int64(4_000_000_000))
        func time(_ terms: QuorumTerms, _ lines: (SignerKey, Int64)...) throws -> Instant? {
            let bare = try own.checkpoint(over: entry, by: [])
            let signed = try bare.adding(
                lines.map { try bare.cosignature(by: $0.0, at: Instant(secondsSince1970: $0.1)) })
            let peer = try own.peer(terms: terms)
            let receipt = OwnReceipts.receipt(entry, signed.bytes)
            let (ours, theirs) = (peer.ours(receipt), try peer.theirs([receipt])[0])
            #expect(ours == theirs, "\(ours), \(theirs)")
            return ours.at
        }
        let base = own.time.secondsSince1970
        let seen = Instant(secondsSince1970: base + late)
        #expect(seen > accepted)
        #expect(try time(two, (own.thai, base + late), (own.vietnamese, 0)) == seen)
        #expect(try time(two, (own.thai, base + late), (own.chiangMai, 0)) == now)
        #expect(try time(one, (own.thai, base + late), (own.own, 0), (own.vietnamese, far)) == seen)
        #expect(try time(one, (own.thai, 0)) == accepted)
        #expect(try time(one, (own.thai, far)) == now)
        #expect(try time(two, (own.thai, base + late), (own.vietnamese, far)) == now)
        #expect(try time(QuorumTerms(atLeast: 0, of: three), (own.thai, base + late)) == now)
        #expect(try time(.unknown, (own.thai, base + late)) == now)
        #expect(try time(QuorumTerms(ofEach: three), (own.thai, base), (own.vietnamese, base + late)) == seen)
    }

    @Test("A log key counts for the sizes that the trust list gives it, and a false line of a replaced one is refused")
    func rotation() throws {
        var peer = try own.peer()
        let replaced = try SignerKey(name: own.actors.log.text, algorithm: .ed25519, from: SystemRandomness())
        func keys(_ sizes: ClosedRange<Int>) -> LogKeys {
            LogKeys(
                origin: own.actors.log,
                entries: [
                    LogKeys.Entry(key: own.actors.nodeKey.verifier, sizes: sizes),
                    LogKeys.Entry(key: replaced.verifier, sizes: 5...Int.max),
                ])
        }
        peer = ReceiptPeer(keys: keys(0...1), quorum: peer.quorum, certificates: peer.certificates)
        try taken(good, missing: 0, cosigners: 1, unknown: 0, peer)
        let text = try SignedCheckpoint(parsing: note).note.text
        let second = try SignedNote.signing(text, with: replaced)
        try taken(
            OwnReceipts.receipt(entry, try SignedCheckpoint(parsing: note).adding([second]).bytes), missing: 0,
            cosigners: 1, unknown: 0, peer)
        let wrong = NoteSignature(name: second.name, keyID: second.keyID, value: Array(second.value.reversed()))
        try refused(
            [("a false line", OwnReceipts.receipt(entry, try SignedCheckpoint(parsing: note).adding([wrong]).bytes))],
            peer)
        try refused(
            [("too early", good)], ReceiptPeer(keys: keys(2...9), quorum: peer.quorum, certificates: peer.certificates))
    }

    @Test("An event of another node, of another log, of another type, or signed by somebody else than its actor")
    func signers() throws {
        func made(_ change: (inout CustodyEvent) throws -> Void, by signers: [String] = [Actors.node]) throws -> [UInt8]
        {
            let whole = try own.acceptance()
            let event = try own.actors.event(whole.type, by: Actors.node, signedBy: signers) {
                $0.bundle = whole.bundle
                $0.previous = whole.previous
                try change(&$0)
            }
            return try own.receipt(payload: try CanonicalJSON.encode(event), signedBy: signers)
        }
        let text = String(decoding: self.payload, as: UTF8.self)
        func written(_ old: String, _ new: String, by signers: [String] = [Actors.node]) throws -> [UInt8] {
            try #require(text.contains(old), "\(old)")
            return try own.receipt(payload: Array(text.replacing(old, with: new).utf8), signedBy: signers)
        }
        let node = try own.actors.certificate(Actors.node).digest.text
        let other = try own.actors.certificate(Actors.otherNode).digest.text
        let person = try own.actors.certificate(Actors.investigator).digest.text
        let elsewhere = text.replacing("\"actor\":\"\(Actors.node)\"", with: "\"actor\":\"\(Actors.otherNode)\"")
            .replacing(node, with: other)
        var tried: [(String, [UInt8])] = []
        func add(_ name: String, _ receipt: [UInt8]) { tried.append((name, receipt)) }
        try add("another node's certificate", made({ _ in }, by: [Actors.otherNode]))
        try add("a member's certificate", made({ _ in }, by: [Actors.investigator]))
        try add("node and another node", made({ _ in }, by: [Actors.node, Actors.otherNode]))
        try add(
            "another node, actor and all", own.receipt(payload: Array(elsewhere.utf8), signedBy: [Actors.otherNode]))
        try add("named one, signed by another", written(node, other))
        try add("signed by another than it names", own.receipt(payload: self.payload, signedBy: [Actors.otherNode]))
        try add(
            "two signatures for one signer",
            own.receipt(payload: self.payload, signedBy: [Actors.node, Actors.investigator]))
        try add("one signature for two signers", written("[\"\(node)\"]", "[\"\(node)\",\"\(person)\"]"))
        try add(
            "the same signer twice",
            written("[\"\(node)\"]", "[\"\(node)\",\"\(node)\"]", by: [Actors.node, Actors.node]))
        try add("a certificate that nobody has", written(node, Digest(ofText: "x").text))
        try add("another log", written("\"log\":\"saksi/kh/phnom-penh", "\"log\":\"saksi/kh/battambang"))
        try add("another type", written("\"type\":\"accepted\"", "\"type\":\"released\""))
        try add("a type that nobody knows", written("\"type\":\"accepted\"", "\"type\":\"believed\""))
        try add("attested for a session", written("\"authorization\"", "\"attested\":\"session\",\"authorization\""))
        let counterpart = "\"counterpart\":\"\(Actors.investigator)\""
        for other in ["kh/cosigner/moj", "kh/tsa/main", "kh/node"] {
            try add("the counterpart \(other)", written(counterpart, "\"counterpart\":\"\(other)\""))
        }
        try refused(tried)
        let activation = String(decoding: try own.actors.activation().envelope.payload, as: UTF8.self)
        let version = "\"version\":1}]"
        try #require(activation.contains(version))
        let none = activation.replacing(version, with: "\"version\":0}]")
        try refused(
            [("no version", try own.receipt(payload: Array(none.utf8)))], try own.peer(.agreementActivated))
        try taken(try made({ _ in }, by: [Actors.node, Actors.investigator]), missing: 0, cosigners: 1, unknown: 0)
    }

    @Test("Every other spelling of envelope, payload and receipt")
    func spellings() throws {
        let text = String(decoding: self.payload, as: UTF8.self)
        func made(_ text: String) throws -> [UInt8] { try own.receipt(payload: Array(text.utf8)) }
        func envelope(_ change: (String) throws -> String) throws -> [UInt8] {
            let changed = Array(try change(String(decoding: entry, as: UTF8.self)).utf8)
            return OwnReceipts.receipt(changed, try own.checkpoint(over: changed).bytes)
        }
        func swapped(_ text: String, _ old: String, _ new: String) throws -> String {
            try #require(text.contains(old), "\(old)")
            return text.replacing(old, with: new)
        }
        let extra = Base64.encode(entry)
        let type = ",\"type\":\"accepted\""
        let kind = "\"payloadType\":\"\(Envelope.payloadType)\","
        let start = "{\"payload\""
        func padded(_ text: String) -> String {
            text.contains("=\"") ? text.replacing("=\"", with: "\"") : text.replacing("\"}]", with: "=\"}]")
        }
        var tried: [(String, [UInt8])] = []
        func add(_ name: String, _ receipt: [UInt8]) { tried.append((name, receipt)) }
        try add("a key twice", made(swapped(text, "\"clock\":", "\"clock\":\"ntp\",\"clock\":")))
        try add("a key twice, another value", made(swapped(text, "\"clock\":", "\"clock\":\"gnss\",\"clock\":")))
        try add("an unknown key", made(swapped(text, "\"clock\":", "\"claim\":\"x\",\"clock\":")))
        try add(
            "keys out of order", made(swapped(swapped(text, type, ""), "{\"actor\"", "{\(type.dropFirst()),\"actor\"")))
        try add("white space", made(swapped(text, "\"clock\":", "\"clock\": ")))
        try add("an escape", made(swapped(text, "\"ntp\"", "\"\\u006etp\"")))
        try add("an escaped slash", made(swapped(text, "kh/node", "kh\\/node")))
        try add("a number as 1.0", made(swapped(text, "\"number\":1}", "\"number\":1.0}")))
        try add("a number as 1e0", made(swapped(text, "\"number\":1}", "\"number\":1e0}")))
        try add("a number as text", made(swapped(text, "\"number\":1}", "\"number\":\"1\"}")))
        try add("a negative zero", made(swapped(text, "\"number\":1}", "\"number\":-0}")))
        try add("null", made(swapped(text, "\"clock\":\"ntp\"", "\"clock\":null")))
        try add("a byte order mark", made("\u{FEFF}" + text))
        try add("something behind the end", made(text + "\n"))
        try add("not UTF-8", own.receipt(payload: self.payload + [0xFF]))
        try add("deep nesting", made(String(repeating: "[", count: 20_000)))
        try add("a keyid", envelope { try swapped($0, "{\"sig\"", "{\"keyid\":\"x\",\"sig\"") })
        try add("payloadType first", envelope { try swapped(swapped($0, kind, ""), start, "{\(kind)\"payload\"") })
        try add("another payload type", envelope { try swapped($0, "vnd.saksi.event", "vnd.saksi.evenT") })
        try add("white space in the envelope", envelope { try swapped($0, "\"signatures\":", "\"signatures\": ") })
        try add("no signatures", envelope { text in String(text.prefix { $0 != "[" }) + "[]}" })
        try add("another padding", envelope { padded($0) })
        try add("the extra line in two", replaced(good, extra, "\(extra.prefix(76))\n\(extra.dropFirst(76))"))
        try add("the extra line in the alphabet for addresses", replaced(good, extra, extra.replacing("J", with: "-")))
        try add("no extra line", replaced(good, "extra \(extra)\n", ""))
        try add("two extra lines", replaced(good, "extra \(extra)\n", "extra \(extra)\nextra \(extra)\n"))
        try add("extra behind index", replaced(good, "extra \(extra)\nindex 0\n", "index 0\nextra \(extra)\n"))
        try add("carriage returns", replaced(good, "\n", "\r\n"))
        try add("another version", replaced(good, "proof@v1", "proof@v2"))
        add("something in front", Array(" ".utf8) + good)
        add("an empty line at the end", good + [0x0A])
        add("nothing", [])
        add("only the title", Array("c2sp.org/tlog-proof@v1\n".utf8))
        add("longer than any", OwnReceipts.receipt([UInt8](repeating: 0x7B, count: 200_000), note))
        try add("an envelope over the limit", own.receipt(payload: [UInt8](repeating: 0x20, count: 50_000)))
        try refused(tried)
    }
}
