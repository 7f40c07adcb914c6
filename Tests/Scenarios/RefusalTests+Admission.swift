import Custody
import EvidenceBundle
import Foundation
import Glibc
import Seal
import TestKit
import Testing
import Vocabulary
import Wire

extension RefusalTests {
    @Test("A member who is revoked while the node runs is refused at the next request")
    func revoked() throws {
        let fixture = try started()
        let member = Curl(fixture, as: .investigator)
        #expect(try member.send("GET", "/v1/node").status == 200)
        let upload = try upload([1, 2, 3], length: 10, to: fixture)
        let certificate = try #require(
            try Certificate.list(pem: try fixture.workspace.read("pki/kh/ahtjpp-0101.pem")).first)
        try Demonstration(
            folder: fixture.workspace("pki"), now: SystemTimekeeper().now, randomness: SystemRandomness()
        ).revoke(certificate)
        try wait(for: "the node to know of the revocation") { try member.send("GET", "/v1/node").status != 200 }
        for answer in [try member.send("GET", "/v1/node"), try member.send("HEAD", upload)] {
            #expect(answer.status == 403)
            if !answer.body.isEmpty { #expect(try answer.problem.code == "trust.revocation.revoked") }
        }
        #expect(try Curl(fixture, as: .leader).send("GET", "/v1/node").status == 200)
        let outcome = try fixture.saksi(["list", "--agreement", NodeFixture.agreement, "--json"], as: .investigator)
        #expect(outcome.status == 6, "\(outcome.everything)")
        #expect(try Answered(outcome)["code"].text == "trust.revocation.revoked")
    }

    @Test("Certificates that are expired, of another party's root, of nobody, or missing reach nothing")
    func certificates() throws {
        let fixture = try started()
        let now = SystemTimekeeper().now
        let demonstration = Demonstration(
            folder: fixture.workspace("pki"), now: now, randomness: SystemRandomness())
        let mint = Mint(now: now, randomness: SystemRandomness())
        func made(_ name: String, issuer: String, _ change: (inout MintOrder) -> Void) throws -> Curl.Answer {
            let identity = try Identity(parsing: "kh/ahtjpp/0101")
            var order = MintOrder(for: identity, uses: [.memberTLS], now: now)
            change(&order)
            let credential = try mint.issue(order, by: try demonstration.issuer(of: try Party(parsing: issuer)))
            let path = "pki/\(name).pem"
            try fixture.workspace.write(credential.chain.pem + credential.privateKeyPEM.revealed, to: path)
            return try Curl(fixture, identity: path).send("GET", "/v1/node")
        }
        let expired = try made("expired", issuer: "KH") { order in
            order.notBefore = now.adding(seconds: -7200)
            order.notAfter = now.adding(seconds: -3600)
        }
        #expect(try expired.problem.code == "trust.certificate.expired", "\(expired.text)")
        let early = try made("early", issuer: "KH") { $0.notBefore = now.adding(seconds: 3600) }
        #expect(try early.problem.exit == 6, "\(early.text)")
        let foreign = try made("foreign", issuer: "TH") { _ in }
        #expect(try foreign.problem.exit == 6, "\(foreign.text)")
        try Tool.run(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "own.key",
                "-out", "own.crt", "-subj", "/CN=nobody", "-addext", "subjectAltName=URI:saksi://kh/ahtjpp/0101",
            ], in: fixture.workspace.path)
        try fixture.workspace.write(
            try fixture.workspace.read("own.crt") + fixture.workspace.read("own.key"), to: "own.pem")
        let own = try Curl(fixture, identity: "own.pem").send("GET", "/v1/node")
        #expect(try own.problem.exit == 6)
        for answer in [expired, early, foreign, own] {
            #expect(answer.status == 403)
            #expect(try !answer.problem.next.isEmpty)
        }
        let node = try Curl(fixture, identity: "pki/th/node-bangkok-tls.pem").send("GET", "/v1/node")
        #expect(node.status == 403, "\(node.text)")
    }

    @Test("An agreement that a party has not signed does not come into force; the refusal names the party")
    func unsignedAgreement() throws {
        let fixture = try NodeFixture()
        let signature = "agreements/\(NodeFixture.agreement).yaml.th-oag-0001.p7s"
        try FileManager.default.removeItem(atPath: fixture.workspace(signature))
        let outcome = try fixture.activate()
        #expect(outcome.status == 6, "\(outcome.everything)")
        #expect(outcome.everything.contains("exchange.agreement.unsigned"))
        #expect(outcome.everything.contains("\(NodeFixture.agreement).yaml is not signed for TH"))
        // Nothing of the folder came into force with it.
        try fixture.start()
        #expect(try Curl(fixture, as: .investigator).send("GET", "/v1/node").text.contains(#""agreements":[]"#))
        #expect(fixture.log.contains("no agreement is in force here"))
    }

    @Test("Another text of an agreement under the same version is refused; a higher version comes into force")
    func changedAgreement() throws {
        let fixture = try started()
        try fixture.pack([1], as: "case")
        #expect(try fixture.submit("case").status == 0)
        fixture.stop()
        let first = Digest(
            of: try fixture.workspace.read("agreements/\(NodeFixture.agreement).yaml"))
        func replace(version: Int, supersedes: Int? = nil) throws {
            let people = "  - { id: kh/ahtjpp/0101, role: member, from: 2020-01-01, until: 2099-12-31 }"
            let heading = supersedes.map { "\nsupersedes: { version: \($0), digest: \"\(first)\" }" } ?? ""
            try fixture.writeAgreement(
                NodeFixture.text(of: NodeFixture.agreement, people: people, version: version, supersedes: heading),
                as: NodeFixture.agreement)
        }
        try replace(version: 1)
        let outcome = try fixture.activate()
        #expect(outcome.status == 2, "\(outcome.everything)")
        #expect(outcome.everything.contains("exchange.agreement.changed"))
        try replace(version: 3, supersedes: 2)
        #expect(try fixture.activate().everything.contains("does not say that it takes the place of version 1"))
        try replace(version: 2, supersedes: 1)
        // What lies in the folder is not in force.
        try fixture.start()
        #expect(try !Curl(fixture, as: .investigator).send("GET", "/v1/node").text.contains(#""version":2"#))
        let running = try fixture.activate()
        #expect(running.status == 7, "\(running.everything)")
        #expect(running.everything.contains("saksi agreement activate"))
        fixture.stop()
        let activated = try fixture.activate("agreements/\(NodeFixture.agreement).yaml")
        #expect(activated.status == 0, "\(activated.everything)")
        #expect(activated.output.contains("\(NodeFixture.agreement) version 2 is in force from now on"))
        let again = try fixture.activate()
        #expect(again.status == 0 && !again.output.contains("from now on"), "\(again.everything)")
        try fixture.start()
        #expect(try Curl(fixture, as: .investigator).send("GET", "/v1/node").text.contains(#""version":2"#))
        fixture.stop()
        let audit = try fixture.audit()
        #expect(audit.status == 0, "\(audit.everything)")
    }

    @Test("What the operator named wrongly is said with its next step, and is no fault of ours")
    func operatorMistakes() throws {
        let fixture = try NodeFixture()
        try FileManager.default.removeItem(atPath: fixture.workspace("agreements"))
        let noFolder = try fixture.activate()
        #expect(noFolder.status == 2 && noFolder.everything.contains("exchange.agreement.folder"))
        let configuration = String(decoding: try fixture.workspace.read("node.yaml"), as: UTF8.self)
        try fixture.workspace.write(
            configuration.replacingOccurrences(of: "127.0.0.1", with: "203.0.113.7"), to: "elsewhere.yaml")
        let elsewhere = try Tool.run(
            RunningExchange.programs + "/saksid", ["serve", "--config", "elsewhere.yaml"], in: fixture.workspace.path)
        #expect(elsewhere.status == 2 && elsewhere.everything.contains("gateway.address.unusable"))
        // The folder of agreements is where things are activated from: to serve, the node needs none.
        try fixture.start()
        let second = try NodeFixture()
        try second.workspace.write(
            SampleFiles.nodeConfiguration(port: fixture.port), to: "same.yaml")
        let taken = try Tool.run(
            RunningExchange.programs + "/saksid", ["serve", "--config", "same.yaml"], in: second.workspace.path)
        #expect(taken.status == 5 && taken.everything.contains("gateway.address.taken"), "\(taken.everything)")
    }
}
