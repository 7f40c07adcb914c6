import Custody
import Exchange
import Foundation
import Seal
import Store
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

    /// - Parameter listens: whether it is opened to listen: then its logs say if the listener has another certificate.
    func open(
        listens: Bool = false, onFatal: @escaping @Sendable (any Failure) -> Void
    ) async throws -> ExchangeNode {
        let tls = listens ? try configuration.tls.credential().chain : nil
        return try await ExchangeNode.open(try setting(tls: tls), onFatal: onFatal)
    }

    /// Opens the stopped node for its keys, whichever of them its logs are signed with.
    func withKeys<Value>(_ work: (ExchangeNode) async throws -> Value) async throws -> Value {
        let node: ExchangeNode
        do {
            node = try await ExchangeNode.open(try setting(), changingKey: true, onFatal: { Ending.fatal($0) })
        } catch let error as StoreError where error.code == .folderInUse {
            throw NodeError(
                .nodeRuns, "The node is running, and its data folder belongs to it alone.",
                next: "Stop the node first; its log keys are replaced while nothing else enters the logs.")
        }
        do {
            let value = try await work(node)
            try node.close()
            return value
        } catch {
            try node.close()
            throw error
        }
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

    private func setting(tls: CertificateChain? = nil) throws -> NodeSetting {
        let events = try configuration.events.credential()
        guard events.identity == configuration.node else {
            throw NodeError(
                .nodeIdentity, "The event certificate speaks for \(events.identity), not for \(configuration.node).",
                next: "Correct “node” or “events” in the configuration.")
        }
        let logKey = try SignerKey(reading: configuration.logKey)
        return NodeSetting(
            dataFolder: configuration.data,
            keys: NodeKeys(
                events: events, log: logKey,
                formerLog: try configuration.formerLogKey.map { try SignerKey(reading: $0) }),
            trust: try TrustKeeper(
                loading: configuration.trust, timekeeper: SystemTimekeeper(), onRefused: onRefusedList),
            limits: ExchangeLimits(
                bundleBytes: configuration.limits.bundleBytes,
                uploadsPerMember: configuration.limits.uploadsPerMember,
                releaseHours: configuration.limits.releaseHours,
                cosigningPatience: configuration.cosigners.isEmpty
                    ? .zero : .seconds(configuration.limits.cosigningSeconds)),
            reserveBytes: configuration.limits.reserveBytes, tls: tls)
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
    func credential() throws -> Credential {
        try Credential(pem: try InputBytes.read(path), passphrase: try passphrase())
    }

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
