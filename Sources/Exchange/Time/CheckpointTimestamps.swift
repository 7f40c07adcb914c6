import Custody
package import Seal
import Store
package import Vocabulary

/// A checkpoint of a log, to be stamped.
package struct CheckpointToStamp: Sendable {
    package let origin: String
    package let size: Int
    /// What the time-stamp must be over.
    package let digest: Digest
    fileprivate let log: LogKey
    fileprivate let note: [UInt8]
}

extension ExchangeNode {
    /// A checkpoint of every log that has grown since, the node's own included: the newest that has its quorum of cosigners,
    /// so that both are over the same one however busy the log is; where none has, the one that lacks the fewest.
    ///
    /// - Parameter done: how many entries were covered by the last one that was stamped, by the log's origin.
    package func checkpointsToStamp(after done: [String: Int] = [:]) async throws -> [CheckpointToStamp] {
        var found: [CheckpointToStamp] = []
        for head in try folder.register.logs() {
            let covered = done[head.origin] ?? 0
            guard head.size > covered else { continue }
            var checkpoint = try SignedCheckpoint(parsing: head.checkpoint)
            if let id = try LogOrigin(parsing: head.origin).agreement, let active = await ledgers[id]?.active {
                checkpoint = try active.log.checkpoint(
                    covering: covered, for: try await confirmation(of: active)
                ).checkpoint
            }
            found.append(
                CheckpointToStamp(
                    origin: head.origin, size: checkpoint.checkpoint.size, digest: checkpoint.timestampedDigest,
                    log: head.key, note: checkpoint.bytes))
        }
        return found
    }

    /// Keeps a time-stamp over a checkpoint, if its authority is to be believed by the trust list of now.
    ///
    /// - Throws: `seal.timestamp.*`, `trust.*`, `storage.*`.
    package func keep(
        _ token: TimestampToken, over checkpoint: CheckpointToStamp
    ) async throws -> TrustedTimestamp {
        let trusted = try await trust.current().validate(token, over: checkpoint.digest, now: now)
        try await folder.register.keep(
            TimestampRow(
                log: checkpoint.log, size: Int64(checkpoint.size), authority: trusted.authority.identity,
                time: trusted.time, checkpoint: checkpoint.note, token: token.der))
        return trusted
    }
}
