import Foundation
import Seal
import TestKit
import Testing
import Vocabulary

@Suite("An agreement that asks for time-stamps")
struct StampedReceiptTranscripts {
    private func office(_ rule: String) throws -> (Office, receipt: [UInt8]) {
        let office = try Office()
        try office.pack()
        let agreement = try String(
            contentsOfFile: Tool.packageRoot + "/Agreements/KH-TH-JIT-2026-01.yaml", encoding: .utf8
        )
        .replacingOccurrences(of: "KH-TH-JIT-2026-01", with: "KH-TH-TEST-01")
        .replacingOccurrences(
            of: "custody: { cosigners: { at-least: 1, of: other-parties }, timestamp: optional }",
            with: "custody: { cosigners: { at-least: 0, of: other-parties }, timestamp: \(rule) }")
        try office.workspace.write(agreement, to: "own/KH-TH-TEST-01.yaml")
        let shown = try office.saksi("verify", "case.asice", "--json")
        struct Shown: Decodable { let digest: String }
        let digest = try JSONDecoder().decode(Shown.self, from: Data(shown.output.utf8)).digest
        let receipt = try office.receipt(
            bundle: try Digest(parsing: digest), signedBy: ReceiptTranscripts.events)
        try office.workspace.write(receipt, to: "case.receipt")
        try office.workspace.write(
            try CertificateChain(pem: try office.workspace.read(ReceiptTranscripts.events)).pem, to: "case.receipt.pem")
        return (office, receipt)
    }

    private func verify(_ office: Office) throws -> Tool.Outcome {
        try office.saksi(
            "verify", "case.asice", "--trust", "pki/trust.yaml", "--receipt", "case.receipt", "--agreements", "own")
    }

    @Test("Without another party's time-stamp the receipt is provisional; with one it is complete and gives the time")
    func required() throws {
        let (office, receipt) = try office("required")
        let missing = "another party's time-stamp, which the agreement asks for, is missing"
        let without = try verify(office)
        #expect(without.status == 0, "\(without.everything)")
        #expect(without.output.contains(missing), "\(without.output)")

        try office.workspace.write(try office.timestamp(over: receipt, by: "kh"), to: "case.receipt.tst")
        let own = try verify(office)
        #expect(own.output.contains(missing), "\(own.output)")
        #expect(own.output.contains("that is the node's own party"), "\(own.output)")
        #expect(!own.output.contains("by the time-stamp"), "\(own.output)")

        try office.workspace.write(try office.timestamp(over: receipt, by: "th"), to: "case.receipt.tst")
        let other = try verify(office)
        #expect(other.status == 0, "\(other.everything)")
        #expect(!other.output.contains("provisional"), "\(other.output)")
        #expect(other.output.contains("by the time-stamp"), "\(other.output)")
    }

    @Test("Where it is optional, a time-stamp gives the time, and its absence is no fault")
    func optional() throws {
        let (office, receipt) = try office("optional")
        let without = try verify(office)
        #expect(!without.output.contains("provisional"), "\(without.output)")
        try office.workspace.write(try office.timestamp(over: receipt, by: "th"), to: "case.receipt.tst")
        #expect(try verify(office).output.contains("by the time-stamp"))
    }

    @Test("A signature that was added after the receipt is judged as of now, not at the receipt's time")
    func addedSignature() throws {
        let (office, receipt) = try office("optional")
        try office.workspace.write(try office.timestamp(over: receipt, by: "th"), to: "case.receipt.tst")
        #expect(try verify(office).output.contains("by the time-stamp"))
        let signed = try office.saksi(
            "sign", "case.asice", "--out", "again.asice", "--identity", "pki/kh/prosecutor-0001.pem", "--trust",
            "pki/trust.yaml")
        #expect(signed.status == 0, "\(signed.everything)")
        let again = try office.saksi(
            "verify", "again.asice", "--trust", "pki/trust.yaml", "--receipt", "case.receipt", "--agreements", "own")
        #expect(again.status == 0, "\(again.everything)")
        #expect(again.output.contains("was sent with other signatures"), "\(again.output)")
        #expect(again.output.contains("the time of this check"), "\(again.output)")
        #expect(!again.output.contains("by the time-stamp"), "\(again.output)")
    }

    @Test("The time-stamp of another receipt, and a file that is none, are faults and not passed over")
    func faults() throws {
        let (office, _) = try office("optional")
        let other = try office.receipt(bundle: Digest(ofText: "another"), signedBy: ReceiptTranscripts.events)
        try office.workspace.write(try office.timestamp(over: other, by: "th"), to: "case.receipt.tst")
        let moved = try verify(office)
        #expect(moved.status == 1, "\(moved.everything)")
        #expect(moved.output.contains("seal.timestamp.imprint"), "\(moved.output)")
        try office.workspace.write("no token", to: "case.receipt.tst")
        let none = try verify(office)
        #expect(none.status == 1, "\(none.everything)")
        #expect(none.output.contains("seal.timestamp.malformed"), "\(none.output)")
    }

    @Test("The agreement says it in its sentences")
    func sentences() throws {
        let (office, _) = try office("required")
        let shown = try office.saksi("agreement", "show", "own/KH-TH-TEST-01.yaml")
        #expect(
            shown.everything.contains("It also needs a time-stamp of an authority of a party other than"),
            "\(shown.everything)")
    }
}
