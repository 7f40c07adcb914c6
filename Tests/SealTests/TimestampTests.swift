import SwiftASN1
import TestKit
import Testing
import Vocabulary

@testable import Seal

@Suite("Time-stamps")
struct TimestampTests {
    private let demo: DemoFolder
    private let stamping: Stamping
    private let digest = Digest(ofText: "a checkpoint")

    init() throws {
        demo = try DemoFolder()
        stamping = Stamping(demo)
    }

    /// The code with which a token is refused by a verifier who has the digest and the trust list.
    private func code(_ der: [UInt8], over other: Digest? = nil, by store: TrustStore? = nil) -> String? {
        refusal {
            _ = try (try store ?? demo.store()).validate(
                try TimestampToken(der: der), over: other ?? digest, now: DemoFolder.now)
        }
    }

    private func imprint(_ digest: Digest? = nil) throws -> MessageImprint {
        try MessageImprint(digest ?? self.digest)
    }

    @Test("A token says what was stamped, when, by whom, and holds by the trust list")
    func roundTrip() throws {
        for milliseconds in [0, 1, 10, 120, 412] as [Int64] {
            let now = DemoFolder.now.adding(milliseconds: milliseconds)
            let token = try Stamping(demo, now: now).token(over: digest)
            #expect(token.time == now)
            #expect(token.accuracyMilliseconds == 2000)
            #expect(token.imprint == digest)
            #expect(token.policy == Stamping.policy)
            #expect(token.serial == "2a")
            let trusted = try demo.store().validate(token, over: digest, now: now)
            #expect(trusted.authority.identity.text == "kh/tsa/main")
            #expect(trusted.time == now)
            #expect(!trusted.counts(against: try Party(parsing: "KH")))
            #expect(trusted.counts(against: try Party(parsing: "TH")))
        }
    }

    @Test("A token over other bytes is refused, and one whose imprint is no SHA-256 as well")
    func imprints() throws {
        let token = try stamping.token(over: digest)
        #expect(code(token.der, over: Digest(ofText: "another checkpoint")) == "seal.timestamp.imprint")
        let tsa = try demo.credential("kh/tsa-main")
        func imprint(_ algorithm: ASN1ObjectIdentifier, _ count: Int) throws -> MessageImprint {
            let named = DERWriting.sequence(try DERWriting.oid(algorithm), DERWriting.value(0x05, []))
            let bytes = [UInt8](repeating: 1, count: count)
            return try MessageImprint(DER.parse(DERWriting.sequence(named, DERWriting.octets(bytes))))
        }
        for (algorithm, count) in [
            (KnownOID.sha512, 64), (KnownOID.sha384, 48), ([1, 3, 14, 3, 2, 26], 20), (KnownOID.sha512, 32),
        ] as [(ASN1ObjectIdentifier, Int)] {
            #expect(
                code(try stamping.forged(over: try imprint(algorithm, count), by: tsa)) == "seal.timestamp.algorithm")
        }
        #expect(
            code(try stamping.forged(over: try imprint(KnownOID.sha256, 20), by: tsa)) == "seal.timestamp.malformed")
    }

    @Test("Only a certificate for time-stamping alone, critical, of the party's own roots gives the time")
    func certificates() throws {
        func code(_ identity: String = "kh/tsa/other", by party: String = "KH", _ change: (inout MintOrder) -> Void)
            throws -> String?
        {
            self.code(
                try stamping.forged(over: imprint(), by: try stamping.credential(identity, by: party, change)))
        }
        #expect(try code { _ in } == nil)
        #expect(try code { $0.usagesAreCritical = false } == "trust.certificate.usage")
        #expect(try code { $0.usages.append(.emailProtection) } == "trust.certificate.usage")
        #expect(try code { $0.usages = [.emailProtection, .documentSigning] } == "trust.certificate.usage")
        #expect(try code { $0.usages = [.any] } == "trust.certificate.usage")
        #expect(try code { $0.keyUsage = .encipherment } == "trust.certificate.usage")
        #expect(try code { $0.keyUsage = nil } == "trust.certificate.usage")
        #expect(try code("kh/ahtjpp/0109") { _ in } == "trust.identity.kind")
        #expect(try code("kh/cosigner/phnom-penh") { _ in } == "trust.identity.kind")
        #expect(try code("kh/tsa/other", by: "TH") { _ in } == "trust.identity.namespace")
        #expect(try code { $0.notAfter = DemoFolder.now.adding(seconds: -1) } == "trust.certificate.expired")
        #expect(try code { $0.notBefore = DemoFolder.now.adding(seconds: 1) } == "trust.certificate.not-yet-valid")
        #expect(
            self.code(try stamping.forged(over: imprint(), by: try demo.credential("kh/ahtjpp-0101")))
                == "trust.identity.kind")
    }

    @Test("A token that is still to come is refused, and so is one that may be off by more than a minute")
    func times() throws {
        let tsa = try demo.credential("kh/tsa-main")
        for (seconds, expected) in [
            (300, nil), (301, "seal.timestamp.clock"), (86_400 * 3, "seal.timestamp.clock"), (-3000, nil),
        ] as [(Int64, String?)] {
            let token = try stamping.forged(over: imprint(), by: tsa, at: DemoFolder.now.adding(seconds: seconds))
            #expect(code(token) == expected, "\(seconds)")
        }
        func accurate(to seconds: UInt8) throws -> [UInt8] {
            try stamping.forged(over: imprint(), by: tsa) { info in
                var changed = info
                // The two seconds that ours states.
                let own: [UInt8] = [0x30, 3, 2, 1, 2]
                if let place = info.indices.first(where: { info[$0...].starts(with: own) }) {
                    changed[place + 4] = seconds
                }
                return changed
            }
        }
        #expect(try code(accurate(to: 60)) == nil)
        #expect(try code(accurate(to: 61)) == "seal.timestamp.accuracy")
        let trusted = try demo.store().validate(
            try TimestampToken(der: accurate(to: 60)), over: digest, now: DemoFolder.now)
        #expect(trusted.time == DemoFolder.now && trusted.latest == DemoFolder.now.adding(seconds: 60))
    }

    @Test("A root of the party that is not among its time-stamping roots vouches for no time")
    func otherRoot() throws {
        let token = try stamping.token(over: digest)
        let list = try demo.store().list
        func without(_ party: TrustedParty) -> TrustedParty {
            TrustedParty(
                party: party.party, roots: party.roots, listFiles: party.listFiles,
                centralAuthorities: party.centralAuthorities, signatories: party.signatories, nodes: party.nodes,
                cosigners: party.cosigners, timestampingRoots: [])
        }
        let narrowed = TrustList(
            version: 1, issued: list.issued, digest: list.digest, parties: list.parties.mapValues(without))
        let lists = try demo.store().revocationLists
        #expect(
            refusal {
                _ = try narrowed.validate(token, over: digest, now: DemoFolder.now, revocation: .required(lists))
            }
                == "trust.root.unknown")
        #expect(
            refusal { _ = try list.validate(token, over: digest, now: DemoFolder.now, revocation: .required([])) }
                == "trust.revocation.unknown")
    }

    @Test("A stolen key writes any time: revocation refuses older tokens too, unless nobody else had the key")
    func revocation() throws {
        let token = try stamping.token(over: digest)
        let tsa = try demo.credential("kh/tsa-main").chain.leaf
        for (reason, later, expected) in [
            (nil, 86_400, "trust.revocation.revoked"), (.keyCompromise, 86_400, "trust.revocation.revoked"),
            (.privilegeWithdrawn, 86_400, "trust.revocation.revoked"), (.superseded, 86_400, nil),
            (.cessationOfOperation, 86_400, nil), (.affiliationChanged, 86_400, nil), (.unspecified, 86_400, nil),
            (.superseded, -1, "trust.revocation.revoked"),
        ] as [(RevocationReason?, Int64, String?)] {
            let at = DemoFolder.now.adding(seconds: later)
            var issuer = try demo.issuer("KH")
            issuer.revoked = [Mint.Revocation(of: tsa, at: at, reason: reason)]
            let list = try Mint(now: max(at, DemoFolder.now), randomness: SystemRandomness()).list(
                of: issuer, number: 9)
            let lists = try demo.store().revocationLists + [list]
            #expect(
                refusal {
                    _ = try demo.store().list.validate(
                        token, over: digest, now: DemoFolder.now, revocation: .required(lists))
                }
                    == expected, "\(String(describing: reason))")
        }
    }

    @Test("Every hostile token is refused with its own code")
    func hostile() throws {
        let tsa = try demo.credential("kh/tsa-main")
        let good = try stamping.forged(over: imprint(), by: tsa)
        #expect(code(good) == nil)
        #expect(code(good + [0]) == "seal.timestamp.malformed")
        #expect(code(Array(good.dropLast())) == "seal.timestamp.malformed")
        #expect(code([]) == "seal.timestamp.malformed")
        #expect(code([UInt8](repeating: 0x30, count: TimestampToken.limit + 1)) == "seal.timestamp.malformed")
        // The same signature over no TSTInfo, and TSTInfos that are none.
        let changes: [([UInt8]) -> [UInt8]] = [
            { _ in [] }, { $0 + [0] }, { Array($0.dropLast()) },
            Self.ofVersionTwo,
        ]
        for change in changes {
            #expect(
                code(try stamping.forged(over: imprint(), by: tsa, change: change)) == "seal.timestamp.malformed")
        }
        #expect(code(try tsa.detached(over: digest.bytes)) == "seal.timestamp.malformed")
        let bare = try SignedMessage.stamp(
            try TimestampInfo.encoded(
                policy: [2, 999], imprint: imprint(), serial: 1, time: DemoFolder.now, nonce: nil),
            chain: tsa.chain, key: tsa.privateKey, at: DemoFolder.now, withCertificates: false)
        #expect(code(bare) == "seal.timestamp.certificate")
        let leafOnly = try Credential(key: tsa.privateKey, certificates: [tsa.chain.leaf])
        #expect(code(try stamping.forged(over: imprint(), by: leafOnly)) == "trust.root.unknown")
    }

    private static func ofVersionTwo(_ info: [UInt8]) -> [UInt8] {
        var changed = info
        if let start = info.indices.first(where: { info[$0...].starts(with: [2, 1, 1]) }) { changed[start + 2] = 2 }
        return changed
    }

    @Test("Two signers, a missing or old ESSCertID, and SHA-1 are refused, as openssl makes them")
    func strangers() throws {
        let info = try TimestampInfo.encoded(
            policy: [2, 999], imprint: imprint(), serial: 1, time: DemoFolder.now, nonce: nil)
        try demo.workspace.write(info, to: "info")
        func made(_ options: [String], signers: [String] = ["kh/tsa-main"], root: String? = nil) throws -> [UInt8] {
            // The program takes one file of further certificates.
            var beside = try demo.workspace.read("kh/issuing.pem")
            if let root { beside += try demo.workspace.read(root) }
            try demo.workspace.write(beside, to: "beside.pem")
            let keys = signers.flatMap {
                ["-signer", demo.workspace("\($0).pem"), "-inkey", demo.workspace("\($0).pem")]
            }
            let outcome = try Tool.run(
                "openssl",
                ["cms", "-sign", "-binary", "-nodetach", "-nosmimecap", "-econtent_type", "id-smime-ct-TSTInfo"]
                    + ["-certfile", demo.workspace("beside.pem"), "-in", demo.workspace("info")] + keys
                    + ["-outform", "DER", "-out", demo.workspace("made")] + options)
            try #require(outcome.status == 0, "\(outcome.everything)")
            return try demo.workspace.read("made")
        }
        #expect(code(try made(["-cades"])) == nil)
        #expect(code(try made([])) == "seal.timestamp.certificate")
        #expect(code(try made(["-cades", "-md", "sha1"])) == "seal.timestamp.algorithm")
        #expect(code(try made(["-cades", "-nocerts"])) == "seal.timestamp.certificate")
        #expect(code(try made(["-cades"], signers: ["kh/tsa-main", "th/tsa-main"])) == "seal.timestamp.signers")
        #expect(code(try made(["-cades", "-keyid"])) == "seal.timestamp.malformed")
        #expect(code(try made(["-cades"], root: "kh/root.pem")) == nil, "the root that vouches")
        #expect(code(try made(["-cades"], root: "th/root.pem")) == "seal.timestamp.certificate")
    }

    @Test("One byte changed anywhere in a token: it is refused")
    func flips() throws {
        let store = try demo.store()
        let der = try stamping.token(over: digest).der
        var unnoticed: [Int] = []
        for index in der.indices {
            for bit in [0x01, 0x80] as [UInt8] {
                var bytes = der
                bytes[index] ^= bit
                if code(bytes, by: store) == nil { unnoticed.append(index) }
            }
        }
        #expect(unnoticed.isEmpty)
    }

    @Test("A reply is taken only for the question that was asked, and only near the asker's time")
    func replies() throws {
        let authority = try stamping.authority()
        let asked = try TimestampRequest(over: digest, randomness: SystemRandomness())
        func reply(to request: TimestampRequest, at time: Instant = DemoFolder.now) throws -> [UInt8] {
            try authority.reply(to: try authority.accept(request.der), at: time, serial: 1)
        }
        func code(_ reply: [UInt8]) -> String? {
            refusal { _ = try asked.token(inReply: reply, now: DemoFolder.now) }
        }
        #expect(code(try reply(to: asked)) == nil)
        #expect(
            code(try reply(to: try TimestampRequest(over: digest, randomness: SystemRandomness())))
                == "seal.timestamp.nonce")
        #expect(
            code(try reply(to: try TimestampRequest(over: Digest(ofText: "x"), randomness: SystemRandomness())))
                == "seal.timestamp.imprint")
        #expect(code(try reply(to: asked, at: DemoFolder.now.adding(seconds: 301))) == "seal.timestamp.clock")
        #expect(code(try reply(to: asked, at: DemoFolder.now.adding(seconds: -301))) == "seal.timestamp.clock")
        #expect(code(try reply(to: asked) + [0]) == "seal.timestamp.malformed")
        #expect(code(Array("<html>not found</html>".utf8)) == "seal.timestamp.malformed")
        for refused in TimestampRefusal.allCases {
            #expect(
                code(TimestampAuthority.reply(refusing: refused))
                    == (refused.isPassing ? "seal.timestamp.unavailable" : "seal.timestamp.refused"))
        }
        #expect(code(DERWriting.sequence(DERWriting.sequence(DERWriting.integer(0)))) == "seal.timestamp.refused")
    }

    @Test("The authority refuses what it cannot answer, with the reason that the standard has for it")
    func refusals() throws {
        let authority = try stamping.authority()
        func refused(_ der: [UInt8]) -> TimestampRefusal? {
            do throws(TimestampRefusal) {
                _ = try authority.accept(der)
                return nil
            } catch {
                return error
            }
        }
        let one = DERWriting.integer(1)
        let sha1: [UInt8] = [0x2B, 0x0E, 0x03, 0x02, 0x1A]
        let right = try imprint().encoded
        func request(_ parts: [UInt8]...) -> [UInt8] { DERWriting.value(0x30, parts.flatMap { $0 }) }
        #expect(refused(request(one, right)) == nil)
        #expect(refused(request(one, right, try DERWriting.oid([2, 999, 3161, 1]))) == nil)
        #expect(refused(request(one, right, try DERWriting.oid([2, 999, 3161, 2]))) == .unacceptedPolicy)
        #expect(refused(request(DERWriting.integer(2), right)) == .badRequest)
        #expect(refused(request(one, right, DERWriting.value(0xA0, []))) == .unacceptedExtension)
        #expect(refused(request(one, right, DERWriting.value(0x01, [0]))) == .badDataFormat)
        #expect(refused(request(one, right) + [0]) == .badDataFormat)
        #expect(refused([]) == .badDataFormat)
        #expect(refused([UInt8](repeating: 0x30, count: 5000)) == .badDataFormat)
        let weak = DERWriting.sequence(
            DERWriting.sequence(DERWriting.value(0x06, sha1), DERWriting.value(0x05, [])),
            DERWriting.octets([UInt8](repeating: 1, count: 20)))
        #expect(refused(request(one, weak)) == .badAlgorithm)
        let short = DERWriting.sequence(
            DERWriting.sequence(try DERWriting.oid(KnownOID.sha256)), DERWriting.octets([1, 2, 3]))
        #expect(refused(request(one, short)) == .badDataFormat)
    }

    @Test("An authority begins only with a certificate by which it would be believed")
    func beginning() throws {
        func code(_ stem: String, policy: String = Stamping.policy, at now: Instant = DemoFolder.now) -> String? {
            refusal {
                _ = try TimestampAuthority(credential: try demo.credential(stem), policy: policy, now: now)
            }
        }
        #expect(code("kh/tsa-main") == nil)
        #expect(code("kh/ahtjpp-0101") == "trust.identity.kind")
        #expect(code("kh/tsa-main", policy: "policy") == "seal.timestamp.policy")
        for wrong in ["", "2", "3.1", "1.40", "2.999.", ".2.999", "2.0999", "2.99999999999999999999", "2.-1", "2. 1"] {
            #expect(code("kh/tsa-main", policy: wrong) == "seal.timestamp.policy", "\(wrong)")
        }
        for right in ["0.0", "1.39.1", "2.39", "2.40", "2.999.3161.1", "1.3.6.1.4.1.601.10.3.1"] {
            let authority = try TimestampAuthority(
                credential: try demo.credential("kh/tsa-main"), policy: right, now: DemoFolder.now)
            #expect(authority.policy == right)
        }
        #expect(code("kh/tsa-main", at: DemoFolder.now.adding(days: 366)) == "trust.certificate.expired")
        #expect(try stamping.authority().isFit(at: DemoFolder.now))
        #expect(try !stamping.authority().isFit(at: DemoFolder.now.adding(days: 366)))
    }
}

extension Credential {
    /// A detached signature, whatever the certificate is for.
    fileprivate func detached(over content: [UInt8]) throws -> [UInt8] {
        try SignedMessage.sign(content, chain: chain, key: privateKey, claimedAt: DemoFolder.now)
    }
}
