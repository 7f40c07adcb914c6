import Exchange
import Gateway
import Seal
import ServiceLifecycle
import Vocabulary

/// Sends this node's checkpoints to one cosigner as long as the node runs.
struct CosignatureService: Service {
    let push: CosignaturePush
    private let connection: CosignerConnection

    /// One for each cosigner of the configuration.
    static func all(
        _ configuration: NodeConfiguration, of node: ExchangeNode,
        onNotice: @escaping @Sendable (CosigningNotice) -> Void
    ) async throws -> [CosignatureService] {
        guard !configuration.cosigners.isEmpty else { return [] }
        let credential = try configuration.tlsCredential()
        var services: [CosignatureService] = []
        for asked in configuration.cosigners {
            let connection = CosignerConnection(to: asked, as: credential, trust: node.trust)
            let push = try await CosignaturePush(
                to: asked.identity, of: node, onNotice: onNotice, ask: { try await connection.ask($0) })
            services.append(CosignatureService(push: push, connection: connection))
        }
        return services
    }

    func run() async throws {
        let push = push
        await cancelWhenGracefulShutdown { await push.run() }
        await connection.close()
    }
}

extension CosigningFigures {
    var metrics: [Metric] {
        func metric(_ name: String, _ help: String, _ kind: Metric.Kind, _ value: Int) -> Metric {
            Metric(
                name: "saksi_cosigning_\(name)", help: help, kind: kind, value: value,
                label: ("cosigner", cosigner.text))
        }
        return [
            metric("lag_entries", "Entries that the signature of this cosigner does not cover yet.", .gauge, lag),
            metric("stopped_logs", "Logs that this cosigner signed another history of.", .gauge, stopped),
            metric("unanswered", "How often in a row it could not be reached.", .gauge, unanswered),
            metric("signed_total", "Checkpoints that it signed since the start.", .counter, signed),
        ]
    }
}
