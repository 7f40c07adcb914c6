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
        /// Why the log is not the one that gave the receipt; nil if it is.
        let contradiction: CustodyError?
        /// Where the checkpoint that was shown is kept, for a contradiction.
        let kept: String?
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
        let comparison = try log.comparison(of: receipt)
        let event = try UnverifiedEvent(receipt.envelope).event
        var contradiction: CustodyError?
        do {
            try await withTiles { try comparison.check(head, tiles: $0) }
        } catch let error as CustodyError where Self.contradictions.contains(error.code) {
            contradiction = error
        }
        return Outcome(
            path: path, event: event.event, type: event.type, index: receipt.index, contradiction: contradiction,
            kept: contradiction == nil ? nil : try keep(beside: path))
    }

    /// What only a log that was rewritten, or cut, brings about.
    private static let contradictions: Set<ErrorCode> = [
        .custodyLogShrunk, .custodyLogSplitView, .custodyProofConsistency,
    ]

    private struct Needed: Error {
        let tile: TilePath
    }

    /// Fetches a tile when it is first asked for.
    private func withTiles(_ body: (@escaping TileSource) throws -> Void) async throws {
        var tiles: [TilePath: [UInt8]] = [:]
        while true {
            let held = tiles
            do {
                return try body { path in
                    guard let tile = held[path] else { throw Needed(tile: path) }
                    return tile
                }
            } catch let needed as Needed {
                tiles[needed.tile] = try await node.client.send(
                    .get, Routes.log.path(agreement) + "/" + needed.tile.text, limit: 1 << 14
                ).body
            }
        }
    }

    /// The first one that was shown stays: it is the evidence.
    private func keep(beside path: String) throws -> String {
        let aside = path + ".shown"
        if !FileManager.default.fileExists(atPath: aside) { try OutputFile.write(head.bytes, to: aside) }
        return aside
    }
}
