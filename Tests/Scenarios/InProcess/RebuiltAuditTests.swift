import Custody
import Foundation
import Seal
import Store
import TestKit
import Testing
import Vocabulary

@testable import Exchange

/// What is known not to have been restored goes with the audit wherever it is stopped.
@Suite("The audit of a rebuilt node")
struct RebuiltAuditTests {
    private struct Stop: Error {}

    /// So small that there are many places at which to stop.
    private static var pace: AuditPace {
        var pace = AuditPace()
        pace.bundles = 1
        pace.rows = 2
        pace.keepEvery = 1
        return pace
    }

    private func audit(_ bench: Bench, _ folder: String) throws -> StoppedNodeAudit {
        StoppedNodeAudit(try bench.rebuilding(folder), timekeeper: bench.clock, pace: Self.pace)
    }

    /// What members have at home: all but the node's folder, and so no extract that was made for a release.
    private func given(_ bench: Bench, without missing: [String] = []) throws -> String {
        let workspace = bench.workspace
        try FileManager.default.createDirectory(atPath: workspace("given"), withIntermediateDirectories: true)
        for name in try FileManager.default.contentsOfDirectory(atPath: workspace(".")) {
            guard !["data", "given", "mirror", "anew"].contains(name), !missing.contains(workspace(name)) else {
                continue
            }
            try FileManager.default.copyItem(atPath: workspace(name), toPath: workspace("given/\(name)"))
        }
        return "given"
    }

    private func copy(_ bench: Bench, after change: String?) throws -> String {
        let name = "copy-\(UUID().uuidString)"
        try FileManager.default.copyItem(atPath: bench.workspace("anew"), toPath: bench.workspace(name))
        if let change { try Bench.sqlite("PRAGMA foreign_keys = OFF; \(change)", in: bench.workspace(name)) }
        return name
    }

    @Test("Stopped after every step it tells of what was not restored as one that ran through, and excuses no more")
    func stopped() async throws {
        let bench = try await Bench.lifting()
        let packed = try await bench.held(["document,none,confidential", "document,none,none"])
        _ = try await bench.lift(packed, [1])
        _ = try await bench.retrieve(packed, [1])
        _ = try await bench.retrieve(packed, [2])
        let files = try given(bench)
        _ = try await bench.rebuilt(files: [files])
        try bench.node.close()
        for change in [nil, "DELETE FROM receipts", "DELETE FROM events WHERE type = 'register-rebuilt'"] {
            let whole = try await audit(bench, try copy(bench, after: change)).run(keepsState: false).document
            let folder = try copy(bench, after: change)
            var stops = 0
            var listener = StoppedNodeAudit.Listener()
            listener.onKept = { throw Stop() }
            var ended: AuditDocument?
            while ended == nil {
                do { ended = try await audit(bench, folder).run(listener: listener).document } catch is Stop {
                    stops += 1
                }
            }
            let parts = try #require(ended)
            #expect(stops > 10 && parts.resumed.count == stops, "\(stops) stops")
            #expect(whole.report.findings.isEmpty == (change == nil), "\(whole.text)")
            #expect(parts.report == whole.report, "\(parts.text)\n\(whole.text)")
            guard change == nil else { continue }
            let restored = try #require(whole.report.restored.first { $0.log.hasSuffix(Bench.agreement) })
            #expect(whole.report.restored.count == 2)
            #expect(restored.decisions.count > 2 && Set(restored.decisions).count == restored.decisions.count)
            #expect(restored.words.count == 1 && restored.releases.count == 2, "\(whole.text)")
        }
    }

    @Test("Lists of what was not restored are no longer than those of findings, and the counts are")
    func long() throws {
        let node = try Identity(parsing: "kh/node/phnom-penh")
        var report = NodeAuditReport(node: node)
        let log = try LogOrigin(parsing: "saksi/kh/phnom-penh/\(Bench.agreement)")
        let part = RestoredPart(end: 100_000, at: nil)
        let names = try (0..<7_000).map { try DecisionID(parsing: Hexadecimal.encode(Self.id($0))) }
        for _ in 0..<3 { report.note(AbsentParts(decisions: names), of: part, in: log) }
        #expect(
            report.restored.map(\.decisions.count) == [10_000] && report.restored.first?.unlisted.decisions == 11_000)
        #expect(report.text.contains("the records of 21000 decisions"), "\(report.text)")
    }

    private static func id(_ number: Int) -> [UInt8] {
        (0..<16).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    @Test("An audit that was stopped before further files came is given up, and so is the copy of a running one")
    func completed() async throws {
        let bench = try await Bench()
        _ = try await bench.held(["document,none,none"])
        let second = try await bench.held(["photograph,none,none"])
        let files = try given(bench, without: [second.path])
        _ = try await bench.rebuilt(files: [files])
        try bench.node.close()
        var listener = StoppedNodeAudit.Listener()
        listener.onKept = { throw Stop() }
        // Up to the step that misses the second file.
        while true {
            do {
                let report = try await audit(bench, "anew").run(listener: listener).document.report
                #expect(report.findings.map(\.place) == ["saksi/kh/phnom-penh/\(Bench.agreement): bundle \(second.id)"])
                break
            } catch is Stop {}
        }
        await #expect(throws: Stop.self) { try await audit(bench, "anew").run(listener: listener) }
        try bench.workspace.write("an unfinished copy", to: "anew/audited.sqlite")
        let (report, thrown) = try await NodeRebuild.run(
            RebuildOrder(mirrors: [], files: [bench.workspace(".")], proofs: [], goesOn: false),
            on: try bench.rebuilding(), timekeeper: bench.clock, randomness: SystemRandomness())
        #expect(thrown == nil && !report.lacksEvidence, "\(report.text)")
        for name in ["audit.state", "audited.sqlite"] {
            #expect(!FileManager.default.fileExists(atPath: bench.workspace("anew/\(name)")), "\(name)")
        }
        let whole = try await bench.auditRebuilt()
        #expect(whole.findings.isEmpty && whole.bundles == 2, "\(whole.text)")
    }
}
