import Custody
import Store
import Vocabulary

/// A receipt, and what its checkpoint has and lacks.
struct ProvenReceipt: Sendable {
    let receipt: Receipt
    let standing: CheckpointStanding
}

extension LogReading {
    /// The newest signed checkpoint, with what cosigners have signed of it.
    func cosignedCheckpoint() throws -> SignedCheckpoint {
        let newest = try checkpoint()
        let rows = try register.cosignatures(key, size: Int64(newest.checkpoint.size))
        return try Self.united([newest] + rows.map { try SignedCheckpoint(parsing: $0.note) })
    }

    /// Of checkpoints of one size, the first one with the signatures of all: of those that are of the same tree.
    static func united(_ checkpoints: [SignedCheckpoint]) throws -> SignedCheckpoint {
        guard let first = checkpoints.first else { throw ExchangeError.notThere }
        return checkpoints.dropFirst().filter { $0.checkpoint == first.checkpoint }
            .reduce(first) { $0.adding($1.note.signatures) }
    }

    /// So many signatures of cosigners are looked at for a receipt, from the newest on.
    private static let mostLookedAt = 64

    /// The newest checkpoint that covers an entry and has the quorum; else the one that lacks the fewest cosigners, and
    /// of these the newest.
    func checkpoint(
        covering entry: Int, for confirmation: Confirmation
    ) throws -> (checkpoint: SignedCheckpoint, missing: Int) {
        let newest = try cosignedCheckpoint()
        var best = (checkpoint: newest, missing: confirmation.missing(newest))
        guard best.missing > 0 else { return best }
        let rows = try register.cosignatures(key, covering: Int64(entry), limit: Self.mostLookedAt)
        for (_, rows) in Dictionary(grouping: rows, by: \.size).sorted(by: { $0.key > $1.key }) {
            let checkpoint = try Self.united(try rows.map { try SignedCheckpoint(parsing: $0.note) })
            let missing = confirmation.missing(checkpoint)
            if missing < best.missing { best = (checkpoint, missing) }
            if missing == 0 { break }
        }
        return best
    }

    /// The receipt of an event that stands at `index`, under the best checkpoint that there is.
    func receipt(of event: VerifiedEvent, at index: Int, for confirmation: Confirmation) async throws -> ProvenReceipt {
        let (checkpoint, standing) = try bestCheckpoint(covering: index, for: confirmation)
        return ProvenReceipt(
            receipt: try Receipt(
                event: event, proof: await inclusion(of: index, in: checkpoint), checkpoint: checkpoint),
            standing: standing)
    }
}
