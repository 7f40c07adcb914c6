import Foundation
import Glibc
import TestKit
import Testing
import Vocabulary

/// `saksid audit` and `saksid serve` as an operator runs them, and what a member sees from outside.
@Suite("Audits with the programs")
struct AuditProgramTests {
    /// A node with some history; it runs.
    private func running(_ bundles: Int) throws -> NodeFixture {
        let fixture = try NodeFixture()
        try fixture.start()
        for number in 0..<bundles {
            let name = "b\(number)"
            let bundle = try fixture.pack(Array("exhibit \(number)".utf8), as: name)
            guard try fixture.submit(name).status == 0 else { throw Answered.Missing(what: "a receipt") }
            try fixture.saksi(
                [
                    "retrieve", bundle, "--agreement", NodeFixture.agreement, "--case", NodeFixture.caseNumber,
                    "--purpose", "investigation", "--out", "\(name).out",
                ], as: .leader)
        }
        return fixture
    }

    private func audit(_ fixture: NodeFixture, _ more: String...) throws -> Tool.Outcome {
        try Tool.run(
            RunningExchange.programs + "/saksid", ["audit", "--config", "node.yaml"] + more,
            in: fixture.workspace.path)
    }

    @Test("Killed at its state, again and again, it goes on and comes to the same report; nothing half is left")
    func killed() throws {
        let fixture = try running(8)
        fixture.stop()
        let whole = try Answered(try audit(fixture, "--json"))
        #expect(whole["findings"].list.isEmpty)
        var kills = 0
        while true {
            // The system ends the program at the moment at which the state would get its name.
            let run = try Tool.run(
                "strace",
                [
                    "-f", "-o", "/dev/null", "-e", "trace=rename", "-e", "inject=rename:signal=KILL:when=2",
                    RunningExchange.programs + "/saksid", "audit", "--config", "node.yaml", "--json",
                ], in: fixture.workspace.path)
            if run.status == 0 {
                let parts = try Answered(run)
                #expect(parts["resumed"].list.count == kills && kills > 0, "\(kills) kills")
                for count in ["logs", "events", "tiles", "blobs", "bytes", "bundles", "releases", "decisions"] {
                    #expect(parts[count].number == whole[count].number, "\(count)")
                }
                #expect(parts["findings"].list.isEmpty)
                break
            }
            kills += 1
            guard kills < 50 else { throw Answered.Missing(what: "an end: \(run.everything)") }
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: fixture.dataFolder)
        #expect(!names.contains("audit.state") && !names.contains { $0.hasSuffix(".new") }, "\(names)")
    }

    @Test(
        "The signed report is accepted by openssl and by saksi; one with a changed byte by neither; and nothing is overwritten"
    )
    func signed() throws {
        let fixture = try running(1)
        fixture.stop()
        let outcome = try audit(fixture, "--report", "audit.json")
        #expect(outcome.status == 0, "\(outcome.everything)")
        #expect(outcome.errors.isEmpty, "progress is noise where nobody looks: \(outcome.errors)")
        func openssl() throws -> Tool.Outcome {
            try Tool.run(
                "openssl",
                [
                    "cms", "-verify", "-cades", "-binary", "-x509_strict", "-inform", "DER", "-in",
                    "audit.json.kh-node-phnom-penh.p7s", "-content", "audit.json", "-CAfile", "pki/kh/root.pem",
                    "-out", "/dev/null",
                ], in: fixture.workspace.path)
        }
        let good = try openssl()
        #expect(good.status == 0, "\(good.everything)")
        let checked = try fixture.saksi(["audit", "check", "audit.json"], as: .leader)
        #expect(checked.status == 0, "\(checked.everything)")
        #expect(checked.output.contains("kh/node/phnom-penh audited itself"))
        #expect(checked.output.contains("It says that nothing was found."))
        let again = try audit(fixture, "--report", "audit.json")
        #expect(again.status == 2 && again.errors.contains("storage.report-there"), "\(again.everything)")

        let bytes = try fixture.workspace.read("audit.json")
        let text = String(decoding: bytes, as: UTF8.self)
        try fixture.workspace.write(text.replacing("\"unlisted\":0", with: "\"unlisted\":1"), to: "audit.json")
        #expect(try openssl().status != 0)
        #expect(try fixture.saksi(["audit", "check", "audit.json"], as: .leader).status == 1)
        // Another's signature under the node's name.
        try fixture.workspace.write(bytes, to: "audit.json")
        let signer = "pki/th/dsi-0201.pem"
        try Tool.run(
            "openssl",
            [
                "cms", "-sign", "-binary", "-cades", "-nosmimecap", "-md", "sha256", "-in", "audit.json", "-signer",
                signer, "-certfile", signer, "-inkey", signer, "-outform", "DER", "-out",
                "audit.json.kh-node-phnom-penh.p7s",
            ], in: fixture.workspace.path)
        let other = try fixture.saksi(["audit", "check", "audit.json", "--json"], as: .leader)
        #expect(other.status == 1 || other.status == 6, "\(other.everything)")
    }

    @Test(
        "A running node audits itself at its time and scrubs its blobs; damage is in its log and its metrics, and the report is kept"
    )
    func scheduled() throws {
        let fixture = try running(2)
        fixture.stop()
        fixture.configuration = "audit: { every-hours: 24, scrub-bytes-per-second: 1000000 }\n"
        try fixture.start()
        let audits = fixture.dataFolder + "/audits"
        func reports() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: audits).filter { $0.hasSuffix(".json") }.sorted()
        }
        try wait(for: "the first report") { try !reports().isEmpty }
        let name = try #require(try reports().first)
        #expect(name.hasSuffix(".clean.json"))
        let checked = try fixture.saksi(["audit", "check", "node-data/audits/\(name)"], as: .leader)
        #expect(checked.status == 0, "\(checked.everything)")
        #expect(fixture.log.contains("everything as it was acknowledged"), "\(fixture.log)")
        fixture.stop()

        let blob = try #require(fixture.heldFiles().filter { $0.hasPrefix("blobs/") }.min())
        let path = "\(fixture.dataFolder)/\(blob)"
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        bytes[bytes.count / 3] ^= 1
        try bytes.write(to: URL(fileURLWithPath: path))
        // As if a day had gone by.
        for name in try FileManager.default.contentsOfDirectory(atPath: audits) {
            try FileManager.default.removeItem(atPath: "\(audits)/\(name)")
        }
        try fixture.start()
        try wait(for: "the report with the finding") { try !reports().isEmpty }
        try wait(for: "the scrub to find it") { fixture.log.contains("the scrub found damage") }
        #expect(try reports().allSatisfy { $0.hasSuffix(".findings.json") })
        #expect(fixture.log.contains("storage.blob-damaged"))
        try wait(for: "the metrics") {
            let metrics = try fixture.operations("/metrics")
            return metrics.contains("saksi_audit_last_findings 1\n")
                && metrics.contains("saksi_scrub_damaged_blobs 1\n")
        }
        // It serves on.
        let name2 = "after"
        _ = try fixture.pack(Array("after".utf8), as: name2)
        #expect(try fixture.submit(name2).status == 0)
        fixture.stop()
        let names = try FileManager.default.contentsOfDirectory(atPath: fixture.dataFolder)
        #expect(!names.contains { $0.hasPrefix("audited.") }, "\(names)")
    }

    @Test(
        "A configuration of audits that makes no sense stops the start",
        arguments: [
            "{}", "{ at: \"02:30\" }", "{ every-hours: 6, at: \"02:30\" }", "{ every-hours: 24, at: \"2:30\" }",
            "{ every-hours: 24, at: \"24:00\" }", "{ every-hours: 0 }", "{ every-hours: 9000 }",
            "{ every-hours: 24, bytes-per-second: 10 }", "{ scrub-bytes-per-second: 0 }", "{ bytes-per-second: 5000 }",
            "{ every-hours: 24, keep: 3 }", "daily",
        ])
    func nonsense(_ part: String) throws {
        let workspace = try Workspace()
        try workspace.write(SampleFiles.nodeConfiguration() + "audit: \(part)\n", to: "node.yaml")
        let outcome = try Tool.run(
            RunningExchange.programs + "/saksid", ["serve", "--config", "node.yaml"], in: workspace.path)
        #expect(outcome.status == 2, "\(part): \(outcome.everything)")
        #expect(outcome.errors.contains("vocabulary.yaml"), "\(part): \(outcome.everything)")
    }
}
