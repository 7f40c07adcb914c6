import Courier
import Custody
import Foundation
import Vocabulary
import Wire

/// Holds receipts against the log that the node shows now.
struct LogComparing {
    /// What became of the event of one receipt.
    struct Outcome: Sendable {
        let path: String
        let event: EventID
        let type: EventType
        let index: Int
        /// Why the log is not the one that gave the receipt, and where both checkpoints are kept; nil if it is.
        let contradiction: Kept?

        struct Kept: Sendable {
            let kind: Contradiction.Kind
            let reason: String
            let file: String
        }
    }

    let node: NodeSession
    private let log: PinnedLog
    private let agreement: AgreementID
    /// What the node shows now: one checkpoint for all receipts.
    let head: SignedCheckpoint

    init(_ agreement: AgreementID, of node: NodeSession) async throws {
        self.node = node
        self.agreement = agreement
        log = try PinnedLog(try node.log(of: agreement), trust: node.trust)
        head = try SignedCheckpoint(
            parsing: try await node.client.send(.get, Routes.log.path(agreement) + "/checkpoint").body)
        _ = try log.check(head)
    }

    /// - Throws: what says nothing about the log: a receipt that is damaged or of another log, a network that fails.
    func compare(_ receipt: Receipt, at path: String) async throws -> Outcome {
        let comparison = try ReceiptComparison(receipt, keys: log.keys)
        let event = try UnverifiedEvent(receipt.envelope).event
        var contradiction: Outcome.Kept?
        do {
            try await node.withTiles(under: agreement) { try comparison.check(head, tiles: $0) }
        } catch let error as CustodyError {
            guard let kind = Self.kinds[error.code] else { throw error }
            let pair = Contradiction(kind, cosigned: receipt.checkpoint, received: head)
            contradiction = Outcome.Kept(kind: kind, reason: error.reason, file: try keep(pair, beside: path))
        }
        return Outcome(
            path: path, event: event.event, type: event.type, index: receipt.index, contradiction: contradiction)
    }

    /// What only a log that was rewritten, or cut, brings about.
    private static let kinds: [ErrorCode: Contradiction.Kind] = [
        .custodyLogShrunk: .smaller, .custodyLogSplitView: .splitView, .custodyProofConsistency: .unproven,
    ]

    /// Writes both checkpoints into one file beside the receipt, once.
    private func keep(_ pair: Contradiction, beside path: String) throws -> String {
        let file = "\(path).\(pair.kind.rawValue)-\(pair.id.hexadecimal).json"
        if !FileManager.default.fileExists(atPath: file) {
            try OutputFile.write(try pair.document(receivedAt: node.session.now), to: file)
        }
        return file
    }
}
