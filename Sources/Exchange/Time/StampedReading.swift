import Custody
import Policy
import Store
import Vocabulary

/// What the checkpoint of a receipt has and lacks of what the agreement asks for.
package struct CheckpointStanding: Sendable {
    /// How many cosigners of other parties it lacks.
    package let cosignersMissing: Int
    /// RFC 3161 tokens over it, in DER.
    package let timestamps: [[UInt8]]
    /// Whether the agreement asks for the time-stamp of another party's authority and none is there.
    package let timestampMissing: Bool

    /// Of a checkpoint that the log alone has signed.
    static func alone(under agreement: Agreement, node: Identity) -> CheckpointStanding {
        CheckpointStanding(
            cosignersMissing: agreement.quorum.whole(node: node), timestamps: [],
            timestampMissing: agreement.custody?.needsTimestamp ?? false)
    }
}

extension LogReading {
    /// So many time-stamped checkpoints are looked at for a receipt, from the smallest on.
    private static let mostStampedLookedAt = 16

    /// The checkpoint under which a receipt of an entry is given: of those that lack the fewest cosigners, the smallest
    /// that an authority of another party stamped, since its time is the closest to the entry; where none is stamped, the
    /// newest.
    func bestCheckpoint(
        covering entry: Int, for confirmation: Confirmation
    ) throws -> (checkpoint: SignedCheckpoint, standing: CheckpointStanding) {
        if let stamped = try stampedCheckpoint(covering: entry, lacking: 0, for: confirmation) { return stamped }
        let (checkpoint, missing) = try checkpoint(covering: entry, for: confirmation)
        if missing > 0, let stamped = try stampedCheckpoint(covering: entry, lacking: missing, for: confirmation) {
            return stamped
        }
        let tokens = try register.timestamps(key, size: Int64(checkpoint.checkpoint.size)).map(\.token)
        return (
            checkpoint,
            CheckpointStanding(
                cosignersMissing: missing, timestamps: tokens, timestampMissing: confirmation.needsTimestamp)
        )
    }

    /// The smallest checkpoint that covers an entry, lacks at most so many cosigners, and was stamped by an authority of
    /// another party that is to be believed.
    private func stampedCheckpoint(
        covering entry: Int, lacking most: Int, for confirmation: Confirmation
    ) throws -> (checkpoint: SignedCheckpoint, standing: CheckpointStanding)? {
        let node = confirmation.keys.origin.node
        let sizes = try register.stampedSizes(
            key, covering: Int64(entry), cosignedBy: max(0, confirmation.quorum.terms.whole(node: node) - most),
            except: node.party, limit: Self.mostStampedLookedAt)
        for size in sizes {
            let rows = try register.timestamps(key, size: size)
            let cosigned = try register.cosignatures(key, size: size)
            let checkpoint = try Self.united(
                try (rows.map(\.checkpoint) + cosigned.map(\.note)).map { try SignedCheckpoint(parsing: $0) })
            let missing = confirmation.missing(checkpoint)
            guard missing <= most, rows.contains(where: { confirmation.counts($0.token, over: checkpoint) }) else {
                continue
            }
            return (
                checkpoint,
                CheckpointStanding(
                    cosignersMissing: missing, timestamps: rows.map(\.token), timestampMissing: false)
            )
        }
        return nil
    }
}
