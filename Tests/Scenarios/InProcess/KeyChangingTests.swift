import Custody
import Foundation
import Seal
import Store
import TestKit
import Testing
import Vocabulary

@testable import Exchange

/// A node whose log key is replaced, lost or stolen.
@Suite("Replacing a node's log key")
struct KeyChangingTests {
    private func code(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? any Failure)?.code.name ?? "\(error)"
        }
    }

    private func pinned(_ bench: KeyBench, _ origin: LogOrigin) throws -> LogKeys {
        let trust = try TrustStore(loading: bench.workspace("pki/trust.yaml"), at: bench.bench.clock.now)
        return try LogKeys(origin: origin, of: try #require(trust.list.nodes[origin.node]))
    }

    private func checkpoint(_ node: ExchangeNode, _ origin: LogOrigin) throws -> SignedCheckpoint {
        try SignedCheckpoint(parsing: try #require(try node.folder.register.log(origin.text)).checkpoint)
    }

    @Test(
        "Planned: each log says it under the old key, both sign while the list travels, then the new one alone; the audit is clean throughout"
    )
    func planned() async throws {
        let bench = try await KeyBench()
        let (old, new) = (bench.first.log, try bench.newKey())
        let both = bench.keys(new, former: old)
        #expect(await code { try await bench.opened(both) { _ in } } == "exchange.log-key.unannounced")
        let report = try await bench.opened(both, changing: true) { node in
            let changed = try await node.rotateLogKey()
            #expect(changed.count == 2)
            #expect(try await node.rotateLogKey().isEmpty)
            return try await node.keyReport()
        }
        #expect(report.isComplete && report.proofFiles.count == 4)
        #expect(report.logs.allSatisfy { $0.isTrusted == (new: false, any: true) })
        for log in report.logs {
            let end = try #require(log.terms.first?.to)
            #expect(end == log.size)
            let proof = try #require(log.handovers.first?.proof)
            #expect(proof.size == end && proof.key == new.verifier.named(log.origin))
            // By the list that everybody has, the old key signed for it, and it alone.
            let known = try proof.receipt.checkpoint.verify(log: try pinned(bench, log.origin))
            #expect(known.unknown.isEmpty)
        }
        #expect(try await bench.audit(both).findings.isEmpty)
        let origin = try LogOrigin(nodeLog: bench.first.node)

        // With the old list in everybody's hands.
        try await bench.opened(both) { node in
            try await bench.work(node)
            let signed = try checkpoint(node, origin)
            #expect(signed.note.signatures.count == 2)
            #expect(try signed.verify(log: try pinned(bench, origin)).unknown.count == 1)
            let running = try await RunningNodeAudit(of: node, bytesPerSecond: 1 << 30).run().document
            #expect(running.report.findings.isEmpty, "\(running.text)")
        }
        #expect(try await bench.audit(both).findings.isEmpty)
        #expect(await code { try await bench.opened(bench.first) { _ in } } == "exchange.log-key.unannounced")

        try bench.list(report)
        let named = try await bench.opened(both) { node in
            try await bench.work(node)
            #expect(try checkpoint(node, origin).verify(log: try pinned(bench, origin)).unknown.isEmpty)
            return try await node.keyReport()
        }
        #expect(named.logs.allSatisfy { $0.isTrusted == (new: true, any: true) })
        #expect(named.remarks(tls: nil).contains { $0.contains("take “former-log-key” out") })
        #expect(named.trustListLines == report.trustListLines)

        let alone = bench.keys(new)
        try await bench.opened(alone) { node in
            try await bench.work(node)
            let signed = try checkpoint(node, origin)
            #expect(signed.note.signatures.count == 1)
            _ = try signed.verify(log: try pinned(bench, origin))
        }
        #expect(try await bench.audit(alone).findings.isEmpty)
        // The log of the agreement has had no commit since: its newest checkpoint is the one of the old key.
        try await bench.opened(alone) { node in
            let log = try #require(await node.logs.first { $0.origin.agreement != nil })
            _ = try checkpoint(node, log.origin).verify(log: try pinned(bench, log.origin))
        }
        // Whoever lost what the old key signed last is told; where nothing was committed since, it is still there.
        try FileManager.default.removeItem(atPath: bench.workspace("\(KeyBench.data)/log-keys.json"))
        let without = try await bench.opened(alone, changing: true) { try await $0.keyReport() }
        #expect(without.remarks(tls: nil).filter { $0.contains("cannot be made") }.count == 1)
        #expect(without.proofFiles.count == 2)
    }

    @Test(
        "A key that was lost before it signed anything is not in the lines for the trust list, and is missed by nobody")
    func lostAtOnce() async throws {
        let bench = try await KeyBench()
        let (second, third) = (try bench.newKey(), try bench.newKey())
        try await bench.opened(bench.keys(second, former: bench.first.log), changing: true) {
            _ = try await $0.rotateLogKey()
        }
        let report = try await bench.opened(bench.keys(third), changing: true) { node in
            #expect(try await node.replaceLostLogKey().count == 2)
            return try await node.keyReport()
        }
        #expect(report.logs.allSatisfy { $0.terms.map(\.signs) == [true, false, true] })
        let lines = try #require(report.trustListLines)
        #expect(lines.split(separator: "\n").filter { $0.hasPrefix("- key:") }.count == 2)
        #expect(lines.contains(third.verifier.text) && !lines.contains(second.verifier.text))
        try bench.list(report)
        let origin = try LogOrigin(nodeLog: bench.first.node)
        try await bench.opened(bench.keys(third)) { node in
            try await bench.work(node)
            _ = try checkpoint(node, origin).verify(log: try pinned(bench, origin))
        }
        #expect(try await bench.audit(bench.keys(third)).findings.isEmpty)
    }

    @Test(
        "A change that was stopped between two logs, or before its checkpoint was kept, is completed by the same command"
    )
    func interrupted() async throws {
        for settles in [false, true] {
            let bench = try await KeyBench()
            let both = bench.keys(try bench.newKey(), former: bench.first.log)
            try await bench.opened(both, changing: true) { node in
                let ledger = try #require(await node.begunLedgers.first)
                #expect(try await node.rotateLogKey(of: ledger))
                if settles { try KeyMemory(in: node.folder).settle(ledger.origin) }
            }
            // Neither key serves a node that is in between.
            for keys in [both, bench.first, bench.keys(both.log)] {
                #expect(await code { try await bench.opened(keys) { _ in } } == "exchange.log-key.unannounced")
            }
            #expect(try await bench.audit(both).findings.map(\.code) == ["exchange.log-key.unannounced"])
            let report = try await bench.opened(both, changing: true) { node in
                #expect(try await node.keyReport().trustListLines == nil)
                #expect(try await node.rotateLogKey().count == 1)
                return try await node.keyReport()
            }
            #expect(report.isComplete && report.proofFiles.count == 4)
            try await bench.opened(both) { try await bench.work($0) }
            #expect(try await bench.audit(both).findings.isEmpty)
        }
    }

    @Test(
        "A trust list that names a new key without the proof of the old one is found by the audit, and no checkpoint counts under it"
    )
    func withoutProof() async throws {
        let bench = try await KeyBench()
        let both = bench.keys(try bench.newKey(), former: bench.first.log)
        let report = try await bench.opened(both, changing: true) { node in
            _ = try await node.rotateLogKey()
            return try await node.keyReport()
        }
        try bench.list(report) { lines in
            lines.split(separator: "\n").filter { !$0.contains("proofs:") }.joined(separator: "\n")
        }
        let origin = try LogOrigin(nodeLog: bench.first.node)
        try await bench.opened(both) { node in
            try await bench.work(node)
            let error = #expect(throws: CustodyError.self) {
                try checkpoint(node, origin).verify(log: try pinned(bench, origin))
            }
            #expect(error?.code == .custodyKeyUnannounced)
        }
        // The log itself is in order; it is the list that lacks something.
        #expect(try await bench.audit(both).findings.isEmpty)

        // A key of the list that no event of the log brings in.
        let stranger = try bench.newKey()
        try bench.list(report) { $0.replacingOccurrences(of: both.log.verifier.text, with: stranger.verifier.text) }
        #expect(Set(try await bench.audit(both).findings.map(\.code)) == ["custody.key.unannounced"])
    }

    @Test(
        "Lost: nobody signs with the old key, the node goes on with a new one, and what the old key signed stays good")
    func lost() async throws {
        let bench = try await KeyBench()
        let new = bench.keys(try bench.newKey())
        let before = try await bench.opened(bench.first) { node in
            try await node.logs.map { try checkpoint(node, $0.origin) }
        }
        #expect(await code { try await bench.opened(new) { _ in } } == "exchange.log-key.unannounced")
        #expect(
            await code { _ = try await bench.opened(new, changing: true) { try await $0.rotateLogKey() } }
                == "exchange.log-key.unannounced")
        let report = try await bench.opened(new, changing: true) { node in
            #expect(try await node.replaceLostLogKey().count == 2)
            #expect(try await node.replaceLostLogKey().isEmpty)
            #expect(try await node.logsWithoutTrustedKey() == 2)
            return try await node.keyReport()
        }
        #expect(report.proofFiles.isEmpty)
        #expect(report.logs.allSatisfy { $0.isTrusted == (new: false, any: false) })
        #expect(report.trustListLines?.contains("former: lost") == true)
        try bench.list(report)
        for old in before {
            let origin = try LogOrigin(parsing: old.checkpoint.origin)
            _ = try old.verify(log: try pinned(bench, origin))
            try await bench.opened(new) { _ = try checkpoint($0, origin).verify(log: try pinned(bench, origin)) }
        }
        try await bench.opened(new) { node in
            #expect(try await node.logsWithoutTrustedKey() == 0)
            try await bench.work(node)
        }
        #expect(try await bench.audit(new).findings.isEmpty)
    }

    @Test(
        "Stolen: what the old key signed behind the last sure size counts with a cosigner alone, and the node's own reading goes on"
    )
    func stolen() async throws {
        let bench = try await KeyBench()
        let new = bench.keys(try bench.newKey())
        let origin = try LogOrigin(nodeLog: bench.first.node)
        let sure = try await bench.opened(bench.first) { node in
            let sure = try checkpoint(node, origin).checkpoint.size
            try await bench.work(node)
            return sure
        }
        let late = try await bench.opened(bench.first) { try checkpoint($0, origin) }
        #expect(
            await code {
                _ = try await bench.opened(new, changing: true) {
                    try await $0.replaceLostLogKey(trustedTo: [origin: late.checkpoint.size + 1])
                }
            } == "exchange.log-key.size")
        let report = try await bench.opened(new, changing: true) { node in
            _ = try await node.replaceLostLogKey(trustedTo: [origin: sure])
            return try await node.keyReport()
        }
        #expect(report.trustListLines?.contains("cosigned-to: { node: \(late.checkpoint.size) }") == true)
        #expect(report.trustListLines?.contains("former: stolen") == true)
        try bench.list(report)
        let keys = try pinned(bench, origin)
        #expect(throws: CustodyError.self) { try late.verify(log: keys) }
        let cosigner = try SignerKey(
            parsing: Secret(String(decoding: try bench.workspace.read("pki/th/cosigner-bangkok.key"), as: UTF8.self)))
        let cosigned = late.adding([try late.cosignature(by: cosigner, at: bench.bench.clock.now)])
        let bangkok = Cosigner(identity: try Identity(parsing: "th/cosigner/bangkok"), key: cosigner.verifier)
        _ = try cosigned.verify(log: keys, cosigners: [bangkok])
        try await bench.opened(new) { try await bench.work($0) }
        #expect(try await bench.audit(new).findings.isEmpty)
    }

    @Test("Words that were destroyed under the old key are still remembered under the new one")
    func memory() async throws {
        let bench = try await KeyBench()
        let origin = try LogOrigin(nodeLog: bench.first.node)
        try await bench.opened(bench.first) { node in
            try LogMemory(in: node.folder, signedBy: [bench.first.log.verifier]).remember(origin)
        }
        let both = bench.keys(try bench.newKey(), former: bench.first.log)
        try await bench.opened(both, changing: true) { _ = try await $0.rotateLogKey() }
        try await bench.opened(bench.keys(both.log)) { try await bench.work($0) }
        #expect(try await bench.audit(bench.keys(both.log)).findings.isEmpty)
    }
}
