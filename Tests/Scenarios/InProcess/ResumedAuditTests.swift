import Foundation
import Seal
import Store
import TestKit
import Testing
import Vocabulary

@testable import Exchange

/// An audit that is stopped again and again comes to the same end as one that is not.
@Suite("An audit of a node that is stopped and taken up")
struct ResumedAuditTests {
    private struct Stop: Error {}

    /// So small that there are many places at which to stop.
    private static var pace: AuditPace {
        var pace = AuditPace()
        pace.bundles = 1
        pace.rows = 2
        pace.bytes = 4096
        pace.keepEvery = 1
        return pace
    }

    private func history() async throws -> Bench {
        let bench = try await Bench()
        for category in ["document", "photograph", "document"] {
            let packed = try await bench.held(["\(category),none,none", "document,none,none"])
            try await bench.retrieve(packed, by: .leader)
        }
        return bench
    }

    private func audit(_ bench: Bench, _ folder: String) throws -> StoppedNodeAudit {
        StoppedNodeAudit(
            try Bench.setting(bench.workspace, bench.clock, data: folder), timekeeper: bench.clock, pace: Self.pace)
    }

    /// Stops after each time that the state was kept, until there is no further.
    private func stopped(_ bench: Bench, _ folder: String) async throws -> (document: AuditDocument, stops: Int) {
        var stops = 0
        var listener = StoppedNodeAudit.Listener()
        listener.onKept = { throw Stop() }
        while true {
            do {
                return (try await audit(bench, folder).run(listener: listener).document, stops)
            } catch is Stop {
                stops += 1
            }
        }
    }

    private struct Found: Hashable {
        let place: String
        let code: String
    }

    private func found(_ report: NodeAuditReport) -> [Found: Int] {
        Dictionary(report.findings.map { (Found(place: $0.place, code: $0.code), 1) }, uniquingKeysWith: +)
    }

    private static let damages: [(name: String, change: @Sendable (_ folder: String) throws -> Void)] = [
        ("nothing", { _ in }),
        ("a blob", { try flip(try blobs($0)[0]) }),
        ("a blob that is gone", { try FileManager.default.removeItem(atPath: try blobs($0)[1]) }),
        ("an entry", { try sqlite($0, "UPDATE entries SET bytes = CAST('{}' AS BLOB) WHERE log = 2 AND number = 9") }),
        ("a tile", { try sqlite($0, "UPDATE tiles SET hashes = zeroblob(length(hashes)) WHERE log = 2") }),
        ("a value of a bundle", { try sqlite($0, "UPDATE bundles SET size = size + 1") }),
        (
            "a receipt that is gone",
            { try sqlite($0, "DELETE FROM receipts WHERE entry = (SELECT max(entry) FROM receipts)") }
        ),
        ("decisions that are gone", { try sqlite($0, "DELETE FROM decisions WHERE entry IS NOT NULL") }),
        ("an event's row that is gone", { try sqlite($0, "DELETE FROM events WHERE type = 'released'") }),
        (
            "a policy file that is gone",
            { folder in
                for name in try FileManager.default.contentsOfDirectory(atPath: folder) where name.hasPrefix("policy-")
                {
                    try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
                }
            }
        ),
    ]

    private static func sqlite(_ folder: String, _ statement: String) throws {
        let outcome = try Tool.run(
            "sqlite3", ["\(folder)/register.sqlite", "PRAGMA foreign_keys = off; \(statement); SELECT changes()"])
        guard outcome.status == 0, outcome.output != "0\n" else {
            throw Answered.Missing(what: "\(statement): \(outcome.everything)")
        }
    }

    private static func blobs(_ folder: String) throws -> [String] {
        (FileManager.default.subpaths(atPath: "\(folder)/blobs") ?? []).filter { $0.utf8.count > 60 }.sorted()
            .map { "\(folder)/blobs/\($0)" }
    }

    private static func flip(_ path: String) throws {
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(fileURLWithPath: path))
    }

    private static func counts(_ report: NodeAuditReport) -> [Int] {
        [report.logs, report.events, report.tiles, report.bundles, report.releases, report.decisions, report.blobs]
    }

    @Test("Stopped after every step it finds each kind of damage as one that ran through, and counts the same")
    func same() async throws {
        let bench = try await history()
        for (name, change) in Self.damages {
            let folder = try bench.stoppedCopy()
            try change(folder)
            let whole = try await audit(bench, folder).run(keepsState: false).document
            let (parts, stops) = try await stopped(bench, folder)
            #expect(whole.report.findings.isEmpty == (name == "nothing"), "\(name): \(whole.text)")
            #expect(found(parts.report) == found(whole.report), "\(name)")
            #expect(parts.resumed.count == stops && stops > 10, "\(name): \(stops) stops")
            let (a, b) = (parts.report, whole.report)
            #expect(Self.counts(a) == Self.counts(b), "\(name)")
            #expect(a.bytes == b.bytes, "\(name)")
            #expect(parts.checkpoints == whole.checkpoints)
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/audit.state"))
        }
    }

    @Test("A blob of many pieces is taken up in its middle")
    func middleOfBlob() async throws {
        let bench = try await history()
        let folder = try bench.stoppedCopy()
        var listener = StoppedNodeAudit.Listener()
        listener.onKept = { throw Stop() }
        var middles: Set<Substring> = []
        while true {
            do {
                let document = try await audit(bench, folder).run(listener: listener).document
                #expect(document.report.findings.isEmpty, "\(document.text)")
                break
            } catch is Stop {
                let state = try String(contentsOfFile: "\(folder)/audit.state", encoding: .utf8)
                if let digest = state.firstMatch(of: /"underWay":\{"blob":"[^"]*","digest":"([0-9a-f]*)"/) {
                    let isNew = middles.insert(digest.output.1).inserted
                    #expect(isNew, "it was read again from its beginning")
                }
            }
        }
        #expect(!middles.isEmpty)
    }

    @Test("A state that the node did not sign, or of other logs, is not taken up")
    func others() async throws {
        let bench = try await history()
        func begun() async throws -> String {
            let folder = try bench.stoppedCopy()
            var listener = StoppedNodeAudit.Listener()
            listener.onKept = { throw Stop() }
            for _ in 0..<4 { _ = try? await audit(bench, folder).run(listener: listener) }
            return folder
        }
        let taken = try await audit(bench, try await begun()).run().document
        #expect(taken.resumed.count == 4 && taken.report.findings.isEmpty)

        // Somebody has it skip to the end.
        let folder = try await begun()
        let path = "\(folder)/audit.state"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let step = try #require(text.firstMatch(of: /"step":"[a-z]+"/)).output
        try text.replacing(step, with: "\"step\":\"folder\"").write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try await audit(bench, folder).run().document.resumed.isEmpty)

        // Nor one of a key that is not this node's.
        let other = try await begun()
        let line = String(try String(contentsOfFile: "\(other)/audit.state", encoding: .utf8).split(separator: "\n")[0])
        let forged = try bench.credential(.leader).cms(over: Array(line.utf8))
        try "\(line)\n\(Data(forged).base64EncodedString())\n".write(
            toFile: "\(other)/audit.state", atomically: true, encoding: .utf8)
        #expect(try await audit(bench, other).run().document.resumed.isEmpty)

        // The log went on meanwhile.
        let grown = try await begun()
        let node = try await ExchangeNode.open(
            try Bench.setting(bench.workspace, bench.clock, data: grown), timekeeper: bench.clock, onFatal: { _ in })
        let stranger = try bench.credential(.stranger)
        try await node.recordStranger(
            try CallingMember(identity: stranger.identity, certificate: stranger.chain.leaf.digest))
        try node.close()
        // This process may still hold the folder, as long as anything of the node is alive.
        let stopped = bench.workspace("grown")
        try FileManager.default.copyItem(atPath: grown, toPath: stopped)
        #expect(FileManager.default.fileExists(atPath: "\(stopped)/audit.state"))
        let anew = try await audit(bench, stopped).run().document
        #expect(anew.resumed.isEmpty && anew.report.findings.isEmpty, "\(anew.text)")

        // Too long ago, and asked to begin anew.
        #expect(try await audit(bench, try await begun()).run(anew: true).document.resumed.isEmpty)
        let old = try await begun()
        bench.clock.advance(seconds: 61 * 86_400)
        #expect(try await audit(bench, old).run().document.resumed.isEmpty)
    }

    @Test("The signed report reads back to the same, and its signature is the node's")
    func signed() async throws {
        let bench = try await history()
        let signed = try await audit(bench, try bench.stoppedCopy()).run()
        let read = try CanonicalJSON.decode(AuditDocument.self, from: signed.bytes, noun: "report", limit: 1 << 24)
        #expect(read == signed.document)
        let signature = try DetachedSignature(der: signed.signature)
        try signature.verify(over: signed.bytes)
        #expect(signature.claimedIdentity == bench.node.node)
        #expect(
            signed.document.checkpoints.contains { $0.size > 0 && $0.root != nil && $0.checkpoint.contains($0.origin) })
    }
}
