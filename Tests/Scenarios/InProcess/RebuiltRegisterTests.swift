import Custody
import EvidenceBundle
import Foundation
import Policy
import TestKit
import Testing
import Vocabulary

@testable import Exchange
@testable import Store

/// What a rebuilt register has, row by row, against the one that was lost.
@Suite("A rebuilt register")
struct RebuiltRegisterTests {
    /// Rows of which the log says nothing, or says less.
    private func fromLog(_ rows: Set<RegisterRow>, before end: Int64) -> Set<RegisterRow> {
        Set(
            rows.compactMap { row -> RegisterRow? in
                switch row {
                case .log, .decision, .upload: return nil
                case .event(let event): return event.entry < end ? row : nil
                case .certificate(let certificate): return certificate.entry < end ? row : nil
                case .text(let text): return text.words == nil ? row : nil
                case .approval(var approval):
                    approval.spent = approval.spent.flatMap { $0 < end ? $0 : nil }
                    return .approval(approval)
                case .release(let release):
                    return .release(
                        ReleaseRow(
                            id: release.id, agreement: release.agreement, bundle: release.bundle,
                            member: release.member, items: release.items, purpose: release.purpose,
                            decision: release.decision, issued: release.issued, expires: release.issued,
                            content: release.content, size: release.size, acknowledged: release.acknowledged,
                            entry: release.entry))
                default: return row
                }
            })
    }

    private func compare(_ bench: Bench) async throws -> RebuildReport {
        let size = try #require(try bench.node.folder.register.log("saksi/kh/phnom-penh/\(Bench.agreement)")?.size)
        let number = try #require(try bench.node.folder.register.log("saksi/kh/phnom-penh/\(Bench.agreement)")?.key)
        let report = try await bench.rebuilt()
        #expect(report.logs.map(\.size) == [Int(size)] && report.goesOn && !report.lacksEvidence, "\(report.text)")
        #expect(report.logs.allSatisfy { $0.texts.isEmpty && $0.signatures.isEmpty && $0.files.isEmpty })
        try bench.node.close()
        let own = try LogOrigin(nodeLog: bench.node.node).text
        let origin = "saksi/kh/phnom-penh/\(Bench.agreement)"
        func ofAgreement(_ folder: String) async throws -> Set<RegisterRow> {
            let rows = try await bench.rows(in: folder)
            // Logs are numbered in the order in which a register came to know them.
            let heads = rows.compactMap { row -> Store.LogHead? in if case .log(let head) = row { head } else { nil } }
            let key = try #require(heads.first { $0.origin == origin }?.key)
            let other = try #require(heads.first { $0.origin == own }?.key)
            let ofLog = rows.compactMap { row -> RegisterRow? in
                switch row {
                case .event(let event):
                    event.log != key
                        ? nil
                        : .event(
                            EventRow(
                                id: event.id, log: number, entry: event.entry, type: event.type, bundle: event.bundle,
                                exhibit: event.exhibit))
                case .certificate(let certificate):
                    certificate.log != key
                        ? nil
                        : .certificate(
                            CertificateRow(log: number, digest: certificate.digest, entry: certificate.entry))
                default: row
                }
            }
            #expect(key != other)
            return fromLog(Set(ofLog), before: size)
        }
        let (lost, anew) = (try await ofAgreement("data"), try await ofAgreement("anew"))
        #expect(lost.subtracting(anew).isEmpty, "missing: \(lost.subtracting(anew))")
        #expect(anew.subtracting(lost).isEmpty, "made up: \(anew.subtracting(lost))")
        let audit = try await bench.auditRebuilt()
        #expect(audit.findings.isEmpty, "\(audit.text)")
        let restored = audit.restored.filter { $0.log == origin }
        #expect(restored.map(\.end) == [size] && restored.first?.at != nil, "\(audit.text)")
        #expect(audit.decisions == 0 && restored.first?.decisions.isEmpty == false)
        #expect(audit.text.contains("\(own): it began anew when the node was rebuilt"), "\(audit.text)")
        return report
    }

    @Test("Bundles, exhibits, extracts, receipts, cases, approvals and consents are those of before")
    func grants() async throws {
        let bench = try await Bench()
        let plain = try await bench.held([
            "document,none,none", "photograph,direct,none", "document,none,none,2,redaction",
        ])
        try await bench.submit(
            try await bench.pack(["document,none,none"], case: Bench.otherCase), offence: "trafficking-in-persons")
        let waiting = try await bench.held(["intercept,none,none", "intercept,none,none"])
        for numbers in [[1], [2]] {
            #expect(await bench.refusal { try await bench.retrieve(waiting, numbers) } != nil)
            try await bench.approve(waiting, numbers, by: .prosecutor)
        }
        try await bench.approve(waiting, [1], by: .attorney)
        _ = try await bench.retrieve(waiting, [1])
        _ = try await bench.retrieve(plain, [1])
        _ = try await bench.retrieve(plain)
        let standing = try await bench.consent(plain)
        let ended = try await bench.consent(waiting)
        try await bench.withdraw(ended, of: waiting)
        #expect(standing.index < ended.index)
        _ = try await compare(bench)

        // One approval of the second exhibit was never used: it counts as used from now on.
        let node = try await ExchangeNode.open(
            try bench.rebuilding(), timekeeper: bench.clock, randomness: SystemRandomness(), onFatal: { _ in })
        let approvals = try node.folder.register.approvals(try bench.id)
        let sealed = try #require(
            try node.folder.register.logs().first { $0.origin.hasSuffix(Bench.agreement) }?.size)
        #expect(approvals.count == 3 && approvals.allSatisfy { $0.spent != nil })
        #expect(approvals.filter { $0.spent == sealed - 2 }.count == 1)
        try node.close()
    }

    @Test(
        "So are overrides, courts' orders, their ends, and that words were destroyed; other words are named as missing")
    func lifting() async throws {
        let bench = try await Bench.lifting()
        let packed = try await bench.held(["document,none,confidential", "financial-record,none,none"])
        let lifted = try await bench.lift(packed, [1])
        let proposed = try await bench.propose(packed, [1], minutes: 120)
        let withdrawn = try await bench.propose(packed, [1], minutes: 30)
        try await bench.withdraw(override: withdrawn)
        _ = try await bench.retrieve(packed, [1])
        let order = try await bench.order(packed, of: "TH", by: .leader)
        let over = try await bench.order(packed, of: "KH", by: .prosecutor)
        try await bench.end(order: over, by: .prosecutor)
        _ = try await bench.node.destroyWords(beside: lifted.event)
        let report = try await compare(bench)
        #expect(
            report.logs.first?.words == [proposed.event, withdrawn.event, order.event, over.event], "\(report.text)")
        let audit = try await bench.auditRebuilt()
        #expect(Set(audit.restored.first?.words ?? []) == Set(report.logs.first?.words ?? []))
        #expect(audit.wordsDestroyed.map(\.event) == [lifted.event])
    }

    @Test("What a rebuilt node decides is on record again, and the audit excuses nothing that is missing of it")
    func onward() async throws {
        let bench = try await Bench()
        let packed = try await bench.held(["document,none,none"])
        let old = try await bench.retrieve(packed)
        _ = try await bench.rebuilt()
        try bench.node.close()
        let node = try await ExchangeNode.open(
            try bench.rebuilding(), timekeeper: bench.clock, randomness: SystemRandomness(), onFatal: { _ in })
        // By a release from before nothing is fetched.
        let caller = try await bench.caller(.leader)
        let refusal = await bench.refusal { _ = try await node.delivery(old.release, for: caller) }
        #expect(refusal?.code == "exchange.release.untold", "\(refusal as Any)")
        let stated = try bench.statement(.releaseRequested, by: .leader) { event in
            event.case = packed.record.case.number
            event.bundle = BundleMention(id: packed.id, digest: packed.digest)
            event.purpose = .investigation
        }
        let grant = try await node.release(packed.id, under: try bench.id, asking: stated, by: caller)
        _ = try await node.delivery(grant.release, for: caller)
        try node.close()
        let audit = try await bench.auditRebuilt()
        #expect(audit.findings.isEmpty && audit.decisions == 1, "\(audit.text)")
        // The record of the new decision is taken away.
        let taken = try await bench.auditRebuilt { try Bench.sqlite("DELETE FROM decisions", in: $0) }
        #expect(taken.findings.contains { $0.code == "exchange.audit.differs" && $0.place.contains("decision") })
    }

    @Test("What was restored is looked for as before: rows that are changed, taken away or spent anew are found")
    func nothingWeaker() async throws {
        let bench = try await Bench()
        let packed = try await bench.held(["intercept,none,none"])
        #expect(await bench.refusal { try await bench.retrieve(packed) } != nil)
        let given = try await bench.approve(packed, by: .prosecutor)
        _ = try await bench.retrieve(try await bench.held(["document,none,none"]))
        _ = try await bench.rebuilt()
        try bench.node.close()
        let approval = Digest(of: given.receipt.envelope.bytes).hexadecimal
        for (statement, place) in [
            ("DELETE FROM approvals", "grant at entry"), ("DELETE FROM receipts", "receipt of bundle"),
            ("DELETE FROM releases", "release"), ("DELETE FROM exhibits WHERE number = 1", "records of bundle"),
            ("DELETE FROM events WHERE type = 'register-rebuilt'", "event"),
            ("UPDATE approvals SET spent = NULL WHERE event = x'\(approval)'", "approval"),
        ] {
            let audit = try await bench.auditRebuilt {
                try Bench.sqlite("PRAGMA foreign_keys = OFF; \(statement)", in: $0)
            }
            #expect(audit.findings.contains { $0.place.contains(place) }, "\(statement): \(audit.text)")
        }
    }

    @Test("A node that is lost twice is rebuilt twice: what was closed the first time stays closed")
    func twice() async throws {
        let bench = try await Bench()
        let packed = try await bench.held(["intercept,none,none"])
        #expect(await bench.refusal { try await bench.retrieve(packed) } != nil)
        try await bench.approve(packed, by: .prosecutor)
        _ = try await bench.rebuilt()
        try bench.node.close()
        let node = try await ExchangeNode.open(
            try bench.rebuilding(), timekeeper: bench.clock, randomness: SystemRandomness(), onFatal: { _ in })
        let log = try #require(await node.ledgers[try bench.id]?.active?.log)
        let checkpoint = try log.checkpoint()
        let folder = "again/\(Digest(ofText: log.origin.text).hexadecimal)"
        let layout = TileLayout(size: checkpoint.checkpoint.size)
        for path in layout.hashTiles + layout.entryBundles {
            try bench.workspace.write(try log.tile(path), to: "\(folder)/\(path)")
        }
        try bench.workspace.write(checkpoint.bytes, to: "\(folder)/checkpoint")
        try node.close()
        let (report, thrown) = try await NodeRebuild.run(
            RebuildOrder(
                mirrors: [bench.workspace("again")], files: [bench.workspace(".")], proofs: [], goesOn: true),
            on: try bench.rebuilding("third"), timekeeper: bench.clock, randomness: SystemRandomness())
        #expect(thrown == nil && !report.lacksEvidence, "\(report.text)")
        let audit = try await bench.auditRebuilt("third")
        #expect(audit.findings.isEmpty, "\(audit.text)")
        let rows = try await bench.rows(in: "third")
        let spent = rows.compactMap { row -> Int64? in
            if case .approval(let approval) = row { approval.spent } else { nil }
        }
        #expect(spent.count == 1 && (spent.first ?? 0) < Int64(checkpoint.checkpoint.size))
    }
}
