import TestKit
import Testing
import Vocabulary

@testable import Custody

@Suite("Receipts")
struct ReceiptTests {
    let log: MemoryLog
    let receipt: Receipt
    let thai: SignerKey
    let own: SignerKey
    let quorum: CosignerQuorum

    init() throws {
        var log = try MemoryLog.activated()
        for name in ["one", "two", "three"] { try log.commit([try log.actors.submission(name).map(LogEntry.event)]) }
        let accepted = try log.entries.lastIndex { try UnverifiedEvent.type(of: $0) == .accepted }
        receipt = try log.receipt(index: try #require(accepted))
        self.log = log
        thai = try SignerKey(name: "saksi/th/cosigner/bangkok", algorithm: .cosignature, from: SystemRandomness())
        own = try SignerKey(name: "saksi/kh/cosigner/moj", algorithm: .cosignature, from: SystemRandomness())
        quorum = CosignerQuorum(
            cosigners: [
                Cosigner(identity: try Identity(parsing: "th/cosigner/bangkok"), key: thai.verifier),
                Cosigner(identity: try Identity(parsing: "kh/cosigner/moj"), key: own.verifier),
            ], terms: QuorumTerms(atLeast: 1, of: try Self.parties("KH", "TH")))
    }

    static func parties(_ codes: String...) throws -> Set<Party> { Set(try codes.map { try Party(parsing: $0) }) }

    private func verify(_ bytes: [UInt8]) throws -> ReceiptVerdict {
        try Receipt(parsing: bytes).verify(keys: log.keys, quorum: quorum, certificate: log.actors.lookup)
    }

    @Test("A receipt is read back as it was written, and verifies with nothing but pinned keys")
    func roundTrip() throws {
        #expect(try Receipt(parsing: receipt.bytes) == receipt)
        let verdict = try verify(receipt.bytes)
        #expect(verdict.event.event.type == .accepted)
        #expect(verdict.event.event.previous?.count == 1)
        #expect(verdict.index == receipt.index)
        #expect(receipt.bytes.starts(with: "c2sp.org/tlog-proof@v1\nextra ".utf8))
    }

    @Test("The example of C2SP tlog-proof is written back byte by byte, with what the page leaves out filled in")
    func c2spExample() throws {
        let page = """
            c2sp.org/tlog-proof@v1
            extra YWdlLXYxLjIuMS1kYXJ3aW4tYXJtNjQudGFyLmd6kYXJ3aW4tYXJ
            index 73894
            gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
            B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=
            EKNzoDWG8LGC0Yp9o+sv3qllpMP9uHQ9B20KNL+Q1zs=
            RoopEkOdqkYqMB4MJXrbt/hMjOxsVn0IrWjpz1ZMMes=
            AHCioX9nLjsrse6YhjRRmk1WUEirVOLLRoOQ6vfO5vk=

            example.com/fancylog
            109482
            sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=

            — example.com/fancylog hI2DJw[...]1roloI=
            — witness1.example mJirIklj[...]qY9v2B/5bg==
            — witness2.example TnKKVHLX[...]xwYwrSjgow==
            — witness3.example S4X82uH5[...]3oEcROGLFQ==

            """
        // Its signatures are shortened, and its extra line is no base64: as it stands it is refused.
        #expect(throws: CustodyError.self) { try Receipt(parsing: Array(page.utf8)) }
        var text = page.replacing(
            "YWdlLXYxLjIuMS1kYXJ3aW4tYXJtNjQudGFyLmd6kYXJ3aW4tYXJ", with: Base64.encode(receipt.envelope.bytes))
        for shortened in [
            "hI2DJw[...]1roloI=", "mJirIklj[...]qY9v2B/5bg==", "TnKKVHLX[...]xwYwrSjgow==", "S4X82uH5[...]3oEcROGLFQ==",
        ] {
            #expect(throws: CustodyError.self) { try Receipt(parsing: Array(text.utf8)) }
            text = text.replacing(shortened, with: Base64.encode([UInt8](repeating: 7, count: 68)))
        }
        let read = try Receipt(parsing: Array(text.utf8))
        #expect(read.bytes == Array(text.utf8))
        #expect(read.index == 73_894 && read.proof.size == 109_482 && read.proof.hashes.count == 5)
        #expect(read.checkpoint.checkpoint.origin == "example.com/fancylog")
        #expect(
            read.checkpoint.note.signatures.map(\.name) == ["example.com/fancylog"]
                + (1...3).map { "witness\($0).example" })
        // Five hashes lead from no entry to the root of so many.
        #expect(throws: CustodyError.self) {
            try read.proof.verify(leaf: Merkle.leaf(read.envelope.bytes), root: read.checkpoint.checkpoint.root)
        }
    }

    @Test("Until the quorum is there a receipt is provisional and says how many are missing")
    func standing() throws {
        #expect(try verify(receipt.bytes).standing == .provisional(missing: 1))
        let time = try Instant(parsing: "2026-05-04T03:00:00.000Z")
        // The party that runs the node never counts.
        let home = receipt.adding([try receipt.checkpoint.cosignature(by: own, at: time)])
        let homeVerdict = try verify(home.bytes)
        #expect(homeVerdict.standing == .provisional(missing: 1))
        #expect(homeVerdict.cosignatures.count == 1)
        let complete = home.adding([try receipt.checkpoint.cosignature(by: thai, at: time)])
        #expect(try verify(complete.bytes).standing == .complete)
        // The same cosigner again, later, is still one.
        let twice = complete.adding([try receipt.checkpoint.cosignature(by: thai, at: time.adding(seconds: 60))])
        let two = CosignerQuorum(
            cosigners: quorum.cosigners, terms: QuorumTerms(atLeast: 2, of: try Self.parties("KH", "TH", "VN")))
        let verdict = try twice.verify(keys: log.keys, quorum: two, certificate: log.actors.lookup)
        #expect(verdict.standing == .provisional(missing: 1))
    }

    /// A log of KH with cosigners of KH, TH (two), VN and LA, who sign in this order a minute apart.
    private func standings(
        _ terms: QuorumTerms, after signed: [(String, Int64)]
    ) throws -> (missing: Int, completedAt: Instant?) {
        var keys = ["kh/cosigner/moj": own, "th/cosigner/bangkok": thai]
        for name in ["th/cosigner/chiang-mai", "vn/cosigner/ha-noi", "la/cosigner/vientiane"] {
            keys[name] = try SignerKey(name: "saksi/\(name)", algorithm: .cosignature, from: SystemRandomness())
        }
        let known = try keys.map { Cosigner(identity: try Identity(parsing: $0.key), key: $0.value.verifier) }
        let lines = try signed.map { name, minutes in
            try receipt.checkpoint.cosignature(
                by: try #require(keys[name]), at: Self.start.adding(seconds: 60 * minutes))
        }
        let verdict = try receipt.adding(lines)
            .verify(
                keys: log.keys, quorum: CosignerQuorum(cosigners: known, terms: terms), certificate: log.actors.lookup)
        guard case .provisional(let missing) = verdict.standing else { return (0, verdict.completedAt) }
        return (missing, verdict.completedAt)
    }

    private static let start = Instant(secondsSince1970: 1_777_860_000)

    @Test("Parties count, each once, and only those of the agreement; the party that runs the node never does")
    func counting() throws {
        let three = try Self.parties("KH", "TH", "VN")
        func missing(_ terms: QuorumTerms, _ names: String...) throws -> Int {
            try standings(terms, after: names.map { ($0, 0) }).missing
        }
        let two = QuorumTerms(atLeast: 2, of: three)
        #expect(try missing(two, "th/cosigner/bangkok", "th/cosigner/chiang-mai") == 1)
        #expect(try missing(two, "th/cosigner/bangkok", "la/cosigner/vientiane") == 1)
        #expect(try missing(two, "th/cosigner/bangkok", "kh/cosigner/moj") == 1)
        #expect(try missing(two, "th/cosigner/bangkok", "vn/cosigner/ha-noi") == 0)
        let one = QuorumTerms(atLeast: 1, of: try Self.parties("KH", "TH"))
        #expect(try missing(one, "vn/cosigner/ha-noi", "la/cosigner/vientiane") == 1)
        #expect(try missing(one, "th/cosigner/chiang-mai") == 0)
        #expect(try missing(.unknown, "la/cosigner/vientiane") == 0)
        #expect(try missing(.unknown, "kh/cosigner/moj") == 1)
        #expect(try missing(QuorumTerms(ofEach: three), "th/cosigner/bangkok", "th/cosigner/chiang-mai") == 1)
        #expect(try missing(QuorumTerms(ofEach: three), "la/cosigner/vientiane", "vn/cosigner/ha-noi") == 1)
    }

    @Test("The time of a receipt is when its quorum was first whole: no one early line, and nobody who does not count")
    func completed() throws {
        let three = try Self.parties("KH", "TH", "VN")
        func minutes(_ terms: QuorumTerms, _ signed: [(String, Int64)]) throws -> Int64? {
            try standings(terms, after: signed).completedAt.map {
                ($0.secondsSince1970 - Self.start.secondsSince1970) / 60
            }
        }
        let two = QuorumTerms(atLeast: 2, of: three)
        let early: [(String, Int64)] = [
            ("th/cosigner/bangkok", 7), ("vn/cosigner/ha-noi", -9000), ("kh/cosigner/moj", -9001),
            ("la/cosigner/vientiane", -9002), ("th/cosigner/chiang-mai", 9),
        ]
        #expect(try minutes(two, early) == 7)
        #expect(try minutes(QuorumTerms(ofEach: three), early) == 7)
        #expect(try minutes(QuorumTerms(atLeast: 1, of: three), early) == -9000)
        #expect(try minutes(QuorumTerms(atLeast: 1, of: try Self.parties("KH", "TH")), early) == 7)
        #expect(try minutes(two, Array(early.prefix(1))) == nil)
        // Nobody has to cosign, or nobody knows who.
        #expect(try minutes(QuorumTerms(atLeast: 0, of: three), early) == nil)
        #expect(try minutes(.unknown, early) == nil)
        #expect(try standings(.unknown, after: early).missing == 0)
    }

    @Test("Where one of each other party is asked for, two of one party are one, and each party without one is missing")
    func ofEach() throws {
        let chiangMai = try SignerKey(name: "saksi/th/x", algorithm: .cosignature, from: SystemRandomness())
        let viet = try SignerKey(name: "saksi/vn/x", algorithm: .cosignature, from: SystemRandomness())
        let known =
            quorum.cosigners + [
                Cosigner(identity: try Identity(parsing: "th/cosigner/chiang-mai"), key: chiangMai.verifier),
                Cosigner(identity: try Identity(parsing: "vn/cosigner/ha-noi"), key: viet.verifier),
            ]
        let parties = Set(try ["KH", "TH", "VN"].map { try Party(parsing: $0) })
        let each = CosignerQuorum(cosigners: known, terms: QuorumTerms(ofEach: parties))
        let time = try Instant(parsing: "2026-05-04T03:00:00.000Z")
        var grown = receipt
        for (key, missing) in [(own, 2), (thai, 1), (chiangMai, 1), (viet, 0)] {
            grown = grown.adding([try receipt.checkpoint.cosignature(by: key, at: time)])
            let verdict = try Receipt(parsing: grown.bytes)
                .verify(keys: log.keys, quorum: each, certificate: log.actors.lookup)
            #expect(verdict.standing == (missing == 0 ? .complete : .provisional(missing: missing)))
        }
        #expect(each.terms.whole(node: log.keys.origin.node) == 2)
        #expect(QuorumTerms(atLeast: 3, of: parties).whole(node: log.keys.origin.node) == 3)
    }

    @Test("A flipped byte anywhere in a receipt is refused, except in lines of unknown keys, which are reported")
    func flips() throws {
        let time = try Instant(parsing: "2026-05-04T03:00:00.000Z")
        let stranger = try SignerKey(name: "elsewhere.example", algorithm: .cosignature, from: SystemRandomness())
        let whole = receipt.adding([
            try receipt.checkpoint.cosignature(by: thai, at: time),
            try receipt.checkpoint.cosignature(by: stranger, at: time),
        ])
        let honest = try verify(whole.bytes)
        var generator = SeededGenerator(seed: 5)
        let signatures = whole.bytes.count - whole.checkpoint.bytes.count + whole.checkpoint.note.text.utf8.count
        for place in whole.bytes.indices {
            var bytes = whole.bytes
            bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            guard let verdict = try? verify(bytes) else { continue }
            #expect(place > signatures, "seed 5, byte \(place)")
            #expect(verdict.unknown != honest.unknown, "seed 5, byte \(place)")
        }
    }

    @Test("A receipt cut short or with something added is refused")
    func truncated() throws {
        let bytes = receipt.bytes
        for count in stride(from: 0, to: bytes.count, by: 7) {
            #expect(throws: CustodyError.self) { try verify(Array(bytes.prefix(count))) }
        }
        for addition in ["\n", "x", "\n\n", "— a b\n"] {
            #expect(throws: CustodyError.self) { try verify(bytes + Array(addition.utf8)) }
        }
    }

    @Test("A receipt for an event that is no acceptance is refused")
    func otherEvent() throws {
        let submitted = try log.entries.firstIndex { try UnverifiedEvent.type(of: $0) == .submitted }
        let other = try log.receipt(index: try #require(submitted))
        let error = #expect(throws: CustodyError.self) { try verify(other.bytes) }
        #expect(error?.code == .custodyReceiptEvent)
        // Whoever expects just that event takes it.
        let expected = try other.verify(
            keys: log.keys, quorum: quorum, of: .submitted, certificate: log.actors.lookup)
        #expect(expected.event.event.type == .submitted)
    }

    @Test("An event that is not at its place in the log is refused")
    func otherPlace() throws {
        let elsewhere = try log.entries.firstIndex { try UnverifiedEvent.type(of: $0) == .accepted }
        let other = try log.receipt(index: try #require(elsewhere))
        let event = try UnverifiedEvent(receipt.envelope).verify(for: log.actors.log, certificate: log.actors.lookup)
        let mixed = try Receipt(event: event, proof: other.proof, checkpoint: receipt.checkpoint)
        let error = #expect(throws: CustodyError.self) { try verify(mixed.bytes) }
        #expect(error?.code == .custodyProofInclusion)
    }

    @Test("A receipt of another node's log, or one that the log's key did not sign, is refused")
    func otherLog() throws {
        let foreign = LogKeys(
            origin: try LogOrigin(parsing: "saksi/th/bangkok/KH-TH-JIT-2026-01"), key: log.actors.nodeKey.verifier)
        #expect(throws: CustodyError.self) {
            try receipt.verify(keys: foreign, quorum: .none, certificate: log.actors.lookup)
        }
        let replaced = try SignerKey(name: log.actors.log.text, algorithm: .ed25519, from: SystemRandomness())
        let error = #expect(throws: CustodyError.self) {
            try receipt.verify(
                keys: LogKeys(origin: log.actors.log, key: replaced.verifier), quorum: .none,
                certificate: log.actors.lookup)
        }
        #expect(error?.code == .custodyNoteUnsigned)
    }
}

extension UnverifiedEvent {
    /// The type of an entry; nil for a certificate.
    static func type(of entry: [UInt8]) throws -> EventType? {
        guard case .event(let event) = try RawEntry(parsing: entry) else { return nil }
        return event.event.type
    }
}
