import Custody
import Foundation
import Glibc
import Seal
import TestKit
import Testing
import Vocabulary

/// A receipt that `saksid` gave and a cosigner signed, to `saksi verify` and to the verifier that is written from the
/// specification alone (Tests/Peers/receipt), with the same trust list.
@Suite("A real receipt, to a verifier written from the specification alone")
struct ReceiptPeerScenarios {
    private static let log = "saksi/kh/phnom-penh/\(RunningExchange.agreement)"
    /// Exit statuses of the verifier: it took the receipt, all of it or as provisional.
    private static let taken: Set<Int32> = [0, 16]

    private let exchange: RunningExchange
    private var workspace: Workspace { exchange.workspace }

    /// A bundle that was packed and submitted.
    init() throws {
        exchange = try RunningExchange()
        try exchange.workspace.write("what was found\n", to: "exhibits/report.txt")
        try exchange.pack("exhibits", as: "case.asice")
        let submitted = try exchange.saksi("submit", "case.asice", "--receipt", "case.receipt", as: .investigator)
        guard submitted.status == 0 else { throw Answered.Missing(what: "a receipt: \(submitted.everything)") }
    }

    private func ours(_ receipt: String = "case.receipt") throws -> Tool.Outcome {
        try exchange.saksi("verify", "case.asice", "--receipt", receipt, "--json", as: .investigator)
    }

    private func theirs(_ receipt: String = "case.receipt", log: String = Self.log, _ more: String...) throws
        -> Tool.Outcome
    {
        try Tool.run(
            "python3",
            [
                "-B", "\(Tool.packageRoot)/Tests/Peers/receipt/receipt_verifier.py", receipt, "--log", log, "--trust",
                "pki/trust.yaml", "--party", "KH", "--party", "TH", "--at-least", "1", "--file", "case.asice",
            ] + more, in: workspace.path)
    }

    private func write(_ receipt: [UInt8], certificates: [Certificate], as name: String) throws {
        try workspace.write(receipt, to: name)
        try workspace.write(certificates.map(\.pem).joined(), to: name + ".pem")
    }

    private func certificates() throws -> [Certificate] {
        try Certificate.list(pem: try workspace.read("case.receipt.pem"))
    }

    /// The receipt with the signature of a real cosigner in place of the one that the node gave; and when that one signed.
    private func cosign() throws -> Instant {
        let cosigner = try RunningCosigner()
        try FileManager.default.removeItem(atPath: cosigner.workspace("pki"))
        try FileManager.default.copyItem(atPath: workspace("pki"), toPath: cosigner.workspace("pki"))
        try cosigner.start()
        let receipt = try Receipt(parsing: try workspace.read("case.receipt"))
        let answer = try cosigner.add(try AddCheckpoint(oldSize: 0, proof: [], checkpoint: receipt.checkpoint))
        #expect(answer.status == 200, "\(answer.text)")
        let signed = receipt.adding(try SignatureLines.parse(answer.body))
        try workspace.write(signed.bytes, to: "case.receipt")
        let key = Cosigner(
            identity: try Identity(parsing: CosigningSample.cosigner), key: try cosigner.verifier())
        let node = try cosigner.verifier("pki/kh/node-phnom-penh-log.key")
        let seen = try signed.checkpoint.verify(
            log: LogKeys(origin: try LogOrigin(parsing: Self.log), key: node), cosigners: [key])
        return try #require(seen.cosignatures.first).time
    }

    @Test("It takes what the node gave as provisional, and with a real cosigner's signature as complete")
    func verified() throws {
        let digest = try Answered(try ours())["digest"].text
        let provisional = try theirs("case.receipt", log: Self.log, "--bundle", digest)
        #expect(provisional.status == 16, "\(provisional.everything)")
        #expect(provisional.output.contains("Cosigners that count: none; provisional, 1 missing.\n"))
        #expect(provisional.output.contains("It is for the bundle \(digest).\n"))
        #expect(try ours().output.contains("provisional"))

        _ = try cosign()
        let complete = try theirs()
        #expect(complete.status == 0, "\(complete.everything)")
        #expect(complete.output.contains("Cosigners that count: th/cosigner/bangkok;"))
        #expect(complete.output.contains("Not checked: who signed the trust list"))
        #expect(complete.output.contains("Not checked: time-stamps: whether the agreement asks for one"))
        try workspace.write("whatever", to: "case.receipt.tst")
        #expect(try theirs().output.contains("Not checked: the time-stamp that lies beside it"))
        try FileManager.default.removeItem(atPath: workspace("case.receipt.tst"))
        let own = try ours()
        #expect(own.status == 0 && own.output.contains("cosigned by th/cosigner/bangkok"), "\(own.everything)")

        let elsewhere = try theirs("case.receipt", log: "saksi/th/bangkok/\(RunningExchange.agreement)")
        #expect(elsewhere.status == 11, "\(elsewhere.everything)")
        let other = try theirs("case.receipt", log: Self.log, "--bundle", Digest(ofText: "another").text)
        #expect(other.status == 17, "\(other.everything)")
    }

    @Test("Certificates that are missing, of another node, or without their issuer: both refuse them")
    func certificatesBeside() throws {
        let receipt = try workspace.read("case.receipt")
        let chain = try certificates()
        let other = try Certificate.list(pem: try workspace.read("pki/th/node-bangkok-events.pem"))
        for (name, beside, status) in [
            ("none", [], 14), ("another", other, 14), ("alone", Array(chain.prefix(1)), 15),
            ("issuer", Array(chain.dropFirst()), 14),
        ] {
            try write(receipt, certificates: beside, as: name)
            let (own, their) = (try ours(name), try theirs(name))
            #expect(own.status != 0, "\(name): \(own.everything)")
            #expect(their.status == Int32(status), "\(name): \(their.everything)")
        }
        // Their order says nothing, nor does what lies beside them.
        try write(receipt, certificates: (other + chain).reversed(), as: "mixed")
        #expect(try ours("mixed").status == 0)
        #expect(try theirs("mixed").status == 16)
    }

    @Test("A node's certificate that was revoked: only a cosigner who saw the receipt before keeps it good")
    func revoked() throws {
        let provisional = try workspace.read("case.receipt")
        let seen = try cosign()
        let chain = try certificates()
        try write(provisional, certificates: chain, as: "provisional")
        try wait(for: "the next second") {
            SystemTimekeeper().now.secondsSince1970 > seen.secondsSince1970
        }
        try Demonstration(
            folder: workspace("pki"), now: SystemTimekeeper().now, randomness: SystemRandomness()
        ).revoke(try #require(chain.first))
        // Seen by another party's cosigner before the day of the revocation.
        #expect(try ours().status == 0)
        #expect(try theirs().status == 0)
        // The node alone says when it accepted, and whoever holds the revoked key could write that too.
        let (own, their) = (try ours("provisional"), try theirs("provisional"))
        #expect(try own.status == 6 && Answered(own)["code"].text == "trust.revocation.revoked", "\(own.everything)")
        #expect(their.status == 15 && their.errors.contains("was revoked on"), "\(their.everything)")
    }

    @Test("Bytes changed anywhere, tried with both programs: both refuse the receipt, or both take it as provisional")
    func changed() throws {
        _ = try cosign()
        let receipt = try workspace.read("case.receipt")
        let chain = try certificates()
        let seed = UInt64.random(in: 0...UInt64.max)
        var chance = SeededGenerator(seed: seed)
        let lines = try #require(receipt.firstRange(of: Array("\nindex ".utf8))).lowerBound
        for round in 0..<24 {
            let place = Int.random(in: round % 4 == 0 ? 0..<lines : lines..<receipt.count, using: &chance)
            let values = [[], [receipt[place] ^ UInt8.random(in: 1...127, using: &chance)], [receipt[place], 0x0A]]
            let value = values.randomElement(using: &chance) ?? []
            try write(receipt[..<place] + value + receipt[(place + 1)...], certificates: chain, as: "changed")
            let (own, their) = (try ours("changed"), try theirs("changed"))
            #expect(
                (own.status == 0) == Self.taken.contains(their.status),
                "seed \(seed), byte \(place): \(own.everything), \(their.everything)")
            #expect(their.status != 0, "seed \(seed), byte \(place)")
        }
    }
}
