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
    /// Whether it has its quorum of cosigners.
    fileprivate let isQuorate: Bool
    fileprivate let log: LogKey
    fileprivate let note: [UInt8]
}

/// How far an authority stamped the logs of a node.
package struct StampedSoFar: Sendable {
    /// How many entries the last checkpoint covers that it stamped, and the last that had its quorum; by the log's origin.
    fileprivate var covered: [String: Int] = [:]
    fileprivate var quorate: [String: Int] = [:]

    package init() {}

    package mutating func add(_ checkpoint: CheckpointToStamp) {
        covered[checkpoint.origin] = max(checkpoint.size, covered[checkpoint.origin] ?? 0)
        if checkpoint.isQuorate { quorate[checkpoint.origin] = checkpoint.size }
    }
}

extension ExchangeNode {
    /// A checkpoint of every log: the newest that has its quorum of cosigners, so that both are over the same one however
    /// busy the log is and however long cosigners take; where none has that goes beyond the last such one, and the log has
    /// grown, the one that lacks the fewest.
    package func checkpointsToStamp(after done: StampedSoFar = StampedSoFar()) async throws -> [CheckpointToStamp] {
        var found: [CheckpointToStamp] = []
        for head in try folder.register.logs() {
            let covered = done.covered[head.origin] ?? 0
            func add(_ checkpoint: SignedCheckpoint, isQuorate: Bool) {
                found.append(
                    CheckpointToStamp(
                        origin: head.origin, size: checkpoint.checkpoint.size, digest: checkpoint.timestampedDigest,
                        isQuorate: isQuorate, log: head.key, note: checkpoint.bytes))
            }
            guard let id = try LogOrigin(parsing: head.origin).agreement, let active = await ledgers[id]?.active else {
                if head.size > covered { add(try SignedCheckpoint(parsing: head.checkpoint), isQuorate: true) }
                continue
            }
            let (log, confirmation) = (active.log, try await confirmation(of: active))
            let quorate = try log.quorate(covering: done.quorate[head.origin] ?? 0, for: confirmation, .newest)
            // What was stamped before its cosigners had signed is over the same text.
            if let quorate, quorate.checkpoint.size != covered {
                add(quorate, isQuorate: true)
            } else if head.size > covered {
                add(try log.checkpoint(covering: covered, for: confirmation, .newest).checkpoint, isQuorate: false)
            }
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
