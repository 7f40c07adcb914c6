import TestKit
import Testing
import Vocabulary

@testable import Seal

/// With the real `openssl ts`, in both directions. It looks at its own clock, so everything is of today.
@Suite("Time-stamps and openssl")
struct TimestampInteroperabilityTests {
    private let demo: DemoFolder
    private let now: Instant
    private let stamping: Stamping
    private let content = Array("the text of a checkpoint\n".utf8)

    init() throws {
        now = SystemTimekeeper().now
        demo = try DemoFolder(now: now)
        stamping = Stamping(demo, now: now)
        try demo.workspace.write(content, to: "content")
    }

    private func openssl(_ arguments: [String]) throws {
        let outcome = try Tool.run("openssl", arguments)
        try #require(outcome.status == 0, "\(arguments.prefix(2)): \(outcome.everything)")
    }

    /// A request as `openssl ts -query` writes it.
    private func query(_ options: [String]) throws -> [UInt8] {
        try openssl(
            ["ts", "-query", "-data", demo.workspace("content"), "-out", demo.workspace("query.tsq")] + options)
        return try demo.workspace.read("query.tsq")
    }

    @Test(
        "openssl ts -verify accepts what our authority answers to openssl ts -query",
        arguments: [
            ["-cert"], ["-cert", "-no_nonce"], ["-cert", "-sha384"], ["-cert", "-sha512"],
            ["-cert", "-tspolicy", Stamping.policy], ["-sha256"],
        ])
    func ours(_ options: [String]) throws {
        let authority = try stamping.authority()
        let reply = try authority.reply(
            to: try authority.accept(try query(options)), at: now.adding(milliseconds: 7), serial: UInt64.max)
        try demo.workspace.write(reply, to: "reply.tsr")
        try openssl([
            "ts", "-verify", "-in", demo.workspace("reply.tsr"), "-queryfile", demo.workspace("query.tsq"),
            "-CAfile", demo.workspace("kh/root.pem"), "-untrusted", demo.workspace("kh/tsa-main.pem"),
        ])
    }

    @Test("openssl ts -reply shows why our authority gives no time-stamp")
    func refused() throws {
        let authority = try stamping.authority()
        let query = try query(["-sha1"])
        var refusal: TimestampRefusal?
        do throws(TimestampRefusal) { _ = try authority.accept(query) } catch { refusal = error }
        #expect(refusal == .badAlgorithm)
        try demo.workspace.write(TimestampAuthority.reply(refusing: try #require(refusal)), to: "refused.tsr")
        let outcome = try Tool.run("openssl", ["ts", "-reply", "-in", demo.workspace("refused.tsr"), "-text"])
        #expect(outcome.everything.contains("Rejected"), "\(outcome.everything)")
        #expect(outcome.everything.contains("unrecognized or unsupported algorithm"), "\(outcome.everything)")
    }

    @Test("What openssl ts -reply makes in the profile is believed; with an old ESSCertID it is not")
    func theirs() throws {
        let digest = Digest(of: content)
        func reply(ess: String, root: Bool = false) throws -> [UInt8] {
            _ = try query(["-cert"])
            try demo.workspace.write(
                try demo.workspace.read("kh/issuing.pem") + (root ? try demo.workspace.read("kh/root.pem") : []),
                to: "chain.pem")
            try demo.workspace.write(
                """
                [tsa]
                default_tsa = one
                [one]
                serial = \(demo.workspace("serial"))
                crypto_device = builtin
                signer_cert = \(demo.workspace("kh/tsa-main.pem"))
                signer_key = \(demo.workspace("kh/tsa-main.pem"))
                certs = \(demo.workspace("chain.pem"))
                signer_digest = sha256
                default_policy = 2.999.1
                digests = sha256
                accuracy = secs:1, millisecs:500, microsecs:100
                ordering = yes
                tsa_name = yes
                ess_cert_id_chain = yes
                ess_cert_id_alg = \(ess)

                """, to: "tsa.cnf")
            try openssl([
                "ts", "-reply", "-config", demo.workspace("tsa.cnf"), "-queryfile", demo.workspace("query.tsq"),
                "-token_out", "-out", demo.workspace("token"),
            ])
            return try demo.workspace.read("token")
        }
        let token = try TimestampToken(der: try reply(ess: "sha256"))
        let trusted = try demo.store(at: now).validate(token, over: digest, now: now)
        #expect(trusted.authority.identity.text == "kh/tsa/main")
        #expect(trusted.accuracyMilliseconds == 1501)
        let rooted = try TimestampToken(der: try reply(ess: "sha256", root: true))
        _ = try demo.store(at: now).validate(rooted, over: digest, now: now)
        #expect(refusal { _ = try TimestampToken(der: try reply(ess: "sha1")) } == "seal.timestamp.certificate")
    }

    @Test("openssl verifies a signature of ours with a time-stamp in it, and finds the time-stamp")
    func inSignatures() throws {
        let plain = try DetachedSignature(der: try demo.credential("th/dsi-0201").cms(over: content))
        let stamped = try plain.adding(try stamping.token(over: plain.valueDigest))
        try demo.workspace.write(stamped.der, to: "content.p7s")
        try openssl([
            "cms", "-verify", "-cades", "-binary", "-x509_strict", "-inform", "DER", "-in",
            demo.workspace("content.p7s"), "-content", demo.workspace("content"), "-CAfile",
            demo.workspace("th/root.pem"), "-out", demo.workspace("verified"),
        ])
        #expect(try demo.workspace.read("verified") == content)
        let shown = try Tool.run(
            "openssl", ["cms", "-cmsout", "-print", "-inform", "DER", "-in", demo.workspace("content.p7s")])
        #expect(shown.everything.contains("id-smime-aa-timeStampToken"))
    }
}
