import Custody
import EvidenceBundle
import Foundation
import Policy
import Seal
import TestKit
import Testing
import Vocabulary

@testable import saksi

/// What a maker could say in a certificate beyond what is proved: found, or named as their word.
@Suite("What the maker of a certificate of custody claims", .timeLimit(.minutes(10)))
struct CertificateClaimTests {
    private let desk: CertificateDesk

    init() throws { desk = try CertificateDesk.shared.get() }

    private func copy(_ change: (inout [String: Any]) -> Void) throws -> [String: [UInt8]] {
        try desk.unsigned { json, _ in
            var copy = json["copy"] as? [String: Any] ?? [:]
            change(&copy)
            json["copy"] = copy
        }
    }

    private static let other = "sha256:" + String(repeating: "ab", count: 32)

    @Test("A copy that nobody can have is refused; one that nobody showed is the maker's word, and the paper says so")
    func copies() throws {
        let impossible: [(String, (inout [String: Any]) -> Void)] = [
            ("another bundle as a copy", { $0["bundle"] = Self.other }),
            ("the bundle as an extract", { $0["isExtract"] = true }), ("nothing", { $0["size"] = 0 }),
            ("less than nothing", { $0["size"] = -1 }),
        ]
        for (what, change) in impossible {
            let report = try desk.check(try copy(change)).report
            #expect(report.failures.map(\.code) == [.custodyRecordForm], "\(what): \(report.checks)")
        }
        // An extract of which there is nothing but these words.
        let invented = try copy { $0.merge(["bundle": Self.other, "file": Self.other, "isExtract": true]) { $1 } }
        var check = try desk.check(invented)
        check.checkCopy(nil)
        #expect(check.report.isGood, "\(check.report.checks)")
        let told = check.report.checks.last
        #expect(told?.name == "copy" && told?.outcome == .notChecked, "\(check.report.checks)")
        #expect(try CertificateDesk.words(invented).contains("By the word of whoever made this paper, an extract"))
        // With a copy at hand it is held against that.
        let real = try #require(try desk.check(try desk.folder(CertificateDesk.first)).record?.copy)
        check.checkCopy(real, named: "case.asice")
        #expect(check.report.failures.map(\.code) == [.certificateCopy], "\(check.report.checks)")
        var honest = try desk.check(try desk.folder(CertificateDesk.first))
        honest.checkCopy(real, named: "case.asice")
        #expect(honest.report.isGood && honest.report.checks.last?.outcome == .passed)
    }

    @Test("The command says of a copy that was not given that it is the maker's word")
    func copyNotGiven() throws {
        let outcome = try desk.exchange.saksi("custody", "verify", CertificateDesk.first, "--json", as: .investigator)
        #expect(outcome.status == 0, "\(outcome.everything)")
        let copy = try Answered(outcome)["checks"].list.filter { $0["name"].text == "copy" }
        #expect(copy.map(\.["outcome"].text) == ["not-checked"], "\(outcome.everything)")
    }

    @Test("A file that proves nothing does not belong there, though record and list name it")
    func extraFiles() throws {
        let files = try desk.folder(CertificateDesk.first)
        let step = try #require(files.first { $0.key.hasPrefix("steps/") })
        let pem = try #require(files.first { $0.key.hasPrefix("certificates/") })
        let list = try #require(files.first { $0.key.hasPrefix("revocation/") })
        let added: [(String, [UInt8])] = [
            ("certificate-th.html", Array("<p>another page</p>".utf8)), ("READ-FIRST.html", [0x41]),
            ("steps/9999999999.tlog-proof", step.value), ("steps/notes.txt", [0x41]),
            ("certificates/\(String(repeating: "0", count: 64)).pem", pem.value), ("certificates/page.html", [0x41]),
            ("revocation/x.crl", [0x41]), ("revocation/\(String(repeating: "0", count: 64)).crl", list.value),
            // Words around what is read.
            (pem.key, Array("Read certificate-th.html first.\n".utf8) + pem.value), (list.key, list.value + [0x0A]),
        ]
        for (path, bytes) in added {
            let forged = try desk.unsigned { json, files in
                CertificateDesk.add([path: bytes], &json, &files)
            }
            let report = try desk.check(forged).report
            #expect(report.exit == .evidence, "\(path): \(report.checks)")
            #expect(report.failures.contains { $0.code == .certificateFile }, "\(path): \(report.checks)")
        }
    }

    private func clauses(_ change: (inout [[String: Any]]) -> Void) throws -> VerificationReport {
        try desk.check(
            try desk.unsigned { json, _ in
                var clauses = json["clauses"] as? [[String: Any]] ?? []
                change(&clauses)
                json["clauses"] = clauses
            }
        ).report
    }

    @Test("A clause is quoted that a step cites, once, in words for people and in a language that there is")
    func quotations() throws {
        #expect(try clauses { _ in }.isGood)
        let changes: [(String, (inout [[String: Any]]) -> Void)] = [
            ("uncited", { $0[0]["clause"] = "0" }), ("twice", { $0.insert($0[0], at: 0) }), ("none", { $0 = [] }),
            ("another language", { $0[0]["says"] = ["xx": "words"] }),
            ("no words", { $0[0]["says"] = [String: String]() }),
            ("empty words", { $0[0]["says"] = ["en": ""] }),
            ("too long", { $0[0]["says"] = ["en": String(repeating: "x", count: 8_193)] }),
            (
                "a row of its own",
                { $0[0]["says"] = ["en": "x\n\n  12. 2026-05-04 09:13:05  kh/ahtjpp/0101 returned it."] }
            ),
            ("turned around", { $0[0]["says"] = ["en": "abc\u{202E}def"] }),
            ("a line separator", { $0[0]["says"] = ["en": "abc\u{2028}def"] }),
            ("an escape", { $0[0]["says"] = ["en": "abc\u{1B}[2J"] }),
        ]
        for (what, change) in changes {
            let report = try clauses(change)
            #expect(report.failures.map(\.code) == [.custodyRecordForm], "\(what): \(report.checks)")
        }
        for writer in ["saksi", "saksi ", "another 1.0", "saksi 1.0\nx", "saksi 1.0 x", "saksi \u{202E}1"] {
            let report = try desk.check(try desk.unsigned { json, _ in json["writer"] = writer }).report
            #expect(report.failures.map(\.code) == [.custodyRecordForm], "\(writer): \(report.checks)")
        }
        for field in ["language", "beside"] {
            let report = try desk.check(try desk.unsigned { json, _ in json[field] = "fr" }).report
            #expect(report.failures.map(\.code) == [.custodyRecordForm], "\(field): \(report.checks)")
        }
        #expect(ProvenCustody.languages == Set(TextLanguage.allCases.map(\.rawValue)))
    }

    @Test(
        "A clause out of a file whose signatures do not hold is not quoted, does not count cosigners, and proves no quotation"
    )
    func unsignedAgreement() throws {
        let workspace = try Workspace()
        try FileManager.default.copyItem(
            atPath: desk.exchange.workspace("agreements"), toPath: workspace("agreements"))
        let name = try #require(
            try FileManager.default.contentsOfDirectory(atPath: workspace("agreements")).first {
                $0.hasPrefix(RunningExchange.agreement) && $0.hasSuffix(".yaml")
            })
        let text = String(decoding: try workspace.read("agreements/\(name)"), as: UTF8.self)
        let record = try #require(try desk.check(try desk.folder(CertificateDesk.first)).record)
        let quoted = try #require(
            record.clauses?.first { $0.of.text == RunningExchange.agreement && $0.clause.text == "7(4)" })
        let (words, others) = ("Nothing is used", "Anything is used")
        #expect(quoted.says["en"]?.hasPrefix(words) == true)
        let changed = text.replacing(words, with: others)
        #expect(changed != text)
        try workspace.write(changed, to: "agreements/\(name)")
        let agreements = try AgreementFolder(reading: workspace("agreements"))
        let files = try desk.cosigned(by: [], agreements: agreements)
        let page = try CertificateDesk.words(files)
        #expect(!page.contains(others))
        #expect(page.contains("Of these no signed file was at hand:"))
        #expect(page.contains("How many cosigners the agreement asks for was not known"))
        // Somebody writes the words in all the same.
        let digest = try #require(agreements.entries.first { $0.document.id == quoted.of }?.document.digest.text)
        let forged = try desk.unsigned { json, _ in
            json["clauses"] = (json["clauses"] as? [[String: Any]] ?? []).map { clause -> [String: Any] in
                guard clause["of"] as? String == quoted.of.text else { return clause }
                let says = (clause["says"] as? [String: String] ?? [:]).mapValues {
                    $0.replacing(words, with: others)
                }
                return clause.merging(["digest": digest, "says": says]) { $1 }
            }
        }
        let checked = try desk.check(forged, agreements: agreements).report.checks.filter { $0.name == "clauses" }
        #expect(checked.map(\.outcome) == [.notChecked], "\(checked)")
        let whole = try desk.check(forged, agreements: try desk.agreements).report.checks
        #expect(!whole.contains { $0.name == "clauses" && $0.outcome == .passed }, "\(whole)")
    }

    @Test("A step that was left out is named where another answers it, and the paper says that more can be missing")
    func omissions() throws {
        let place = 4
        let record = try #require(try desk.check(try desk.folder(CertificateDesk.first)).record)
        let gone = record.steps[place].event
        #expect(gone.type == .releaseRequested)
        let files = try desk.unsigned { json, files in CertificateDesk.leaveOut(place, &json, &files) }
        let report = try desk.check(files).report
        #expect(report.isGood, "\(report.checks)")
        let told = report.checks.filter { $0.outcome == .notChecked && $0.message.contains(gone.event.text) }
        #expect(told.map(\.name) == ["step 5"], "\(report.checks)")
        let page = try CertificateDesk.words(files)
        #expect(page.contains("In answer to what is not shown here: event \(gone.event.text)."))
        #expect(page.contains("whoever made this paper can have left out any; nothing shows that"))
        // Whoever received it is left out: then nothing shown says that it arrived.
        #expect(!page.contains("acknowledged by no step"))
        let received = try desk.unsigned { json, files in CertificateDesk.leaveOut(7, &json, &files) }
        #expect(try CertificateDesk.words(received).contains("That it arrived is acknowledged by no step shown here."))
    }

    @Test("A time of making that is still to come, or before a step, is told")
    func made() throws {
        let now = SystemTimekeeper().now
        let later = try desk.unsigned { json, _ in json["made"] = now.adding(seconds: 3600).description }
        #expect(try desk.check(later).report.checks.contains { $0.name == "made" && $0.message.contains("to come") })
        let earlier = try desk.unsigned { json, _ in json["made"] = now.adding(seconds: -3000).description }
        #expect(try desk.check(earlier).report.checks.contains { $0.name == "made" && $0.message.contains("before") })
        let right = try desk.check(try desk.folder(CertificateDesk.first)).report.checks
        #expect(!right.contains { $0.name == "made" })
    }

    @Test("A folder with more than any certificate has is not read to its end")
    func limits() throws {
        let workspace = try desk.copied()
        func code() throws -> String {
            let outcome = try Tool.run(
                RunningExchange.programs + "/saksi",
                ["custody", "verify", "folder", "--json", "--trust", desk.exchange.workspace("pki/trust.yaml")],
                in: workspace.path, environment: RunningExchange.environment(workspace))
            return try Answered(outcome)["code"].text
        }
        for number in 0..<5 {
            // Sparse: they take no room on the disk.
            try Tool.run("truncate", ["-s", "60M", "folder/certificate-\(number).html"], in: workspace.path)
        }
        #expect(try code() == "command.file.too-large")
        for number in 0..<5 {
            try FileManager.default.removeItem(atPath: workspace("folder/certificate-\(number).html"))
        }
        for number in 0..<33 {
            try Tool.run("truncate", ["-s", "16M", "folder/revocation/\(number).crl"], in: workspace.path)
        }
        #expect(try code() == "command.certificate.folder")
        for number in 0..<33 {
            try FileManager.default.removeItem(atPath: workspace("folder/revocation/\(number).crl"))
        }
        for number in 0..<101 { try workspace.write("x", to: "folder/revocation/\(number).crl") }
        #expect(try code() == "command.certificate.folder")
    }
}
