import Custody
import EvidenceBundle
import Foundation
import TestKit
import Testing
import Vocabulary

@testable import saksi

/// Who cosigned the head of the log, on the page and for whoever verifies it.
@Suite("A certificate of custody under a head with cosigners", .timeLimit(.minutes(10)))
struct CosignedCertificateTests {
    private let desk: CertificateDesk

    init() throws { desk = try CertificateDesk.shared.get() }

    private static let bangkok = "th/cosigner-bangkok"
    private static let own = "kh/cosigner-phnom-penh"

    private func words(_ files: [String: [UInt8]]) throws -> String {
        let text = String(decoding: try #require(files[CertificateFile.plain]), as: UTF8.self)
        return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private func cosigners(_ check: CertificateCheck) -> [VerificationReport.Check] {
        check.report.checks.filter { $0.name == "cosigners" }
    }

    @Test("A cosigner of another party is on the page, and completes what the agreement asks for")
    func complete() throws {
        let files = try desk.cosigned(by: [Self.bangkok])
        let page = try words(files)
        #expect(page.contains("Cosigners of other parties have signed the same head: th/cosigner/bangkok."))
        #expect(page.contains("asks for cosigners of other parties: 1; none is missing."))
        let check = try desk.check(files, agreements: try desk.agreements)
        #expect(check.report.isGood, "\(check.report.checks)")
        let said = cosigners(check)
        #expect(said.map(\.outcome) == [.passed], "\(said)")
        #expect(said.first?.message.contains("cosigned by th/cosigner/bangkok") == true, "\(said)")
    }

    @Test("Without the agreement it is said who cosigned, and that nobody knows whether that is enough")
    func unknown() throws {
        let said = cosigners(try desk.check(try desk.cosigned(by: [Self.bangkok])))
        #expect(said.map(\.outcome) == [.notChecked], "\(said)")
        #expect(said.first?.message.contains("is for the agreement to say (the page says 1)") == true, "\(said)")
        let page = try words(try desk.cosigned(by: [Self.bangkok]) { _ in nil })
        #expect(page.contains("How many cosigners the agreement asks for was not known where this was made."))
    }

    @Test("One of the party that runs the node does not count: what is missing stays missing")
    func ownParty() throws {
        let files = try desk.cosigned(by: [Self.own])
        let page = try words(files)
        #expect(page.contains("No cosigner of another party has signed this head."))
        #expect(page.contains("asks for cosigners of other parties: 1; missing: 1."))
        let check = try desk.check(files, agreements: try desk.agreements)
        let said = cosigners(check)
        #expect(check.report.isGood && said.map(\.outcome) == [.notChecked], "\(said)")
        #expect(said.first?.message.hasPrefix("provisional: no cosigner of another party has signed") == true)
    }

    @Test("A page that counts by another version of the agreement is judged by the one at hand")
    func otherVersion() throws {
        let files = try desk.cosigned(by: [Self.bangkok]) { _ in
            ProvenCustody.Quorum(digest: Digest(ofText: "version 2"), version: 2, needed: 2, missing: 1)
        }
        #expect(
            try words(files).contains(
                "version 2 as whoever made this paper has it, asks for cosigners of other parties: 2; missing: 1."))
        let said = cosigners(try desk.check(files, agreements: try desk.agreements))
        #expect(said.map(\.outcome) == [.notChecked, .passed], "\(said)")
        #expect(said.first?.message.contains("counts by version 2 of the agreement") == true, "\(said)")
    }

    @Test("What the page says of the agreement otherwise than the agreement itself is found")
    func wrongQuorum() throws {
        for (needed, missing) in [(0, 0), (2, 1), (3, 2)] {
            let files = try desk.cosigned(by: [Self.bangkok]) { right in
                right.map { .init(digest: $0.digest, version: $0.version, needed: needed, missing: missing) }
            }
            let report = try desk.check(files, agreements: try desk.agreements).report
            #expect(report.failures.map(\.code) == [.certificateStep], "\(needed), \(missing): \(report.checks)")
        }
        // More have signed than it names.
        for (needed, missing) in [(1, 2), (2, 0), (-1, 0), (1, -1)] {
            let files = try desk.cosigned(by: [Self.bangkok]) { right in
                right.map { .init(digest: $0.digest, version: $0.version, needed: needed, missing: missing) }
            }
            let report = try desk.check(files).report
            #expect(report.failures.map(\.code) == [.custodyRecordForm], "\(needed), \(missing): \(report.checks)")
        }
    }

    /// Writes `custody.json` anew, with pages and list that fit it.
    private func rewritten(
        _ files: [String: [UInt8]], _ change: (inout [String: Any]) -> Void
    ) throws -> [String: [UInt8]] {
        var files = files
        let record = Data(try #require(files[CertificateFile.record]))
        var json = try #require(try JSONSerialization.jsonObject(with: record) as? [String: Any])
        change(&json)
        let bytes = Array(
            try JSONSerialization.data(withJSONObject: json, options: [.sortedKeys, .withoutEscapingSlashes]))
        let pages = try CertificatePages(try ProvenCustody(parsing: bytes), digest: Digest(of: bytes))
        files[CertificateFile.record] = bytes
        files[CertificateFile.printed] = pages.html
        files[CertificateFile.plain] = pages.text
        files[CertificateFile.list] = nil
        files[CertificateFile.list] = Array(ListSignature.text(files.mapValues { Digest(of: $0) }).utf8)
        return files
    }

    private static func cosigners(_ json: inout [String: Any], _ body: ([Any]) -> [Any]) {
        guard var head = json["checkpoint"] as? [String: Any], let named = head["cosigners"] as? [Any] else { return }
        head["cosigners"] = body(named)
        json["checkpoint"] = head
    }

    private static func otherList(_ json: inout [String: Any]) {
        json["trust"] = ["digest": Digest(ofText: "a list of another day").text, "version": 7]
    }

    @Test("A cosigner who did not sign is found, whichever trust list the page speaks of")
    func invented() throws {
        let signed = try desk.cosigned(by: [Self.bangkok])
        let record = try ProvenCustody(parsing: try #require(signed[CertificateFile.record]))
        let bangkok = try #require(record.checkpoint.cosigners.first)
        let unsigned = try desk.cosigned(by: [])
        let named = ["identity": bangkok.identity.text, "key": bangkok.key.text]
        for isOther in [false, true] {
            let files = try rewritten(unsigned) { json in
                Self.cosigners(&json) { _ in [named] }
                if isOther { Self.otherList(&json) }
            }
            let report = try desk.check(files).report
            #expect(report.failures.map(\.code) == [.certificateStep], "\(report.checks)")
        }
        // One who signed, and is not named.
        let silent = try rewritten(signed) { json in
            Self.cosigners(&json) { _ in [] }
            json["checkpoint"] = (json["checkpoint"] as? [String: Any])?.filter { $0.key != "quorum" }
        }
        #expect(try desk.check(silent).report.failures.map(\.code) == [.certificateStep])
    }

    @Test("A cosigner whom the reader's trust list does not know proves nothing, and the check says so")
    func stranger() throws {
        let key = try SignerKey(name: "saksi/vn/cosigner/hanoi", algorithm: .cosignature, from: SystemRandomness())
        let named = ["identity": "vn/cosigner/hanoi", "key": key.verifier.text]
        let files = try rewritten(try desk.cosigned(by: [Self.bangkok], and: [key])) { json in
            Self.cosigners(&json) { $0 + [named] }
            Self.otherList(&json)
        }
        let said = cosigners(try desk.check(files, agreements: try desk.agreements))
        #expect(said.map(\.outcome) == [.notChecked, .passed], "\(said)")
        #expect(said.first?.message.contains("vn/cosigner/hanoi") == true, "\(said)")
        #expect(said.last?.message.contains("hanoi") == false, "\(said)")
        // One whose line is not there at all has not signed, whoever knows the key.
        let without = try rewritten(try desk.cosigned(by: [Self.bangkok])) { json in
            Self.cosigners(&json) { $0 + [named] }
            Self.otherList(&json)
        }
        #expect(try desk.check(without).report.failures.map(\.code) == [.certificateStep])
    }

    @Test("The command verifies it with two files of one's own, and the expert's lines check the cosigner too")
    func fromFiles() throws {
        let workspace = try Workspace()
        try CertificateFolder.write(try desk.cosigned(by: [Self.bangkok]), to: workspace("folder"))
        let outcome = try Tool.run(
            RunningExchange.programs + "/saksi",
            [
                "custody", "verify", "folder", "--json", "--trust", desk.exchange.workspace("pki/trust.yaml"),
                "--agreements", desk.exchange.workspace("agreements"),
            ], in: workspace.path, environment: RunningExchange.environment(workspace))
        #expect(outcome.status == 0, "\(outcome.everything)")
        let passed = try Answered(outcome)["checks"].list.filter { $0["outcome"].text == "passed" }
        let names = passed.map(\.["name"].text)
        #expect(
            names == ["files", "custody.json", "trust list", "checkpoint", "cosigners", "steps", "pages", "clauses"])

        let text = String(decoding: try workspace.read("folder/certificate.txt"), as: UTF8.self)
        let part = try #require(text.range(of: "For the court's expert"))
        let lines = text[part.upperBound...].split(separator: "\n").filter { $0.hasPrefix("    ") }
        try workspace.write(lines.joined(separator: "\n") + "\n", to: "lines.sh")
        let roots = ["kh", "th", "vn"].map { desk.exchange.workspace("pki/\($0)/root.pem") }
        try workspace.write(
            try roots.flatMap { Array(try Data(contentsOf: URL(fileURLWithPath: $0))) }, to: "roots.pem")
        func run() throws -> String {
            try Tool.run(
                "bash", ["../lines.sh"], in: workspace("folder"),
                environment: ["ROOTS": workspace("roots.pem"), "COPY": ""]
            ).everything
        }
        let said = try run()
        let cosigned = try #require(said.firstMatch(of: /th\/cosigner\/bangkok, .*: Signature Verified Successfully/))
        #expect(!said.contains("ailure"), "\(cosigned) in \(said)")
        // The time that the cosigner claims is a part of what it signed.
        var note = try workspace.read("folder/checkpoint.txt")
        let line = try #require(String(decoding: note, as: UTF8.self).range(of: "bangkok "))
        let place = String(decoding: note, as: UTF8.self).utf8.distance(
            from: String(decoding: note, as: UTF8.self).startIndex, to: line.upperBound)
        note[place + 14] = note[place + 14] == 0x41 ? 0x42 : 0x41
        try workspace.write(note, to: "folder/checkpoint.txt")
        let changed = try run()
        #expect(changed.contains(/th\/cosigner\/bangkok, .*: Signature Verification Failure/), "\(changed)")
    }
}
