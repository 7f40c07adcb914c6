import Custody
import Foundation
import Seal
import TestKit
import Testing
import Vocabulary

@testable import saksi

@Suite("A receipt is verified offline")
struct ReceiptTranscripts {
    static let events = "pki/kh/node-phnom-penh-events.pem"

    private func digest(_ office: Office) throws -> Digest {
        let outcome = try office.saksi("verify", "case.asice", "--json")
        struct Shown: Decodable { let digest: String }
        return try Digest(parsing: try JSONDecoder().decode(Shown.self, from: Data(outcome.output.utf8)).digest)
    }

    private func write(_ bytes: [UInt8], certificates: String?, in office: Office) throws {
        try office.workspace.write(bytes, to: "case.receipt")
        let pem = try certificates.map { try CertificateChain(pem: try office.workspace.read($0)).pem }
        if let pem { try office.workspace.write(pem, to: "case.receipt.pem") }
    }

    private func verify(_ office: Office) throws -> Tool.Outcome {
        try office.saksi("verify", "case.asice", "--trust", "pki/trust.yaml", "--receipt", "case.receipt", "--json")
    }

    @Test("A good receipt counts, and says how many cosigners are missing, if the agreement is known")
    func good() throws {
        let office = try Office()
        try office.pack()
        try write(office.receipt(bundle: digest(office), signedBy: Self.events), certificates: Self.events, in: office)
        let outcome = try verify(office)
        #expect(outcome.status == 0, "\(outcome.output)")
        #expect(outcome.output.contains("accepted by kh/node/phnom-penh"))
        #expect(
            outcome.output.contains("no cosigner has signed yet; how many the agreement asks for is not known here"))
        let agreement = try String(
            contentsOfFile: Tool.packageRoot + "/Agreements/KH-TH-JIT-2026-01.yaml", encoding: .utf8
        )
        .replacingOccurrences(of: "KH-TH-JIT-2026-01", with: "KH-TH-TEST-01")
        try office.workspace.write(agreement, to: "own/KH-TH-TEST-01.yaml")
        let known = try office.saksi(
            "verify", "case.asice", "--trust", "pki/trust.yaml", "--receipt", "case.receipt", "--agreements", "own",
            "--json")
        #expect(known.status == 0, "\(known.output)")
        #expect(known.output.contains("provisional: no cosigner has signed yet, and 1 more of other parties must"))
    }

    @Test("An agreement that cannot be read is an error with its file, and not an agreement that is unknown")
    func brokenAgreement() throws {
        let office = try Office()
        try office.pack()
        try write(office.receipt(bundle: digest(office), signedBy: Self.events), certificates: Self.events, in: office)
        try office.workspace.write("agreement: KH-TH-TEST-01\nformat: [\n", to: "own/KH-TH-TEST-01.yaml")
        let arguments = ["verify", "case.asice", "--trust", "pki/trust.yaml", "--receipt", "case.receipt"]
        let outcome = try office.saksi(arguments + ["--agreements", "own"])
        #expect(outcome.status == 2, "\(outcome.everything)")
        #expect(outcome.errors.contains("own/KH-TH-TEST-01.yaml"), "\(outcome.everything)")
        try FileManager.default.removeItem(atPath: office.workspace("own/KH-TH-TEST-01.yaml"))
        #expect(try office.saksi(arguments + ["--agreements", "own"]).status == 0)
    }

    @Test("The receipt of another bundle is refused")
    func other() throws {
        let office = try Office()
        try office.pack()
        try write(
            office.receipt(bundle: Digest(ofText: "another"), signedBy: Self.events), certificates: Self.events,
            in: office)
        let outcome = try verify(office)
        #expect(outcome.status == 1)
        #expect(try Printed(outcome).code == "command.receipt.other-bundle")
    }

    @Test("One byte changed in a receipt is found, wherever it is")
    func changed() throws {
        let office = try Office()
        try office.pack()
        let digest = try digest(office)
        let good = try office.receipt(bundle: digest, signedBy: Self.events)
        let now = SystemTimekeeper().now
        let store = try TrustStore(loading: office.workspace("pki/trust.yaml"), at: now)
        let chain = try CertificateChain(pem: try office.workspace.read(Self.events)).all
        let terms = ReceiptTerms(quorum: QuorumTerms(atLeast: 0, of: []))
        #expect(
            try ReceiptCheck(receipt: good, certificates: chain).prove(trust: store, terms: terms, now: now)
                .mention.digest == digest
        )
        for position in good.indices {
            var bytes = good
            bytes[position] ^= 1
            #expect(throws: (any Error).self, "byte \(position)") {
                _ = try ReceiptCheck(receipt: bytes, certificates: chain).prove(
                    trust: store, terms: terms, now: now)
            }
        }
    }

    @Test("Without the node's certificate beside it a receipt proves nothing")
    func alone() throws {
        let office = try Office()
        try office.pack()
        try write(office.receipt(bundle: digest(office), signedBy: Self.events), certificates: nil, in: office)
        let outcome = try verify(office)
        #expect(outcome.status == 6)
        #expect(try Printed(outcome).code == "command.receipt.certificate-missing")
    }

    @Test("A receipt signed by another node is refused")
    func foreign() throws {
        let office = try Office()
        try office.pack()
        let thai = "pki/th/node-bangkok-events.pem"
        #expect(throws: (any Error).self) {
            try write(office.receipt(bundle: digest(office), signedBy: thai), certificates: thai, in: office)
            let outcome = try verify(office)
            #expect(outcome.status != 0)
            throw CommandError.bug
        }
    }
}
