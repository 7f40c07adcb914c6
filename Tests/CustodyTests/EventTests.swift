import Seal
import TestKit
import Testing
import Vocabulary

@testable import Custody

@Suite("Custody events")
struct EventTests {
    let actors: Actors

    init() throws {
        actors = try Actors.shared.get()
    }

    private func code(_ expected: ErrorCode, _ body: () throws -> Void) {
        let error = #expect(throws: CustodyError.self) { try body() }
        #expect(error?.code == expected, "\(error?.description ?? "")")
    }

    private func verify(_ envelope: Envelope) throws {
        _ = try UnverifiedEvent(parsing: envelope.bytes).verify(for: actors.log, certificate: actors.lookup)
    }

    /// Signs a payload as it is, whatever it says.
    private func forge(_ payload: String, by name: String) throws -> Envelope {
        let bytes = Array(payload.utf8)
        let signature = try actors.credential(name).signature(over: Envelope.preAuthentication(bytes))
        return try Envelope(payload: bytes, signatures: [signature])
    }

    private func payload(of event: CustodyEvent) throws -> String {
        String(decoding: try CanonicalJSON.encode(event), as: UTF8.self)
    }

    @Test("An event with every field is signed, read and verified")
    func everyField() throws {
        let salt = Salt(from: SystemRandomness())
        let verified = try actors.verified(
            .destroyed, by: Actors.investigator, signedBy: [Actors.investigator, Actors.prosecutor]
        ) {
            $0.bundle = try actors.bundle()
            $0.exhibits = [
                ExhibitMention(number: try ExhibitNumber(1), commitment: SaltedCommitment(salt: salt, content: [1])),
                ExhibitMention(number: try ExhibitNumber(12), commitment: SaltedCommitment(salt: salt, content: [2])),
            ]
            $0.counterpart = Counterpart(try AuthorityID(parsing: "th/oag"))
            $0.purpose = .trial
            $0.offence = try OffenceCode(parsing: "trafficking-in-persons")
            $0.release = ReleaseID(from: SystemRandomness())
            $0.session = SessionID(from: SystemRandomness())
            $0.medium = .courier
            $0.location = try SiteCode(parsing: "KH-PNH-0004")
            $0.seal = try SealNumber(parsing: "PP-004711")
            $0.authorization = SaltedCommitment(salt: salt, content: Array("order 7".utf8)).digest
            $0.condition = SaltedCommitment(salt: salt, content: Array("dry".utf8)).digest
            $0.note = SaltedCommitment(salt: salt, content: Array("ok".utf8)).digest
            $0.digestBefore = Digest(ofText: "before")
            $0.digestAfter = Digest(ofText: "after")
            $0.previous = [EventMention(event: EventID(from: SystemRandomness()), digest: Digest(ofText: "earlier"))]
        }
        let again = try UnverifiedEvent(parsing: verified.envelope.bytes)
        #expect(again.event == verified.event)
        #expect(again.envelope == verified.envelope)
        #expect(verified.signers.map { $0.identity?.text } == [Actors.investigator, Actors.prosecutor])
        #expect(verified.digest == Digest(of: verified.envelope.bytes))
    }

    @Test(
        "Only the node decides: a decision or its clauses in the act of a person are refused",
        arguments: EventType.allCases)
    func decisions(type: EventType) throws {
        // The node's own activation names the decision that asked for it; a member's does not.
        guard type.signing != .node, type != .agreementActivated else { return }
        for actor in type.signing == .either ? [Actors.investigator, Actors.node] : [Actors.investigator] {
            for name in ["decision", "clauses"] {
                var event = try actors.event(type, by: actor) { event in
                    event.bundle = try actors.bundle()
                    event.previous = [
                        EventMention(event: EventID(from: SystemRandomness()), digest: Digest(ofText: "x"))
                    ]
                    event.purpose = .investigation
                    try actors.grant(&event)
                }
                try event.checkForm()
                if name == "decision" {
                    event.decision = DecisionMention(
                        id: DecisionID(from: SystemRandomness()), digest: Digest(ofText: "x"))
                } else {
                    event.clauses = [
                        ClauseCitation(
                            of: try AgreementID(parsing: "KH-TH-JIT-2026-01"), clause: try ClauseNumber(parsing: "4"))
                    ]
                }
                let error = #expect(throws: CustodyError.self) { try event.checkForm() }
                #expect(error?.code == .custodyEventForm)
                #expect(error?.reason.contains("“\(name)”") == true)
            }
        }
        var released = try actors.event(.released, by: Actors.node) { $0.bundle = try actors.bundle() }
        released.decision = DecisionMention(id: DecisionID(from: SystemRandomness()), digest: Digest(ofText: "x"))
        try released.checkForm()
    }

    @Test("Exhibits are those of a bundle: without one they are refused")
    func exhibitsWithoutBundle() throws {
        var event = try actors.event(.examined, by: Actors.investigator) {
            $0.bundle = try actors.bundle()
            $0.exhibits = [ExhibitMention(number: try ExhibitNumber(1), commitment: Digest(ofText: "x"))]
        }
        try event.checkForm()
        event.bundle = nil
        let error = #expect(throws: CustodyError.self) { try event.checkForm() }
        #expect(error?.reason.contains("“bundle”") == true)
    }

    @Test("The payload is read and written through the canonical form, by every type", arguments: EventType.allCases)
    func everyType(type: EventType) throws {
        let actor = type.signing == .node || type == .agreementActivated ? Actors.node : Actors.investigator
        let event = try actors.event(type, by: actor) { event in
            event.bundle = try actors.bundle()
            event.previous = [EventMention(event: EventID(from: SystemRandomness()), digest: Digest(ofText: "x"))]
            event.purpose = .investigation
            try actors.grant(&event)
            if type == .agreementActivated { event.activation = try actors.activation().event.activation }
            if type == .recorded {
                event.recorded = RecordedRange(from: 3, to: 4, at: try Instant(parsing: "2026-05-04T02:13:06.000Z"))
            }
            if type == .keyAdded || type == .keyRevoked { event.key = KeyMention(verifier: actors.nodeKey.verifier) }
        }
        try verify(actors.envelope(event, [actor]))
        // The other kind of actor may not have done it.
        let other = type.signing == .person ? Actors.node : Actors.investigator
        guard type.signing != .either else { return }
        var stolen = event
        stolen.actor = try Identity(parsing: other)
        stolen.signers = [try actors.certificate(other).digest]
        code(.custodyEventForm) { try verify(actors.envelope(stolen, [other])) }
    }

    @Test("Key and policy of an activation are the node's to say; a member says what they hand in")
    func activations() throws {
        let ofNode = try actors.activation().event.activation
        let handed = try #require(ofNode).handedIn
        for (actor, activation, isGood) in [
            (Actors.node, ofNode, true), (Actors.node, handed, false), (Actors.investigator, handed, true),
            (Actors.investigator, ofNode, false),
        ] {
            let event = try actors.event(.agreementActivated, by: actor) { $0.activation = activation }
            #expect(((try? event.checkForm()) != nil) == isGood, "\(actor)")
            var decided = event
            decided.decision = DecisionMention(id: DecisionID(from: SystemRandomness()), digest: Digest(ofText: "x"))
            #expect(((try? decided.checkForm()) != nil) == (isGood && actor == Actors.node), "\(actor)")
        }
    }

    @Test("Every flipped byte of an envelope is refused")
    func flips() throws {
        let envelope = try actors.submission()[1].envelope
        var generator = SeededGenerator(seed: 99)
        for place in envelope.bytes.indices {
            var bytes = envelope.bytes
            bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            #expect(throws: CustodyError.self, "seed 99, byte \(place)") {
                try UnverifiedEvent(parsing: bytes).verify(for: actors.log, certificate: actors.lookup)
            }
        }
    }

    @Test("An event of another log is refused")
    func otherLog() throws {
        let verified = try actors.submission()[0]
        let other = try LogOrigin(parsing: "saksi/th/bangkok/KH-TH-JIT-2026-01")
        code(.custodyEventOtherLog) {
            _ = try UnverifiedEvent(verified.envelope).verify(for: other, certificate: actors.lookup)
        }
    }

    @Test("A signature by another certificate than the one that signers names is refused")
    func otherSigner() throws {
        let event = try actors.event(.received, by: Actors.investigator) { $0.bundle = try actors.bundle() }
        code(.custodyEventSignature) { try verify(forge(payload(of: event), by: Actors.prosecutor)) }
        code(.custodyEventForm) { _ = try Envelope(signing: event, with: [actors.credential(Actors.prosecutor)]) }
    }

    @Test("Somebody who signs an act of somebody else is refused, also as the node, unless it is attested")
    func otherActor() throws {
        for signer in [Actors.prosecutor, Actors.node] {
            let event = try actors.event(.viewed, by: Actors.investigator, signedBy: [signer])
            code(.custodyEventSigner) { try verify(actors.envelope(event, [signer])) }
        }
        let attested = try actors.event(.viewed, by: Actors.investigator, signedBy: [Actors.node]) {
            $0.attested = .session
        }
        try verify(actors.envelope(attested, [Actors.node]))
        let paper = try actors.event(.received, by: Actors.counterpart, signedBy: [Actors.investigator]) {
            $0.attested = .paper
            $0.bundle = try actors.bundle()
        }
        try verify(actors.envelope(paper, [Actors.investigator]))
        let misused = try actors.event(.viewed, by: Actors.investigator, signedBy: [Actors.prosecutor]) {
            $0.attested = .session
        }
        code(.custodyEventSigner) { try verify(actors.envelope(misused, [Actors.prosecutor])) }
    }

    @Test("The node of another party can neither accept nor attest")
    func otherNode() throws {
        let accepted = try actors.event(.accepted, by: Actors.otherNode) {
            $0.bundle = try actors.bundle()
            $0.previous = [EventMention(event: EventID(from: SystemRandomness()), digest: Digest(ofText: "x"))]
        }
        code(.custodyEventForm) { try verify(actors.envelope(accepted, [Actors.otherNode])) }
        let attested = try actors.event(.viewed, by: Actors.investigator, signedBy: [Actors.otherNode]) {
            $0.attested = .session
        }
        code(.custodyEventSigner) { try verify(actors.envelope(attested, [Actors.otherNode])) }
    }

    @Test("One person cannot be two signers, and signatures in the wrong order do not hold")
    func severalSigners() throws {
        let both = [Actors.investigator, Actors.prosecutor]
        let event = try actors.event(.destroyed, by: Actors.investigator, signedBy: both)
        let envelope = try actors.envelope(event, both)
        try verify(envelope)
        code(.custodyEventSignature) {
            try verify(Envelope(payload: envelope.payload, signatures: envelope.signatures.reversed()))
        }
        code(.custodyEventForm) {
            try verify(Envelope(payload: envelope.payload, signatures: [envelope.signatures[0]]))
        }
        let twice = try actors.event(
            .destroyed, by: Actors.investigator, signedBy: [Actors.investigator, Actors.investigator])
        code(.custodyEventForm) { _ = try actors.envelope(twice, [Actors.investigator, Actors.investigator]) }
    }

    @Test("A certificate that nobody has, or that has another digest, is refused")
    func unknownCertificate() throws {
        let verified = try actors.submission()[0]
        let other = try actors.certificate(Actors.prosecutor)
        code(.custodyEventUnknownCertificate) {
            _ = try UnverifiedEvent(verified.envelope).verify(for: actors.log) { _ in nil }
        }
        code(.custodyEventUnknownCertificate) {
            _ = try UnverifiedEvent(verified.envelope).verify(for: actors.log) { _ in other }
        }
    }

    @Test("An envelope that carries a keyid, another order, white space or another type is refused")
    func otherSpellings() throws {
        let envelope = try actors.submission()[0].envelope
        let text = String(decoding: envelope.bytes, as: UTF8.self)
        let spellings = [
            text.replacing("{\"sig\":", with: "{\"keyid\":\"kh/ahtjpp/0101\",\"sig\":"),
            text.replacing(":\"", with: ": \""),
            text + "\n", " " + text, text.replacing("event+json", with: "event"),
            text.replacing("]}", with: "],\"x\":1}"),
            text.replacing("[{", with: "[{},{"), text.replacing("\"}]", with: "\"},]"), text.replacing("]}", with: ""),
            "{\"payloadType\":\"\(Envelope.payloadType)\"}", "{}", "", "null",
            text.replacing("\"payload\":\"", with: "\"payload\":\"\",\"payload\":\""),
        ]
        for spelling in spellings {
            code(.custodyEventForm) { _ = try Envelope(parsing: Array(spelling.utf8)) }
        }
    }

    @Test("Base64 that is not canonical is refused, though it means the same bytes")
    func base64() throws {
        // 64 bytes of signature end in "==": the unused bits of the last character are set.
        let text = String(decoding: try Envelope(payload: [1], signatures: [Array(0..<64)]).bytes, as: UTF8.self)
        #expect(text.contains("Pw=="))
        code(.custodyEventForm) { _ = try Envelope(parsing: Array(text.replacing("Pw==", with: "Px==").utf8)) }
        code(.custodyEventForm) { _ = try Envelope(parsing: Array(text.replacing("Pw==", with: "Pw").utf8)) }
        code(.custodyEventForm) {
            _ = try Envelope(parsing: Array(text.replacing("+P", with: "-P").replacing("Pw==", with: "Pw= =").utf8))
        }
    }

    @Test("An envelope over 65,535 bytes is refused, one of just that length is not")
    func tooLong() throws {
        code(.custodyEventTooLong) {
            _ = try Envelope(payload: Array(repeating: 0x20, count: 50_000), signatures: [[1]])
        }
        let overhead = try Envelope(payload: [1, 2, 3], signatures: [[1, 2, 3]]).bytes.count - 8
        let room = 65_535 - overhead
        let signature = Array(repeating: UInt8(1), count: 300 + (room % 4))
        let payload = Array(repeating: UInt8(0x20), count: (room / 4 - (signature.count + 2) / 3) * 3)
        let longest = try Envelope(payload: payload, signatures: [signature])
        #expect((65_530...65_535).contains(longest.bytes.count))
    }

    @Test("A signed payload that is not canonical, or has an unknown type or field, is refused")
    func payloads() throws {
        let event = try actors.event(.seized, by: Actors.investigator)
        let text = try payload(of: event)
        try verify(forge(text, by: Actors.investigator))
        let spellings = [
            text.replacing("\"seized\"", with: "\"stolen\""), text.replacing("{\"actor\"", with: "{ \"actor\""),
            text.replacing("{\"actor\"", with: "{\"aaa\":1,\"actor\""),
            text.replacing("{\"actor\"", with: "{\"actor\":\"kh/moj/1\",\"actor\""),
            text.replacing("}", with: ",\"zzz\":\"a remark in the open\"}"),
            text.replacing(".123Z", with: ".123+00:00"),
            text.replacing("\"+07:00\"", with: "7"), text.replacing("\"clock\":\"ntp\",", with: ""),
            text.replacing("\"case\"", with: "\"Case\""),
            text.replacing("seized", with: "s\\u0065ized"), "[]", "null", "",
            text.replacing("[\"sha256", with: "[\"sha1"),
            text.replacing("\"log\":", with: "\"exhibits\":[],\"log\":"),
            text.replacing("\"log\":", with: "\"location\":\"12 Rue des Manguiers\",\"log\":"),
        ]
        for spelling in spellings where spelling != text {
            code(.custodyEventForm) {
                let bytes = Array(spelling.utf8)
                let envelope =
                    try spelling.isEmpty
                    ? Envelope(payload: [0x20], signatures: [[1]]) : Envelope(payload: bytes, signatures: [[1]])
                _ = try UnverifiedEvent(envelope)
            }
        }
    }

    @Test("A signature with SHA-1 is refused")
    func sha1() throws {
        let workspace = try Workspace()
        let event = try actors.event(.seized, by: Actors.investigator)
        let payload = try CanonicalJSON.encode(event)
        let file = try workspace.write(Envelope.preAuthentication(payload), to: "message")
        let made = try Actors.credential(Actors.investigator, in: workspace)
        var signatures: [[UInt8]] = []
        for digest in ["-sha256", "-sha1"] {
            let signed = try Tool.run(
                "openssl", ["dgst", digest, "-sign", workspace("key.pem"), "-out", workspace("signature"), file])
            try #require(signed.status == 0, "\(signed.everything)")
            signatures.append(try workspace.read("signature"))
        }
        var claimed = event
        claimed.signers = [made.chain.leaf.digest]
        let message = Envelope.preAuthentication(payload)
        try made.chain.leaf.verify(signature: signatures[0], over: message)
        #expect(throws: SealError.self) { try made.chain.leaf.verify(signature: signatures[1], over: message) }
    }

    @Test("Types that need something refuse to be without it")
    func subjects() throws {
        let node = Actors.node
        for (type, actor) in [
            (EventType.submitted, Actors.investigator), (.accepted, node), (.releaseRequested, Actors.investigator),
            (.agreementActivated, node), (.keyAdded, node), (.recorded, node), (.corrected, Actors.investigator),
        ] {
            code(.custodyEventForm) { try actors.event(type, by: actor).checkForm() }
        }
        code(.custodyEventForm) {
            try actors.event(.viewed, by: Actors.investigator) {
                $0.agreement = try AgreementID(parsing: "KH-VN-POLICE-2024")
            }.checkForm()
        }
        code(.custodyEventForm) {
            try actors.event(.viewed, by: Actors.investigator) {
                $0.recorded = RecordedRange(from: 0, to: 1, at: $0.at)
            }.checkForm()
        }
    }

    @Test("A certificate is a log entry of its own, and cannot be taken for an event")
    func objects() throws {
        let object = try TrustObject(certificate: actors.certificate(Actors.investigator))
        #expect(try TrustObject(parsing: object.bytes) == object)
        #expect(object.certificate?.identity?.text == Actors.investigator)
        guard case .object(object) = try RawEntry(parsing: object.bytes) else {
            Issue.record("read as an event")
            return
        }
        let text = String(decoding: object.bytes, as: UTF8.self)
        for spelling in [
            text.replacing("pkix-cert", with: "pkix-key"), text + " ", text.replacing("\"}", with: "\",\"x\":1}"),
        ] {
            #expect(throws: CustodyError.self) { try RawEntry(parsing: Array(spelling.utf8)) }
        }
    }
}
