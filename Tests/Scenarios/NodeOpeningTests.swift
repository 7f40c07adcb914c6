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
        let key = String(decoding: try workspace.read("pki/kh/node-phnom-penh-log.key"), as: UTF8.self)
        keys = NodeKeys(
            events: try Credential(pem: try workspace.read("pki/kh/node-phnom-penh-events.pem"), passphrase: nil),
            log: try SignerKey(parsing: Secret(key.trimmingCharacters(in: .newlines))))
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
        try await opened(at: clock) { try await commit(in: $0) }
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
}
