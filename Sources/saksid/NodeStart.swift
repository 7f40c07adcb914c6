import Custody
import Exchange
import Foundation
import Seal
import Vocabulary

/// Reads keys and trust list as the configuration names them, and opens the node.
struct NodeStart: Sendable {
    let configuration: NodeConfiguration
    /// Told of a changed trust list that the running node does not take into use.
    let onRefusedList: @Sendable (SealError) -> Void

    init(_ configuration: NodeConfiguration, onRefusedList: @escaping @Sendable (SealError) -> Void = { _ in }) {
        self.configuration = configuration
        self.onRefusedList = onRefusedList
    }

    func open(onFatal: @escaping @Sendable (any Failure) -> Void) async throws -> ExchangeNode {
        try await ExchangeNode.open(try setting(), onFatal: onFatal)
    }

    /// Reads everything again while the node is stopped.
    func audit(anew: Bool, listener: StoppedNodeAudit.Listener) async throws -> SignedAuditDocument {
        try await StoppedNodeAudit(try setting()).run(anew: anew, listener: listener)
    }

    /// Destroys the words beside an event while the node is stopped, and has the log say so.
    func forget(_ event: EventID) async throws -> DestroyedWords {
        let node = try await open(onFatal: { Ending.fatal($0) })
        let destroyed: DestroyedWords
        do {
            destroyed = try await node.destroyWords(beside: event)
        } catch {
            try node.close()
            throw error
        }
        try node.close()
        return destroyed
    }

    /// Makes the data folder anew, from mirrors and files.
    func rebuild(_ order: RebuildOrder) async throws -> (report: RebuildReport, thrown: (any Error)?) {
        try await NodeRebuild.run(order, on: try setting())
    }

    private func setting() throws -> NodeSetting {
        let events = try Credential(
            pem: try InputBytes.read(configuration.events.path), passphrase: try configuration.events.passphrase())
        guard events.identity == configuration.node else {
            throw NodeError(
                .nodeIdentity, "The event certificate speaks for \(events.identity), not for \(configuration.node).",
                next: "Correct “node” or “events” in the configuration.")
        }
        let logKey = try SignerKey(reading: configuration.logKey)
        return NodeSetting(
            dataFolder: configuration.data, keys: NodeKeys(events: events, log: logKey),
            trust: try TrustKeeper(
                loading: configuration.trust, timekeeper: SystemTimekeeper(), onRefused: onRefusedList),
            limits: ExchangeLimits(
                bundleBytes: configuration.limits.bundleBytes,
                uploadsPerMember: configuration.limits.uploadsPerMember,
                releaseHours: configuration.limits.releaseHours,
                cosigningPatience: configuration.cosigners.isEmpty
                    ? .zero : .seconds(configuration.limits.cosigningSeconds)),
            reserveBytes: configuration.limits.reserveBytes)
    }
}

extension SignerKey {
    /// A key file as the operator keeps it.
    init(reading path: String) throws {
        let text = String(decoding: try InputBytes.read(path), as: UTF8.self)
        try self.init(parsing: Secret(text.trimmingCharacters(in: .newlines)))
    }
}

extension NodeConfiguration {
    init(loading path: String) throws {
        try self.init(reading: try InputBytes.read(path), path: path)
    }

    /// What the node shows others on the network.
    func tlsCredential() throws -> Credential {
        try Credential(pem: try InputBytes.read(tls.path), passphrase: try tls.passphrase())
    }
}

extension KeyFile {
    /// The passphrase of an encrypted key: the first line of its file.
    func passphrase() throws -> Secret<String>? {
        try passphraseFile.map { path in
            Secret(String(String(decoding: try InputBytes.read(path), as: UTF8.self).prefix { !$0.isNewline }))
        }
    }
}

/// Small files that the operator names.
enum InputBytes {
    private static let limit = 1 << 20

    static func read(_ path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path), data.count <= limit else {
            throw NodeError(
                .nodeFile, "The file “\(path)” is missing, unreadable or too large.",
                next: "Check the path in the configuration and who may read it.")
        }
        return Array(data)
    }
}
