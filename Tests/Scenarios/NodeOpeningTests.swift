import Custody
import Foundation
import Seal
import TestKit
import Testing
import Vocabulary

@testable import Exchange
@testable import Store

/// What a node does before it serves anybody.
@Suite("The start of a node")
struct NodeOpeningTests {
    private let workspace: Workspace
    private let keys: NodeKeys
    private let clock = TestClock()

    init() throws {
        workspace = try Workspace()
        try Demonstration(folder: workspace("pki"), now: clock.now, randomness: SystemRandomness()).write()
        keys = try NodeKeys(in: workspace)
    }

    /// Opens the node, and lets go of its folder when the work is done.
    private func opened<Value>(at timekeeper: TestClock, _ work: (ExchangeNode) async throws -> Value) async throws
        -> Value
    {
        let node = try await ExchangeNode.open(
            NodeSetting(
                dataFolder: workspace("data"), keys: keys,
                trust: try TrustKeeper(loading: workspace("pki/trust.yaml"), timekeeper: clock), reserveBytes: 0),
            timekeeper: timekeeper, onFatal: { Issue.record($0) })
        let value = try await work(node)
        try node.close()
        return value
    }

    private func commit(in node: ExchangeNode) async throws {
        let denied = try node.nodeEvents.make(.decisionDenied, in: node.nodeLog.origin, at: node.now) { _ in }
        let objects = try node.nodeEvents.objects()
        _ = try await node.nodeLog.commit { _ in Draft(objects: objects, events: [denied]) }
    }

    @Test("A clock that is a month ahead takes no upload that is under way; a month of the logs' own time does")
    func sweep() async throws {
        try await opened(at: clock) { node in
            try await commit(in: node)
            _ = try await node.folder.spool.begin(
                NewUpload(
                    id: UploadID(from: SystemRandomness()), owner: try Identity(parsing: "kh/ahtjpp/0101"),
                    agreement: try AgreementID(parsing: "KH-TH-TEST-02"), length: 4, created: clock.now))
        }
        let ahead = TestClock(clock.now)
        ahead.advance(seconds: 31 * 86_400)
        let kept = try await opened(at: ahead) { node in
            try await commit(in: node)
            return try node.folder.register.uploads().count
        }
        #expect(kept == 1)
        let left = try await opened(at: ahead) { try $0.folder.register.uploads().count }
        #expect(left == 0)
    }

    @Test("A data folder of another node is refused before anything is written to it")
    func otherNode() async throws {
        try await opened(at: clock) { node in
            try await commit(in: node)
            // As words that are destroyed leave it behind: nothing there is of the other node either.
            try LogMemory(in: node.folder, signedBy: [keys.log.verifier]).remember(node.nodeLog.origin)
        }
        let key = String(decoding: try workspace.read("pki/th/node-bangkok-log.key"), as: UTF8.self)
        let other = NodeKeys(
            events: try Credential(pem: try workspace.read("pki/th/node-bangkok-events.pem"), passphrase: nil),
            log: try SignerKey(parsing: Secret(key.trimmingCharacters(in: .newlines))))
        let error = await #expect(throws: ExchangeError.self) {
            _ = try await ExchangeNode.open(
                NodeSetting(
                    dataFolder: workspace("data"), keys: other,
                    trust: try TrustKeeper(loading: workspace("pki/trust.yaml"), timekeeper: clock), reserveBytes: 0),
                timekeeper: clock, onFatal: { Issue.record($0) })
        }
        #expect(error?.code == .agreementLog)
    }

    private func file(_ text: String, as name: String, by signers: [String]) throws -> PolicyFile {
        PolicyFile(
            name: name, contents: Array(text.utf8),
            signatures: try signers.map {
                try Credential(pem: try workspace.read("pki/\($0).pem"), passphrase: nil)
                    .cms(over: Array(text.utf8), claimedAt: clock.now)
            })
    }

    @Test("An activation that a stop cut short is completed at the next start")
    func completed() async throws {
        let both = ["kh/moj-0001", "th/oag-0001"]
        let people = "  - { id: kh/ahtjpp/0101, role: member, from: 2020-01-01, until: 2099-12-31 }"
        let names = ["KH-TH-TEST-02", "KH-TH-TEST-03"]
        let law = """
            law: KH-TEST-LAW
            format: saksi-law/1
            title: { en: Law for tests }
            source: { en: Made for this test. }
            version: 1
            party: KH
            applies: [item-origin, actor-party]
            in-force: { from: 2020-01-01, zone: Asia/Phnom_Penh }
            penalties: { trafficking-in-persons: 20 }
            clauses:
              "1":
                says: { en: Nothing is passed on. }
                forbid: [onward-transfer]

            """
        let files =
            try [file(SampleFiles.treaty(), as: "treaty.yaml", by: both), file(law, as: "law.yaml", by: [both[0]])]
            + names.map { try file(NodeFixture.text(of: $0, people: people), as: "\($0).yaml", by: both) }
        let next = try file(
            law.replacingOccurrences(
                of: "version: 1\n",
                with: "version: 2\nsupersedes: { version: 1, digest: \"\(Digest(of: Array(law.utf8)))\" }\n"),
            as: "law.yaml", by: [both[0]])
        try await opened(at: clock) { node in
            #expect(try await node.activate(files).map(\.agreement.text) == names)
            // The first of the two logs has its event, and then the process ends.
            let memory = PolicyMemory(in: node.folder)
            let trust = await node.trust.current()
            let plan = try ActivationPlan(
                of: [next], standings: try await node.standings(), memory: memory, trust: trust, now: clock.now)
            #expect(plan.changes.count == 2)
            try memory.remember([next])
            _ = try await node.commit(try #require(plan.changes.first), handedIn: nil, trust: trust.list.digest)
        }
        let versions = try await opened(at: clock) { node in
            try await node.standings().values.map { standing in
                standing.activation.sources.first { $0.id.text == "KH-TEST-LAW" }?.version
            }
        }
        #expect(versions == [2, 2])
        let report = try await NodeAudit.report(
            on: NodeSetting(
                dataFolder: workspace("data"), keys: keys,
                trust: try TrustKeeper(loading: workspace("pki/trust.yaml"), timekeeper: clock), reserveBytes: 0))
        #expect(report.findings.isEmpty, "\(report.text)")
    }
}
