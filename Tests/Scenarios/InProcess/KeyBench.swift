import Custody
import Foundation
import Seal
import Store
import TestKit
import Vocabulary

@testable import Exchange

/// The folder of a stopped node, which is opened with one key after the other.
final class KeyBench: Sendable {
    let bench: Bench
    let first: NodeKeys
    /// A copy: the folder of the bench belongs to this process as long as its node is there.
    static let data = "stopped"

    /// A node with an agreement's log and a log of its own, and one bundle.
    init() async throws {
        bench = try await Bench()
        first = try NodeKeys(in: bench.workspace)
        _ = try await bench.held(["intercept,none,none"])
        try await bench.node.recordStranger(try await bench.caller(.stranger))
        try bench.stop()
        try FileManager.default.copyItem(atPath: bench.workspace("data"), toPath: bench.workspace(Self.data))
    }

    var workspace: Workspace { bench.workspace }

    func newKey() throws -> SignerKey {
        try SignerKey(name: first.log.verifier.name, algorithm: .ed25519, from: SystemRandomness())
    }

    func keys(_ log: SignerKey, former: SignerKey? = nil, events: Credential? = nil) -> NodeKeys {
        NodeKeys(events: events ?? first.events, log: log, formerLog: former)
    }

    private func setting(_ keys: NodeKeys, _ tls: CertificateChain?) throws -> NodeSetting {
        NodeSetting(
            dataFolder: workspace(Self.data), keys: keys,
            trust: try TrustKeeper(loading: workspace("pki/trust.yaml"), timekeeper: bench.clock), reserveBytes: 0,
            tls: tls)
    }

    /// Opens the node, and lets go of its folder when the work is done.
    func opened<Value>(
        _ keys: NodeKeys, changing: Bool = false, tls: CertificateChain? = nil,
        _ work: (ExchangeNode) async throws -> Value
    ) async throws -> Value {
        let node = try await ExchangeNode.open(
            try setting(keys, tls), changingKey: changing, timekeeper: bench.clock, onFatal: { _ in })
        do {
            let value = try await work(node)
            try node.close()
            return value
        } catch {
            try node.close()
            throw error
        }
    }

    func audit(_ keys: NodeKeys) async throws -> NodeAuditReport {
        try await NodeAudit.report(on: try setting(keys, nil))
    }

    /// Commits something to the node's own log.
    func work(_ node: ExchangeNode) async throws { try await node.recordStranger(try await caller(node)) }

    private func caller(_ node: ExchangeNode) async throws -> CallingMember {
        let credential = try bench.credential(.stranger)
        let trusted = try await node.authenticate(credential.chain.all.map(\.der))
        return try CallingMember(identity: trusted.identity, certificate: trusted.certificate.digest)
    }

    /// Puts other lines for the node's log keys into the trust list, in its next version, signed by every party.
    func list(_ report: KeyReport, _ change: (String) -> String = { $0 }) throws {
        guard let lines = report.trustListLines else { throw Answered.Missing(what: "lines for the trust list") }
        for proof in report.proofFiles { try workspace.write(proof.bytes, to: "pki/\(proof.name)") }
        try KeyBench.replaceKeys(of: "kh/phnom-penh", by: change(lines), in: workspace, at: bench.clock.now)
    }

    /// - Parameter lines: without indentation.
    static func replaceKeys(of node: String, by lines: String, in workspace: Workspace, at now: Instant) throws {
        let parts = node.split(separator: "/")
        var text = String(decoding: try workspace.read("pki/trust.yaml"), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let party = try Answered.unwrap(text.firstIndex { $0 == "  \(parts[0].uppercased()):" }, "the party")
        let logs = try Answered.unwrap(
            text[party...].firstIndex { $0.trimmingCharacters(in: .whitespaces) == "logs:" }, "the node's keys")
        let end = try Answered.unwrap(text[logs...].dropFirst().firstIndex { !$0.hasPrefix("          ") }, "their end")
        text.replaceSubrange(
            (logs + 1)..<end, with: lines.split(separator: "\n").map { "          \($0)" })
        let version = try Answered.unwrap(text.firstIndex { $0.hasPrefix("version: ") }, "the version")
        text[version] = "version: \((Int(text[version].dropFirst(9)) ?? 0) + 1)"
        let bytes = Array(text.joined(separator: "\n").utf8)
        try workspace.write(bytes, to: "pki/trust.yaml")
        for stem in ["kh/moj-0001", "th/oag-0001", "vn/spp-0001"] {
            let credential = try Credential(pem: try workspace.read("pki/\(stem).pem"), passphrase: nil)
            try workspace.write(
                try credential.cms(over: bytes, claimedAt: now),
                to: SignedFile.signaturePath(of: "pki/trust.yaml", by: credential.identity))
        }
    }
}
