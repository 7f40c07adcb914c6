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
    /// So many time-stamped checkpoints are looked at one after the other, from the smallest on.
    private static let mostStampedLookedAt = 16
    /// Of so many one is searched for by halves, of one authority.
    private static let mostStampedSearched = 1 << 20

    /// The checkpoint under which a receipt of an entry is given: of those that lack the fewest cosigners, the smallest
    /// that an authority of another party stamped, since its time is the closest to the entry; where none is stamped, the
    /// smallest with the quorum, and where none has that, the newest.
    func bestCheckpoint(
        covering entry: Int, for confirmation: Confirmation
    ) throws -> (checkpoint: SignedCheckpoint, standing: CheckpointStanding) {
        if let stamped = try stampedCheckpoint(covering: entry, lacking: 0, for: confirmation) { return stamped }
        let (checkpoint, missing) = try checkpoint(covering: entry, for: confirmation, .smallest)
        if missing > 0, let stamped = try stampedCheckpoint(covering: entry, lacking: missing, for: confirmation) {
            return stamped
        }
        let tokens = try register.timestamps(key, size: Int64(checkpoint.checkpoint.size)).map(\.token)
        return (
            checkpoint,
            CheckpointStanding(
                cosignersMissing: missing, timestamps: tokens,
                timestampMissing: confirmation.needsTimestamp
                    && !tokens.contains { confirmation.counts($0, over: checkpoint) })
        )
    }

    /// The smallest checkpoint that covers an entry, lacks at most so many cosigners, and was stamped by an authority of
    /// another party that is to be believed.
    private func stampedCheckpoint(
        covering entry: Int, lacking most: Int, for confirmation: Confirmation
    ) throws -> (checkpoint: SignedCheckpoint, standing: CheckpointStanding)? {
        let party = confirmation.keys.origin.node.party
        func sizes(by authority: Identity?, limit: Int) throws -> [Int64] {
            try register.stampedSizes(
                key, covering: Int64(entry), cosignedBy: confirmation.needed(lacking: most), except: party,
                by: authority, limit: limit)
        }
        let first = try sizes(by: nil, limit: Self.mostStampedLookedAt)
        for size in first {
            if let found = try stamped(size, lacking: most, for: confirmation) { return found }
        }
        guard first.count == Self.mostStampedLookedAt else { return nil }
        // An authority whose old key is not believed any more may have stamped any number: each is searched by itself.
        var best: (size: Int64, found: (checkpoint: SignedCheckpoint, standing: CheckpointStanding))?
        for authority in try register.authorities(key, covering: Int64(entry)) where authority.party != party {
            let all = try sizes(by: authority, limit: Self.mostStampedSearched)
            guard let (size, found) = try smallest(of: all, { try stamped($0, lacking: most, for: confirmation) })
            else { continue }
            if best.map({ size < $0.size }) ?? true { best = (size, found) }
        }
        return best?.found
    }

    /// What is found at the smallest of these sizes where something is, if from some size on it always is: as it is with what
    /// an authority stamped with a key that is believed, after one that is not. Else at one of the sizes.
    private func smallest<Found>(
        of sizes: [Int64], _ find: (Int64) throws -> Found?
    ) throws -> (size: Int64, found: Found)? {
        guard let last = sizes.indices.last else { return nil }
        // Of an authority that is gone altogether the newest tells it at once.
        guard var best = try find(sizes[last]).map({ (place: last, found: $0) }) else { return nil }
        var low = 0
        while low < best.place {
            let middle = (low + best.place) / 2
            if let found = try find(sizes[middle]) { best = (middle, found) } else { low = middle + 1 }
        }
        return (sizes[best.place], best.found)
    }

    private func stamped(
        _ size: Int64, lacking most: Int, for confirmation: Confirmation
    ) throws -> (checkpoint: SignedCheckpoint, standing: CheckpointStanding)? {
        let rows = try register.timestamps(key, size: size)
        let cosigned = try register.cosignatures(key, size: size)
        let checkpoint = try Self.united(
            try (rows.map(\.checkpoint) + cosigned.map(\.note)).map { try SignedCheckpoint(parsing: $0) })
        let missing = confirmation.missing(checkpoint)
        guard missing <= most, rows.contains(where: { confirmation.counts($0.token, over: checkpoint) }) else {
            return nil
        }
        return (
            checkpoint,
            CheckpointStanding(cosignersMissing: missing, timestamps: rows.map(\.token), timestampMissing: false)
        )
    }
}
