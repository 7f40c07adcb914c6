import Courier
import Custody
import Vocabulary
import Wire

/// Holds receipts against the log that the node shows now.
struct LogComparing {
    /// What became of the event of one receipt.
    struct Outcome: Sendable {
        enum Finding: Sendable {
            case stands
            /// Why the log is not the one that gave the receipt.
            case contradicted(reason: String, KeptCheckpoints)
            /// What says nothing about the log: a receipt that is damaged or of another log, a network that fails.
            case notCompared(FailureReport)
        }

        let path: String
        let event: EventID
        let type: EventType
        let index: Int
        let finding: Finding
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

    /// What fails for one receipt takes nothing back of what was found for another: a node that is found out could else
    /// bring that about.
    /// - Throws: only that it was cancelled, and what is no receipt at all.
    func compare(_ receipt: Receipt, at path: String) async throws -> Outcome {
        let event = try UnverifiedEvent(receipt.envelope).event
        func outcome(_ finding: Outcome.Finding) -> Outcome {
            Outcome(path: path, event: event.event, type: event.type, index: receipt.index, finding: finding)
        }
        do {
            let comparison = try ReceiptComparison(receipt, keys: log.keys, cosigners: log.cosigners)
            do {
                try await node.withTiles(under: agreement) { try comparison.check(head, tiles: $0) }
                return outcome(.stands)
            } catch let error as CustodyError {
                guard let kind = Self.kinds[error.code] else { throw error }
                // First of all it is kept; what became of the event is looked for afterwards, and may fail.
                let kept = KeptCheckpoints(
                    Contradiction(kind, cosigned: receipt.checkpoint, received: head), beside: path, in: node.session)
                let fate = try? await node.withTiles(under: agreement) { try comparison.fate(in: head, tiles: $0) }
                return outcome(
                    .contradicted(reason: [error.reason, fate].compactMap(\.self).joined(separator: " "), kept))
            }
        } catch  where !(error is CancellationError) {
            return outcome(.notCompared(FailureReport((error as? any Failure) ?? CommandError.bug)))
        }
    }

    /// What only a log that was rewritten, or cut, brings about.
    private static let kinds: [ErrorCode: Contradiction.Kind] = [
        .custodyLogShrunk: .smaller, .custodyLogSplitView: .splitView, .custodyProofConsistency: .unproven,
    ]
}
